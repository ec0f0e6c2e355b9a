"""The long poll `/live/news`, where sockets cannot connect."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from admin import create_admin
from admin.live import attach_live, live_of
from shared.access.actions import sign_out
from shared.access.models import SignIn
from shared.access.queries import person_signed_in
from shared.access.rules import Person
from shared.kernel.logbook import About
from shared.web.sessions import KEY
from tests.house import House
from tests.live.lines import newest, write
from tests.signed_in import browser_of

SHORT_S, LONG_S = 0.05, 60.0
PATIENCE_S = 30.0
JSON = {"Accept": "application/json"}

Browser = Callable[..., tuple[FlaskClient, str]]


@pytest.fixture
def browser(house: House) -> Browser:
    """Sit a person down at a browser of an office whose polls wait so long; return it with its secret."""

    def sit(person: Person | None, poll_s: float = SHORT_S) -> tuple[FlaskClient, str]:
        app = create_admin(house.node.settings, house.node)
        attach_live(app, house.node, "threading", poll_s=poll_s)
        client, secret = app.test_client(), ""
        if person is not None:
            secret, _ = browser_of(house.node, person)
            with client.session_transaction() as cookie:
                cookie[KEY] = secret
        return client, secret

    return sit


class Waiting:
    """A poll that waits in a thread of its own."""

    def __init__(self, client: FlaskClient, after: int) -> None:
        self._answers: list[Any] = []
        self._thread = threading.Thread(
            target=lambda: self._answers.append(client.get(f"/live/news?after={after}", headers=JSON))
        )
        self._thread.start()

    def answer(self) -> Any:
        """Wait for the answer and return it."""
        self._thread.join(PATIENCE_S)
        assert self._answers, "no answer came"
        return self._answers[0]


def told(answer: Any) -> dict[str, Any]:
    """Return the news, or the problem, of an answer."""
    assert isinstance(answer.json, dict)
    return answer.json


def test_what_was_missed_is_answered_at_once(house: House, browser: Browser) -> None:
    """The same items as by socket: a host's own, and where to read on."""
    client, _ = browser(house.host, LONG_S)
    begin = newest(house)
    own = write(house, About(house.site, house.host.employee_id), About(house.site, "another"))[0]
    answer = client.get(f"/live/news?after={begin}", headers=JSON)
    assert answer.status_code == 200
    assert [item["n"] for item in told(answer)["items"]] == [own]
    assert told(answer)["last"] == newest(house)
    assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_new_is_an_answer_too(house: House, browser: Browser) -> None:
    """After a while; lines for other eyes move the number on."""
    client, _ = browser(house.host)
    begin = newest(house)
    write(house, About(house.other_site))
    assert client.get(f"/live/news?after={begin}", headers=JSON).json == {"items": [], "last": newest(house)}
    assert client.get("/live/news", headers=JSON).json == {"items": [], "last": newest(house)}


def test_a_line_ends_the_waiting(house: House, browser: Browser) -> None:
    """Long before the time is up."""
    client, _ = browser(house.guard, LONG_S)
    waiting = Waiting(client, newest(house))
    n = write(house, About(house.site))[0]
    assert [item["n"] for item in told(waiting.answer())["items"]] == [n]


def test_who_is_signed_out_while_waiting_gets_no_news(house: House, browser: Browser) -> None:
    """The ring of the bell that would bring news finds the door shut."""
    client, secret = browser(house.guard, LONG_S)
    waiting = Waiting(client, newest(house))
    with house.node.transaction() as session:
        found = person_signed_in(session, secret, house.node.now())
        assert found is not None
        sign_out(session, session.get_one(SignIn, found[1].id), house.node.now(), "test")
    answer = waiting.answer()
    assert (answer.status_code, told(answer)["code"]) == (401, "signed_out")


def test_an_office_that_closes_lets_nobody_wait(house: House, browser: Browser) -> None:
    """Each waiting screen gets its answer, and asks whoever serves then."""
    client, _ = browser(house.guard, LONG_S)
    begin = newest(house)
    waiting = Waiting(client, begin)
    live_of(client.application).stop()
    assert waiting.answer().json == {"items": [], "last": begin}


def test_only_who_is_signed_in_may_ask(browser: Browser) -> None:
    """A program gets a problem, not a page."""
    answer = browser(None)[0].get("/live/news", headers=JSON)
    assert (answer.status_code, told(answer)["code"]) == (401, "signed_out")


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "٣", "9" * 17, str(2**53)])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_number_that_is_none_is_refused(house: House, browser: Browser, after: str) -> None:
    """With a code."""
    answer = browser(house.guard)[0].get("/live/news", query_string={"after": after}, headers=JSON)
    assert (answer.status_code, told(answer)["code"]) == (422, "bad_after")
