"""The demonstration: a believable company with past weeks behind it, at whatever hour it is looked at first."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from shared.bookings.models import Booking
from shared.bookings.rules import State
from shared.desk.demo import seed_company, seed_day, seed_past
from shared.desk.outcomes import Door
from shared.feedback.models import Feedback, LowScore
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.printing.models import PrintJob
from shared.reception.models import Task
from shared.visits.models import Visit
from tests.clock import StandingClock


def test_past_weeks_hold_visits_and_feedback_that_nobody_is_told_of(node: Node) -> None:
    """Five minutes past midnight in Shanghai: all of it lies before today, and the day itself is booked as ever."""
    clock = node.clock
    assert isinstance(clock, StandingClock)
    clock.moves_to(datetime(2026, 11, 24, 16, 5, tzinfo=UTC))
    with node.transaction() as rows:
        site = seed_company(rows, node.now())
        seed_past(rows, site, "lobby", node.now())
        begins, _ends = site.hours.day_bounds(site.hours.day_of(node.now()))
        visits = rows.scalars(select(Visit)).all()
        assert len(visits) > 80
        assert all(stay.left_at is not None and stay.left_at < begins for stay in visits)
        assert begins - min(stay.arrived_at for stay in visits) > timedelta(weeks=4)
        assert len(rows.scalars(select(Feedback.id)).all()) > 50
        assert [each.closed_at is not None for each in rows.scalars(select(LowScore))] == [True]
        assert [rows.scalar(select(func.count()).select_from(each)) for each in (Notice, PrintJob)] == [0, 0]
    with node.transaction() as rows:
        passes = seed_day(rows, Door(site.id, "lobby", node.keys.passes), node.now())
        assert {"ready", "too_early", "forged"} <= {each.case for each in passes}
        stale = select(Task.key).where(Task.due_at <= node.now(), Task.done_at.is_(None), Task.closed_at.is_(None))
        assert rows.scalars(stale).all() == []
        leaders = select(Booking.state).where(Booking.grade_letter == "A")
        assert rows.scalars(leaders).all() == [State.APPROVED]
