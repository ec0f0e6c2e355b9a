"""A visitor's own screen: the long poll, the status, and the badge's print."""

import threading
import time
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update

from shared.desk.answer import answer
from shared.kernel.ids import new_id
from shared.notices.actions import notice_told
from shared.notices.queries import notices_for
from shared.printing.models import PrintJob
from shared.printing.rules import PrintState
from shared.visits.rules import Answer
from tests.clock import StandingClock
from tests.house import House
from tests.kiosk.conftest import AT_ONCE_S, LONG_WAIT, NEWS_WAIT_S
from tests.kiosk.lobby import Lobby


def arrived(lobby: Lobby) -> dict[str, str]:
    """Let someone in; return the ids of visit and badge."""
    body = lobby.arrives(lobby.house.pass_of(lobby.house.booked())).json
    assert body is not None
    return dict(body)


def news(client: FlaskClient, visit: str, after: int = 0, language: str = "en") -> Any:
    return client.get(f"/visits/{visit}/news?after={after}&lang={language}").json


def answers(house: House, visit: str, said: Answer, **more: Any) -> None:
    with house.node.transaction() as session:
        answer(session, visit, said, house.host, house.node.now(), **more)


def test_the_news_tell_what_happened_in_the_visitors_words(lobby: Lobby) -> None:
    visit = arrived(lobby)["visit"]
    answers(lobby.house, visit, Answer.COMING)
    told = news(lobby.client, visit)
    assert [item["kind"] for item in told["items"]] == ["VisitorArrived", "HostAsked", "HostAnswered"]
    assert [item["text"] for item in told["items"]] == [
        "You are signed in",
        "We are telling Wei Li that you are here",
        "Wei Li knows you are here and is coming down",
    ]
    assert told["last"] == told["items"][-1]["n"]
    assert set(told["items"][0]) == {"n", "kind", "at", "text"}


def test_news_after_a_number_are_only_the_later_ones(lobby: Lobby) -> None:
    visit = arrived(lobby)["visit"]
    first = news(lobby.client, visit)
    answers(lobby.house, visit, Answer.COMING)
    later = news(lobby.client, visit, first["last"])
    assert [item["kind"] for item in later["items"]] == ["HostAnswered"]


@LONG_WAIT
def test_a_waiting_screen_hears_an_answer_at_once(lobby: Lobby) -> None:
    visit = arrived(lobby)["visit"]
    last = news(lobby.client, visit)["last"]
    heard: list[Any] = []
    screen = lobby.client.application.test_client()
    waiting = threading.Thread(target=lambda: heard.append(news(screen, visit, last)))
    started = time.monotonic()
    waiting.start()
    answers(lobby.house, visit, Answer.COMING)
    waiting.join(AT_ONCE_S)
    assert [item["kind"] for item in heard[0]["items"]] == ["HostAnswered"]
    assert time.monotonic() - started < AT_ONCE_S


def test_without_news_the_answer_is_empty_and_says_where_to_go_on(lobby: Lobby) -> None:
    visit = arrived(lobby)["visit"]
    last = news(lobby.client, visit)["last"]
    started = time.monotonic()
    assert news(lobby.client, visit, last) == {"last": last, "items": []}
    assert time.monotonic() - started >= NEWS_WAIT_S * 0.9


def test_news_of_no_visit_or_from_no_number_are_refused(lobby: Lobby) -> None:
    visit = arrived(lobby)["visit"]
    assert lobby.client.get(f"/visits/{new_id()}/news").status_code == 404
    for wrong in ("x", "-1", "1.5", "９", "9" * 19):
        assert lobby.client.get(f"/visits/{visit}/news?after={wrong}").status_code == 422


def test_the_status_follows_the_host_and_claims_nothing_before(lobby: Lobby) -> None:
    visit = arrived(lobby)["visit"]
    page = f"/visits/{visit}?lang=en"
    assert "We are telling Wei Li that you are here" in lobby.client.get(page).text
    with lobby.house.node.transaction() as session:
        notice_told(session, notices_for(session, visit, "arrival")[0], "mail", lobby.house.node.now())
    assert "We have told Wei Li; please take a seat" in lobby.client.get(page).text
    answers(lobby.house, visit, Answer.COMING)
    assert "Wei Li knows you are here and is coming down" in lobby.client.get(page).text
    answers(lobby.house, visit, Answer.MINUTES, minutes=7)
    assert "comes in 7 minutes" in lobby.client.get(page).text
    answers(lobby.house, visit, Answer.SEND_TO, place="3F <302>")
    assert "please go to 3F &lt;302&gt;" in lobby.client.get(page).text
    answers(lobby.house, visit, Answer.ANOTHER_DAY)
    declined = lobby.client.get(page).text
    assert "Wei Li is sorry, and asks for another day; reception will help you" in declined
    assert "Please go to reception" in declined
    assert "Please take a seat" not in declined


def test_the_status_of_someone_who_left_is_a_goodbye(lobby: Lobby) -> None:
    text = lobby.house.pass_of(lobby.house.booked())
    body = lobby.arrives(text).json
    assert body is not None
    lobby.leaves(text)
    assert "Goodbye, " in lobby.client.get(f"/visits/{body['visit']}?lang=en").text
    assert lobby.client.get(f"/visits/{new_id()}").status_code == 404


def test_a_badge_says_how_far_its_print_is(lobby: Lobby) -> None:
    badge = arrived(lobby)["badge"]
    assert lobby.client.get(f"/badges/{badge}").json == {
        "state": "waiting",
        "reason": None,
        "copy": 1,
        "printer": None,
    }
    assert lobby.client.get(f"/badges/{new_id()}").status_code == 404


def test_each_state_of_a_print_has_its_screen(lobby: Lobby) -> None:
    ids = arrived(lobby)
    seen = {}
    for state in PrintState:
        reason = {"stuck": "paper_out", "unknown": "no_reply", "replaced": "printed_again"}.get(state.value)
        with lobby.house.node.transaction() as session:
            session.execute(update(PrintJob).values(state=state.value, reason=reason))
        seen[state] = lobby.client.get(f"/visits/{ids['visit']}?lang=en").text
        assert f'data-print="{state.value}"' in seen[state]
    assert "The printer is out of paper." in seen[PrintState.STUCK]
    assert "no need to sign in again" in seen[PrintState.STUCK]
    assert "Did your badge come out?" in seen[PrintState.UNKNOWN]
    assert 'class="btn lamp"' not in seen[PrintState.UNKNOWN].split('<template id="gone"')[0]


def test_the_picture_is_the_badge_that_is_printed(lobby: Lobby) -> None:
    badge = arrived(lobby)["badge"]
    picture = lobby.client.get(f"/badges/{badge}/picture.png")
    assert picture.content_type == "image/png"
    assert picture.data.startswith(b"\x89PNG")
    assert picture.headers["Cache-Control"] == "no-store"
    assert lobby.client.get(f"/badges/{new_id()}/picture.png").status_code == 404


@LONG_WAIT
def test_a_crowd_of_waiting_screens_never_stops_the_door(lobby: Lobby, clock: StandingClock) -> None:
    """Each waiting screen holds a thread; when all seats are taken the next is answered at once."""
    visit = arrived(lobby)["visit"]
    last = news(lobby.client, visit)["last"]
    screens = [
        threading.Thread(target=news, args=(lobby.client.application.test_client(), visit, last)) for _ in range(12)
    ]
    for screen in screens:
        screen.start()
    wait_until(lambda: not _has_seat(lobby))
    started = time.monotonic()
    assert news(lobby.client, visit, last)["items"] == []
    assert time.monotonic() - started < AT_ONCE_S
    answers(lobby.house, visit, Answer.COMING)
    for screen in screens:
        screen.join(AT_ONCE_S)


def _has_seat(lobby: Lobby) -> bool:
    seats = lobby.client.application.extensions["kiosk lobby"].seats
    if seats.acquire(blocking=False):
        seats.release()
        return True
    return False


def wait_until(is_so: Any, within_s: float = AT_ONCE_S) -> None:
    ends_at = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < ends_at, "it never came to that"
        threading.Event().wait(0.005)
