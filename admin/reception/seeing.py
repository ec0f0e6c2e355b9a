"""Who sees a visit's plan, and what stands on the card of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from admin.asking import lost, me, node
from admin.dates import moment_words, window
from admin.reception.words import LACK, SENDING
from admin.speech import _
from admin.wording import Said, party
from shared.access.rules import Permission
from shared.bookings.models import Booking
from shared.bookings.rules import State
from shared.desk.preparing import may_prepare
from shared.reception.queries import Reception, reception_of
from shared.reception.rules import Lack
from shared.reception.standing import Standing, standings
from shared.sites.models import Site

_MARKS = {Lack.LATE: "attend", Lack.TOO_MANY_ESCORTS: "attend", Lack.NOT_SENT: "attend"} | {
    Lack.ITINERARY_QUESTIONED: "attend"
}
_CAN_STILL = (State.WAITING, State.SENT_BACK, State.APPROVED)


@dataclass(frozen=True)
class Card:
    """A visit's readiness at a glance."""

    booking: str
    plan: str
    who: str
    company: str
    grade: str
    window: str
    said: Said
    """Ready, nearly, or late."""
    progress: str
    lacks: tuple[Said, ...]
    itinerary: Said
    is_over: bool


def may_see(booking: Booking) -> bool:
    """Say whether this person may see a visit's plan."""
    own = me().is_host(booking.host_id) or booking.booked_by == me().id
    return own or me().may(Permission.SEE_ALL_VISITS, booking.site_id)


def may_read_talks(booking: Booking) -> bool:
    """Say whether this person may read what was said and agreed: who received the visitor, and who prepares visits."""
    return booking.booked_by == me().id or may_prepare(me(), booking.site_id, booking.host_id)


def may_change_plan(booking: Booking) -> bool:
    """Say whether this person may change a visit's plan now."""
    return may_prepare(me(), booking.site_id, booking.host_id) and booking.state in _CAN_STILL


def seen_plan(rows: Session, booking_id: str) -> tuple[Reception, Site]:
    """Return a visit's plan that this person may see; 404 for any other."""
    found = reception_of(rows, booking_id)
    if found is None or not may_see(found.booking):
        lost()
    return found, rows.get_one(Site, found.booking.site_id)


def card_of(reception: Reception, standing: Standing, zone: ZoneInfo, now: datetime) -> Card:
    """Return a plan's readiness in words."""
    booking, ready = reception.booking, standing.readiness
    is_over = booking.starts_at <= now
    count = ready.count
    return Card(
        booking=booking.id,
        plan=reception.plan.id,
        who=party(reception.leader, reception.guests),
        company=reception.company,
        grade=booking.grade_letter,
        window=window(booking.starts_at, booking.ends_at, zone, now),
        said=_said(ready.is_ready, ready.lacks),
        progress=_("%(done)s of %(all)s done", done=count.done, all=count.all),
        lacks=tuple(_lack(lack, count.late, count.all - count.done) for lack in ready.lacks),
        itinerary=SENDING[standing.sending],
        is_over=is_over,
    )


def _said(is_ready: bool, lacks: Sequence[Lack]) -> Said:
    if is_ready:
        return Said("go", _("Ready for the visit"))
    return Said("attend", _("Late")) if Lack.LATE in lacks else Said("wait", _("Not ready yet"))


def _lack(lack: Lack, late: int, to_do: int) -> Said:
    mark = _MARKS.get(lack, "wait")
    if lack is Lack.LATE:
        return Said(mark, _("%(n)s late, %(all)s to do", n=late, all=to_do))
    if lack is Lack.OPEN:
        return Said(mark, _("%(n)s to do", n=to_do))
    return Said(mark, LACK[lack])


def cards(rows: Session, receptions: Sequence[Reception], zones: Mapping[str, ZoneInfo], now: datetime) -> list[Card]:
    """Return the cards of several plans."""
    found = standings(rows, receptions, zones, now)
    return [card_of(each, found[each.plan.id], zones[each.booking.site_id], now) for each in receptions]


@dataclass(frozen=True)
class Glance:
    """What a booking's page shows of its reception."""

    card: Card | None
    is_approved: bool
    """Of a visit without a plan that this person may make: whether it is approved, and got none by that."""
    itinerary_when: str


def reception_glance(booking_id: str) -> Glance | None:
    """Return a booking's reception at a glance; None where it is not for this person, or never will be one."""
    now = node().now()
    with node().reading() as rows:
        found = reception_of(rows, booking_id)
        if found is None:
            booking = rows.get(Booking, booking_id)
            if booking is None or not may_change_plan(booking) or booking.ends_at <= now:
                return None
            return Glance(None, booking.state == State.APPROVED, "")
        if not may_see(found.booking) or found.plan.closed_at is not None:
            return None
        zone = rows.get_one(Site, found.booking.site_id).tz
        standing = standings(rows, [found], {found.booking.site_id: zone}, now)[found.plan.id]
    told = moment_words(standing.told_at, zone, now) if standing.told_at else ""
    return Glance(card_of(found, standing, zone, now), False, told)
