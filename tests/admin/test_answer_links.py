"""Answering by a link: one person, one visit, no sign-in; and what a link is not good for."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from sqlalchemy import update

from admin.letters import letter_writer
from shared.access.actions import disable_account
from shared.access.models import Account
from shared.access.rules import Person
from shared.desk.answer_links import ANSWERS
from shared.desk.asking import ARRIVAL
from shared.desk.hand_over import hand_over
from shared.desk.outcomes import Asking
from shared.notices.queries import notices_for
from shared.people.actions import NewEmployee, hire
from shared.people.models import Employee
from shared.visits.asked import asked_for
from shared.visits.rules import Answer, VisitState
from shared.walk_ins.rules import RECEPTION
from tests.admin.clerk import Clerk, counted
from tests.asking import duties_done, has_colleague, stay_of, walks_in
from tests.clock import StandingClock
from tests.desk.walk_ins import registered
from tests.house import OLA, House

SignIn = Callable[..., Clerk]


def link(house: House, visit_id: str, who: Person | None = None) -> str:
    """Return the address of somebody's link."""
    employee = str((who or house.host).employee_id)
    return f"/answers/{ANSWERS.sign(visit_id, employee, house.node.now(), house.node.keys.answers)}"


def answers(nobody: Clerk, address: str, **fields: str) -> int:
    """Answer by a link; return the status."""
    return nobody.sends(address, fields).status_code


def test_opening_a_link_answers_nothing_and_the_button_does(house: House, clerk: SignIn) -> None:
    """Mail scanners open links, some of them twice."""
    visit_id, nobody = walks_in(house), clerk(None)
    address = link(house, visit_id)
    for _ in range(3):
        assert "王晓琳" in nobody.reads(address)
    assert stay_of(house, visit_id).answer is None
    assert answers(nobody, address, said="coming") == 302
    assert stay_of(house, visit_id).state == VisitState.INSIDE
    assert stay_of(house, visit_id).answered_by == house.host.id


def test_a_link_is_spent_by_an_answer_and_then_names_nobody(house: House, clerk: SignIn) -> None:
    visit_id, nobody = walks_in(house), clerk(None)
    address = link(house, visit_id)
    answers(nobody, address, said="coming")
    page = nobody.reads(address)
    assert "王晓琳" not in page
    answers(nobody, address, said="not_now")
    assert stay_of(house, visit_id).answer == Answer.COMING


def test_who_asked_to_wait_may_answer_by_the_same_link(house: House, clerk: SignIn) -> None:
    visit_id, nobody = walks_in(house), clerk(None)
    address = link(house, visit_id)
    answers(nobody, address, said="wait")
    assert stay_of(house, visit_id).answer == Answer.WAIT
    answers(nobody, address, said="coming")
    assert stay_of(house, visit_id).state == VisitState.INSIDE


def test_a_link_ends_and_cannot_be_made_up(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """Nor be turned to another visit or another person."""
    mine, other, nobody = walks_in(house), walks_in(house, OLA), clerk(None)
    address = link(house, mine)
    for wrong in (address.replace(mine, other), address[:-1] + ("0" if address[-1] != "0" else "1"), "/answers/x"):
        assert nobody.opens(wrong).status_code == 410
        assert answers(nobody, wrong, said="coming") == 410
    assert nobody.opens(link(house, mine, house.boss)).status_code == 410, "nobody asked them"
    clock.passes(seconds=ANSWERS.lives.total_seconds())
    assert nobody.opens(address).status_code == 410
    assert answers(nobody, address, said="coming") == 410
    assert stay_of(house, mine).answer is None


def test_a_form_of_another_page_answers_nothing(house: House, clerk: SignIn) -> None:
    visit_id = walks_in(house)
    assert clerk(None).sends(link(house, visit_id), {"said": "coming"}, token="made up").status_code == 400
    assert stay_of(house, visit_id).answer is None


def test_a_link_opens_no_other_page(house: House, clerk: SignIn) -> None:
    visit_id, nobody = walks_in(house), clerk(None)
    nobody.reads(link(house, visit_id))
    for path in ("/host", f"/visits/{visit_id}", "/gate"):
        assert nobody.opens(path).status_code == 302


def test_who_has_left_or_is_shut_out_answers_no_more(house: House, clerk: SignIn) -> None:
    visit_id, nobody = walks_in(house), clerk(None)
    with house.node.transaction() as session:
        disable_account(session, session.get_one(Account, house.host.id), house.node.now(), "test")
    assert nobody.opens(link(house, visit_id)).status_code == 410
    colleague = has_colleague(house, is_delegate=True)
    with house.node.transaction() as session:
        session.get_one(Employee, colleague.employee_id).left_at = house.node.now()
    assert nobody.opens(link(house, visit_id, colleague)).status_code == 410


def test_a_delegate_sees_the_visitor_once_it_is_their_turn(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """Not before; and no more once somebody else has answered."""
    delegate = has_colleague(house, is_delegate=True)
    visit_id = walks_in(house)
    browser = clerk(delegate)
    assert "王晓琳" not in browser.reads("/host")
    assert browser.opens(f"/visits/{visit_id}").status_code == 404
    clock.passes(minutes=1)
    duties_done(house.node)
    assert "you are asked in their place" in browser.reads("/host")
    assert browser.opens(f"/visits/{visit_id}").status_code == 200
    clerk(house.host).does("/host/answer", {"said": "coming", "visit": visit_id})
    assert "王晓琳" not in browser.reads("/host")
    late = browser.sends("/host/answer", {"said": "not_now", "visit": visit_id})
    assert late.status_code == 409
    assert "Somebody else has answered meanwhile" in late.text


def test_a_visit_s_page_shows_who_was_asked_when_and_how(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """Its cost does not grow with how much has happened."""
    has_colleague(house, is_delegate=True)
    visit_id, desk = walks_in(house), clerk(house.receptionist)
    with counted(house.node) as before:
        desk.reads(f"/visits/{visit_id}")
    clock.passes(minutes=5)
    duties_done(house.node)
    desk.reads("/bookings")  # the sign-in is prolonged now and then, which is nobody's page's cost
    with counted(house.node) as after:
        page = desk.reads(f"/visits/{visit_id}")
    for words in ("Wei Li", "Fang Chen", "Delegate", "Department", "Asking reception", "not told yet", "on reception"):
        assert words in page
    assert len(after) == len(before) <= 28, "\n".join(after)
    desk.does(f"/visits/{visit_id}/desk", {"seen": ""})
    assert stay_of(house, visit_id).state == VisitState.INSIDE


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"said": "hand_over", "to": "nobody"}, "Nobody of this name works here"),
        ({"said": "message", "text": " "}, "Write what the visitor should read"),
        ({"said": "message", "text": "x" * 201}, "This is too long: 200 characters at most"),
        ({"said": "message", "text": "a\u202eb"}, "There is a character in this that cannot be shown"),
    ],
)
def test_what_cannot_be_said_is_told_so(house: House, clerk: SignIn, fields: dict[str, str], words: str) -> None:
    visit_id = walks_in(house)
    assert words in clerk(house.host).does("/host/answer", {**fields, "visit": visit_id})
    assert stay_of(house, visit_id).answer is None


def test_a_link_hands_the_visitor_to_a_colleague_by_name(house: House, clerk: SignIn) -> None:
    """Whoever has only the link has no suggestions: a whole name will do, half of one tells nothing."""
    nobody, colleague = clerk(None), has_colleague(house, is_delegate=True)
    with house.node.transaction() as session:
        for mail in ("one", "two"):
            hire(session, NewEmployee(house.site, "采购部", "王伟", "Wei Wang", f"{mail}@usher.example"))
        who = session.get_one(Employee, colleague.employee_id)
        whole, english = who.name, str(who.name_en)
    visit_id = walks_in(house)
    address = link(house, visit_id)
    assert "这里没有叫这个名字的员工。" in nobody.does(address, {"said": "hand_over", "to": whole[:1]})
    assert "这里有几位同名的同事" in nobody.does(address, {"said": "hand_over", "to": "王伟"})
    nobody.does(address, {"said": "hand_over", "to": f" {english.upper()} "})
    with house.node.reading() as session:
        assert [each.employee_id for each in asked_for(session, [visit_id])] == [colleague.employee_id]


@pytest.mark.parametrize("why", ["silence", "handed on", "nobody named"])
def test_the_letter_and_the_card_say_why_somebody_is_asked(
    house: House, office: APIFlask, clerk: SignIn, clock: StandingClock, why: str
) -> None:
    """In a silent host's place, because a colleague asks them to, or since the visitor named nobody."""
    colleague = has_colleague(house, is_delegate=True)
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language="en"))
    came = registered(house, host=RECEPTION if why == "nobody named" else None)
    assert isinstance(came, Asking)
    if why == "handed on":
        with house.node.transaction() as rows:
            hand_over(rows, came.visit, str(colleague.employee_id), house.host, house.node.now())
    clock.passes(minutes=4)
    duties_done(house.node)
    asked = house.receptionist if why == "nobody named" else colleague
    with house.node.reading() as rows:
        notices = [each for each in notices_for(rows, came.visit, ARRIVAL) if each.employee_id == asked.employee_id]
        letter = letter_writer(office, house.node)(rows, notices[-1])
    assert letter is not None
    words = {
        "silence": "The visit is for Wei Li, who has not answered",
        "handed on": "Wei Li asks you to receive them.",
        "nobody named": "They named nobody, so that reception is asked",
    }
    assert [each for each, said in words.items() if said in letter.text] == [why]
    card = clerk(asked).reads("/host").split("</article>")[0]
    assert ("named nobody; reception was asked" in card) is (why == "nobody named")
    assert ("to see Wei Li; you are asked in their place" in card) is (why != "nobody named")
