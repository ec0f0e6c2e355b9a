"""One day of the demonstration: a booking in every state, around the present hour, so that each pass can be tried."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from shared.access.queries import account_by_email, person_of
from shared.access.rules import Person
from shared.bookings.actions import withhold_permit
from shared.bookings.models import Booking, Guest
from shared.bookings.passes import Code, sign
from shared.bookings.queries import booking as booking_with_id
from shared.bookings.queries import valid_pass
from shared.bookings.rules import Decision, GuestWish, State, VisitKind, Wish
from shared.companies.rules import Contact
from shared.desk.answer import answer
from shared.desk.approve import decide
from shared.desk.arrive import Scan, arrive
from shared.desk.book import book
from shared.desk.cancel import cancel
from shared.desk.depart import let_out
from shared.desk.outcomes import Admitted, Door
from shared.desk.preparing import tick_task
from shared.kernel.ids import new_id
from shared.reception.queries import plan_of, tasks_of
from shared.sites.models import Site
from shared.visits.rules import Answer

_FILE = Path(__file__).parent / "day.json"
_APPROVER, _SECOND = "zheng.hai@beihe.example", "wu.nan@beihe.example"
_CHAIRMAN = "he.yuan@beihe.example"
_RECEPTION = "lin.xiao@beihe.example"
_GUARD = "zhou.kai@beihe.example"
_QUARTER = timedelta(minutes=15)
_SHORTEST_STAY = timedelta(minutes=5)


@dataclass(frozen=True)
class DemoPass:
    """A pass of today's demonstration: what it is good for, whose it is, and its code."""

    case: str
    name: str
    code: str


def seed_day(session: Session, door: Door, now: datetime) -> list[DemoPass]:
    """Book the day; return its passes. Times are minutes from the last full quarter of an hour."""
    quarter = now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % _QUARTER
    passes: list[DemoPass] = []
    for plan in json.loads(_FILE.read_text(encoding="utf-8")):
        booking = _booked(session, plan, door.site_id, quarter, now)
        codes = _codes(booking, door)
        _lived(session, plan, booking, codes, door, quarter)
        passes += [DemoPass(plan["case"], name, code) for name, code in codes]
    passes.append(DemoPass("forged", "forged", sign(Code.PASS, "00" * 8, now + timedelta(days=1), b"another house")))
    return passes


def _booked(session: Session, plan: dict[str, Any], site_id: str, quarter: datetime, now: datetime) -> Booking:
    host = _person(session, plan["host"])
    starts, ends = (quarter + timedelta(minutes=plan[name]) for name in ("starts", "ends"))
    if "arrived" in plan:
        ends = max(ends, _came(plan, session.get_one(Site, site_id), quarter) + _SHORTEST_STAY)
    wish = Wish(
        site_id=site_id,
        host_id=str(host.employee_id),
        grade=plan["grade"],
        kind=VisitKind(plan["kind"]),
        purpose=plan["purpose"],
        area=plan["area"],
        starts_at=starts,
        ends_at=ends,
        guests=tuple(GuestWish(Contact(*guest)) for guest in plan["guests"]),
    )
    asked_at = min(now, starts - timedelta(days=4))
    booking = book(session, wish, host, asked_at)
    if plan.get("approve"):
        approver = _SECOND if host.employee_id == _person(session, _APPROVER).employee_id else _APPROVER
        decide(session, booking.id, Decision.APPROVE, None, _person(session, approver), asked_at)
        if booking.state == State.WAITING:  # an A visit: the chairman confirms the itinerary (R6)
            decide(session, booking.id, Decision.APPROVE, None, _person(session, _CHAIRMAN), asked_at)
    session.flush()
    _prepared(session, booking, now)
    session.expire_all()
    found = booking_with_id(session, booking.id)
    assert found is not None
    return found


def _prepared(session: Session, booking: Booking, now: datetime) -> None:
    """Let be done what was due by now: a house that began a minute ago owes nothing of days ago.

    Tea was just topped up: a round is counted from the one before it.
    """
    plan, reception = plan_of(session, booking.id), _person(session, _RECEPTION)
    for task in tasks_of(session, plan.id) if plan is not None else ():
        if task.due_at <= now:
            tick_task(session, task.id, True, reception, now if task.repeats else task.due_at)


def _codes(booking: Booking, door: Door) -> list[tuple[str, str]]:
    def code(guest: Guest) -> str | None:
        issued = valid_pass(guest)
        return sign(Code.PASS, issued.number, issued.expires_at, door.pass_key) if issued else None

    return [(guest.visitor.name, text) for guest in booking.guests if (text := code(guest))]


def _lived(
    session: Session,
    plan: dict[str, Any],
    booking: Booking,
    codes: list[tuple[str, str]],
    door: Door,
    quarter: datetime,
) -> None:
    """Let happen what has happened to a booking by now."""
    host = _person(session, plan["host"])
    if plan["case"] == "cancelled":
        cancel(session, booking.id, host, quarter)
    elif plan["case"] == "taken_back":
        withhold_permit(booking, State.SENT_BACK, host.id, "时间待确认", quarter)
    if "arrived" not in plan:
        return
    came = _came(plan, booking.site, quarter)
    for _, code in codes:
        outcome = arrive(session, Scan(new_id(), code), door, came)
        if isinstance(outcome, Admitted):
            answer(session, outcome.visit, Answer.COMING, host, came + timedelta(minutes=2))
            if "left" in plan:
                left = max(quarter + timedelta(minutes=plan["left"]), came + timedelta(minutes=1))
                let_out(session, outcome.visit, _person(session, _GUARD), left)


def _came(plan: dict[str, Any], site: Site, quarter: datetime) -> datetime:
    """Return when somebody came, not before midnight: who came yesterday has been written out at closing time."""
    today, _tomorrow = site.hours.day_bounds(site.hours.day_of(quarter))
    return max(quarter + timedelta(minutes=plan["arrived"]), today)


def _person(session: Session, email: str) -> Person:
    account = account_by_email(session, email)
    assert account is not None, f"the demonstration has nobody called {email}"
    return person_of(session, account)
