"""Who is asked for a visitor, and what an answer does: once, whoever gives it."""

from datetime import timedelta
from functools import partial
from importlib import import_module

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.badges.models import Badge
from shared.badges.queries import content_of
from shared.bookings.rules import Decision, State
from shared.desk.answer import ANSWERED, answer, take_over
from shared.desk.asking import ARRIVAL
from shared.desk.cancel import cancel
from shared.desk.hand_over import hand_over, pass_on
from shared.desk.let_in import turn_away
from shared.desk.messages import answer_message, leave_message, send_message
from shared.desk.outcomes import Admitted, Asking, NotAllowed, OutOfTurn
from shared.desk.roll_call import call_roll, sheet_to_print
from shared.desk.told import shown_on_screen
from shared.desk.unanswered import MESSAGE_WAITS
from shared.desk.while_waiting import wait_no_longer
from shared.grades.door import AtTheDoor, BadgePolicy
from shared.kernel.logbook import Kind
from shared.notices.models import Notice
from shared.notices.queries import notices_for
from shared.people.actions import NewEmployee, hire
from shared.people.models import Employee
from shared.printing.models import PrintJob
from shared.visits.asked import messages_to_answer, visit_in_hand
from shared.visits.models import Message, Visit
from shared.visits.rules import Answer, VisitState, usual_wait
from shared.walk_ins.rules import RECEPTION
from shared.web.host_line import HostNews, known_of
from tests.asking import (
    chain,
    duties_done,
    has_colleague,
    kinds,
    line_of_host,
    news_of_host,
    stay_of,
    waits_until_reception_is_asked,
    walks_in,
)
from tests.clock import StandingClock
from tests.desk.test_two_at_once import together
from tests.desk.walk_ins import registered
from tests.house import OLA, House


def says(house: House, visit_id: str, said: Answer, by: Person | None = None, **more: object) -> None:
    with house.node.transaction() as session:
        answer(session, visit_id, said, by or house.host, house.node.now(), **more)  # type: ignore[arg-type]


def rows(house: House, table: type) -> int:
    with house.node.reading() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def open_notices(house: House, visit_id: str) -> list[str]:
    with house.node.reading() as session:
        wanted = select(Notice.topic).where(Notice.subject_id == visit_id, Notice.due_at.is_not(None))
        return sorted(session.scalars(wanted))


def test_a_walk_in_waits_at_the_door_until_the_host_accepts(house: House) -> None:
    visit_id = walks_in(house)
    assert stay_of(house, visit_id).state == VisitState.ASKING
    assert (rows(house, Badge), rows(house, PrintJob)) == (0, 0)
    says(house, visit_id, Answer.COMING)
    stay = stay_of(house, visit_id)
    assert (stay.state, stay.admitted_at, stay.booking.state) == (VisitState.INSIDE, house.node.now(), State.APPROVED)
    assert stay.booking.permit
    assert house.pass_of(house.booking(stay.booking_id))
    assert (rows(house, Badge), rows(house, PrintJob)) == (1, 1)
    assert [kind for kind in kinds(house, visit_id) if kind in ("VisitorArrived", "HostAnswered")] == [
        Kind.VisitorArrived,
        Kind.HostAnswered,
    ]


def test_a_decline_turns_away_and_the_desk_may_still_take_over(house: House) -> None:
    visit_id = walks_in(house)
    says(house, visit_id, Answer.NOT_NOW)
    assert stay_of(house, visit_id).state == VisitState.TURNED_AWAY
    assert stay_of(house, visit_id).booking.state == State.REJECTED
    assert rows(house, Badge) == 0
    with pytest.raises(OutOfTurn):
        says(house, visit_id, Answer.COMING)
    with house.node.transaction() as session:
        take_over(session, visit_id, house.guard, house.node.now())
    assert (stay_of(house, visit_id).state, stay_of(house, visit_id).answer) == (VisitState.INSIDE, Answer.DESK)
    assert rows(house, Badge) == 1


def test_each_is_asked_at_the_grade_s_time_and_nobody_twice(house: House, clock: StandingClock) -> None:
    delegate = has_colleague(house, is_delegate=True)
    visit_id = walks_in(house)
    host = ("host", house.host.employee_id)
    clock.passes(seconds=59)
    assert duties_done(house.node) == 0
    clock.passes(seconds=1)
    assert duties_done(house.node) == 1
    assert chain(house, visit_id) == [host, ("delegate", delegate.employee_id)]
    clock.passes(minutes=2)
    duties_done(house.node)
    department = chain(house, visit_id)[2:]
    assert {step for step, _ in department} == {"department"}
    assert delegate.employee_id not in [person for _, person in department]
    assert house.host.employee_id not in [person for _, person in department]
    clock.passes(minutes=2)
    duties_done(house.node)
    assert chain(house, visit_id)[-1] == ("reception", None)
    clock.passes(minutes=5)
    duties_done(house.node)
    assert kinds(house, visit_id)[-1] == Kind.WaitedTooLong
    assert duties_done(house.node) == 0


def written_to_at_reception(house: House, visit_id: str) -> set[str | None]:
    """Return to whom a letter goes because no screen of the desk has shown a visitor for whom it is its turn."""
    with house.node.reading() as session:
        letters = notices_for(session, visit_id, ARRIVAL)
        return {each.employee_id for each in letters if each.facts["step"] == "reception" and each.due_at is not None}


@pytest.mark.parametrize("board", ["open", "closed"])
def test_reception_is_written_to_once_where_no_board_is_open(house: House, clock: StandingClock, board: str) -> None:
    visit_id = walks_in(house)
    with house.node.transaction() as session:
        session.get_one(Employee, house.receptionist.employee_id).department_id = other_department(session, house)
    clock.passes(minutes=5)
    duties_done(house.node)
    if board == "open":
        with house.node.transaction() as session:
            assert shown_on_screen(session, visit_id, house.guard, house.node.now())
    clock.passes(seconds=149)
    duties_done(house.node)
    assert written_to_at_reception(house, visit_id) == set()
    for _ in range(2):
        clock.passes(seconds=1)
        duties_done(house.node)
    receptionist = house.receptionist.employee_id
    assert written_to_at_reception(house, visit_id) == ({receptionist} if board == "closed" else set())
    assert chain(house, visit_id).count(("reception", receptionist)) == (board == "closed")
    says(house, visit_id, Answer.COMING)
    assert written_to_at_reception(house, visit_id) == set()


def other_department(session: Session, house: House) -> str:
    """Return a department in which the host is not: its people are not asked for the host's sake."""
    return hire(session, NewEmployee(house.site, "前厅部", "何静", "Jing He", "he@usher.example")).department_id


def test_who_stands_for_reception_where_nobody_was_named_is_written_to_and_not_named(
    house: House, clock: StandingClock
) -> None:
    came = registered(house, host=RECEPTION)
    assert isinstance(came, Asking)
    clock.passes(seconds=150)
    duties_done(house.node)
    stay = stay_of(house, came.visit)
    assert stay.host_id in written_to_at_reception(house, came.visit)
    with house.node.reading() as session:
        assert known_of(session, [stay])[stay.id].of_host(stay) is None


def test_where_there_is_no_delegate_the_next_is_asked_at_once(house: House, clock: StandingClock) -> None:
    visit_id = walks_in(house)
    clock.passes(minutes=1)
    assert duties_done(house.node) == 2
    assert Kind.NobodyToAsk in kinds(house, visit_id)
    assert chain(house, visit_id)[1][0] == "department"


@pytest.mark.parametrize(
    ("comes", "why"), [("booked", "away"), ("without a booking", "away"), ("booked", "hours"), ("walk-in", "hours")]
)
def test_of_a_host_who_is_away_the_delegate_is_asked_at_once(house: House, comes: str, why: str) -> None:
    delegate = has_colleague(house, is_delegate=True)
    today = house.node.now().date()
    with house.node.transaction() as session:
        host = session.get_one(Employee, house.host.employee_id)
        if why == "away":
            host.away_from = today - timedelta(days=3)
        else:
            host.works = "67 9:00-17:00"  # it is a Monday
    if comes == "booked":
        came = house.scanned(house.pass_of(house.approved()))
        assert isinstance(came, Admitted)
        visit_id = came.visit
    else:
        visit_id = walks_in(house)
    assert duties_done(house.node) == 1
    assert chain(house, visit_id) == [("host", house.host.employee_id), ("delegate", delegate.employee_id)]


def test_a_delegate_who_is_away_is_passed_over(house: House, clock: StandingClock) -> None:
    delegate = has_colleague(house, is_delegate=True)
    other = has_colleague(house, "孙悦", "Yue Sun")
    with house.node.transaction() as session:
        away = session.get_one(Employee, delegate.employee_id)
        away.away_from = away.away_until = house.node.now().date()
    visit_id = walks_in(house)
    clock.passes(minutes=1)
    duties_done(house.node)
    asked = [person for _, person in chain(house, visit_id)]
    assert delegate.employee_id not in asked
    assert other.employee_id in asked


def test_for_grade_a_all_are_asked_at_once(house: House) -> None:
    delegate = has_colleague(house, is_delegate=True)
    visit_id = walks_in(house, letter="A")
    duties_done(house.node)
    steps = [step for step, _ in chain(house, visit_id)]
    assert steps[:2] == ["host", "delegate"]
    assert (steps[-1], set(steps)) == ("reception", {"host", "delegate", "department", "reception"})
    assert ("delegate", delegate.employee_id) in chain(house, visit_id)


@pytest.mark.parametrize("said", [Answer.COMING, Answer.NOT_NOW, Answer.WAIT])
def test_an_answer_stops_the_chain(house: House, clock: StandingClock, said: Answer) -> None:
    visit_id = walks_in(house)
    says(house, visit_id, said)
    # Who was asked to wait still waits: the limit of waiting stands (R14).
    assert open_notices(house, visit_id) == (["waiting_limit"] if said is Answer.WAIT else [])
    clock.passes(minutes=6)
    assert duties_done(house.node) == 0
    assert len(chain(house, visit_id)) == 1


def test_who_was_asked_in_the_host_s_place_may_answer_and_nobody_else(house: House, clock: StandingClock) -> None:
    delegate = has_colleague(house, is_delegate=True)
    visit_id = walks_in(house)
    with pytest.raises(NotAllowed):
        says(house, visit_id, Answer.COMING, delegate)
    clock.passes(minutes=1)
    duties_done(house.node)
    says(house, visit_id, Answer.COMING, delegate)
    stay = stay_of(house, visit_id)
    assert (stay.state, stay.receiver_id) == (VisitState.INSIDE, delegate.employee_id)


def test_of_two_who_answer_at_once_one_is_told_of_the_other(house: House) -> None:
    has_colleague(house, is_delegate=True)
    for first, other in (
        (Answer.COMING, Answer.COMING),
        (Answer.COMING, Answer.NOT_NOW),
        (Answer.NOT_NOW, Answer.WAIT),
    ):
        visit_id = walks_in(house)
        deeds = [partial(says, house, visit_id, first), partial(says, house, visit_id, other, house.receptionist)]
        assert together(*deeds) == ["OutOfTurn", "done"]
        assert kinds(house, visit_id).count(Kind.HostAnswered) == 1
        assert kinds(house, visit_id).count(Kind.VisitorArrived) <= 1
        if stay_of(house, visit_id).state == VisitState.ASKING:
            says(house, visit_id, Answer.NOT_NOW, seen=stay_of(house, visit_id).answered_at)


def test_an_answer_is_changed_by_who_gave_it_or_has_seen_it(house: House) -> None:
    visit_id = walks_in(house)
    says(house, visit_id, Answer.COMING)
    says(house, visit_id, Answer.MINUTES, minutes=10)
    with pytest.raises(OutOfTurn, match=ANSWERED):
        says(house, visit_id, Answer.COMING, house.receptionist)
    says(house, visit_id, Answer.COMING, house.receptionist, seen=stay_of(house, visit_id).answered_at)
    assert rows(house, Badge) == 1


def test_printed_at_once_is_let_in_at_registration_and_the_host_still_asked(house: House) -> None:
    visit_id = walks_in(house, prints_at_once=True)
    stay = stay_of(house, visit_id)
    assert (stay.state, stay.booking.state, rows(house, PrintJob)) == (VisitState.INSIDE, State.APPROVED, 1)
    assert chain(house, visit_id) == [("host", house.host.employee_id)]
    says(house, visit_id, Answer.COMING)
    assert rows(house, Badge) == 1


def test_a_colleague_is_handed_the_visitor_and_reception_comes_last(house: House, clock: StandingClock) -> None:
    colleague = has_colleague(house)
    visit_id = walks_in(house)
    with house.node.transaction() as session:
        hand_over(session, visit_id, str(colleague.employee_id), house.host, house.node.now())
    assert open_notices(house, visit_id) == ["arrival", "asking", "waiting_limit"]
    clock.passes(minutes=4)
    assert duties_done(house.node) == 0
    clock.passes(minutes=1)
    duties_done(house.node)
    assert [step for step, _ in chain(house, visit_id)] == ["host", "colleague", "reception"]
    says(house, visit_id, Answer.COMING, colleague)
    assert stay_of(house, visit_id).receiver_id == colleague.employee_id


def test_whom_the_host_hands_on_when_it_was_reception_s_turn_waits_for_the_colleague(
    house: House, clock: StandingClock
) -> None:
    """The visitor reads who is asked now, also where a board had shown them already."""
    visit_id = waits_until_reception_is_asked(house, clock)
    clock.passes(seconds=10)
    colleague = has_colleague(house)
    with house.node.transaction() as session:
        hand_over(session, visit_id, str(colleague.employee_id), house.host, house.node.now())
    assert news_of_host(house, visit_id) is HostNews.HANDED_ON
    clock.passes(minutes=5)
    duties_done(house.node)
    assert news_of_host(house, visit_id) is HostNews.NEXT_RECEPTION


def test_whom_reception_hands_on_who_named_nobody_waits_for_the_colleague(house: House, clock: StandingClock) -> None:
    """Nor does their screen name who stands for reception, whatever is answered."""
    came = registered(house, host=RECEPTION)
    assert isinstance(came, Asking)
    colleague = has_colleague(house)
    assert line_of_host(house, came.visit) == "We are asking reception to help you"
    clock.passes(seconds=10)
    with house.node.transaction() as session:
        hand_over(session, came.visit, str(colleague.employee_id), house.receptionist, house.node.now())
    assert line_of_host(house, came.visit) == "Reception has asked Fang Chen to receive you"
    for _ in range(2):
        clock.passes(minutes=5)
        duties_done(house.node)
    assert line_of_host(house, came.visit) == "We are asking reception to help you"
    says(house, came.visit, Answer.WAIT, house.receptionist)
    assert line_of_host(house, came.visit) == "Reception knows you are here and asks you to wait a moment"
    says(house, came.visit, Answer.COMING, colleague, seen=stay_of(house, came.visit).answered_at)
    assert line_of_host(house, came.visit) == "Fang Chen knows you are here and is coming down"
    with house.node.transaction() as session:
        take_over(session, came.visit, house.guard, house.node.now(), stay_of(house, came.visit).answered_at)
    assert line_of_host(house, came.visit) == "Reception is here for you"


@pytest.mark.parametrize("by_hand_over", [False, True])
def test_paper_names_reception_or_who_took_them_on_for_who_named_nobody(house: House, by_hand_over: bool) -> None:
    """On the badge and on the printed roll call: never the employee who only stands for reception."""
    came = registered(house, host=RECEPTION)
    assert isinstance(came, Asking)
    colleague = has_colleague(house)
    with house.node.transaction() as session:
        if by_hand_over:
            hand_over(session, came.visit, str(colleague.employee_id), house.receptionist, house.node.now())
        else:
            take_over(session, came.visit, house.guard, house.node.now())
    if by_hand_over:
        says(house, came.visit, Answer.COMING, colleague)
    with house.node.transaction() as session:
        call = call_roll(session, house.site, is_drill=True, point="", by=house.guard, now=house.node.now())
    with house.node.reading() as session:
        badge = session.scalars(select(Badge).where(Badge.visit_id == came.visit)).one()
        content = content_of(session, badge.id, house.node.keys.passes)
        sheet = sheet_to_print(session, f"{call.id}.one", house.node.now())
    assert content is not None
    assert sheet is not None
    where = [line.where for line in sheet.lines]
    if by_hand_over:
        assert (content.host, where) == ("陈芳 采购部", ["陈芳"])
    else:
        assert (content.host, where) == ("前台 Reception", ["前台 Reception"])


def test_whoever_is_at_reception_is_written_to_once_however_often_it_is_their_turn(
    house: House, clock: StandingClock
) -> None:
    came = registered(house, host=RECEPTION)
    assert isinstance(came, Asking)
    clock.passes(minutes=3)
    duties_done(house.node)
    colleague = has_colleague(house)
    with house.node.transaction() as session:
        hand_over(session, came.visit, str(colleague.employee_id), house.receptionist, house.node.now())
    for _ in range(3):
        clock.passes(minutes=5)
        duties_done(house.node)
    with house.node.reading() as session:
        letters = [each.employee_id for each in notices_for(session, came.visit, ARRIVAL)]
    assert house.receptionist.employee_id in letters
    assert len(letters) == len(set(letters))


def test_who_named_nobody_before_the_house_was_brought_up_to_date_is_known(house: House, clock: StandingClock) -> None:
    """Also where who stands for reception was written to; not who came to see them, or whose host is silent."""
    receptionist = str(house.receptionist.employee_id)
    came = [registered(house, host=host, name=name) for host, name in ((RECEPTION, "张三"), (receptionist, "李四"))]
    nobody, named = (each.visit for each in came if isinstance(each, Asking))
    silent = walks_in(house)
    clock.passes(minutes=10)
    duties_done(house.node)
    assert receptionist in written_to_at_reception(house, nobody)
    migration = import_module("shared.kernel.migrations.versions.0027_names_nobody")
    with house.node.transaction() as session:
        session.execute(update(Visit).values(names_nobody=False))
        migration.mark_who_named_nobody(session.connection())
    assert [stay_of(house, each).names_nobody for each in (nobody, named, silent)] == [True, False, False]


def test_who_cannot_see_to_the_visitor_lets_the_next_be_asked_at_once(house: House, clock: StandingClock) -> None:
    delegate = has_colleague(house, is_delegate=True)
    visit_id = walks_in(house)
    clock.passes(minutes=1)
    duties_done(house.node)
    with house.node.transaction() as session:
        pass_on(session, visit_id, delegate, house.node.now())
    assert duties_done(house.node) == 1
    assert chain(house, visit_id)[-1][0] == "department"


def test_a_visitor_who_does_not_wait_ends_the_visit_once(house: House) -> None:
    visit_id = walks_in(house)
    with house.node.transaction() as session:
        wait_no_longer(session, "tap-1", visit_id, house.door, house.node.now())
    assert stay_of(house, visit_id).state == VisitState.WITHDRAWN
    assert open_notices(house, visit_id) == []
    with pytest.raises(OutOfTurn):
        says(house, visit_id, Answer.COMING)
    with pytest.raises(OutOfTurn), house.node.transaction() as session:
        wait_no_longer(session, "tap-2", visit_id, house.door, house.node.now())


def test_letting_in_and_turning_away_at_once_is_one_of_them(house: House) -> None:
    visit_id = walks_in(house)

    def away() -> None:
        with house.node.transaction() as session:
            stay = visit_in_hand(session, visit_id)
            assert stay is not None
            if not turn_away(session, stay, house.boss.id, house.node.now()):
                raise OutOfTurn("visit_ended")

    assert together(partial(says, house, visit_id, Answer.COMING), away) == ["OutOfTurn", "done"]


def test_a_message_has_to_be_answered_once_and_stands_until_then(house: House, clock: StandingClock) -> None:
    visit_id = walks_in(house, OLA)
    with house.node.transaction() as session:
        leave_message(session, "tap-1", visit_id, "  Please call me. ", house.door, house.node.now())
    clock.passes(hours=25)
    with house.node.reading() as session:
        (message,) = messages_to_answer(session, str(house.host.employee_id))
    assert (message.text, message.due_at) == ("Please call me.", clock.now() - timedelta(hours=1))

    def answers(by: Person) -> None:
        with house.node.transaction() as session:
            answer_message(session, message.id, "I will", by, house.node.now())

    with pytest.raises(NotAllowed):
        answers(house.other_host)
    assert together(partial(answers, house.host), partial(answers, house.receptionist)) == ["OutOfTurn", "done"]
    with house.node.reading() as session:
        assert messages_to_answer(session, str(house.host.employee_id)) == []
        letters = session.scalars(select(Notice.topic).where(Notice.subject_id == message.id)).all()
    assert sorted(letters) == ["message", "message_answer", *[MESSAGE_WAITS] * 4]


def test_a_message_of_the_host_s_is_an_answer_where_there_was_none(house: House) -> None:
    visit_id = walks_in(house)
    with house.node.transaction() as session:
        send_message(session, visit_id, "Bin gleich da", house.host, house.node.now())
    stay = stay_of(house, visit_id)
    assert (stay.state, stay.answer, rows(house, Message)) == (VisitState.ASKING, Answer.MESSAGE, 1)
    assert open_notices(house, visit_id) == ["waiting_limit"]


def test_the_booking_of_somebody_at_the_door_is_decided_at_the_door(house: House) -> None:
    """Else it could be approved while its visitor goes on waiting."""
    booking = stay_of(house, walks_in(house)).booking_id
    for decision in (Decision.APPROVE, Decision.REJECT):
        with pytest.raises(OutOfTurn, match="asked_at_the_door"):
            house.decided(booking, decision, house.host, "nein")
    with pytest.raises(OutOfTurn, match="asked_at_the_door"), house.node.transaction() as session:
        cancel(session, booking, house.host, house.node.now())


def test_nothing_is_said_of_waiting_times_before_twenty_visitors(house: House) -> None:
    minute = timedelta(minutes=1)
    assert usual_wait([minute] * 19) is None
    assert usual_wait([minute] * 15 + [4 * minute] * 5) == 4 * minute
    assert usual_wait([minute] * 14 + [None] * 6) is None


@pytest.mark.parametrize(
    ("usual", "at_sites", "site", "policy"),
    [
        (BadgePolicy.ON_ACCEPTANCE, {}, "HQ", BadgePolicy.ON_ACCEPTANCE),
        (BadgePolicy.ON_ACCEPTANCE, {"HQ": BadgePolicy.AT_ONCE}, "HQ", BadgePolicy.AT_ONCE),
        (BadgePolicy.ON_ACCEPTANCE, {"HQ": BadgePolicy.AT_ONCE}, "SH", BadgePolicy.ON_ACCEPTANCE),
        (BadgePolicy.AT_ONCE, {}, "SH", BadgePolicy.AT_ONCE),
        (BadgePolicy.AT_ONCE, {"SH": BadgePolicy.ON_ACCEPTANCE}, "SH", BadgePolicy.ON_ACCEPTANCE),
        (BadgePolicy.AT_ONCE, {"SH": BadgePolicy.ON_ACCEPTANCE}, "HQ", BadgePolicy.AT_ONCE),
    ],
)
def test_when_a_badge_prints_is_said_by_grade_and_site(
    house: House, usual: BadgePolicy, at_sites: dict[str, BadgePolicy], site: str, policy: BadgePolicy
) -> None:
    """And nobody has a badge before somebody accepts, unless it is said so."""
    standard = AtTheDoor.from_json(AtTheDoor(badge=usual, badge_at=at_sites).as_json())
    assert standard.badge_policy(site) is policy
    walks_in(house, prints_at_once=standard.badge_policy(site) is BadgePolicy.AT_ONCE)
    assert rows(house, Badge) == (policy is BadgePolicy.AT_ONCE)
