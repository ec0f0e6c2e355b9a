"""Who is here for somebody: one card a booking, the longest waiting first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import clock, duration, minutes_between
from admin.speech import _
from admin.waiting import still_waits
from admin.wording import answer_mark, answer_words, party, whom_they_see
from shared.people.models import Employee
from shared.sites.models import Site
from shared.visits.asked import beside
from shared.visits.models import Visit
from shared.visits.rules import OPEN, Figures, Step, VisitState
from shared.web.host_line import Known, host_line, known_of

COLLEAGUES = 6
"""To so many a visitor can be handed with one touch; to others by name."""


@dataclass(frozen=True)
class Caller:
    """A party that is here, as its host or somebody in the host's place sees it."""

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
    seen: str
    """When the answer was given that the card shows; empty for none: who answers has seen no more."""
    is_asking: bool
    """Whether they came without a booking and wait to be let in."""
    in_place_of: str
    """The host's name, where somebody else is asked; empty on the host's own card."""
    names_nobody: bool
    """Whether they are for reception to see to, whoever stands for it."""
    next: str
    """What happens if nobody answers, with its time; empty where nothing more would."""
    colleagues: tuple[tuple[str, str], ...]
    """Whom the visitor may be handed to: id and name."""

    @property
    def is_waiting(self) -> bool:
        """Say whether nobody has answered yet."""
        return not self.answer

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the card does, its age aside."""
        shown = (self.visits, self.who, self.company, self.screen, self.answer, self.is_asking, self.next)
        return crc32(repr(shown).encode())

    @property
    def call(self) -> str:
        """Return what is said aloud when the card comes up."""
        return _("%(name)s has arrived", name=self.who)


def callers(
    rows: Session, mine: Sequence[Visit], of_others: Sequence[Visit], now: datetime, by: str = ""
) -> list[Caller]:
    """Return the parties that are here: first who waits for an answer, the longest first, then who has one.

    `mine` came to see this person; for `of_others` this person (the account `by`) was asked in the host's place:
    they are shown until somebody answers, and afterwards to who did.
    """
    parties: dict[tuple[str, bool], list[Visit]] = {}
    others = [stay for stay in of_others if stay.answer is None or stay.answered_by == by]
    here = [stay for stay in (*mine, *others) if stay.state in OPEN]
    for stay in sorted(here, key=lambda each: each.arrived_at):
        if stay.answer is not None or stay.state == VisitState.ASKING or still_waits(stay, now):
            parties.setdefault((stay.booking_id, stay.answer is None), []).append(stay)
    known = known_of(rows, [stays[0] for stays in parties.values()])
    strangers = {stay.id for stay in others}
    beside = _Beside(rows)
    found = [
        caller(Party(tuple(stays), known[stays[0].id], stays[0].id in strangers), rows, beside, now)
        for stays in parties.values()
    ]
    return sorted(found, key=lambda each: (not each.is_waiting, each.since))


@dataclass(frozen=True)
class Party:
    """Those of one booking who are here, and what is known of their asking."""

    stays: tuple[Visit, ...]
    known: Known
    is_anothers: bool
    """Whether they came to see somebody else."""


class _Beside:
    """Who works beside a host: looked up once a host, however many parties wait."""

    def __init__(self, rows: Session) -> None:
        self._rows = rows
        self._found: dict[str, Sequence[Employee]] = {}

    def __call__(self, host: Employee) -> Sequence[Employee]:
        if host.id not in self._found:
            self._found[host.id] = beside(self._rows, host, COLLEAGUES + 1)
        return self._found[host.id]


def one_caller(rows: Session, stay: Visit, now: datetime, *, is_anothers: bool) -> Caller:
    """Return the card of one visit."""
    party = Party((stay,), known_of(rows, [stay])[stay.id], is_anothers)
    return caller(party, rows, _Beside(rows), now)


def caller(of: Party, rows: Session, beside_host: _Beside, now: datetime) -> Caller:
    """Return one party's card."""
    first = of.stays[0]
    booking, visitor = first.booking, first.guest.visitor
    site: Site = booking.site
    said = language()
    asked = {each.employee_id for each in of.known.asked}
    colleagues = [each for each in beside_host(booking.host) if each.id not in asked] if not first.answer else []
    return Caller(
        booking=booking.id,
        visits=tuple(stay.id for stay in of.stays),
        name=visitor.name,
        who=party(visitor.name, len(of.stays)),
        company=visitor.company.name,
        since=first.arrived_at,
        waited=duration(minutes_between(first.arrived_at, now)),
        arrived=clock(first.arrived_at, site.tz),
        site=site.named(said),
        purpose=booking.purpose,
        grade=f"{booking.grade_letter} {booking.grade.named(said)}",
        escorted=booking.grade.is_escorted,
        screen=host_line(rows, first, said, now, of.known),
        mark=answer_mark(first.answer) if first.answer else "wait",
        answer=answer_words(first.answer, first.answer_minutes, first.answer_place) if first.answer else "",
        seen=first.answered_at.isoformat() if first.answered_at else "",
        is_asking=first.state == VisitState.ASKING,
        in_place_of=whom_they_see(first) if of.is_anothers else "",
        names_nobody=first.names_nobody,
        next="" if first.answer else _next(first, of.known, colleagues, now),
        colleagues=tuple((each.id, each.named(said)) for each in colleagues[:COLLEAGUES]),
    )


def _next(stay: Visit, known: Known, colleagues: Sequence[Employee], now: datetime) -> str:
    """Say who is asked next, and when: as on the visitor's screen, a step that has nobody to ask is left out."""
    zone, host = stay.booking.site.tz, stay.booking.host
    for step, at in known.steps_to_come:
        time = clock(at, zone)
        if step is Step.RECEPTION:
            return _("Without an answer by %(time)s reception is asked to help.", time=time)
        delegate = next((each for each in colleagues if each.id == host.delegate_id), None)
        if step is Step.DELEGATE and delegate:
            name = delegate.named(language())
            return _("Without an answer by %(time)s %(name)s is asked instead.", time=time, name=name)
        if step is Step.DEPARTMENT and any(each.department_id == host.department_id for each in colleagues):
            department = host.department.named(language())
            return _("Without an answer by %(time)s the department %(name)s is asked.", time=time, name=department)
    limit = Figures.of(stay.booking.grade).limit(stay.arrived_at)
    if limit > now:
        return _("Without an answer by %(time)s the gate and reception are asked to help.", time=clock(limit, zone))
    return ""
