"""The demonstration's past weeks: visits that came and went, and what visitors said, so that summaries show something.

Written as rows, not lived through: nobody is to be told of them, and no badge is to be printed any more. It depends on
the day alone, so that two who look at it on one day see the same.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from shared.access.queries import account_by_email, person_of
from shared.access.rules import Person
from shared.bookings.actions import write_booking
from shared.bookings.rules import GuestWish, State, VisitKind, Wish
from shared.companies.rules import Contact
from shared.feedback.actions import Rating, raise_low_score, write_rating
from shared.feedback.models import Feedback
from shared.feedback.rules import More, Score
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.rules import VisitState

WEEKS = 5
_FILE = Path(__file__).parent / "past.json"
_RECEPTION = "lin.xiao@beihe.example"
_SLOTS = ((9, 5), (10, 20), (13, 30), (9, 40), (14, 10), (11, 0), (15, 40), (8, 50), (10, 45), (14, 35), (16, 5))
_SCORES = (5, 4, 5, 5, 3, 5, 4, 5, 5, 4)
_WAITS = (2, 4, 1, 7, 3, 12, 2, 5)
_COMPLAINS_EVERY = 43
"""So many visits lie between two complaints."""


@dataclass(frozen=True)
class _Came:
    """One visit of the past: the how many-th it is, and from when to when."""

    number: int
    at: datetime
    left: datetime


def seed_past(session: Session, site: Site, station: str, now: datetime) -> None:
    """Write the past weeks, up to yesterday."""
    plan = json.loads(_FILE.read_text(encoding="utf-8"))
    people = {email: _person(session, email) for email in {*plan["hosts"], _RECEPTION}}
    for came in _days_past(site, site.hours.day_of(now)):
        stay = _visited(session, plan, came, people, site, station)
        if came.number % 3:
            _said(session, plan, came, stay, people[_RECEPTION])


def _days_past(site: Site, today: date) -> Iterator[_Came]:
    """Yield visits in the order of time: three or four on each weekday."""
    number = 0
    for ago in range(7 * WEEKS, 0, -1):
        day = today - timedelta(days=ago)
        if day.weekday() < 5:
            first = day.toordinal() * 3
            slots = [_SLOTS[(first + place) % len(_SLOTS)] for place in range(3 + day.toordinal() % 2)]
            for hour, minute in sorted(slots):
                at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=site.tz)
                at += timedelta(minutes=number % 4 * 4)
                yield _Came(number, at, at + timedelta(minutes=40 + number * 17 % 90))
                number += 1


def _visited(
    session: Session, plan: dict[str, Any], came: _Came, people: dict[str, Person], site: Site, station: str
) -> Visit:
    """Write a booking that was approved, and the stay that became of it."""
    name, company, phone = plan["guests"][came.number * 7 % len(plan["guests"])]
    host = people[plan["hosts"][came.number % len(plan["hosts"])]]
    starts = came.at - timedelta(minutes=came.number % 3 * 5)
    wish = Wish(
        site_id=site.id,
        host_id=str(host.employee_id),
        grade="C" if came.number % 4 == 0 else "D",
        kind=VisitKind.ORDINARY,
        purpose=plan["purposes"][came.number % len(plan["purposes"])],
        area="一楼接待区",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        guests=(GuestWish(Contact(name, company, phone, None), is_leader=True),),
    )
    booking = write_booking(session, wish, host.id, State.APPROVED, starts - timedelta(days=2))
    booking.turnout = "came"
    answered = came.at + timedelta(minutes=_WAITS[came.number % len(_WAITS)])
    stay = Visit(
        booking_id=booking.id,
        guest_id=booking.guests[0].id,
        site_id=site.id,
        host_id=booking.host_id,
        station=station,
        state=VisitState.LEFT.value,
        arrived_at=came.at,
        admitted_at=came.at,
        left_at=came.left,
        answer="coming",
        answered_at=answered,
        answered_by=host.id,
        first_answered_at=answered,
    )
    session.add(stay)
    session.flush()
    return stay


def _said(session: Session, plan: dict[str, Any], came: _Came, stay: Visit, reception: Person) -> None:
    """Write what a visitor said; one now and then complained, and that was seen to."""
    complains = came.number % _COMPLAINS_EVERY == _COMPLAINS_EVERY - 2
    score = 2 if complains else _SCORES[came.number * 3 % len(_SCORES)]
    comment = plan["complaint"]["comment"] if complains else plan["comments"][came.number % len(plan["comments"])]
    dimensions = {code: max(1, score - place % 2) for place, code in enumerate(plan["dimensions"])}
    rating = Rating(
        visit_id=stay.id,
        site_id=stay.site_id,
        host_id=stay.host_id,
        grade="C" if came.number % 4 == 0 else "D",
        score=Score(score),
        receptionist_id=reception.employee_id,
        more=More(dimensions, min(10, score * 2)),
        comment=comment,
    )
    said = write_rating(session, rating, "demo", came.left + timedelta(minutes=2))
    if said is not None and complains:
        _seen_to(session, plan["complaint"], said, reception, came.left)


def _seen_to(session: Session, words: dict[str, str], said: Feedback, reception: Person, left: datetime) -> None:
    said.noted_at, said.noted_by = left + timedelta(minutes=9), reception.id
    raised = raise_low_score(session, said, reception.employee_id, 24, left + timedelta(minutes=3))
    raised.taken_at = left + timedelta(minutes=9)
    raised.answered_at, raised.answered_by, raised.answer = left + timedelta(hours=1), reception.id, words["answer"]
    raised.closed_at, raised.closed_by, raised.closing = left + timedelta(hours=2), reception.id, words["closing"]


def _person(session: Session, email: str) -> Person:
    account = account_by_email(session, email)
    assert account is not None, f"the demonstration has nobody called {email}"
    return person_of(session, account)
