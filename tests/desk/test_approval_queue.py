"""The queue of those who decide and the list of papers, page by page, on both databases (R5, R6)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from shared.approvals.queries import others_of_series, papers_owed, queue_page
from shared.bookings.models import Booking
from shared.bookings.rules import Decision
from shared.desk.approvers import deciders
from shared.desk.change import as_wish, change
from tests.admin.clerk import counted
from tests.house import OLA, House


def test_the_queue_is_turned_page_by_page_the_soonest_visit_first(house: House) -> None:
    now = house.node.now()
    for days in (3, 1, 2):
        starts = now + timedelta(days=days)
        made = house.booked(house.wish(OLA, grade="C", starts_at=starts, ends_at=starts + timedelta(hours=1)))
        house.decided(made.id, Decision.APPROVE, house.receptionist)
    with house.node.reading() as rows:
        wanted = deciders(rows, house.boss, now).queue()
        first = queue_page(rows, wanted, None, 2)
        second = queue_page(rows, wanted, (first[-1].starts_at, first[-1].id), 2)
        ahead = [(step.starts_at - now).days for step in (*first, *second)]
    assert ahead == [1, 2, 3]


def test_a_series_stands_together_wherever_a_page_ends(house: House) -> None:
    """Its first date stands in the queue, the others go along with it, and no later page has them again."""
    now, made = house.node.now(), []
    for days in (1, 2, 3, 4, 5):
        starts = now + timedelta(days=days)
        made.append(house.booked(house.wish(OLA, grade="C", starts_at=starts, ends_at=starts + timedelta(hours=1))).id)
    with house.node.transaction() as rows:
        rows.execute(update(Booking).where(Booking.id.in_(made[::2])).values(series_id="weekly"))
    with house.node.reading() as rows:
        wanted = deciders(rows, house.receptionist, now).queue()
        first = queue_page(rows, wanted, None, 2)
        others = others_of_series(rows, wanted, first, 50)
        second = queue_page(rows, wanted, (first[-1].starts_at, first[-1].id), 5)
    assert [step.booking_id for step in first] == made[:2]
    assert [step.booking_id for step in others] == [made[2], made[4]]
    assert [step.booking_id for step in second] == [made[3]]


def test_papers_are_listed_until_they_are_owed_no_more(house: House) -> None:
    """A visit that is put off to where it is in time owes none."""
    now, booking = house.node.now(), house.booked()
    with house.node.reading() as rows:
        owed = papers_owed(rows, [house.site], None, "", None, 5)
        assert [each.id for each in owed] == [booking.id]
        assert owed[0].papers_due is not None
        assert papers_owed(rows, [house.site], None, "", (owed[0].papers_due, booking.id), 5) == []
        assert papers_owed(rows, [], house.host.employee_id, "", None, 5) != []
        assert papers_owed(rows, [house.other_site], None, "", None, 5) == []
    with house.node.transaction() as rows:
        later = booking.starts_at + timedelta(days=9)
        wish = as_wish(house.booking(booking.id))
        moved = replace(wish, starts_at=later, ends_at=later + timedelta(hours=1))
        change(rows, booking.id, moved, house.host, now)
    with house.node.reading() as rows:
        assert papers_owed(rows, [house.site], None, "", None, 5) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_lists_of_what_waits_walk_only_over_what_waits(house: House) -> None:
    """However many bookings there were: each question is answered from an index of the open ones."""
    with counted(house.node) as said, house.node.reading() as rows:
        queue_page(rows, deciders(rows, house.boss, house.node.now()).queue(), None, 5)
        papers_owed(rows, [house.site], None, "", None, 5)
    lists = [each for each in said if "LIMIT" in each]
    with house.node.reading() as rows:
        connection = rows.connection()
        plans = [
            " ".join(
                row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", ("",) * each.count("?"))
            )
            for each in lists
        ]
    assert "one_asked_step" in plans[0] or "ix_approval_steps_queue" in plans[0]
    assert "ix_bookings_papers_owed" in plans[1]
