"""Who stays too long, and the end of a site's day: once each, whatever is restarted meanwhile."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hardware.porter import Porter
from shared.desk.depart import let_out
from shared.desk.outcomes import Admitted, Inside, Left
from shared.kernel.logbook import lines_after
from shared.leaving.models import Closing
from shared.leaving.rules import day_end, is_over, last_day_end
from shared.notices.models import Notice
from shared.sites.rules import Hours
from shared.visits.models import Visit
from shared.visits.queries import visit
from tests.clock import SHANGHAI, StandingClock
from tests.house import OLA, WANG, House

OFFICE = Hours.from_json("Asia/Shanghai", {str(day): ["09:00", "18:00"] for day in range(5)})


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def walks(house: House) -> None:
    """A porter who has just been hired walks one round: nothing is remembered but what stands in the database."""
    Porter(house.node).walk()


def kinds(house: House, *wanted: str) -> list[str]:
    with house.node.reading() as session:
        lines = lines_after(session, 0, limit=5000)
    return [f"{line.kind} {line.facts.get('step', '')}".strip() for line in lines if line.kind in wanted]


def states(house: House) -> list[str]:
    with house.node.reading() as session:
        return sorted(session.scalars(select(Visit.state)))


def inside(house: House, *, hours: float = 2, guest=WANG) -> tuple[str, str]:
    """Let somebody in for so long; return the visit and the pass."""
    starts = house.node.now() + timedelta(minutes=30)
    text = house.pass_of(house.booked(house.wish(guest, starts_at=starts, ends_at=starts + timedelta(hours=hours))))
    came = house.scanned(text)
    assert isinstance(came, Admitted)
    return came.visit, text


def test_the_host_is_reminded_then_the_gate_and_each_once(house: House, clock: StandingClock) -> None:
    """At the grade's figures, fifteen and forty-five minutes after the end."""
    stay, _ = inside(house)  # until 11:30
    said = []
    for moment in (at(11, 44), at(11, 45), at(11, 46), at(12, 14), at(12, 15), at(13)):
        clock.moves_to(moment)
        walks(house)
        walks(house)
        said.append(kinds(house, "VisitOverstayed"))
    host, gate = "VisitOverstayed host", "VisitOverstayed gate"
    assert said == [[], [host], [host], [host], [host, gate], [host, gate]]
    with house.node.reading() as session:
        about = select(Notice).where(Notice.subject_id == stay, Notice.topic.like("overstay%"))
        told = session.scalars(about.order_by(Notice.asked_at)).all()
    assert [(notice.role, notice.employee_id is not None, notice.due_at is not None) for notice in told] == [
        (None, True, True),
        ("gate", False, False),
    ]


def test_an_end_that_is_put_off_is_watched_anew(house: House, clock: StandingClock) -> None:
    stay, _ = inside(house)
    clock.moves_to(at(11, 50))
    walks(house)
    with house.node.transaction() as session:
        session.get_one(Visit, stay).booking.ends_at = at(14)
    clock.moves_to(at(12, 30))
    walks(house)
    assert kinds(house, "VisitOverstayed") == ["VisitOverstayed host"]
    clock.moves_to(at(14, 20))
    walks(house)
    assert kinds(house, "VisitOverstayed") == ["VisitOverstayed host"] * 2


def test_who_has_left_is_not_reminded_of(house: House, clock: StandingClock) -> None:
    stay, _ = inside(house)
    clock.moves_to(at(11, 50))
    walks(house)
    with house.node.transaction() as session:
        let_out(session, stay, house.guard, house.node.now())
    clock.moves_to(at(13))
    walks(house)
    with house.node.reading() as session:
        notices = session.scalars(select(Notice.state).where(Notice.topic.like("overstay%"))).all()
    assert list(notices) == ["dropped"]


def test_closing_time_marks_who_is_in_as_expired_once_and_never_as_left(house: House, clock: StandingClock) -> None:
    stay, _ = inside(house)
    clock.moves_to(at(17, 59))
    walks(house)
    assert states(house) == ["inside"]
    clock.moves_to(at(18))
    walks(house)
    clock.moves_to(at(9, day=24))
    walks(house)
    assert kinds(house, "SiteClosed", "VisitExpired", "VisitorLeft") == ["SiteClosed", "VisitExpired"]
    with house.node.reading() as session:
        row, (closing,) = visit(session, stay), session.scalars(select(Closing)).all()
    assert row is not None
    assert (row.state, row.left_at, row.expired_at) == ("expired", None, at(18))
    assert (closing.day.isoformat(), closing.closed_at) == ("2026-11-23", at(18))


def test_who_was_closed_for_the_day_may_still_sign_out(house: House, clock: StandingClock) -> None:
    stay, text = inside(house)
    clock.moves_to(at(18, 5))
    walks(house)
    assert house.scanned(text) == Inside(stay)
    assert house.left(text) == Left(stay)
    with house.node.reading() as session:
        row = visit(session, stay)
    assert row is not None
    assert (row.state, row.left_at, row.expired_at) == ("left", at(18, 5), at(18, 5))


def test_a_visit_planned_into_the_evening_stays_open_until_its_end(house: House, clock: StandingClock) -> None:
    """And one of several days ends with the day: its guest comes again tomorrow."""
    inside(house, hours=11)  # until 20:30
    _, text = inside(house, hours=72, guest=OLA)
    clock.moves_to(at(18, 30))
    walks(house)
    assert states(house) == ["expired", "inside"]
    clock.moves_to(at(20, 30))
    walks(house)
    assert states(house) == ["expired", "expired"]
    assert kinds(house, "SiteClosed") == ["SiteClosed"]
    clock.moves_to(at(9, day=24))
    assert isinstance(house.scanned(text), Admitted)


def test_a_day_without_visitors_needs_no_closing(house: House, clock: StandingClock) -> None:
    clock.moves_to(at(19))
    walks(house)
    assert kinds(house, "SiteClosed") == []


def test_two_porters_close_a_day_once(house: House, clock: StandingClock) -> None:
    """Each office process has one."""
    for guest in (WANG, OLA):
        inside(house, guest=guest)
    clock.moves_to(at(18, 1))
    porters = [threading.Thread(target=walks, args=(house,)) for _ in range(4)]
    for porter in porters:
        porter.start()
    for porter in porters:
        porter.join()
    assert sorted(kinds(house, "SiteClosed", "VisitExpired")) == ["SiteClosed", "VisitExpired", "VisitExpired"]
    assert kinds(house, "VisitOverstayed") == ["VisitOverstayed host", "VisitOverstayed gate"] * 2


@pytest.mark.parametrize(
    ("arrived", "ends", "now", "over"),
    [
        (at(10), at(12), at(17, 59), False),
        (at(10), at(12), at(18), True),
        (at(10), at(20), at(18), False),
        (at(10), at(20), at(20), True),
        (at(10), at(12, day=25), at(18), True),
        (at(18, 30), at(20), at(19), False),
        (at(18, 30), at(20), at(20), True),
        (at(18, 30), at(12, day=25), at(23), False),
        (at(18, 30), at(12, day=25), at(18, day=24), True),
    ],
)
def test_when_closing_time_ends_a_visit(arrived: datetime, ends: datetime, now: datetime, over: bool) -> None:
    assert is_over(arrived, ends, last_day_end(OFFICE, now), now) is over


def test_a_day_on_which_a_site_stays_closed_ends_at_midnight() -> None:
    sunday = day_end(OFFICE, at(12, day=22).date())
    assert sunday.at == sunday.midnight == at(0, day=23)
    assert last_day_end(OFFICE, at(9)).day == at(0, day=22).date()
