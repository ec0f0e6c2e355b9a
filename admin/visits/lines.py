"""A visit as a line of a table or of the visitor book, and all lines of a search, portion by portion."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from admin.asking import language, node
from admin.dates import minutes_between
from admin.speech import Words, _l
from admin.wording import KIND, VISIT, whom_they_see
from shared.badges.queries import newest_copies
from shared.bookings.rules import VisitKind
from shared.gate.queries import vehicles_of
from shared.kernel.paging import Cursor
from shared.visits.finding import Search, find_visits
from shared.visits.models import Visit
from shared.visits.rules import VisitState

AT_ONCE = 500
"""Visits of one portion: four statements each."""
_MOST_PORTIONS = 200
"""A filter that fits almost nothing is not looked for in ten years of visits."""

COLUMNS: dict[str, Words] = {
    "day": _l("Day"),
    "arrived": _l("Time in"),
    "left": _l("Time out"),
    "name": _l("Visitor"),
    "company": _l("Company"),
    "phone": _l("Phone"),
    "host": _l("Host"),
    "department": _l("Department"),
    "purpose": _l("Purpose"),
    "kind": _l("Kind"),
    "grade": _l("Grade"),
    "permit": _l("Permit number"),
    "badge": _l("Badge no."),
    "plate": _l("Plate"),
    "waited": _l("Minutes waited"),
    "state": _l("State"),
    "site": _l("Site"),
}


@dataclass(frozen=True)
class Portion:
    """Some lines, and whether they are the last ones although there may be more."""

    lines: list[dict[str, str]]
    is_cut: bool


def portions(search: Search, most: int) -> Iterator[Portion]:
    """Read a search's visits, the latest first, each portion in a reading of its own; others get their turn between."""
    place: Cursor | None = None
    written = 0
    for number in range(_MOST_PORTIONS):
        with node().reading() as rows:
            found = find_visits(rows, search, place, min(AT_ONCE, most - written))
            lines = lines_of(rows, found.visits)
        written += len(lines)
        place = found.next
        is_end = written >= most or number == _MOST_PORTIONS - 1
        yield Portion(lines, is_cut=is_end and place is not None)
        if place is None or is_end:
            return
        time.sleep(0)


def lines_of(rows: Session, visits: Sequence[Visit]) -> list[dict[str, str]]:
    """Return visits as texts by column: two statements, however many."""
    vehicles = vehicles_of(rows, [stay.guest_id for stay in visits])
    copies = newest_copies(rows, [stay.id for stay in visits])
    plates = {guest: vehicle.plate for guest, vehicle in vehicles.items()}
    return [_line(stay, plates.get(stay.guest_id, ""), copies.get(stay.id)) for stay in visits]


def _line(stay: Visit, plate: str, copy: int | None) -> dict[str, str]:
    site, booking, visitor, said = stay.booking.site, stay.booking, stay.guest.visitor, language()
    arrived = stay.arrived_at.astimezone(site.tz)
    left = stay.left_at.astimezone(site.tz) if stay.left_at else None
    is_same_day = left is not None and left.date() == arrived.date()
    answered = stay.first_answered_at or stay.answered_at
    return {
        "day": arrived.date().isoformat(),
        "arrived": f"{arrived:%H:%M}",
        "left": "" if left is None else f"{left:%H:%M}" if is_same_day else f"{left:%Y-%m-%d %H:%M}",
        "name": visitor.name,
        "company": visitor.company.name,
        "phone": visitor.phone or "",
        "host": whom_they_see(stay),
        "department": booking.host.department.named(said),
        "purpose": booking.purpose,
        "kind": str(KIND[VisitKind(booking.kind)]),
        "grade": booking.grade_letter,
        "permit": booking.permit or "",
        "badge": _badge_number(booking.permit, copy),
        "plate": plate,
        "waited": str(minutes_between(stay.arrived_at, answered)) if answered else "",
        "state": str(VISIT[VisitState(stay.state)].word),
        "site": site.named(said),
    }


def _badge_number(permit: str | None, copy: int | None) -> str:
    """Return what stands on the badge: the permit's number, and from the second paper on which copy it is."""
    if copy is None:
        return ""
    return f"{permit or ''}/{copy}" if copy > 1 else permit or ""
