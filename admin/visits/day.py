"""A day at a site: who came, is inside, has left, was refused, and who did not come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from admin.asking import language, lost, me, node
from admin.dates import clock, long_day
from admin.forms import Typed, day_typed
from admin.speech import Words, _, _l
from admin.visits.asked import my_sites
from admin.visits.rows import Row, row_of
from admin.wording import REFUSAL, Said
from shared.access.rules import Permission
from shared.bookings.models import Booking, Guest
from shared.bookings.queries import bookings_with_ids
from shared.kernel.logbook import LogLine
from shared.kernel.paging import Cursor
from shared.sites.models import Site
from shared.visits.days import (
    Day,
    arrivals_of_day,
    count_refusals,
    count_without_visit,
    guests_without_visit,
    refusals_of_day,
)
from shared.visits.finding import Search, find_visits
from shared.visits.rules import CAME_IN, VisitState

pages = Blueprint("visits_day", __name__)

ROWS = 50
MOST = 300
"""Of those who are expected or were refused no more are shown: they have no pages."""

CAME, COMING, ABSENT, REFUSED = "came", "expected", "absent", "refused"
WORDS: dict[str, Words] = {
    CAME: _l("Came"),
    VisitState.INSIDE.value: _l("On site"),
    VisitState.LEFT.value: _l("Left"),
    VisitState.EXPIRED.value: _l("Not signed out"),
    VisitState.ASKING.value: _l("Waits to be let in"),
    VisitState.TURNED_AWAY.value: _l("Not let in"),
    VisitState.WITHDRAWN.value: _l("Did not wait"),
    REFUSED: _l("Refused at the door"),
    COMING: _l("Still expected"),
    ABSENT: _l("Did not come"),
}


@dataclass(frozen=True)
class Without:
    """Somebody of whom there is no visit: expected, absent or refused."""

    booking: str
    at: str
    who: str
    company: str
    host: str
    grade: str
    permit: str
    said: Said


@pages.get("/visits")
def page() -> str:
    """Show the day."""
    now = node().now()
    with node().reading() as rows:
        sites = my_sites(rows)
        site = next((each for each in sites if each.code == request.args.get("site")), sites[0])
        today = site.hours.day_of(now)
        on = _day_asked(today)
        day = _day(site, on)
        counts = _counts(rows, day, now)
        show = request.args.get("show", CAME)
        show = show if show in WORDS else CAME
        shown, others, further = _shown(rows, day, show, now)
    here = site if len(sites) > 1 else None
    return render_template(
        "visits/day.html",
        typed=Typed({"day": on.isoformat(), "site": site.code}),
        title=long_day(on, today),
        sites=[(each.code, each.named(language())) for each in sites],
        tabs=[
            (str(WORDS[name]), number, _here(on, here, name), name == show)
            for name, number in counts.items()
            if number or name in (CAME, show)
        ],
        before=_here(on - timedelta(days=1), here, show),
        after=_here(on + timedelta(days=1), here, show),
        today=None if on == today else _here(today, here, show),
        show=show,
        rows=shown,
        others=others,
        is_cut=len(others) >= MOST,
        most=MOST,
        further=further,
        may_print=me().may(Permission.EXPORT_VISITS, site.id),
        day=on.isoformat(),
        site=site.code,
    )


def _day(site: Site, on: date) -> Day:
    start, end = site.hours.day_bounds(on)
    everybody = me().may(Permission.SEE_ALL_VISITS, site.id)
    return Day(site.id, start, end, None if everybody else me().employee_id or "")


def _day_asked(today: date) -> date:
    on = day_typed(request.args.get("day", ""))
    return on if on is not None and abs((on - today).days) < 50 * 366 else today


def _counts(rows: Session, day: Day, now: datetime) -> dict[str, int]:
    states = arrivals_of_day(rows, day)
    coming, absent = count_without_visit(rows, day, now)
    numbers = {name: states.get(name, 0) for name in WORDS if name in set(VisitState)}
    came = {CAME: sum(number for name, number in states.items() if name in CAME_IN)}
    return came | numbers | {REFUSED: count_refusals(rows, day), COMING: coming, ABSENT: absent}


def _shown(rows: Session, day: Day, show: str, now: datetime) -> tuple[list[Row], list[Without], str | None]:
    """Return the visits, or who is shown without one; and where the list goes on."""
    if show in (COMING, ABSENT):
        found = guests_without_visit(rows, day, now, is_over=show == ABSENT, limit=MOST)
        return [], [_uncome(guest, booking, show) for guest, booking in found], None
    if show == REFUSED:
        return [], _refused(rows, refusals_of_day(rows, day, MOST)), None
    search = Search(
        sites=(day.site,) if day.host is None else (),
        host=day.host,
        state=None if show == CAME else show,
        since=day.start,
        before=day.end,
    )
    page_found = find_visits(rows, search, _place(), ROWS)
    came = [stay for stay in page_found.visits if stay.site_id == day.site and (show != CAME or stay.state in CAME_IN)]
    values: dict[str, Any] = {name: request.args[name] for name in ("day", "site", "show") if request.args.get(name)}
    further = url_for("visits_day.page", **values, at=str(page_found.next)) if page_found.next else None
    return [row_of(stay) for stay in came], [], further


def _uncome(guest: Guest, booking: Booking, show: str) -> Without:
    zone = booking.site.tz
    said = Said("wait", WORDS[COMING]) if show == COMING else Said("off", WORDS[ABSENT])
    return Without(
        booking=booking.id,
        at=f"{clock(booking.starts_at, zone)}–{clock(booking.ends_at, zone)}",
        who=guest.visitor.name,
        company=guest.visitor.company.name,
        host=booking.host.named(language()),
        grade=booking.grade_letter,
        permit=booking.permit or "",
        said=said,
    )


def _refused(rows: Session, lines: Sequence[LogLine]) -> list[Without]:
    ids = sorted({line.booking_id for line in lines if line.booking_id})
    bookings = {booking.id: booking for booking in bookings_with_ids(rows, ids)}
    sites = {site.id: site for site in my_sites(rows)}
    return [_refusal(line, bookings.get(line.booking_id or ""), sites[line.site_id or ""]) for line in lines]


def _refusal(line: LogLine, booking: Booking | None, site: Site) -> Without:
    said = REFUSAL.get(str(line.facts.get("reason")), Said("attend", _("Turned away")))
    at = clock(line.at, site.tz)
    if booking is None:
        return Without("", at, _("Somebody at %(station)s", station=line.by), "", "", "", "", said)
    leader = next((guest for guest in booking.guests if guest.is_leader), booking.guests[0] if booking.guests else None)
    return Without(
        booking=booking.id,
        at=at,
        who=leader.visitor.name if leader else "",
        company=leader.visitor.company.name if leader else "",
        host=booking.host.named(language()),
        grade=booking.grade_letter,
        permit=booking.permit or "",
        said=said,
    )


def _here(on: date, site: Site | None, show: str) -> str:
    values = {"day": on.isoformat(), "site": site.code if site else None, "show": show if show != CAME else None}
    kept: dict[str, Any] = {name: value for name, value in values.items() if value}
    return url_for("visits_day.page", **kept)


def _place() -> Cursor | None:
    try:
        return Cursor.parse(request.args["at"]) if request.args.get("at") else None
    except ValueError:
        lost()
