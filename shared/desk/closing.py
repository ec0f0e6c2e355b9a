"""Closing time, and before it whoever stays beyond the end of a visit (R22).

Both go by what stands in the database: however often a house is restarted, and however many processes look, a host is
reminded once for each end of a visit, a day is closed once, and nobody is ever written down as having left who has not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, insert, select
from sqlalchemy.orm import Session, aliased

from shared.bookings.models import Booking
from shared.desk.let_in import withdraw
from shared.desk.settle import OVERSTAY_GATE, OVERSTAY_HOST, settle_papers
from shared.grades.models import Grade
from shared.kernel.database import table_of
from shared.kernel.ids import new_id
from shared.kernel.logbook import About, Kind, note
from shared.leaving.actions import write_closing
from shared.leaving.queries import closing_of
from shared.leaving.rules import DayEnd, Step, is_over, last_day_end, steps_due
from shared.notices.models import Notice
from shared.notices.rules import Urgency
from shared.sites.models import Site
from shared.visits.actions import expire_visits
from shared.visits.asked import visit_in_hand
from shared.visits.models import Visit
from shared.visits.rules import OPEN, VisitState

AT_ONCE = 50
"""Visits that one transaction reminds of or ends: so many take less than 50 ms."""

BY = "closing"
_NEW_NOTICES = insert(table_of(Notice))
_TOPICS = {Step.HOST: OVERSTAY_HOST, Step.GATE: OVERSTAY_GATE}
_ASKED = aliased(Notice)


def _was_asked(topic: str) -> Any:
    """An end that was put off since begins anew: who was reminded of the old one is reminded of the new one."""
    return exists().where(
        and_(_ASKED.subject_id == Visit.id, _ASKED.topic == topic, _ASKED.asked_at >= Booking.ends_at)
    )


_OVERSTAYING = (
    select(
        Visit.id,
        Visit.site_id,
        Visit.host_id,
        Visit.booking_id,
        Booking.ends_at,
        Grade.overstay_host_minutes,
        Grade.overstay_gate_minutes,
        _was_asked(OVERSTAY_HOST).label("host_was_asked"),
    )
    .join(Booking, Booking.id == Visit.booking_id)
    .join(Grade, Grade.letter == Booking.grade_letter)
    .where(Visit.state == VisitState.INSIDE, ~_was_asked(OVERSTAY_GATE))
    .order_by(Visit.arrived_at)
)


@dataclass(frozen=True)
class Overstay:
    """Somebody who should have left, and who has to hear of it now."""

    about: About
    steps: tuple[Step, ...]


def overstays(session: Session, site_id: str, now: datetime, locked: bool = False) -> list[Overstay]:
    """Return whom a site's hosts, then its gate, have to be told of now, by the figures of the grades."""
    wanted = _OVERSTAYING.where(Visit.site_id == site_id, Booking.ends_at <= now)
    if locked:
        wanted = wanted.with_for_update(of=Visit, skip_locked=True)
    found = [
        Overstay(About(row.site_id, row.host_id, row.booking_id, row.id), _steps(row, now))
        for row in session.execute(wanted)
    ]
    return [each for each in found if each.steps][:AT_ONCE]


def _steps(row: Row[Any], now: datetime) -> tuple[Step, ...]:
    due = steps_due(row.ends_at, row.overstay_host_minutes, row.overstay_gate_minutes, now)
    return tuple(step for step in due if not (step is Step.HOST and row.host_was_asked))


def remind(session: Session, site_id: str, now: datetime) -> int:
    """Tell hosts, then the gate, of visitors who should have left; return how many visits that were."""
    found = overstays(session, site_id, now, locked=True)
    rows = [_notice(each.about, step, now) for each in found for step in each.steps]
    if rows:
        session.connection().execute(_NEW_NOTICES, rows)
    for each in found:
        for step in each.steps:
            note(session, Kind.VisitOverstayed, each.about, at=now, by=BY, step=step.value)
    return len(found)


def _notice(about: About, step: Step, now: datetime) -> dict[str, Any]:
    is_host = step is Step.HOST
    return {
        "id": new_id(),
        "topic": _TOPICS[step],
        "subject_id": about.visit,
        "employee_id": about.host if is_host else None,
        "role": None if is_host else "gate",
        "about": about.as_json(),
        "facts": {},
        "state": "waiting",
        "attempts": 0,
        "urgency": Urgency.TODAY.value,
        "asked_at": now,
        "due_at": now if is_host else None,
    }


@dataclass(frozen=True)
class Evening:
    """What closing time leaves to do at a site."""

    end: DayEnd
    is_written: bool
    """Whether the day was closed before."""
    over: Sequence[About]
    """Whose visits closing time ends; those planned to last longer today stay open until then."""
    inside: int
    """How many were in when the site closed."""


def evening(session: Session, site: Site, now: datetime) -> Evening | None:
    """Return what is to be done after a site's last closing time; None if that is nothing."""
    end = last_day_end(site.hours, now)
    still = session.execute(
        select(Visit.id, Visit.host_id, Visit.booking_id, Visit.state, Visit.arrived_at, Booking.ends_at)
        .join(Booking, Booking.id == Visit.booking_id)
        .where(Visit.site_id == site.id, Visit.state.in_(OPEN), Visit.arrived_at < now)
    ).all()
    # Sorted here: asked for it in order, SQLite reads the site's whole past instead of the few that are open.
    over = [
        About(site.id, row.host_id, row.booking_id, row.id)
        for row in sorted(still, key=lambda row: row.arrived_at)
        if is_over(row.arrived_at, row.ends_at, end, now)
    ]
    is_written = closing_of(session, site.id, end.day) is not None or not _had_visitors(session, site, end)
    inside = sum(row.state == VisitState.INSIDE and row.arrived_at < end.at for row in still)
    return None if is_written and not over else Evening(end, is_written, over[:AT_ONCE], inside)


def _had_visitors(session: Session, site: Site, end: DayEnd) -> bool:
    """A day on which nobody came needs no closing."""
    began = site.hours.day_bounds(end.day)[0] - timedelta(days=1)
    came = select(Visit.id).where(Visit.site_id == site.id, Visit.arrived_at >= began, Visit.arrived_at < end.at)
    return session.execute(came.limit(1)).first() is not None


def close_day(session: Session, site: Site, now: datetime) -> bool:
    """Write that a site's day is over, and mark a portion of the visits that nobody ended; True if more is left.

    They are expired, never left: whether somebody is still inside is for a person to find out.
    """
    found = evening(session, site, now)
    if found is None:
        return False
    if not found.is_written and write_closing(session, site.id, found.end, now):
        day = found.end.day.isoformat()
        note(session, Kind.SiteClosed, About(site.id), at=now, by=BY, day=day, inside=found.inside)
    over = [about.visit or "" for about in found.over]
    expired = set(expire_visits(session, over, now))
    for about in found.over:
        if about.visit in expired:
            note(session, Kind.VisitExpired, about, at=now, by=BY)
        else:
            _send_home(session, about.visit or "", now)
    settle_papers(session, over, now)  # last: whoever answers has the visit in hand first, and then its notices
    return len(over) == AT_ONCE


def _send_home(session: Session, visit_id: str, now: datetime) -> None:
    """Who still stands at the door unanswered when it closes has not come in."""
    stay = visit_in_hand(session, visit_id)
    if stay is not None and stay.state == VisitState.ASKING:
        withdraw(session, stay, BY, now)
