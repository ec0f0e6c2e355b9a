"""The way of a visit: its stations from the booking to the departure, and where it stands now."""

from dataclasses import dataclass
from datetime import datetime

from admin.dates import day, moment_words
from admin.speech import _
from admin.wording import answer_words
from shared.bookings.models import Booking
from shared.bookings.rules import UNDECIDED, State
from shared.visits.models import Visit
from shared.visits.rules import VisitState


@dataclass(frozen=True)
class Station:
    """One station: did, now, ahead, or the mark of where the way ended (stop, attend, off)."""

    word: str
    note: str
    how: str


def way_of(booking: Booking, visits: list[Visit], names: dict[str, str], now: datetime) -> list[Station]:
    """Return the stations of a booking, first to last; exactly one is `now` unless the way has ended."""
    zone, state = booking.site.tz, State(booking.state)
    made = _said(moment_words(booking.made_at, zone, now), names.get(booking.booked_by))
    stations = [Station(_("Booked"), made, "did"), _decision(booking, names, now)]
    if (state in (State.REJECTED, State.CANCELLED) or _is_undecided(booking)) and not visits:
        return stations
    due = day(booking.starts_at.astimezone(zone).date(), now.astimezone(zone).date())
    opens = f"{due} {booking.starts_at.astimezone(zone):%H:%M}"
    is_due = state is State.APPROVED and not visits
    stations += [
        _arrival(booking, visits, now) if visits else Station(_("Check-in"), opens, "now" if is_due else "ahead"),
        _answer(booking, visits, now),
        _departure(booking, visits, now),
    ]
    return stations


def _decision(booking: Booking, names: dict[str, str], now: datetime) -> Station:
    if _is_undecided(booking):
        return Station(_("Approval"), _("nobody decided in time"), "attend")
    zone = booking.site.tz
    when = moment_words(booking.decided_at, zone, now) if booking.decided_at else ""
    note = _said(when, names.get(booking.decided_by or ""))
    return {
        State.WAITING: Station(_("Approval"), _("being waited for"), "now"),
        State.APPROVED: Station(_("Approved"), note, "did"),
        State.REJECTED: Station(_("Rejected"), note, "stop"),
        State.SENT_BACK: Station(_("Sent back"), note, "attend"),
        State.CANCELLED: Station(_("Cancelled"), note, "off"),
    }[State(booking.state)]


def _is_undecided(booking: Booking) -> bool:
    return booking.state == State.WAITING and booking.turnout == UNDECIDED


def _arrival(booking: Booking, visits: list[Visit], now: datetime) -> Station:
    first = moment_words(min(stay.arrived_at for stay in visits), booking.site.tz, now)
    came, all_ = len({stay.guest_id for stay in visits}), len(booking.guests)
    of_all = _("%(time)s, %(n)s of %(all)s", time=first, n=came, all=all_)
    return Station(_("Checked in"), first if all_ == 1 else of_all, "did")


def _answer(booking: Booking, visits: list[Visit], now: datetime) -> Station:
    answered = [stay for stay in visits if stay.answered_at]
    if answered:
        stay = max(answered, key=lambda each: each.answered_at or now)
        when = moment_words(stay.answered_at or now, booking.site.tz, now)
        said = answer_words(stay.answer or "", stay.answer_minutes, stay.answer_place)
        return Station(_("Host answered"), _said(when, said), "did")
    if any(stay.state == VisitState.INSIDE for stay in visits):
        return Station(_("Host answers"), _("being asked"), "now")
    return Station(_("Host answers"), _("no answer noted") if visits else _("at check-in"), "ahead")


def _departure(booking: Booking, visits: list[Visit], now: datetime) -> Station:
    zone = booking.site.tz
    inside = [stay for stay in visits if stay.state == VisitState.INSIDE]
    left = [stay.left_at for stay in visits if stay.left_at]
    by = _("by %(time)s", time=moment_words(booking.ends_at, zone, now))
    if inside:
        answered = all(stay.answered_at for stay in inside)
        return Station(_("On site"), by, "now") if answered else Station(_("Check-out"), by, "ahead")
    if left and len({stay.guest_id for stay in visits}) == len(booking.guests):
        return Station(_("Checked out"), moment_words(max(left), zone, now), "did")
    return Station(_("Check-out"), by, "ahead")


def _said(first: str, second: str | None) -> str:
    return _("%(first)s, %(second)s", first=first, second=second) if second else first
