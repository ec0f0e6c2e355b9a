"""What came of a roll call: how long it took, who was found when and by whom, and every press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import clock, moment_words
from admin.roll_calls.showing import WHY, group_of
from admin.speech import Words, _
from shared.access.queries import names_of
from shared.roll_calls.models import RollCall, RollMark
from shared.roll_calls.queries import Counting, standing_of
from shared.sites.models import Site


@dataclass(frozen=True)
class Summary:
    """A roll call in one line."""

    id: str
    is_drill: bool
    is_on: bool
    started: str
    by: str
    took: str


@dataclass(frozen=True)
class Outcome:
    """What became of one person."""

    name: str
    company: str
    group: str
    why: Words
    safe: bool
    after: str
    """How long after the beginning they were found."""
    by: str
    presses: int


@dataclass(frozen=True)
class Report:
    """All that the page shows."""

    summary: Summary
    point: str
    ended: str
    ended_by: str
    people: Sequence[Outcome]
    safe: int
    devices: int
    last_found: str
    """How long it took until the last of those who were found; empty if nobody was."""

    @property
    def missing(self) -> int:
        """Return how many were never found."""
        return len(self.people) - self.safe


def summaries(rows: Session, calls: Sequence[RollCall], site: Site, now: datetime) -> list[Summary]:
    """Return roll calls line by line, in the order given."""
    names = names_of(rows, {call.started_by for call in calls}, language())
    return [_summary(call, names, site, now) for call in calls]


def report_of(rows: Session, call: RollCall, site: Site, now: datetime) -> Report:
    """Return what came of a roll call, or has come of it so far."""
    standing = standing_of(rows, call)
    by = {mark.by for mark in standing.marks} | {call.started_by} | ({call.ended_by} if call.ended_by else set())
    names = names_of(rows, by, language())
    found = [person.mark.pressed_at for person in standing.people if person.is_safe and person.mark]
    return Report(
        summary=_summary(call, names, site, now),
        point=call.point,
        ended=clock(call.ended_at, site.tz) if call.ended_at else "",
        ended_by=names.get(call.ended_by or "", ""),
        people=[_outcome(person, call, standing.marks, names) for person in standing.people],
        safe=len(found),
        devices=len({mark.device for mark in standing.marks}),
        last_found=_length(max(found) - call.started_at) if found else "",
    )


def _summary(call: RollCall, names: dict[str, str], site: Site, now: datetime) -> Summary:
    return Summary(
        id=call.id,
        is_drill=call.is_drill,
        is_on=call.ended_at is None,
        started=moment_words(call.started_at, site.tz, now),
        by=names.get(call.started_by, ""),
        took=_length((call.ended_at or now) - call.started_at),
    )


def _outcome(person: Counting, call: RollCall, marks: Sequence[RollMark], names: dict[str, str]) -> Outcome:
    visitor, mark = person.visit.guest.visitor, person.mark
    is_found = person.is_safe and mark is not None
    return Outcome(
        name=visitor.name,
        company=visitor.company.name,
        group=group_of(person),
        why=WHY[person.counted.why],
        safe=person.is_safe,
        after=_length(mark.pressed_at - call.started_at) if is_found and mark else "",
        by=names.get(mark.by, "") if is_found and mark else "",
        presses=sum(each.visit_id == person.visit.id for each in marks),
    )


def _length(time: timedelta) -> str:
    minutes, seconds = divmod(max(0, int(time.total_seconds())), 60)
    return _("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=f"{seconds:02d}")
