"""The chairman confirms the itinerary, again after each change (R6); what was agreed is chased (R21, R24)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from admin.letters import letter_writer
from shared.access.rules import Person, Role
from shared.approvals.queries import Scope
from shared.bookings.models import Booking
from shared.bookings.rules import Decision
from shared.desk.cancel import cancel
from shared.desk.change import as_wish, change
from shared.desk.confirming import ITINERARY_ASKED
from shared.desk.duties import DUTIES
from shared.desk.itinerary import write_itinerary
from shared.desk.promises import PROMISE_MOVED, PROMISE_REMINDER
from shared.desk.reception import make_plan
from shared.desk.talks import Agreement, move_on, propose
from shared.kernel.logbook import Kind, lines_about
from shared.notices.models import Notice
from shared.people.models import Employee
from shared.people.rules import Rank
from shared.reception.itinerary import Item, ItemKind
from shared.reception.queries import plan_of, plans_to_confirm
from shared.reception.rules import CooperationState
from shared.reception.standing import ITINERARY
from tests.admin.clerk import BOTH, Clerk, counted
from tests.admin.test_approvals import fall_due, goes_away, joins
from tests.clock import StandingClock
from tests.house import OLA, House

pytestmark = BOTH
SignIn = Callable[..., Clerk]


@pytest.fixture
def chairman(house: House) -> Person:
    """Somebody at the very top works here."""
    return joins(house, "chairman", [Role.MANAGER], Rank.CHAIRMAN)


def asked_for(house: House, days: int = 9) -> Booking:
    """Return an A visit in so many days that is reviewed and approved as far as the general manager."""
    starts = house.node.now() + timedelta(days=days)
    booking = house.booked(house.wish(OLA, grade="A", starts_at=starts, ends_at=starts + timedelta(hours=4)))
    return house.decided(booking.id, Decision.APPROVE, house.boss)


def moved(house: House, booking: Booking, by: Person) -> None:
    """Let somebody move a visit's end, so that it is asked for anew."""
    with house.node.transaction() as rows:
        longer = replace(as_wish(house.booking(booking.id)), ends_at=booking.ends_at + timedelta(minutes=5))
        change(rows, booking.id, longer, by, house.node.now())


def written(house: House, booking: Booking, words: str = "公司概况") -> None:
    """Write an itinerary of one item."""
    with house.node.transaction() as rows:
        item = Item(ItemKind.TALKS, booking.starts_at, booking.ends_at, words)
        write_itinerary(rows, booking.id, [item], "zh", house.receptionist, house.node.now())


def waiting(house: House, topic: str) -> list[str]:
    """Return for whom letters of a topic wait: employees by name, visitors as `a visitor`."""
    with house.node.reading() as rows:
        wanted = select(Notice, Employee.name).outerjoin(Employee, Employee.id == Notice.employee_id)
        found = rows.execute(wanted.where(Notice.topic == topic, Notice.state == "waiting").order_by(Notice.id))
        return [name or "a visitor" for _notice, name in found]


def newest_letter(office: APIFlask, house: House, topic: str) -> str:
    """Return what the newest letter of a topic says; empty if it is not to be sent any more."""
    with house.node.reading() as rows:
        notice = rows.scalars(select(Notice).where(Notice.topic == topic).order_by(Notice.id.desc())).first()
        assert notice is not None
        letter = letter_writer(office, house.node)(rows, notice)
        return letter.text if letter else ""


def test_the_chairman_sees_the_itinerary_before_saying_yes_and_confirms_it_with_that(
    house: House, clerk: SignIn, chairman: Person
) -> None:
    """R6: what is written by then goes out with the approval; nobody ticks it away in the queue."""
    booking = asked_for(house)
    page = clerk(chairman).reads(f"/bookings/{booking.id}")
    assert "Not written yet: this is what the grade proposes" in page
    assert f'value="{booking.id}"' not in clerk(chairman).reads("/approvals")
    with house.node.transaction() as rows:
        make_plan(rows, booking.id, house.receptionist, house.node.now())
    seen = house.booking(booking.id).changes
    written(house, booking)
    late = clerk(chairman).sends(f"/bookings/{booking.id}/decision", {"decision": "approve", "seen": str(seen)})
    assert late.status_code == 409
    page = clerk(chairman).reads(f"/bookings/{booking.id}")
    assert "公司概况" in page
    assert "Waits to be confirmed" in page
    house.decided(booking.id, Decision.APPROVE, chairman)
    assert "a visitor" in waiting(house, ITINERARY)
    assert "Confirmed: chairman" in clerk(house.host).reads(f"/bookings/{booking.id}")


def test_who_changed_the_visit_that_was_approved_does_not_confirm_its_itinerary(
    house: House, clerk: SignIn, chairman: Person
) -> None:
    """R6: the approval of what they asked for does not make it somebody else's request."""
    second = joins(house, "second", [Role.MANAGER], Rank.CHAIRMAN)
    booking = asked_for(house)
    moved(house, booking, second)
    house.decided(booking.id, Decision.APPROVE, house.boss)
    house.decided(booking.id, Decision.APPROVE, chairman)
    written(house, booking)
    assert waiting(house, ITINERARY_ASKED) == ["chairman"]
    assert "Itineraries to be confirmed" not in clerk(second).reads("/approvals")
    word = {"version": "1", "do": "confirm"}
    assert clerk(second).sends(f"/bookings/{booking.id}/itinerary/word", word).status_code == 403
    clerk(chairman).does(f"/bookings/{booking.id}/itinerary/word", word)
    assert waiting(house, ITINERARY_ASKED) == []


def scope(*sites: str, **different: Any) -> Scope:
    """Return what somebody of the highest rank may decide on at these sites."""
    return replace(Scope(int(Rank.CHAIRMAN), (), sites, None, ()), **different)


def test_an_itinerary_waits_for_those_of_its_site_and_until_the_visit_is_over(
    house: House, clerk: SignIn, chairman: Person, clock: StandingClock
) -> None:
    """What waits elsewhere, however much it is, takes nobody's place in the list."""
    booking = house.decided(asked_for(house).id, Decision.APPROVE, chairman)
    written(house, booking)
    with house.node.reading() as rows:
        now = house.node.now()
        assert [plan.booking_id for plan in plans_to_confirm(rows, [scope(house.site)], now, 1)] == [booking.id]
        assert plans_to_confirm(rows, [scope(house.other_site)], now, 1) == []
        assert plans_to_confirm(rows, [scope(house.site, rank=int(Rank.GENERAL_MANAGER))], now, 1) == []
        assert not plans_to_confirm(rows, [scope()], now, 1)
    assert "Itineraries to be confirmed" in clerk(chairman).reads("/approvals")
    clock.moves_to(booking.ends_at)
    assert "Itineraries to be confirmed" not in clerk(chairman).reads("/approvals")


def test_itineraries_on_which_others_have_the_word_take_nobodys_place(
    house: House, clerk: SignIn, chairman: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6: neither what waits for a higher rank nor what is this person's own request, however much sooner it is."""
    monkeypatch.setattr(import_module("admin.approvals.pages"), "ROWS", 1)
    second = joins(house, "second", [Role.MANAGER], Rank.CHAIRMAN)
    for _ in range(2):
        booking = asked_for(house)
        moved(house, booking, second)
        house.decided(booking.id, Decision.APPROVE, house.boss)
        house.decided(booking.id, Decision.APPROVE, chairman)
        written(house, booking)
    theirs = house.decided(asked_for(house, days=10).id, Decision.APPROVE, chairman)
    written(house, theirs)
    page = clerk(second).reads("/approvals")
    assert f'href="/bookings/{theirs.id}#itinerary"' in page
    assert page.count("#itinerary") == 2, "its name and its button"
    with counted(house.node) as said:
        assert "#itinerary" not in clerk(house.boss).reads("/approvals")
    assert len([each for each in said if "FROM reception_plans" in each]) == 1


def test_an_itinerary_that_changes_is_confirmed_again_before_it_goes_out(
    house: House, clerk: SignIn, office: APIFlask, chairman: Person
) -> None:
    booking = house.decided(asked_for(house).id, Decision.APPROVE, chairman)
    written(house, booking)
    assert (waiting(house, ITINERARY), waiting(house, ITINERARY_ASKED)) == ([], ["chairman"])
    assert "Itinerary waits to be confirmed" in clerk(house.receptionist).reads(f"/bookings/{booking.id}/reception")
    assert "Confirm the itinerary" not in clerk(house.receptionist).reads(f"/bookings/{booking.id}")
    refused = clerk(house.receptionist).sends(f"/bookings/{booking.id}/itinerary/word", {"version": "1"})
    assert refused.status_code == 403
    browser = clerk(chairman)
    assert "Itineraries to be confirmed" in browser.reads("/approvals")
    browser.does(f"/bookings/{booking.id}/itinerary/word", {"version": "1", "do": "confirm"})
    assert "a visitor" in waiting(house, ITINERARY)
    written(house, booking, "参观")
    assert waiting(house, ITINERARY) == []
    found = re.search(r"/approvals/answers/\S+", newest_letter(office, house, ITINERARY_ASKED))
    assert found is not None
    stranger = office.test_client()
    page = stranger.get(found[0]).text
    assert "参观" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    sent = {"csrf_token": token[1], "version": "2", "do": "question", "itinerary_reason": "午餐太短"}
    assert stranger.post(f"{found[0]}/itinerary", data=sent).status_code == 302
    assert waiting(house, ITINERARY) == []
    assert "午餐太短" in clerk(house.host).reads(f"/bookings/{booking.id}")


def test_an_itinerary_on_paper_says_so_while_nobody_may_rely_on_it(
    house: House, clerk: SignIn, chairman: Person
) -> None:
    """R6: before it is confirmed, once another is written, and when the visit is off."""
    booking = house.decided(asked_for(house).id, Decision.APPROVE, chairman)
    desk, paper = clerk(house.receptionist), f"/bookings/{booking.id}/itinerary/print"
    written(house, booking)
    assert "草稿：尚未确认" in desk.reads(paper)
    clerk(chairman).does(f"/bookings/{booking.id}/itinerary/word", {"version": "1", "do": "confirm"})
    assert "草稿" not in desk.reads(paper)
    written(house, booking, "参观")
    assert "草稿：尚未确认" in desk.reads(paper)
    with house.node.transaction() as rows:
        cancel(rows, booking.id, house.host, house.node.now())
    assert "已取消" in desk.reads(paper).split("<article")[1]


def test_an_itinerary_without_a_word_is_reminded_of_and_a_delegate_may_confirm_it(
    house: House, clerk: SignIn, clock: StandingClock, chairman: Person
) -> None:
    booking = house.decided(asked_for(house).id, Decision.APPROVE, chairman)
    delegate = joins(house, "delegate", [Role.MANAGER], Rank.MANAGER)
    written(house, booking)
    goes_away(house, chairman, delegate, days=3)
    clock.passes(hours=25)
    fall_due(house)
    assert waiting(house, ITINERARY_ASKED) == ["chairman", "delegate"]
    clerk(delegate).does(f"/bookings/{booking.id}/itinerary/word", {"version": "1", "do": "confirm"})
    with house.node.reading() as rows:
        plan = plan_of(rows, booking.id)
        line = [each for each in lines_about(rows, booking=booking.id) if each.kind == Kind.ItineraryConfirmed][-1]
        assert plan is not None
        assert (plan.confirmed_version, plan.confirm_asked_at) == (1, None)
        assert line.facts["person"] == chairman.employee_id


def test_a_house_without_a_chairman_sends_its_itineraries_at_once(house: House) -> None:
    booking = asked_for(house)
    written(house, booking)
    assert (booking.state, "a visitor" in waiting(house, ITINERARY)) == ("approved", True)


@dataclass(frozen=True)
class Promised:
    """Something that was agreed in a visit, due in two days, and who has to do with it."""

    booking: Booking
    item: str
    buyer: Person
    head: Person


@pytest.fixture
def promised(house: House) -> Promised:
    """A quote that somebody of another department has to send."""
    now = house.node.now()
    booking = house.approved(house.wish(OLA, grade="C"))
    buyer = joins(house, "buyer", [Role.HOST], Rank.STAFF, "外贸部")
    head = joins(house, "head", [Role.HOST], Rank.DEPARTMENT_HEAD, "外贸部")
    with house.node.transaction() as rows:
        team = rows.get_one(Employee, buyer.employee_id).department_id
        wanted = Agreement("寄出报价", team, now + timedelta(days=2), buyer.employee_id)
        item = propose(rows, booking.id, wanted, house.host, now)
        return Promised(booking, item.id, buyer, head)


def test_what_was_agreed_is_reminded_of_before_at_and_after_its_day_and_then_the_head_hears(
    house: House, office: APIFlask, clock: StandingClock, promised: Promised
) -> None:
    """R24, and the log keeps each step."""
    said = []
    for hours, words in ((24, "即将到期"), (24, "现已到期"), (24, "已逾期"), (24, "贵部门")):
        clock.passes(hours=hours)
        fall_due(house)
        said.append(waiting(house, PROMISE_REMINDER)[-1])
        letter = newest_letter(office, house, PROMISE_REMINDER)
        assert words in letter
        assert "寄出报价" in letter
    assert said == ["buyer", "buyer", "buyer", "head"]
    with house.node.reading() as rows:
        lines = lines_about(rows, booking=promised.booking.id)
        assert [each.kind for each in lines].count(Kind.CooperationChased) == 4


def test_what_is_done_is_not_reminded_of_until_it_is_taken_up_again(
    house: House, clock: StandingClock, promised: Promised
) -> None:
    with house.node.transaction() as rows:
        move_on(rows, promised.item, CooperationState.DONE, house.host, house.node.now())
        waits = select(Notice).where(Notice.topic.in_(DUTIES), Notice.subject_id == promised.item)
        assert {each.state for each in rows.scalars(waits)} == {"dropped"}
        move_on(rows, promised.item, CooperationState.AGREED, house.host, house.node.now())
    clock.passes(hours=24)
    fall_due(house)
    assert waiting(house, PROMISE_REMINDER) == ["buyer"]


def test_what_is_owed_stands_on_a_list_of_its_own_and_who_sees_to_it_says_how_it_stands(
    house: House, clerk: SignIn, clock: StandingClock, promised: Promised
) -> None:
    buyer = clerk(promised.buyer)
    assert "寄出报价" in buyer.reads("/reception/promises")
    assert "寄出报价" in clerk(promised.head).reads("/reception/promises")
    assert "寄出报价" in clerk(house.receptionist).reads("/reception/promises?what=all")
    assert "寄出报价" not in clerk(house.other_host).reads("/reception/promises?what=all")
    assert clerk(house.other_host).sends(f"/cooperation/{promised.item}", {"state": "done"}).status_code == 404
    clock.passes(days=3)
    with counted(house.node) as statements:
        assert "寄出报价" in clerk(house.receptionist).reads("/reception/promises?what=late")
    assert len(statements) < 30
    buyer = clerk(promised.buyer)
    buyer.does(f"/cooperation/{promised.item}", {"state": "done", "back": "promises"})
    assert "寄出报价" not in buyer.reads("/reception/promises")


def moved_to(browser: Clerk, promised: Promised, **sent: str) -> tuple[int, str]:
    """Ask for another day, and return what is answered."""
    answer = browser.sends(f"/cooperation/{promised.item}/day", sent)
    return answer.status_code, answer.text


def test_the_day_of_what_was_agreed_is_moved_with_a_reason_that_its_owner_reads(
    house: House, clerk: SignIn, office: APIFlask, clock: StandingClock, promised: Promised
) -> None:
    """R24: kept with who and why; the reminders follow the new day."""
    host, path = clerk(house.host), f"/cooperation/{promised.item}/day"
    assert path in host.reads(f"/bookings/{promised.booking.id}/minutes")
    for sent, words in (
        ({"due": "", "reason": "价格未定"}, "Choose a day."),
        ({"due": "2026-11-01", "reason": "价格未定"}, "This day is over."),
        ({"due": "2026-12-04", "reason": ""}, "Write something here."),
    ):
        status, page = moved_to(host, promised, **sent)
        assert (status, words in page, sent["reason"] in page) == (422, True, True)
    assert moved_to(host, promised, due="2026-12-04", reason="价格未定")[0] == 302
    page = host.reads(path)
    assert "4 Dec" in page
    assert "价格未定" in page
    assert waiting(house, PROMISE_MOVED) == ["buyer"]
    letter = newest_letter(office, house, PROMISE_MOVED)
    assert "2026-12-04" in letter
    assert "价格未定" in letter
    clock.passes(days=4)
    fall_due(house)
    assert waiting(house, PROMISE_REMINDER) == [], "the old day is forgotten"
    clock.passes(days=6, hours=12)
    fall_due(house)
    assert waiting(house, PROMISE_REMINDER) == ["buyer"]


def test_who_sees_to_it_moves_its_day_and_the_host_is_told_and_nobody_else_may(
    house: House, clerk: SignIn, promised: Promised
) -> None:
    path = f"/cooperation/{promised.item}/day"
    assert clerk(house.other_host).opens(path).status_code == 404
    assert moved_to(clerk(house.other_host), promised, due="2026-12-04", reason="x")[0] == 404
    buyer = clerk(promised.buyer)
    assert path in buyer.reads("/reception/promises")
    assert moved_to(buyer, promised, due="2026-12-04", reason="等样品")[0] == 302
    with house.node.reading() as rows:
        told = rows.scalars(select(Notice.employee_id).where(Notice.topic == PROMISE_MOVED)).all()
    assert told == [house.host.employee_id]
    buyer.does(f"/cooperation/{promised.item}", {"state": "done", "back": "promises"})
    assert moved_to(buyer, promised, due="2026-12-11", reason="x")[0] == 409
    assert "has no day to move" in buyer.reads(path)
