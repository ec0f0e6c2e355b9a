"""The plan of a visit's reception follows its booking (R9, R18, R19)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.models import Booking
from shared.bookings.rules import Decision
from shared.desk.arranging import Arrangements, arrange
from shared.desk.cancel import cancel
from shared.desk.change import as_wish, change
from shared.desk.duties import DUTIES
from shared.desk.extend import extend
from shared.desk.itinerary import ITINERARY_OFF, ITINERARY_TAKEN_BACK, send_now, write_itinerary
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.desk.preparing import Confirmed, add_task, confirm, hand_task, tick_part, tick_task
from shared.desk.reception import choose_meeting, make_plan
from shared.desk.staff import employee_leaves
from shared.desk.talks import Agreement, move_on, propose, write_minutes
from shared.desk.task_notices import TASK_LATE, TASK_OFF, TASK_REMINDER
from shared.notices.actions import claim_next_notice, notice_told
from shared.notices.models import Notice
from shared.notices.queries import next_due
from shared.people.models import Employee
from shared.reception.actions import change_reception_figures, change_template
from shared.reception.itinerary import Item, ItemKind, Sending
from shared.reception.models import Plan, Task
from shared.reception.queries import cooperation_of, figures, plan_of, reception_of, tasks_of, template_of
from shared.reception.rules import CooperationState, Lack, Means, Meeting, Owner, Point
from shared.reception.seed import TASKS
from shared.reception.standing import ITINERARY, Standing, standings
from shared.sites.models import Site
from tests.clock import StandingClock
from tests.house import OLA, WANG, House, furnish

EVERY_POINT = tuple(Point)
LETTERS = (TASK_REMINDER, TASK_LATE, ITINERARY, ITINERARY_OFF, ITINERARY_TAKEN_BACK)


@pytest.fixture
def house(node) -> House:
    """A small company."""
    return furnish(node)


def ahead(house: House, days: float = 10, **different) -> Booking:
    """Return an approved A visit some days from now."""
    starts = house.node.now() + timedelta(days=days)
    facts = {"grade": "A", "starts_at": starts, "ends_at": starts + timedelta(hours=4), "area": "展厅", **different}
    return house.approved(house.wish(**facts))


def kept(house: House, booking: Booking) -> tuple[Plan, dict[str, Task]]:
    """Return a booking's plan and its tasks by key; what was added by hand has its name for a key."""
    with house.node.reading() as rows:
        plan = plan_of(rows, booking.id)
        assert plan is not None
        return plan, {task.key or task.name: task for task in tasks_of(rows, plan.id)}


def standing(house: House, booking: Booking) -> Standing:
    """Return how it stands with a booking's plan."""
    with house.node.reading() as rows:
        reception = reception_of(rows, booking.id)
        assert reception is not None
        zone = rows.get_one(Site, house.site).tz
        return standings(rows, [reception], {house.site: zone}, house.node.now())[reception.plan.id]


def carried(house: House) -> list[Notice]:
    """Do as the courier does until nothing is due; return the letters of reception that went out."""
    letters: list[Notice] = []
    while True:
        now = house.node.now()
        with house.node.transaction() as rows:
            due = next_due(rows, now)
            if due is None:
                return [each for each in letters if each.topic in LETTERS]
            if due.topic in DUTIES:
                DUTIES[due.topic](rows, due.id, now)
                continue
            notice = claim_next_notice(rows, now)
            assert notice is not None
            notice_told(rows, notice, "file", now)
            letters.append(notice)


def changed(house: House, booking: Booking, **different) -> Booking:
    """Give a booking other contents, and have it approved again."""
    with house.node.transaction() as rows:
        wish = replace(as_wish(house.booking(booking.id)), **different)
        change(rows, booking.id, wish, house.host, house.node.now())
    if house.booking(booking.id).state == "waiting":
        house.decided(booking.id, Decision.APPROVE, house.boss)
    return house.booking(booking.id)


def moved_by(house: House, booking: Booking, by: timedelta) -> Booking:
    """Put a booking off."""
    return changed(house, booking, starts_at=booking.starts_at + by, ends_at=booking.ends_at + by)


def test_an_approved_visit_gets_the_plan_of_its_grade(house: House) -> None:
    booking = ahead(house)
    plan, tasks = kept(house, booking)
    assert set(tasks) == {line.key for line in TASKS["A"]}
    assert plan.meeting == Meeting.LARGE
    assert tasks["tea"].due_at == booking.starts_at - timedelta(minutes=15)
    assert tasks["doors"].due_at == booking.starts_at - timedelta(minutes=10)
    assert tasks["staff"].due_at == booking.starts_at - timedelta(minutes=30)
    assert tasks["minutes"].employee_id == house.host.employee_id


def test_what_a_late_booking_makes_late_is_due_in_an_hour_or_when_the_visit_starts(house: House) -> None:
    now = house.node.now()
    tasks = kept(house, ahead(house, days=0.5))[1]
    assert tasks["hotel"].due_at == now + timedelta(hours=1)
    soon = house.approved(house.wish(grade="A", starts_at=now + timedelta(minutes=12)))
    tasks = kept(house, soon)[1]
    assert tasks["tea"].due_at == soon.starts_at
    assert tasks["doors"].due_at == soon.starts_at - timedelta(minutes=10)


def test_a_d_visit_gets_no_plan_by_itself_and_one_by_hand(house: House) -> None:
    starts = house.node.now() + timedelta(days=2)
    booking = house.approved(house.wish(starts_at=starts, ends_at=starts + timedelta(hours=1)))
    with house.node.transaction() as rows:
        assert plan_of(rows, booking.id) is None
        make_plan(rows, booking.id, house.receptionist, house.node.now())
        add_task(
            rows, booking.id, "打印资料", Owner.RECEPTION, starts - timedelta(hours=2), house.host, house.node.now()
        )
    assert kept(house, booking)[1]["打印资料"].due_at == starts - timedelta(hours=2)


def test_a_plan_can_be_made_before_the_approval_and_is_the_same_one_after_it(house: House) -> None:
    starts = house.node.now() + timedelta(days=9)
    booking = house.booked(house.wish(grade="C", starts_at=starts, ends_at=starts + timedelta(hours=1)))
    with house.node.transaction() as rows:
        make_plan(rows, booking.id, house.host, house.node.now())
    before = kept(house, booking)[0].id
    house.decided(booking.id, Decision.APPROVE, house.boss)
    assert kept(house, booking)[0].id == before


def test_a_change_of_time_moves_what_is_not_done(house: House) -> None:
    booking = ahead(house)
    _, before = kept(house, booking)
    with house.node.transaction() as rows:
        tick_task(rows, before["hotel"].id, True, house.receptionist, house.node.now())
    moved = moved_by(house, booking, timedelta(days=7))
    plan, after = kept(house, booking)
    assert after["tea"].due_at == moved.starts_at - timedelta(minutes=15)
    assert after["hotel"].due_at == before["hotel"].due_at
    assert after["hotel"].done_at is not None
    assert (plan.starts_at, set(after)) == (moved.starts_at, set(before))


def test_a_cancelled_visit_leaves_nothing_to_do(house: House, clock: StandingClock) -> None:
    booking = ahead(house)
    with house.node.transaction() as rows:
        cancel(rows, booking.id, house.host, house.node.now())
    plan, tasks = kept(house, booking)
    assert plan.closed_at is not None
    assert all(task.closed_at for task in tasks.values())
    clock.passes(days=12)
    assert carried(house) == []


def test_what_was_rejected_and_is_asked_for_again_keeps_its_plan(house: House) -> None:
    booking = ahead(house)
    house.decided(booking.id, Decision.SEND_BACK, house.boss)
    assert kept(house, booking)[0].closed_at is None
    changed(house, booking, purpose="另谈")
    plan, tasks = kept(house, booking)
    assert plan.closed_at is None
    assert not any(task.closed_at for task in tasks.values())


def test_from_how_many_guests_a_meeting_is_large_is_a_figure(house: House) -> None:
    with house.node.transaction() as rows:
        row = figures(rows)
        change_reception_figures(rows, row, {"large_guests": 2}, "small rooms", house.boss.id, house.node.now())
    alone, _tasks = kept(house, ahead(house, grade="C"))
    together, _tasks = kept(house, ahead(house, grade="C", guests=(WANG, OLA)))
    assert (alone.meeting, together.meeting) == (Meeting.DAILY, Meeting.LARGE)


def test_another_grade_brings_and_takes_what_it_needs(house: House) -> None:
    booking = ahead(house)
    changed(house, booking, grade="C")
    plan, tasks = kept(house, booking)
    open_keys = {key for key, task in tasks.items() if not task.closed_at}
    assert plan.meeting == Meeting.DAILY
    assert open_keys == {line.key for line in TASKS["C"] if not line.only_large}
    changed(house, booking, grade="A")
    assert not any(task.closed_at for task in kept(house, booking)[1].values())


def test_the_class_of_a_meeting_brings_what_large_ones_need(house: House) -> None:
    starts = house.node.now() + timedelta(days=10)
    booking = house.approved(house.wish(grade="C", starts_at=starts, ends_at=starts + timedelta(hours=1)))
    assert "staff" not in kept(house, booking)[1]
    with house.node.transaction() as rows:
        choose_meeting(rows, booking.id, Meeting.LARGE, house.receptionist, house.node.now())
    assert {"staff", "room_closed"} <= set(kept(house, booking)[1])


def test_a_changed_template_makes_other_plans_from_then_on(house: House) -> None:
    with house.node.transaction() as rows:
        template = template_of(rows, "A")
        lines = [line.as_json() for line in template.lines if line.key == "tea"]
        change_template(rows, template, {"tasks": lines}, "less", house.boss.id, house.node.now())
    assert set(kept(house, ahead(house))[1]) == {"tea"}


def test_who_does_a_task_is_reminded_and_the_manager_hears_of_what_is_late(house: House, clock: StandingClock) -> None:
    booking = ahead(house)
    tea = kept(house, booking)[1]["tea"]
    with house.node.transaction() as rows:
        hand_task(rows, tea.id, Owner.RECEPTION, house.host.employee_id, house.receptionist, house.node.now())
    clock.moves_to(tea.due_at - timedelta(minutes=61))
    carried(house)
    clock.passes(minutes=1)
    (reminder,) = carried(house)
    assert (reminder.topic, reminder.employee_id, reminder.facts["tasks"]) == (
        TASK_REMINDER,
        house.host.employee_id,
        [tea.id],
    )
    clock.moves_to(tea.due_at + timedelta(minutes=15))
    late = [each for each in carried(house) if each.topic == TASK_LATE and tea.id in each.facts["tasks"]]
    assert [each.employee_id for each in late] == [house.boss.employee_id]


def test_who_is_handed_a_task_after_its_reminder_is_reminded_too(house: House, clock: StandingClock) -> None:
    booking = ahead(house)
    room = kept(house, booking)[1]["room"]
    clock.moves_to(room.due_at - timedelta(minutes=30))
    carried(house)
    for owner, person in ((Owner.RECEPTION, house.guard), (Owner.ADMINISTRATION, house.guard)):
        with house.node.transaction() as rows:
            hand_task(rows, room.id, owner, person.employee_id, house.receptionist, house.node.now())
    (reminder,) = carried(house)
    assert (reminder.topic, reminder.employee_id) == (TASK_REMINDER, house.guard.employee_id)
    assert room.id in reminder.facts["tasks"]
    clock.moves_to(room.due_at + timedelta(minutes=15))
    late = [each for each in carried(house) if each.topic == TASK_LATE and room.id in each.facts["tasks"]]
    assert len(late) == 1


def leaves(house: House, who: Person) -> None:
    """Let a colleague leave the company."""
    with house.node.transaction() as rows:
        employee_leaves(rows, rows.get_one(Employee, who.employee_id), "test", house.node.now())


def test_what_a_colleague_who_leaves_still_had_to_do_is_the_role_s_again(house: House, clock: StandingClock) -> None:
    """Whoever stands for it is reminded; what is done stays done by whom it was, and old visits stay as they are."""
    long_ago, booking = ahead(house, days=1), ahead(house)
    tea, done = kept(house, booking)[1]["tea"], kept(house, booking)[1]["room"]
    old = kept(house, long_ago)[1]["tea"]
    with house.node.transaction() as rows:
        for task in (tea, done, old):
            hand_task(rows, task.id, Owner.RECEPTION, house.guard.employee_id, house.receptionist, house.node.now())
        tick_task(rows, done.id, True, house.receptionist, house.node.now())
    clock.moves_to(booking.starts_at - timedelta(days=1))
    carried(house)
    leaves(house, house.guard)
    left = kept(house, booking)[1]
    assert (left["tea"].employee_id, left["room"].employee_id) == (None, house.guard.employee_id)
    assert kept(house, long_ago)[1]["tea"].employee_id == house.guard.employee_id
    clock.moves_to(tea.due_at - timedelta(minutes=30))
    told_of = [each.employee_id for each in carried(house) if tea.id in each.facts.get("tasks", ())]
    assert told_of == [house.receptionist.employee_id]


def test_r20_who_has_left_the_company_escorts_nobody_and_shares_no_meal(house: House) -> None:
    booking = ahead(house)
    ours = (str(house.guard.employee_id), str(house.receptionist.employee_id))
    with house.node.transaction() as rows:
        wanted = Arrangements(ours[:1], ours, "302", None, "open")
        arrange(rows, booking.id, wanted, house.receptionist, house.node.now())
    before = standing(house, booking).readiness.lacks
    leaves(house, house.guard)
    after = standing(house, booking).readiness.lacks
    assert (Lack.NO_ESCORT in before, Lack.TOO_MANY_ESCORTS in before) == (False, True)
    assert (Lack.NO_ESCORT in after, Lack.TOO_MANY_ESCORTS in after) == (True, False)


def test_what_falls_due_together_is_one_letter_and_what_is_done_is_in_none(house: House, clock: StandingClock) -> None:
    booking = ahead(house)
    tasks = kept(house, booking)[1]
    with house.node.transaction() as rows:
        tick_task(rows, tasks["flowers"].id, True, house.receptionist, house.node.now())
    clock.moves_to(tasks["flowers"].due_at - timedelta(minutes=60))
    before = [set(each.facts["tasks"]) for each in carried(house) if each.topic == TASK_REMINDER]
    assert any({tasks[key].id for key in ("photographer", "materials", "notice")} <= each for each in before)
    assert tasks["welcome_sign"].id in set.union(*before)
    assert tasks["flowers"].id not in set.union(*before)
    assert sum(map(len, before)) == len(set.union(*before))


def test_what_several_visits_want_at_one_time_is_one_letter_for_each(house: House, clock: StandingClock) -> None:
    """Also what was due before anybody could be told of it; the manager hears of all that is late at once."""
    booked = [ahead(house), ahead(house), ahead(house)]
    tasks = [kept(house, each)[1] for each in booked]
    clock.moves_to(booked[0].starts_at - timedelta(minutes=1))
    letters = carried(house)
    mine = [each for each in letters if each.employee_id == house.receptionist.employee_id]
    assert [each.topic for each in mine if each.topic == TASK_REMINDER] == [TASK_REMINDER]
    assert {tasks[number]["welcome_sign"].id for number in range(3)} <= set(mine[0].facts["tasks"])
    clock.passes(hours=1)
    told = [(each.topic, each.employee_id) for each in carried(house)]
    assert told.count((TASK_LATE, house.boss.employee_id)) == 1


def itinerary(house: House, booking: Booking, *places: str, by: Person | None = None) -> None:
    """Write an itinerary with a talk of an hour at each place."""
    items = [
        Item(
            ItemKind.TALKS, booking.starts_at + timedelta(hours=n), booking.starts_at + timedelta(hours=n + 1), place=p
        )
        for n, p in enumerate(places)
    ]
    with house.node.transaction() as rows:
        write_itinerary(rows, booking.id, items, "zh", by or house.receptionist, house.node.now())


def told(letters: Sequence[Notice], topic: str = ITINERARY) -> set[str | None]:
    """Return who got a letter of a topic."""
    return {each.visitor_id or each.employee_id for each in letters if each.topic == topic}


def test_the_leader_has_the_itinerary_in_time_and_hears_of_every_change(house: House, clock: StandingClock) -> None:
    booking = ahead(house)
    assert standing(house, booking).sending is Sending.NOT_WRITTEN
    itinerary(house, booking, "302")
    everybody = {booking.guests[0].visitor_id, booking.host_id}
    assert told(carried(house)) == set()
    assert standing(house, booking).sending is Sending.WAITS
    clock.moves_to(booking.starts_at - timedelta(hours=48))
    assert told(carried(house)) == everybody
    assert standing(house, booking).sending is Sending.SENT
    itinerary(house, booking, "303")
    assert standing(house, booking).sending is Sending.WAITS
    assert told(carried(house)) == everybody
    assert standing(house, booking).sending is Sending.SENT


def test_a_visit_that_is_put_off_moves_its_itinerary_and_tells_who_was_told(house: House, clock: StandingClock) -> None:
    booking = ahead(house)
    itinerary(house, booking, "302")
    with house.node.transaction() as rows:
        send_now(rows, booking.id, house.host, house.node.now())
    carried(house)
    moved = moved_by(house, booking, timedelta(days=1))
    assert kept(house, booking)[0].items[0].starts_at == moved.starts_at
    assert told(carried(house)) == {booking.guests[0].visitor_id, booking.host_id}


def sent(house: House, booking: Booking) -> None:
    """Write an itinerary and send it at once."""
    itinerary(house, booking, "302")
    with house.node.transaction() as rows:
        send_now(rows, booking.id, house.host, house.node.now())
    carried(house)


def arranged(house: House, booking: Booking, *escorts: Person, room: str = "") -> list[Notice]:
    """Arrange who goes along and where; return the letters that this sends."""
    wanted = Arrangements(tuple(str(each.employee_id) for each in escorts), (), room, None, "open")
    with house.node.transaction() as rows:
        arrange(rows, booking.id, wanted, house.receptionist, house.node.now())
    return carried(house)


def test_a_leader_who_is_invited_no_more_gets_no_later_itinerary(house: House) -> None:
    booking = ahead(house)
    sent(house, booking)
    before = booking.guests[0].visitor_id
    other = changed(house, booking, guests=(OLA,))
    itinerary(house, other, "only for Fjord")
    assert told(carried(house)) == {other.guests[0].visitor_id, booking.host_id}
    assert before not in {other.guests[0].visitor_id, booking.host_id}


def test_a_leader_who_stays_a_guest_still_hears_of_every_change(house: House) -> None:
    booking = ahead(house)
    sent(house, booking)
    both = (replace(OLA, is_leader=True), *as_wish(house.booking(booking.id)).guests)
    other = changed(house, booking, guests=(both[0], replace(both[1], is_leader=False)))
    carried(house)
    itinerary(house, other, "303")
    assert told(carried(house)) == {*(guest.visitor_id for guest in other.guests), booking.host_id}


def test_another_room_is_told_to_all_who_hold_the_itinerary(house: House) -> None:
    booking = ahead(house)
    assert told(arranged(house, booking, room="8")) == set(), "nothing is written yet"
    sent(house, booking)
    everybody = {booking.guests[0].visitor_id, booking.host_id}
    assert told(arranged(house, booking, room="9")) == everybody
    assert told(arranged(house, booking, room="9")) == set(), "the same room is no change"
    assert standing(house, booking).sending is Sending.SENT


def test_another_room_makes_nothing_go_out_before_its_time(house: House, clock: StandingClock) -> None:
    booking = ahead(house)
    itinerary(house, booking, "302")
    assert told(arranged(house, booking, house.guard, room="9")) == set()
    clock.moves_to(booking.starts_at - timedelta(hours=48))
    everybody = {booking.guests[0].visitor_id, booking.host_id, house.guard.employee_id}
    assert told(carried(house)) == everybody


def test_an_escort_gets_the_itinerary_that_has_gone_out_and_hears_when_it_is_another(house: House) -> None:
    booking = ahead(house)
    sent(house, booking)
    assert told(arranged(house, booking, house.guard)) == {house.guard.employee_id}, "nobody else gets it twice"
    letters = arranged(house, booking, house.receptionist)
    assert told(letters) == {house.receptionist.employee_id}
    assert told(letters, ITINERARY_TAKEN_BACK) == {house.guard.employee_id}
    letters = arranged(house, booking, room="9")
    assert told(letters) == {booking.guests[0].visitor_id, booking.host_id}
    assert told(letters, ITINERARY_TAKEN_BACK) == {house.receptionist.employee_id}, "the other one knows"
    with house.node.transaction() as rows:
        cancel(rows, booking.id, house.host, house.node.now())
    assert told(carried(house), ITINERARY_OFF) == {booking.host_id}


def test_ours_who_hold_an_itinerary_hear_that_the_visit_is_off(house: House) -> None:
    booking = ahead(house)
    itinerary(house, booking, "302")
    with house.node.transaction() as rows:
        send_now(rows, booking.id, house.host, house.node.now())
    carried(house)
    with house.node.transaction() as rows:
        cancel(rows, booking.id, house.host, house.node.now())
    assert told(carried(house), ITINERARY_OFF) == {booking.host_id}


def test_who_began_a_task_hears_that_the_visit_is_off_and_nobody_else(house: House) -> None:
    """Whose reminder was not due yet has nothing to take back."""
    booking, other = ahead(house), ahead(house, days=9)
    _plan, tasks = kept(house, booking)
    with house.node.transaction() as rows:
        tick_task(rows, tasks["materials"].id, True, house.receptionist, house.node.now())
        for each in (booking, other):
            cancel(rows, each.id, house.host, house.node.now())
        letters = rows.scalars(select(Notice).where(Notice.topic == TASK_OFF)).all()
        assert [(each.employee_id, each.facts["tasks"]) for each in letters] == [
            (house.receptionist.employee_id, [tasks["materials"].id])
        ]


def test_what_comes_after_a_visit_is_put_off_with_its_end_and_nobody_gets_the_itinerary_again(house: House) -> None:
    booking = ahead(house)
    itinerary(house, booking, "302")
    before, tasks = kept(house, booking)
    with house.node.transaction() as rows:
        extend(rows, booking.id, timedelta(minutes=30), house.receptionist, booking.starts_at)
    after, later = kept(house, booking)
    assert later["tidy"].due_at - tasks["tidy"].due_at == timedelta(minutes=30)
    assert {key for key in tasks if later[key].due_at != tasks[key].due_at} == {"tidy"}
    assert after.itinerary_version == before.itinerary_version
    changed(house, booking, ends_at=booking.ends_at + timedelta(hours=1))
    assert kept(house, booking)[0].itinerary_version == before.itinerary_version


def test_a_late_visit_has_its_itinerary_too_late_and_a_leader_without_address_none(house: House) -> None:
    booking = ahead(house, days=0.5)
    itinerary(house, booking, "302")
    assert standing(house, booking).sending is Sending.TOO_LATE
    assert booking.leader.visitor_id in told(carried(house)), "better late than never"
    assert standing(house, booking).sending is Sending.SENT_LATE
    assert Lack.NOT_SENT not in standing(house, booking).readiness.lacks
    silent = replace(OLA, contact=replace(OLA.contact, email=None))
    starts = house.node.now() + timedelta(days=5)
    booking = house.approved(house.wish(silent, grade="A", starts_at=starts, ends_at=starts + timedelta(hours=3)))
    itinerary(house, booking, "302")
    assert standing(house, booking).sending is Sending.NO_ADDRESS
    assert Lack.NOT_SENT in standing(house, booking).readiness.lacks
    confirmed(house, booking)
    assert Lack.NOT_SENT not in standing(house, booking).readiness.lacks


def test_two_who_write_an_itinerary_at_once_do_not_undo_each_other(house: House) -> None:
    booking = ahead(house)
    itinerary(house, booking, "302")
    with pytest.raises(OutOfTurn), house.node.transaction() as rows:
        write_itinerary(rows, booking.id, [], "zh", house.host, house.node.now(), seen=0)


def confirmed(house: House, booking: Booking, points: tuple[Point, ...] = EVERY_POINT) -> None:
    """Confirm a visit with its leader on the phone."""
    with house.node.transaction() as rows:
        confirm(rows, booking.id, Confirmed("王晓琳", Means.PHONE, points), house.receptionist, house.node.now())


def test_what_is_confirmed_counts_until_time_or_place_change(house: House) -> None:
    booking = ahead(house)
    assert Lack.NOT_CONFIRMED in standing(house, booking).readiness.lacks
    confirmed(house, booking, (Point.TIME, Point.PLACE))
    assert Lack.CONFIRM_AGAIN in standing(house, booking).readiness.lacks
    confirmed(house, booking, (Point.PEOPLE, Point.AGENDA))
    assert not {Lack.NOT_CONFIRMED, Lack.CONFIRM_AGAIN} & set(standing(house, booking).readiness.lacks)
    changed(house, booking, area="三楼")
    assert Lack.CONFIRM_AGAIN in standing(house, booking).readiness.lacks
    confirmed(house, booking)
    moved_by(house, booking, timedelta(hours=1))
    assert Lack.CONFIRM_AGAIN in standing(house, booking).readiness.lacks


def test_tasks_are_ticked_by_who_prepares_the_visit_or_does_them(house: House) -> None:
    tea = kept(house, ahead(house))[1]["room"]
    for stranger in (house.other_host, house.guard):
        with pytest.raises(NotAllowed), house.node.transaction() as rows:
            tick_task(rows, tea.id, True, stranger, house.node.now())
    with house.node.transaction() as rows:
        hand_task(rows, tea.id, Owner.ADMINISTRATION, house.guard.employee_id, house.receptionist, house.node.now())
    with house.node.transaction() as rows:
        assert tick_part(rows, tea.id, 1, house.guard, house.node.now()).check[1]["done"]
    with house.node.transaction() as rows:
        ticked = tick_task(rows, tea.id, True, house.guard, house.node.now())
        assert all(part["done"] for part in ticked.check)
    with house.node.transaction() as rows:
        assert tick_task(rows, tea.id, False, house.host, house.node.now()).done_at is None


def test_minutes_and_what_was_agreed_stand_with_the_visit(house: House) -> None:
    booking = ahead(house)
    now = house.node.now()
    with house.node.transaction() as rows:
        assert write_minutes(rows, booking.id, "谈妥两点", 0, house.host, now).changes == 1
        item = propose(rows, booking.id, Agreement("联合试制"), house.host, now)
        move_on(rows, item.id, CooperationState.AGREED, house.receptionist, now)
    with pytest.raises(OutOfTurn), house.node.transaction() as rows:
        write_minutes(rows, booking.id, "另一版", 0, house.host, now)
    with pytest.raises(NotAllowed), house.node.transaction() as rows:
        propose(rows, booking.id, Agreement("偷看"), house.other_host, now)
    assert [each.state for each in cooperation(house, booking)] == ["agreed"]


def cooperation(house: House, booking: Booking) -> Sequence:
    """Return what was agreed."""
    with house.node.reading() as rows:
        session: Session = rows
        return cooperation_of(session, booking.id)
