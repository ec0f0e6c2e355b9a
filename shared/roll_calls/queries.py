"""Reading roll calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session, joinedload

from shared.access.models import Account
from shared.bookings.models import Booking, Guest
from shared.companies.models import Visitor
from shared.kernel.logbook import Kind, LogLine, last_number, newest_lines
from shared.roll_calls.models import RollCall, RollEntry, RollMark
from shared.roll_calls.rules import (
    EXPIRED_COUNT,
    HOST_SAID_COUNTS,
    Counted,
    Mark,
    Presence,
    Said,
    Sureness,
    Why,
    counted,
    standing,
)
from shared.visits.models import Visit
from shared.visits.rules import VisitState

_MOST_PEOPLE = 3000
_REACH = 4000
"""How far back in the logbook departures are looked for, in lines."""
_MOST_LINES = 300
_PERSON = (
    joinedload(Visit.guest).joinedload(Guest.visitor).joinedload(Visitor.company),
    joinedload(Visit.booking).joinedload(Booking.host),
)
_SURE_FIRST = {Sureness.SURE: 0, Sureness.DOUBTFUL: 1}


@dataclass(frozen=True)
class Counting:
    """One person of the list, how sure it is that they are inside, and the word on them that holds."""

    visit: Visit
    counted: Counted
    mark: Mark | None

    @property
    def is_safe(self) -> bool:
        """Say whether somebody has found them."""
        return self.mark is not None and self.mark.said is Said.SAFE


@dataclass(frozen=True)
class Standing:
    """Where a roll call stands: everybody in the order of the list, and every press so far."""

    people: Sequence[Counting]
    marks: Sequence[RollMark]

    @property
    def missing(self) -> Sequence[Counting]:
        """Return who has not been found."""
        return [person for person in self.people if not person.is_safe]


def open_roll_call(session: Session, site_id: str) -> RollCall | None:
    """Return the roll call that is on at a site; kiosks ask this at every ring of the bell."""
    # A literal, not a parameter: SQLite uses a partial index only when it can see the condition.
    is_on: ColumnElement[bool] = literal_column("roll_calls.ended_at IS NULL")
    return session.scalars(select(RollCall).where(RollCall.site_id == site_id, is_on)).one_or_none()


def roll_call(session: Session, roll_call_id: str) -> RollCall | None:
    """Return a roll call."""
    return session.get(RollCall, roll_call_id)


def earlier_roll_calls(session: Session, site_id: str, limit: int = 50) -> Sequence[RollCall]:
    """Return a site's roll calls, the latest first."""
    wanted = select(RollCall).where(RollCall.site_id == site_id)
    return session.scalars(wanted.order_by(RollCall.started_at.desc(), RollCall.id.desc()).limit(limit)).all()


def who_is_counted(session: Session, site_id: str, now: datetime) -> list[tuple[Visit, Counted]]:
    """Return everybody who may be inside a site, in the order of the list: who needs help, who is surely in, the rest.

    Who is inside or at the door, whom closing time found inside lately, and whom a host has just signed out.
    """
    of_site = select(Visit).where(Visit.site_id == site_id).order_by(Visit.arrived_at).limit(_MOST_PEOPLE)
    lately = Visit.arrived_at > now - EXPIRED_COUNT
    # State by state: asked for two at once, SQLite reads the site's whole past in the order of arrival.
    found = [
        (stay, known)
        for wanted in (
            of_site.where(Visit.state == VisitState.INSIDE),
            of_site.where(Visit.state == VisitState.ASKING),
            of_site.where(Visit.state == VisitState.EXPIRED, lately),
        )
        for stay in session.scalars(wanted.options(*_PERSON))
        if (known := counted(_presence(stay), now)) is not None
    ]
    said = Counted(Sureness.DOUBTFUL, Why.HOST_SAID)
    found += [(stay, said) for stay in _signed_out_by_host(session, site_id, now)]
    return sorted(found, key=_place_in_list)


def standing_of(session: Session, call: RollCall) -> Standing:
    """Return where a roll call stands, in three queries: who was counted, who came since, and every word on them."""
    entries = session.scalars(
        select(RollEntry)
        .where(RollEntry.roll_call_id == call.id)
        .order_by(RollEntry.position)
        .options(*(joinedload(RollEntry.visit).options(each) for each in _PERSON))
    ).all()
    people = [(entry.visit, Counted(Sureness(entry.sureness), Why(entry.why))) for entry in entries]
    people += _came_since(session, call, {entry.visit_id for entry in entries})
    marks = marks_of(session, call.id)
    held = standing(as_mark(row) for row in marks)
    return Standing([Counting(stay, known, held.get(stay.id)) for stay, known in people], marks)


def marks_of(session: Session, roll_call_id: str) -> Sequence[RollMark]:
    """Return every press of a roll call, in the order in which they were made."""
    wanted = select(RollMark).where(RollMark.roll_call_id == roll_call_id)
    return session.scalars(wanted.order_by(RollMark.pressed_at, RollMark.id)).all()


def as_mark(row: RollMark) -> Mark:
    """Return a press as the rules know it."""
    return Mark(row.id, row.visit_id, Said(row.said), row.pressed_at, row.by, row.undoes)


def _signed_out_by_host(session: Session, site_id: str, now: datetime) -> Sequence[Visit]:
    """Return who left within the last half hour on their host's word alone."""
    lately = LogLine.at > now - HOST_SAID_COUNTS
    of_site = (LogLine.site_id == site_id, LogLine.kind == Kind.VisitorLeft, lately)
    lines = newest_lines(session, last_number(session) - _REACH, _MOST_LINES, *of_site)
    who = select(Account.id, Account.employee_id).where(Account.id.in_({line.by for line in lines if line.by}))
    hosts = {row.id: row.employee_id for row in session.execute(who)} if lines else {}
    visits = [line.visit_id for line in lines if line.by in hosts and hosts[line.by] == line.host_id]
    wanted = select(Visit).where(Visit.id.in_(visits), Visit.state == VisitState.LEFT)
    return session.scalars(wanted.options(*_PERSON)).all() if visits else ()


def _came_since(session: Session, call: RollCall, known: set[str]) -> list[tuple[Visit, Counted]]:
    """Return who came in while the roll was being called: nobody may be missing from the list."""
    if call.ended_at is not None:
        return []
    wanted = (
        select(Visit)
        .where(Visit.site_id == call.site_id, Visit.state == VisitState.INSIDE, Visit.arrived_at >= call.started_at)
        .order_by(Visit.arrived_at)
        .options(*_PERSON)
    )
    sure = Counted(Sureness.SURE, Why.SIGNED_IN)
    return [(stay, sure) for stay in session.scalars(wanted) if stay.id not in known]


def _presence(stay: Visit) -> Presence:
    return Presence(stay.state, stay.arrived_at, stay.booking.ends_at, stay.answer, stay.answered_at)


def _place_in_list(person: tuple[Visit, Counted]) -> tuple[bool, int, datetime, str]:
    stay, known = person
    return not stay.guest.needs_help, _SURE_FIRST[known.sureness], stay.arrived_at, stay.id
