"""The screen of somebody who waits: true at each moment, and what can be done on it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from werkzeug.test import TestResponse

from shared.desk.answer import answer
from shared.desk.hand_over import hand_over
from shared.desk.messages import MOST_MESSAGES, send_message
from shared.desk.outcomes import Asking, SeeReception
from shared.desk.told import shown_on_screen
from shared.kernel.logbook import lines_after
from shared.screening.rules import HitState
from shared.sites.models import Site
from shared.visits.asked import messages_of
from shared.visits.rules import Answer, VisitState
from shared.visits.waiting import waiting_code
from shared.walk_ins.rules import RECEPTION
from tests.asking import duties_done, has_colleague, stay_of, walks_in
from tests.clock import StandingClock
from tests.desk.test_held_walk_ins import held_now
from tests.desk.test_screening import decided, hits, watched_for
from tests.desk.walk_ins import registered
from tests.house import OLA, House
from tests.kiosk.lobby import SCREEN, Lobby, new_tap


def page(lobby: Lobby, visit_id: str, more: str = "", language: str = "en") -> str:
    """Return a screen of a visit as it stands."""
    answer = lobby.client.get(f"/visits/{visit_id}{more}?lang={language}")
    assert answer.status_code == 200
    return answer.text


def says(house: House, visit_id: str, said: Answer, **more: object) -> None:
    with house.node.transaction() as session:
        answer(session, visit_id, said, house.host, house.node.now(), **more)  # type: ignore[arg-type]


def test_the_truth_line_says_who_is_asked_and_who_comes_next(lobby: Lobby, clock: StandingClock) -> None:
    has_colleague(lobby.house, is_delegate=True)
    visit_id = walks_in(lobby.house)
    first = page(lobby, visit_id)
    assert "We are telling Wei Li" in first
    assert "Then Fang Chen (delegate)" in first
    assert first.index("09:01") < first.index("09:03") < first.index("09:05")
    assert "We have told" not in first, "no channel has confirmed it"
    clock.passes(minutes=1)
    duties_done(lobby.house.node)
    assert "Now asking Fang Chen (delegate)" in page(lobby, visit_id)
    assert "王晓琳" not in page(lobby, visit_id), "the screen may stand for long"


def test_once_the_host_was_told_the_screen_says_when_and_who_is_asked_now(lobby: Lobby, clock: StandingClock) -> None:
    """In one sentence, which changes with each step and with each minute."""
    house = lobby.house
    has_colleague(house, is_delegate=True)
    visit_id = walks_in(house)
    with house.node.transaction() as session:
        assert shown_on_screen(session, visit_id, house.host, house.node.now())
    assert "We have told Wei Li; please take a seat" in page(lobby, visit_id)
    told = []
    for minutes in (1, 1, 1, 2):
        clock.passes(minutes=minutes)
        duties_done(house.node)
        told += re.findall(r"We told Wei Li (.*?)<", page(lobby, visit_id).replace("\u200b", ""))[:1]
    assert told == [
        "1 minute ago and are now asking Fang Chen",
        "2 minutes ago and are now asking Fang Chen",
        "3 minutes ago and are now asking the department Purchasing",
        "5 minutes ago and are now asking reception",
    ]


def test_beyond_the_limit_an_apology_stands_first(lobby: Lobby, clock: StandingClock) -> None:
    visit_id = walks_in(lobby.house)
    clock.passes(minutes=9, seconds=59)
    duties_done(lobby.house.node)
    assert "Sorry to keep you waiting" not in page(lobby, visit_id)
    clock.passes(seconds=1)
    duties_done(lobby.house.node)
    assert "<h1" in (late := page(lobby, visit_id))
    assert "Sorry to keep you waiting" in late.split("<h1")[1].split("</h1>")[0]
    assert "Now asking reception" in late


def test_what_is_over_is_not_said_to_go_on(lobby: Lobby, clock: StandingClock) -> None:
    """Reception was asked, and has handed the visitor to a colleague: only that is now."""
    visit_id = walks_in(lobby.house)
    clock.passes(minutes=10)
    duties_done(lobby.house.node)
    clock.passes(minutes=1)
    colleague = has_colleague(lobby.house)
    with lobby.house.node.transaction() as session:
        hand_over(session, visit_id, str(colleague.employee_id), lobby.house.receptionist, lobby.house.node.now())
    shown = page(lobby, visit_id)
    assert "Now asking Fang Chen (colleague)" in shown
    assert "Asked reception" in shown
    assert "Now asking reception" not in shown


def test_an_estimate_is_said_only_of_twenty_visitors_or_more(lobby: Lobby, clock: StandingClock) -> None:
    for number in range(20):
        if number == 19:
            clock.passes(hours=1)
            assert "most of" not in page(lobby, walks_in(lobby.house))
        visit_id = walks_in(lobby.house, OLA)
        clock.passes(minutes=3)
        says(lobby.house, visit_id, Answer.NOT_NOW)
    clock.passes(hours=1)
    waits = page(lobby, walks_in(lobby.house))
    assert "Since 23 November most of 21 visitors had an answer within 3 minutes." in waits


def test_seats_and_wi_fi_are_the_site_s_own(lobby: Lobby) -> None:
    visit_id = walks_in(lobby.house)
    assert "Wi-Fi" not in page(lobby, visit_id)
    with lobby.house.node.transaction() as session:
        site = session.get_one(Site, lobby.house.site)
        site.seating_en, site.wifi_name, site.wifi_password = "The sofas on your right", "Guests", "welcome88"
    assert "The sofas on your right" in page(lobby, visit_id)
    assert "password welcome88" in page(lobby, visit_id)


def test_a_drink_is_asked_for_once_in_a_while(lobby: Lobby, clock: StandingClock) -> None:
    visit_id = walks_in(lobby.house)
    for _ in range(3):
        assert lobby.post(f"/visits/{visit_id}/refreshment", {"tap": new_tap()}).status_code == 201
    news = lobby.client.get(f"/visits/{visit_id}/news?after=0").get_json()["items"]
    assert [item["kind"] for item in news].count("RefreshmentAsked") == 1
    assert "You asked for something to drink at 09:00" in page(lobby, visit_id)


def test_a_message_that_cannot_be_taken_stays_on_the_screen(lobby: Lobby) -> None:
    visit_id = walks_in(lobby.house)
    path = f"/visits/{visit_id}/message"
    for text, trouble in ((" ", "Write something"), ("x" * 201, "This is too long"), ("<i>\u202e", "cannot be shown")):
        answer = lobby.post(f"{path}?lang=en", {"tap": new_tap(), "text": text}, **SCREEN)
        assert (answer.status_code, trouble in answer.text) == (422, True)
        assert "<i>" not in answer.text
    assert lobby.post(path, {"tap": new_tap(), "text": "a\0b"}).status_code == 422
    taken = lobby.post(path, {"tap": new_tap(), "text": "Ruft mich an"})
    assert taken.get_json() == {"outcome": "still_here", "visit": visit_id}
    assert "has to be answered" in page(lobby, visit_id)


def test_who_cannot_be_received_is_told_kindly_and_may_leave_a_message(lobby: Lobby) -> None:
    visit_id = walks_in(lobby.house)
    says(lobby.house, visit_id, Answer.NOT_NOW)
    away = page(lobby, visit_id)
    assert "Wei Li cannot meet now" in away
    assert f"/visits/{visit_id}/message" in away
    assert lobby.post(f"/visits/{visit_id}/message", {"tap": new_tap(), "text": "Bis bald"}).status_code == 201


def test_no_screen_of_who_named_nobody_names_who_stands_for_reception(lobby: Lobby) -> None:
    """Not while they wait, not where they write, not when nobody can receive them (R16)."""
    house = lobby.house
    came = registered(house, host=RECEPTION)
    assert isinstance(came, Asking)
    screens = [page(lobby, came.visit), page(lobby, came.visit, "/message")]
    with house.node.transaction() as session:
        answer(session, came.visit, Answer.NOT_NOW, house.receptionist, house.node.now())
    screens.append(page(lobby, came.visit))
    assert [("Reception" in screen, "Xiao Lin" in screen) for screen in screens] == [(True, False)] * 3


@pytest.mark.parametrize(
    ("language", "desk", "manner"),
    [
        ("zh-CN", "前台", "接待礼仪"),
        ("zh-TW", "櫃檯", "接待禮儀"),
        ("ja", "受付", "受付・応対"),
        ("ko", "안내데스크", "접수·응대"),
    ],
)
def test_whom_who_named_nobody_sees_is_a_desk_and_not_what_surveys_ask_about(
    lobby: Lobby, language: str, desk: str, manner: str
) -> None:
    """English has one word for both."""
    came = registered(lobby.house, host=RECEPTION)
    assert isinstance(came, Asking)
    screen = page(lobby, came.visit, "/message", language)
    assert (desk in screen, manner in screen) == (True, False)


def test_what_the_host_writes_stands_on_the_screen(lobby: Lobby) -> None:
    visit_id = walks_in(lobby.house)
    with lobby.house.node.transaction() as session:
        send_message(session, visit_id, "Nehmt den <Lift>", lobby.house.host, lobby.house.node.now())
    assert "Wei Li knows you are here and says: Nehmt den &lt;Lift&gt;" in page(lobby, visit_id)
    says(lobby.house, visit_id, Answer.COMING)
    assert "Nehmt den &lt;Lift&gt;" in page(lobby, visit_id)


def test_a_booked_visitor_who_waits_inside_sees_who_is_asked_too(lobby: Lobby) -> None:
    """And leaves by the way out, where badge and items are handed back."""
    came = lobby.arrives(lobby.house.pass_of(lobby.house.booked())).get_json()
    waits = page(lobby, came["visit"], "/waiting")
    assert "We are telling Wei Li" in waits
    assert "I will not wait, sign me out" in waits
    gone = lobby.post(f"/visits/{came['visit']}/withdrawal", {"tap": new_tap()})
    assert gone.status_code == 409
    assert stay_of(lobby.house, came["visit"]).state == VisitState.INSIDE


def test_nobody_acts_for_a_visit_of_another_lobby(lobby: Lobby) -> None:
    for path in ("message", "refreshment", "withdrawal"):
        body = {"tap": new_tap()} | ({"text": "x"} if path == "message" else {})
        assert lobby.post(f"/visits/{'0' * 26}/{path}", body).status_code == 404


def test_nobody_fills_a_host_s_mailbox_from_the_kiosk(lobby: Lobby) -> None:
    visit_id = walks_in(lobby.house)
    path = f"/visits/{visit_id}/message"
    codes = [lobby.post(path, {"tap": new_tap(), "text": f"hallo {n}"}).status_code for n in range(MOST_MESSAGES + 2)]
    assert codes == [201] * MOST_MESSAGES + [409, 409]


def code_of(house: House, visit_id: str) -> str:
    """Return the code by which somebody who waits finds their screen again."""
    with house.node.reading() as session:
        own = waiting_code(session, visit_id)
    assert own is not None
    return own.code


def typed(lobby: Lobby, code: str) -> TestResponse:
    """Type a waiting code at the kiosk."""
    return lobby.client.post("/waiting?lang=en", data={"code": code})


def test_who_waits_comes_back_to_their_screen_by_a_code(lobby: Lobby) -> None:
    visit_id = walks_in(lobby.house)
    code = code_of(lobby.house, visit_id)
    assert f"{code[:3]} {code[3:]}" in page(lobby, visit_id)
    found = typed(lobby, code)
    assert (found.status_code, found.location) == (303, f"/visits/{visit_id}?lang=en")
    assert typed(lobby, f" {code[:3]} {code[3:]}").status_code == 303, "as it is shown"
    assert code not in lobby.client.get("/").text, "the first screen is for everybody"


def test_an_answer_calls_who_waits_until_they_have_seen_it(lobby: Lobby, clock: StandingClock) -> None:
    """By the end of the code, without a name and without the answer (R16)."""
    visit_id = walks_in(lobby.house)
    code = code_of(lobby.house, visit_id)
    assert "News: code" not in lobby.client.get("/?lang=en").text
    says(lobby.house, visit_id, Answer.COMING)
    called = lobby.client.get("/?lang=en").text
    assert f"News: code ending {code[-2:]}" in called
    assert code not in called
    for secret in ("王晓琳", "Wei Li", "李伟", visit_id):
        assert secret not in called
    assert "Your badge is queued" in page(lobby, visit_id)
    assert "News: code" not in lobby.client.get("/?lang=en").text
    other = walks_in(lobby.house, OLA)
    says(lobby.house, other, Answer.NOT_NOW)
    clock.passes(minutes=5)
    assert "News: code" not in lobby.client.get("/?lang=en").text, "nobody is called for ever"


def test_who_is_held_meanwhile_is_called_too_and_reads_what_everybody_reads(lobby: Lobby, clock: StandingClock) -> None:
    """Else they would wait on for whom nobody asks; the call does not tell it from an answer (R14, R16)."""
    visit_id = walks_in(lobby.house)
    called = f"News: code ending {code_of(lobby.house, visit_id)[-2:]}"
    says(lobby.house, visit_id, Answer.WAIT)
    assert "Please wait a moment" in page(lobby, visit_id)
    assert called not in lobby.client.get("/?lang=en").text, "that they have seen"
    clock.passes(minutes=6)
    held_now(lobby.house, "王晓琳")
    assert called in lobby.client.get("/?lang=en").text
    assert "Please see reception" in page(lobby, visit_id)
    assert called not in lobby.client.get("/?lang=en").text
    other = walks_in(lobby.house, OLA)
    held_now(lobby.house, "Ola Nordmann")
    clock.passes(minutes=5)
    assert "News: code" not in lobby.client.get("/?lang=en").text, "nobody is called for ever"
    decided(lobby.house, hits(lobby.house)[-1], HitState.CLEARED)
    says(lobby.house, other, Answer.COMING)
    assert "News: code" in lobby.client.get("/?lang=en").text, "and the answer of who was cleared counts as any"


def test_who_is_held_at_the_door_is_not_called(lobby: Lobby) -> None:
    """They have just read where to go, and have no code."""
    watched_for(lobby.house, name="王晓琳")
    assert isinstance(registered(lobby.house, name="王晓琳"), SeeReception)
    assert lobby.client.get("/waiting/called").json == {"called": []}


def test_asking_whether_anybody_is_called_is_one_statement_however_many_wait(lobby: Lobby) -> None:
    """The first screen asks every five seconds, all day long."""
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    waiting = [walks_in(lobby.house) for _ in range(2)]
    event.listen(lobby.house.node.database.engine, "before_cursor_execute", hear)
    try:
        assert lobby.client.get("/waiting/called").json == {"called": []}
        assert len(said) == 1
        for visit_id in waiting:
            says(lobby.house, visit_id, Answer.COMING)
        endings = {code_of(lobby.house, visit_id)[-2:] for visit_id in waiting}
        said.clear()
        answer = lobby.client.get("/waiting/called").json
        assert answer is not None
        assert set(answer["called"]) == endings
        assert len(said) == 1
    finally:
        event.remove(lobby.house.node.database.engine, "before_cursor_execute", hear)


def test_the_screen_says_who_is_asked_for_an_answer_that_is_late(lobby: Lobby, clock: StandingClock) -> None:
    """Step by step, and only what has happened; the host comes first, reception last."""
    has_colleague(lobby.house, is_delegate=True)
    visit_id = walks_in(lobby.house)
    says(lobby.house, visit_id, Answer.LEAVE_WORD)
    lobby.post(f"/visits/{visit_id}/message", {"tap": new_tap(), "text": "Please call me"})
    clock.passes(hours=24, seconds=-1)
    duties_done(lobby.house.node)
    assert "has to be answered" in page(lobby, visit_id)
    said = {0: "asking Wei Li", 2: "asking Fang Chen", 4: "now asking the department Purchasing"}
    for hours, words in said.items():
        clock.moves_to(left_at(lobby, visit_id) + timedelta(hours=24 + hours, seconds=1))
        duties_done(lobby.house.node)
        assert f"was not answered in time; we are {words}." in page(lobby, visit_id)
    news = lobby.client.get(f"/visits/{visit_id}/news?after=0&lang=en").json
    assert news is not None
    assert "We are asking again for an answer to your message" in [item["text"] for item in news["items"]]


def left_at(lobby: Lobby, visit_id: str) -> datetime:
    """Return when a visitor left their message."""
    with lobby.house.node.reading() as session:
        return messages_of(session, visit_id)[0].at


def test_a_code_shows_an_answer_for_a_while_and_nothing_of_a_visit_that_goes_on(
    lobby: Lobby, clock: StandingClock
) -> None:
    """Whoever finds it later must not read a name by it (R16)."""
    visit_id = walks_in(lobby.house)
    code = code_of(lobby.house, visit_id)
    clock.passes(minutes=50)
    assert typed(lobby, code).status_code == 303, "who waits, waits"
    says(lobby.house, visit_id, Answer.COMING)
    clock.passes(minutes=29)
    assert typed(lobby, code).status_code == 303
    clock.passes(minutes=1)
    assert typed(lobby, code).status_code == 422


def test_guessing_codes_ends_soon_and_the_gate_hears_of_it(lobby: Lobby) -> None:
    code = code_of(lobby.house, walks_in(lobby.house))
    wrong = [f"{number:06d}" for number in range(20) if f"{number:06d}" != code]
    answers = [typed(lobby, each) for each in ["", "12", "abcd", "١٢٣٤٥٦", *wrong[:8]]]
    assert {answer.status_code for answer in answers} == {422}
    assert "Nobody waits with this code" in answers[0].text
    late = typed(lobby, code)
    assert late.status_code == 409, "beyond the limit a right code opens nothing either"
    with lobby.house.node.reading() as session:
        assert lines_after(session, 0)[-1].facts["reason"] == "see_reception"


def test_a_code_is_forgotten_and_given_to_somebody_else(lobby: Lobby, clock: StandingClock) -> None:
    visit_id = walks_in(lobby.house)
    code = code_of(lobby.house, visit_id)
    clock.passes(hours=12)
    assert typed(lobby, code).status_code == 422
    walks_in(lobby.house, OLA)
    with lobby.house.node.reading() as session:
        assert waiting_code(session, visit_id) is None
