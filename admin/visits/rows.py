"""A visit as lists show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from admin.asking import language
from admin.dates import clock, ending, long_day
from admin.wording import VISIT, Said, whom_they_see
from shared.visits.models import Visit
from shared.visits.rules import VisitState


@dataclass(frozen=True)
class Row:
    """One line."""

    id: str
    who: str
    visitor: str
    company: str
    company_id: str
    host: str
    grade: str
    site: str
    permit: str
    day: date
    arrived: str
    left: str
    said: Said


def row_of(stay: Visit) -> Row:
    """Return a visit, in the clock of its site."""
    site, said = stay.booking.site, language()
    visitor, zone = stay.guest.visitor, site.tz
    arrived = stay.arrived_at.astimezone(zone)
    return Row(
        id=stay.id,
        who=visitor.name,
        visitor=visitor.id,
        company=visitor.company.name,
        company_id=visitor.company_id,
        host=whom_they_see(stay),
        grade=stay.booking.grade_letter,
        site=site.named(said),
        permit=stay.booking.permit or "",
        day=arrived.date(),
        arrived=clock(arrived, zone),
        left="" if stay.left_at is None else ending(arrived, stay.left_at, zone),
        said=VISIT[VisitState(stay.state)],
    )


def by_day(rows: Sequence[Row], today: date) -> list[tuple[str, list[Row]]]:
    """Return rows under the day on which they came."""
    return [(long_day(on, today), list(found)) for on, found in groupby(rows, key=lambda row: row.day)]
