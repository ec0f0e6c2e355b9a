"""The queue of those who decide and the list of papers, page by page, on both databases (R5, R6)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from shared.access.rules import Person, Role
from shared.approvals.queries import Queue, others_of_series, papers_owed, queue_page
from shared.bookings.models import Booking
from shared.bookings.rules import Decision, State
from shared.desk.approvers import deciders
from shared.desk.ask_approval import ASKED, ESCALATION, REMINDER
from shared.desk.change import as_wish, change
from shared.desk.duties import DUTIES
from shared.desk.outcomes import NotAllowed
from shared.desk.review import may_review
from shared.notices.models import Notice
from shared.people.rules import Rank
from tests.admin.clerk import counted
from tests.admin.test_approvals import goes_away, joins
from tests.clock import StandingClock
from tests.house import OLA, House


def test_the_queue_is_turned_page_by_page_the_soonest_visit_first(house: House) -> None:
    now = house.node.now()
    for days in (3, 1, 2):
        starts = now + timedelta(days=days)
        made = house.booked(house.wish(OLA, grade="C", starts_at=starts, ends_at=starts + timedelta(hours=1)))
        house.decided(made.id, Decision.APPROVE, house.receptionist)
    with house.node.reading() as rows:
        wanted = deciders(rows, house.boss, now).queue(now)
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
        wanted = deciders(rows, house.receptionist, now).queue(now)
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


def test_who_asked_first_decides_no_more_than_who_changed_it(house: House) -> None:
    """R6: a manager's own request stays theirs when somebody else moves its end, and is that person's as well."""
    booking = house.booked(house.wish(grade="C"), by=house.boss)
    with house.node.transaction() as rows:
        longer = replace(as_wish(house.booking(booking.id)), ends_at=booking.ends_at + timedelta(minutes=15))
        change(rows, booking.id, longer, house.receptionist, house.node.now())
    for who in (house.boss, house.receptionist):
        with pytest.raises(NotAllowed, match="own_request"):
            house.decided(booking.id, Decision.APPROVE, who)
        assert queued(house, who) == []
    with house.node.reading() as rows:
        assert not may_review(rows.get_one(Booking, booking.id), house.receptionist)
        asked = set(rows.scalars(select(Notice.employee_id).where(Notice.topic == ASKED, Notice.state == "waiting")))
    assert not asked & {house.boss.employee_id, house.receptionist.employee_id}


HANDS = [  # R6: who changed a manager's visit one after the other, who approved in between → who decides on it
    (["one", "two", "three"], None, ["four"]),
    (["one", "two", "one"], None, ["three", "four"]),
    (["one", "three"], "four", ["one", "two", "four"]),
]


def moved(house: House, booking: Booking, by: Person) -> None:
    """Let somebody change what an approver sees: it ends a minute later."""
    with house.node.transaction() as rows:
        wish = as_wish(house.booking(booking.id))
        later = replace(wish, ends_at=wish.ends_at + timedelta(minutes=1))
        change(rows, booking.id, later, by, house.node.now())


def letters(house: House) -> set[str | None]:
    """Return which employees hold a letter that asks for their decision."""
    with house.node.reading() as rows:
        return set(rows.scalars(select(Notice.employee_id).where(Notice.topic == ASKED, Notice.state == "waiting")))


@pytest.mark.parametrize(("changers", "approver", "deciders_left"), HANDS)
def test_nobody_decides_who_had_a_hand_in_it_since_it_was_approved(
    house: House, changers: list[str], approver: str | None, deciders_left: list[str]
) -> None:
    """R6: also who changed it in the middle; an approval begins a new count, whoever booked it stays."""
    names = ["one", "two", "three", "four"]
    managers = {name: joins(house, name, [Role.MANAGER], Rank.MANAGER) for name in names}
    booking = house.booked(house.wish(grade="C"), by=house.boss)
    for name in changers:
        moved(house, booking, managers[name])
    if approver:
        house.decided(booking.id, Decision.APPROVE, managers[approver])
        moved(house, booking, managers["three"])
    left = [name for name in names if queued(house, managers[name])]
    assert left == deciders_left
    assert queued(house, house.boss) == []
    for name in set(names) - set(deciders_left):
        with pytest.raises(NotAllowed, match="own_request"):
            house.decided(booking.id, Decision.APPROVE, managers[name])
        assert managers[name].employee_id not in letters(house)
    assert house.decided(booking.id, Decision.APPROVE, managers[deciders_left[0]]).state == State.APPROVED


def test_no_delegate_decides_for_who_had_a_hand_in_it(house: House) -> None:
    """R6: neither in the middle changer's place, nor, having changed it themselves, in anybody's."""
    middle = joins(house, "middle", [Role.MANAGER], Rank.MANAGER)
    deputy = joins(house, "deputy", [Role.HOST], Rank.STAFF)
    booking = house.booked(house.wish(grade="C"))
    for each in (middle, house.receptionist):
        moved(house, booking, each)
    goes_away(house, middle, deputy)
    assert queued(house, deputy) == []
    assert deputy.employee_id not in letters(house)
    with pytest.raises(NotAllowed):
        house.decided(booking.id, Decision.APPROVE, deputy)


def test_somebody_is_left_to_ask_where_all_who_could_had_a_hand_in_it(house: House) -> None:
    """R6: the highest of those who had none decides, so that no visit waits for ever."""
    general = joins(house, "general", [Role.MANAGER], Rank.GENERAL_MANAGER)
    head = joins(house, "head", [Role.MANAGER], Rank.DEPARTMENT_HEAD)
    lower = joins(house, "lower", [Role.MANAGER], Rank.MANAGER)
    starts = house.node.now() + timedelta(days=9)
    booking = house.booked(house.wish(OLA, grade="A", starts_at=starts, ends_at=starts + timedelta(hours=4)))
    for each in (house.boss, general, house.receptionist):
        moved(house, booking, each)
    house.decided(booking.id, Decision.APPROVE, lower)
    assert letters(house) == {head.employee_id}
    assert queued(house, head) == [booking.id]
    assert queued(house, lower) == []
    assert house.decided(booking.id, Decision.APPROVE, head).state == State.APPROVED


def test_who_approved_may_take_it_back(house: House) -> None:
    """R6: who decided on it has not asked for it."""
    booking = house.approved(house.wish(grade="C"))
    assert house.decided(booking.id, Decision.SEND_BACK, house.boss).state == State.SENT_BACK


def test_a_visit_that_is_over_waits_for_nobody(house: House, clock: StandingClock) -> None:
    """It can't be approved any more: it would stand on top of the queue for ever. One that goes on still waits."""
    now = house.node.now()
    over = house.booked(house.wish(OLA, grade="C", ends_at=now + timedelta(hours=5)))
    goes_on = house.booked(house.wish(OLA, grade="C", ends_at=now + timedelta(hours=9)))
    assert queued(house, house.receptionist) == [over.id, goes_on.id]
    clock.moves_to(over.ends_at)
    assert queued(house, house.receptionist) == [goes_on.id]
    with house.node.reading() as rows:
        everything = Queue(house.node.now(), sites=(house.site, house.other_site))
        assert [step.booking_id for step in queue_page(rows, everything, None, 5)] == [goes_on.id]


def test_nobody_is_reminded_of_a_visit_that_is_over(house: House, clock: StandingClock) -> None:
    """Neither who was asked nor anybody above: the reminders are dropped unsaid."""
    house.booked(house.wish(grade="C"))
    with house.node.reading() as rows:
        asked = len(rows.scalars(select(Notice).where(Notice.topic == ASKED)).all())
    clock.passes(days=3)
    with house.node.transaction() as rows:
        due = rows.scalars(select(Notice).where(Notice.topic.in_((REMINDER, ESCALATION)))).all()
        assert due
        for notice in due:
            DUTIES[notice.topic](rows, notice.id, house.node.now())
        assert {notice.state for notice in due} == {"dropped"}
        assert len(rows.scalars(select(Notice).where(Notice.topic == ASKED)).all()) == asked


def queued(house: House, who: Person) -> list[str]:
    """Return the bookings in somebody's queue."""
    now = house.node.now()
    with house.node.reading() as rows:
        return [step.booking_id for step in queue_page(rows, deciders(rows, who, now).queue(now), None, 5)]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_lists_of_what_waits_walk_only_over_what_waits(house: House) -> None:
    """However many bookings there were: each question is answered from an index of the open ones."""
    with counted(house.node) as said, house.node.reading() as rows:
        now = house.node.now()
        queue_page(rows, deciders(rows, house.boss, now).queue(now), None, 5)
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
