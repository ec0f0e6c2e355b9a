"""Who is here for a host: one card a booking, the longest waiting first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import clock, duration, minutes_between
from admin.speech import _
from admin.waiting import still_waits
from admin.wording import answer_mark, answer_words, party
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.rules import VisitState
from shared.web.host_line import host_line


@dataclass(frozen=True)
class Caller:
    """A party that is inside, as its host sees it."""

    booking: str
    visits: tuple[str, ...]
    name: str
    who: str
    company: str
    since: datetime
    waited: str
    arrived: str
    site: str
    purpose: str
    grade: str
    escorted: bool
    screen: str
    answer: str
    mark: str
    alarm_at: str
    """From when the gate's board asks for a person, if nobody answers; empty once somebody did."""

    @property
    def is_waiting(self) -> bool:
        """Say whether nobody has answered yet."""
        return not self.answer

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the card does, its age aside."""
        return crc32(repr((self.visits, self.who, self.company, self.screen, self.answer)).encode())

    @property
    def call(self) -> str:
        """Return what is said aloud when the card comes up."""
        return _("%(name)s has arrived", name=self.who)


def callers(rows: Session, visits: Sequence[Visit], now: datetime) -> list[Caller]:
    """Return the parties inside: first who waits for an answer, the longest first, then who has one."""
    parties: dict[tuple[str, bool], list[Visit]] = {}
    inside = [stay for stay in visits if stay.state == VisitState.INSIDE]
    for stay in sorted(inside, key=lambda each: each.arrived_at):
        if stay.answer is not None or still_waits(stay, now):
            parties.setdefault((stay.booking_id, stay.answer is None), []).append(stay)
    found = [_caller(rows, stays, now) for stays in parties.values()]
    return sorted(found, key=lambda caller: (not caller.is_waiting, caller.since))


def _caller(rows: Session, stays: list[Visit], now: datetime) -> Caller:
    first = stays[0]
    booking, visitor = first.booking, first.guest.visitor
    site: Site = booking.site
    said = language()
    alarm = first.arrived_at + timedelta(minutes=booking.grade.waiting_limit_minutes)
    return Caller(
        booking=booking.id,
        visits=tuple(stay.id for stay in stays),
        name=visitor.name,
        who=party(visitor.name, len(stays)),
        company=visitor.company.name,
        since=first.arrived_at,
        waited=duration(minutes_between(first.arrived_at, now)),
        arrived=clock(first.arrived_at, site.tz),
        site=site.named(said),
        purpose=booking.purpose,
        grade=f"{booking.grade_letter} {booking.grade.named(said)}",
        escorted=booking.grade.is_escorted,
        screen=host_line(rows, first, said),
        mark=answer_mark(first.answer) if first.answer else "wait",
        answer=answer_words(first.answer, first.answer_minutes, first.answer_place) if first.answer else "",
        alarm_at=clock(alarm, site.tz) if not first.answer and alarm > now else "",
    )
