"""Deciding on visits: the queue, a booking's steps, the review, the link from a letter, papers (R5, R6, R8)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from admin.letters import letter_writer
from shared.access.actions import make_account
from shared.access.models import Account
from shared.access.queries import account_by_email, person_of
from shared.access.rules import Person, Role
from shared.approvals.models import ApprovalStep, Review
from shared.approvals.queries import every_step, queue_page
from shared.approvals.rules import StepState
from shared.bookings.models import Booking
from shared.bookings.rules import Decision
from shared.desk.approvers import deciders
from shared.desk.ask_approval import ASKED
from shared.desk.cancel import cancel
from shared.desk.change import as_wish, change
from shared.desk.duties import DUTIES
from shared.desk.visit_notice import VISIT_NOTICE, VISIT_NOTICE_WITHDRAWN
from shared.grades.chain import StepKind
from shared.notices.models import Notice
from shared.notices.rules import Letter
from shared.people.actions import NewEmployee, hire
from shared.people.models import Employee
from shared.people.rules import Rank
from tests.admin.clerk import BOTH, Clerk, Fields, counted
from tests.clock import StandingClock
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
pytestmark = BOTH


def joins(house: House, name: str, roles: list[Role], rank: Rank, department: str = "采购部") -> Person:
    """Let somebody work at the first site."""
    email = f"{name}@usher.example"
    with house.node.transaction() as rows:
        new = NewEmployee(house.site, department, name, name, email, rank=rank, department_en=department)
        make_account(
            rows, email, name, [(role, house.site) for role in roles], house.node.now(), employee=hire(rows, new)
        )
    with house.node.reading() as rows:
        account = account_by_email(rows, email)
        assert account is not None
        return person_of(rows, account)


def goes_away(house: House, who: Person, delegate: Person | None, days: int = 1) -> None:
    """Let somebody be away from today on, with a delegate."""
    today = house.node.now().date()
    with house.node.transaction() as rows:
        employee = rows.get_one(Employee, who.employee_id)
        employee.away_from, employee.away_until = today, today + timedelta(days=days)
        employee.delegate_id = delegate.employee_id if delegate else None


def steps(house: House, booking: Booking) -> list[tuple[str, str]]:
    """Return all steps of a booking: kind and state."""
    with house.node.reading() as rows:
        return [(step.kind, step.state) for step in every_step(rows, booking.id)]


def letters(house: House, *topics: str) -> list[tuple[str, str]]:
    """Return whom letters of these topics are for, by name, and how they stand."""
    with house.node.reading() as rows:
        wanted = select(Notice, Employee.name).join(Employee, Employee.id == Notice.employee_id)
        found = rows.execute(wanted.where(Notice.topic.in_(topics)).order_by(Notice.id))
        return [(name, notice.state) for notice, name in found]


def fall_due(house: House) -> None:
    """Do what the courier would do now, letters aside."""
    with house.node.transaction() as rows:
        now = house.node.now()
        due = select(Notice).where(Notice.topic.in_(DUTIES), Notice.due_at <= now).order_by(Notice.due_at)
        for notice in rows.scalars(due).all():
            DUTIES[notice.topic](rows, notice.id, now)


def link_in_letter(office: APIFlask, house: House) -> str:
    """Return the path of the link in the newest letter to somebody who decides."""
    with house.node.reading() as rows:
        notice = rows.scalars(select(Notice).where(Notice.topic == ASKED).order_by(Notice.id.desc())).first()
        assert notice is not None
        letter = letter_writer(office, house.node)(rows, notice)
    assert letter is not None
    found = re.search(r"/approvals/answers/\S+", letter.text)
    assert found is not None
    return found[0]


def test_an_a_visit_goes_through_review_and_two_approvals(house: House, clerk: SignIn) -> None:
    """R6: customer service, the general manager, the chairman, each in their turn."""
    chairman = joins(house, "chairman", [Role.MANAGER], Rank.CHAIRMAN)
    manager = replace(house.boss, roles={house.site: frozenset({Role.MANAGER})})
    booking = house.booked(house.wish(grade="A"))
    assert [name for name, _ in letters(house, ASKED)] == ["林晓"]
    page = clerk(house.receptionist).reads(f"/bookings/{booking.id}")
    assert "Customer service reviews" in page
    assert "asked: Xiao Lin" in page
    sent = {"content": "看样机\n谈合同", "area": "三楼", "route": "大厅、三楼", "do": "approve", "seen": "0"}
    page = clerk(house.receptionist).does(f"/bookings/{booking.id}/review", sent)
    assert "The next one has been asked." in page
    assert steps(house, booking) == [("review", "approved"), ("approve", "asked"), ("itinerary", "ahead")]
    assert house.decided(booking.id, Decision.APPROVE, manager).state == "waiting"
    assert house.decided(booking.id, Decision.APPROVE, chairman).permit == "HQ26-1123-001"
    page = clerk(house.host).reads(f"/bookings/{booking.id}")
    for words in ("Xiao Lin, ", "Hai Zheng, ", "chairman, ", "看样机\n谈合同", "大厅、三楼", "三楼"):
        assert words in page


def test_who_stands_above_answers_all_steps_that_are_theirs_at_once(house: House) -> None:
    booking = house.decided(house.booked(house.wish(grade="C")).id, Decision.APPROVE, house.boss)
    assert booking.state == "approved"
    assert steps(house, booking) == [("review", "approved"), ("approve", "approved")]


def test_customer_service_alone_approves_nothing(house: House) -> None:
    """R7: without the approval there is no permit."""
    booking = house.decided(house.booked(house.wish(grade="C")).id, Decision.APPROVE, house.receptionist)
    assert (booking.state, booking.permit) == ("waiting", None)


def test_nobody_reviews_a_request_of_their_own(house: House, clerk: SignIn) -> None:
    booking = house.booked(house.wish(grade="C"), by=house.receptionist)
    browser = clerk(house.receptionist)
    assert "Nobody decides on a request of their own" in browser.reads(f"/bookings/{booking.id}")
    assert browser.sends(f"/bookings/{booking.id}/review", {"content": "x", "do": "approve"}).status_code == 403
    assert "Nothing waits for you" in browser.reads("/approvals")


def test_a_delegate_decides_while_the_approver_is_away_and_is_named_as_such(house: House, clerk: SignIn) -> None:
    """R6: not before, not after, and not on requests of the absent one or of their own."""
    deputy = joins(house, "deputy", [Role.HOST], Rank.STAFF)
    booking = house.booked(house.wish(grade="C"))
    house.decided(booking.id, Decision.APPROVE, house.receptionist)
    browser = clerk(deputy)
    assert browser.opens(f"/bookings/{booking.id}").status_code == 404
    goes_away(house, house.boss, deputy)
    queue = browser.reads("/approvals")
    assert "王晓琳" in queue
    assert "for Hai Zheng" in queue
    assert browser.sends(f"/bookings/{booking.id}/decision", {"decision": "approve"}).status_code == 302
    shown = clerk(house.host).reads(f"/bookings/{booking.id}")
    assert "deputy for Hai Zheng, " in shown
    assert "for Hai Zheng</small>" in shown
    own = house.booked(house.wish(grade="C", host_id=str(deputy.employee_id)), by=house.receptionist)
    assert browser.sends(f"/bookings/{own.id}/decision", {"decision": "approve"}).status_code == 403


def test_whoever_is_away_is_written_to_through_the_delegate(house: House) -> None:
    deputy = joins(house, "deputy", [Role.HOST], Rank.STAFF)
    goes_away(house, house.boss, deputy)
    booking = house.booked(house.wish(grade="C"))
    house.decided(booking.id, Decision.APPROVE, house.receptionist)
    assert letters(house, ASKED) == [("林晓", "dropped"), ("deputy", "waiting")]


def test_silence_is_reminded_of_and_then_taken_to_somebody_above(house: House, clock: StandingClock) -> None:
    """R6: figures of the grade, here 8 and 24 hours; both are moot once somebody has decided."""
    joins(house, "head", [Role.MANAGER], Rank.DEPARTMENT_HEAD)
    wish = house.wish(
        grade="C", starts_at=house.node.now() + timedelta(days=3), ends_at=house.node.now() + timedelta(days=4)
    )
    booking = house.booked(wish)
    house.decided(booking.id, Decision.APPROVE, house.receptionist)
    clock.passes(hours=7, minutes=59)
    fall_due(house)
    assert letters(house, ASKED) == [("林晓", "dropped"), ("head", "waiting")]
    clock.passes(minutes=1)
    fall_due(house)
    assert letters(house, ASKED)[2:] == [("head", "waiting")]
    clock.passes(hours=16)
    fall_due(house)
    assert letters(house, ASKED)[3:] == [("郑海", "waiting")]
    house.decided(booking.id, Decision.APPROVE, house.boss)
    assert {state for _, state in letters(house, ASKED)} == {"dropped"}
    clock.passes(days=1)
    fall_due(house)
    assert len(letters(house, ASKED)) == 4


def test_a_link_decides_at_one_step_once(house: House, office: APIFlask, clerk: SignIn) -> None:
    """Opening it does nothing; the answer is a POST with the form's token, and no sign-in is needed."""
    booking = house.booked(house.wish(grade="C"))
    house.decided(booking.id, Decision.APPROVE, house.receptionist)
    path, browser = link_in_letter(office, house), clerk(None)
    page = browser.reads(path)
    assert "王晓琳" in page
    assert "郑海" in page
    assert house.booking(booking.id).state == "waiting"
    assert browser.sends(path, {"decision": "approve"}, token="forged").status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    refused = browser.sends(path, {"decision": "reject", "reason": " "}, token=token[1])
    assert refused.status_code == 422
    answer = browser.sends(path, {"decision": "approve", "seen": "0"}, token=token[1])
    assert answer.status_code == 302
    assert house.booking(booking.id).state == "approved"
    assert 'name="decision"' not in browser.reads(path)
    browser.sends(path, {"decision": "reject", "reason": "late"}, token=token[1])
    assert house.booking(booking.id).state == "approved"


@pytest.mark.parametrize("spoilt", ["other", "old", "left"])
def test_a_link_that_is_not_ours_or_too_old_opens_nothing(
    house: House, office: APIFlask, clerk: SignIn, clock: StandingClock, spoilt: str
) -> None:
    house.booked(house.wish(grade="C", ends_at=house.node.now() + timedelta(days=9)))
    path = link_in_letter(office, house)
    if spoilt == "other":
        path = path[:-1] + ("0" if path[-1] != "0" else "1")
    elif spoilt == "old":
        clock.passes(hours=72)
    else:
        with house.node.transaction() as rows:
            rows.get_one(Employee, house.receptionist.employee_id).left_at = house.node.now()
    assert clerk(None).opens(path).status_code == 410


def test_what_was_asked_of_somebody_is_asked_anew_when_the_visit_changes(house: House) -> None:
    """R6: an approval is of what was seen. The first review counts no more."""
    booking = house.booked(house.wish(grade="C"))
    house.decided(booking.id, Decision.APPROVE, house.receptionist)
    later = replace(house.wish(grade="C"), starts_at=booking.starts_at, ends_at=booking.ends_at + timedelta(minutes=30))
    with house.node.transaction() as rows:
        change(rows, booking.id, later, house.host, house.node.now())
    assert steps(house, booking) == [
        ("review", "approved"),
        ("approve", "overtaken"),
        ("review", "asked"),
        ("approve", "ahead"),
    ]
    assert letters(house, ASKED)[-1] == ("林晓", "waiting")


def test_the_departments_that_the_review_named_are_told_and_told_again_when_it_is_off(
    house: House, clerk: SignIn
) -> None:
    """R8: the visit notice."""
    joins(house, "head", [Role.HOST], Rank.DEPARTMENT_HEAD, "生产部")
    booking = house.booked(house.wish(grade="C"))
    with house.node.reading() as rows:
        team = rows.scalars(select(Employee.department_id).where(Employee.name == "head")).one()
    clerk(house.receptionist).does(
        f"/bookings/{booking.id}/review", {"content": "参观", "departments": team, "do": "approve"}
    )
    house.decided(booking.id, Decision.APPROVE, house.boss)
    assert letters(house, VISIT_NOTICE) == [("head", "waiting")]
    with house.node.transaction() as rows:
        rows.execute(update(Notice).where(Notice.topic == VISIT_NOTICE).values(state="told"))
        cancel(rows, booking.id, house.host, house.node.now())
    assert letters(house, VISIT_NOTICE_WITHDRAWN) == [("head", "waiting")]


def test_several_are_approved_at_once_and_each_result_is_said(house: House, clerk: SignIn) -> None:
    """One of them was changed since the page was opened: that one is not approved."""
    first, second = house.booked(house.wish(WANG, grade="C")), house.booked(house.wish(OLA, grade="C"))
    for booking in (first, second):
        house.decided(booking.id, Decision.APPROVE, house.receptionist)
    browser = clerk(house.boss)
    assert 'name="booking"' in browser.reads("/approvals")
    with house.node.transaction() as rows:
        rows.execute(update(Booking).where(Booking.id == second.id).values(changes=1))
    sent: Fields = {"booking": [first.id, second.id], f"seen-{first.id}": "0", f"seen-{second.id}": "0"}
    page = browser.sends("/approvals", sent).text
    assert "The passes are ready" in page
    assert "changed meanwhile" in page
    assert (house.booking(first.id).state, house.booking(second.id).state) == ("approved", "waiting")


def test_what_is_ticked_beyond_what_is_approved_at_once_is_counted(house: House, clerk: SignIn) -> None:
    """Nothing that was ticked is left out in silence: it still waits, and the page says so."""
    made = [house.booked(house.wish(WANG, grade="C")).id for _ in range(2)]
    for each in made:
        house.decided(each, Decision.APPROVE, house.receptionist)
    browser, unknown = clerk(house.boss), [f"unknown-{number}" for number in range(49)]
    page = browser.sends("/approvals", {"booking": [made[0], *unknown, made[1]]}).text
    assert "No more than 50 are approved at once. Still waiting of those that you ticked: 1." in page
    assert [house.booking(each).state for each in made] == ["approved", "waiting"]
    assert "are approved at once" not in browser.sends("/approvals", {"booking": [made[1], *unknown]}).text
    assert house.booking(made[1]).state == "approved"


def test_the_queue_holds_all_that_somebody_may_decide_on_and_nothing_else(house: House) -> None:
    """Its SQL and the rule say the same of everybody, at every step (R6)."""
    deputy = joins(house, "deputy", [Role.HOST], Rank.STAFF)
    head = joins(house, "head", [Role.MANAGER], Rank.DEPARTMENT_HEAD)
    goes_away(house, head, deputy)
    people = [house.host, house.boss, house.receptionist, house.guard, house.other_host, deputy, head]
    for grade in "ABCD":
        for by in (house.host, house.receptionist, house.boss):
            host = by if by.employee_id and by is not house.receptionist else house.host
            made = house.booked(house.wish(grade=grade, host_id=str(host.employee_id)), by=by)
            if grade in "AB" and by is house.host:
                house.decided(made.id, Decision.APPROVE, house.receptionist)
            for each in (head, house.boss) if by is house.host else ():
                with house.node.transaction() as rows:
                    wish = as_wish(house.booking(made.id))
                    later = replace(wish, ends_at=wish.ends_at + timedelta(minutes=1))
                    change(rows, made.id, later, each, house.node.now())
    with house.node.reading() as rows:
        asked = rows.scalars(select(ApprovalStep).where(ApprovalStep.state == StepState.ASKED.value)).all()
        assert len(asked) >= 8
        for who in people:
            may = deciders(rows, who, house.node.now())
            found = {step.id for step in queue_page(rows, may.queue(house.node.now()), None, 100)}
            told = {
                step.id for step in asked if may.say(step.booking, StepKind(step.kind), step.rank).objection is None
            }
            assert found == told, who.name


def test_the_queue_costs_the_same_number_of_statements_however_much_waits(house: House, clerk: SignIn) -> None:
    browser = clerk(house.boss)
    costs = []
    for number in (1, 6):
        for _ in range(number):
            house.decided(house.booked(house.wish(WANG, OLA, grade="C")).id, Decision.APPROVE, house.receptionist)
        with counted(house.node) as said:
            browser.reads("/approvals")
        costs.append(len(said))
    assert costs[0] == costs[1] <= 10, costs


def test_papers_of_an_urgent_visit_are_filed_by_who_booked_it(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    """R5: tell first, file afterwards; what is not filed shows as overdue."""
    booking = house.booked()
    assert booking.papers_due is not None
    browser = clerk(house.host)
    assert "The papers are due by" in browser.reads(f"/bookings/{booking.id}")
    path = f"/bookings/{booking.id}/papers"
    assert "Confirm that it is so." in browser.sends(path, {"papers": "电话里说好的"}).text
    assert "Write what was agreed" in browser.sends(path, {"confirmed": "yes"}).text
    assert clerk(house.other_host).sends(path, {"papers": "x", "confirmed": "yes"}).status_code == 404
    clock.passes(days=2)
    browser = clerk(house.host)
    assert "overdue since" in browser.reads("/approvals?what=papers")
    page = browser.does(path, {"papers": "电话里和王总说好的", "confirmed": "yes"})
    assert "电话里和王总说好的" in page
    assert "No papers are owed" in browser.reads("/approvals?what=papers")
    assert [state for _, state in letters(house, "papers_due", "papers_overdue")] == ["dropped", "dropped"]


def test_nobody_of_another_site_sees_or_files_anything(house: House, clerk: SignIn) -> None:
    booking = house.booked(house.wish(grade="C"))
    stranger = clerk(house.other_host)
    assert "王晓琳" not in stranger.reads("/approvals")
    assert "王晓琳" not in stranger.reads("/approvals?what=all")
    assert stranger.sends(f"/bookings/{booking.id}/decision", {"decision": "approve"}).status_code == 404
    page = stranger.sends("/approvals", {"booking": booking.id}).text
    assert "王晓琳" not in page
    assert house.booking(booking.id).state == "waiting"


def test_a_receiver_of_the_guests_level_is_proposed_and_shown_when_none_is_named(house: House, clerk: SignIn) -> None:
    """R3: 对等接待."""
    booking = house.booked(house.wish(grade="A"))
    browser = clerk(house.receptionist)
    page = browser.reads(f"/bookings/{booking.id}")
    assert "nobody is named" in page
    assert "proposed: Hai Zheng" in page
    page = browser.does(f"/bookings/{booking.id}/review", {"receiver": "li.wei@usher.example", "do": "save"})
    assert "below the guests" in page
    page = browser.does(
        f"/bookings/{booking.id}/review", {"receiver": "Hai Zheng · zheng.hai@usher.example", "do": "save"}
    )
    assert "nobody is named" not in page
    with house.node.reading() as rows:
        assert rows.get_one(Review, booking.id).receiver_id == house.boss.employee_id


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_letter_has_its_words(house: House, office: APIFlask, language: str) -> None:
    """To those who decide, to the departments, and about papers; in the language of who gets it."""
    head = joins(house, "head", [Role.MANAGER], Rank.DEPARTMENT_HEAD)
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language=language))
    goes_away(house, head, house.guard)
    booking = house.booked(house.wish(WANG, OLA, grade="C"))
    house.decided(booking.id, Decision.APPROVE, house.receptionist)
    asked = letter_about(office, house, ASKED)
    assert "/approvals/answers/" in asked.text
    assert "王晓琳" in asked.subject
    owed = letter_about(office, house, "papers_due")
    house.decided(booking.id, Decision.APPROVE, house.boss)
    notice = letter_about(office, house, VISIT_NOTICE)
    assert str(house.booking(booking.id).permit) in notice.text
    with house.node.transaction() as rows:
        rows.execute(update(Notice).where(Notice.topic == VISIT_NOTICE).values(state="told"))
        cancel(rows, booking.id, house.host, house.node.now())
    withdrawn = letter_about(office, house, VISIT_NOTICE_WITHDRAWN)
    for letter in (asked, owed, notice, withdrawn):
        assert "启航精密" in letter.text
        assert ("Visitors:" in letter.text) == (language == "en")


def letter_about(office: APIFlask, house: House, topic: str) -> Letter:
    """Return the newest letter of a topic, as the courier would write it now."""
    with house.node.reading() as rows:
        notice = rows.scalars(select(Notice).where(Notice.topic == topic).order_by(Notice.id.desc())).first()
        assert notice is not None, topic
        letter = letter_writer(office, house.node)(rows, notice)
    assert letter is not None, topic
    return letter
