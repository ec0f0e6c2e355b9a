"""Everything that the kiosk takes, made bad: a plain answer each time, nothing broken, nothing carried out.

What registers a walk-in is tried with its own pages.
"""

import json
import re
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.desk.outcomes import Admitted, Inside, Outcome, Refused
from shared.kernel.logbook import Kind, lines_after
from shared.visits.asked import waiting_at
from shared.visits.models import Visit
from tests.clock import StandingClock
from tests.desk.test_two_at_once import together
from tests.hostile.texts import NASTY, RAW, TOGETHER
from tests.house import OLA, WANG, House
from tests.kiosk.walker import ME, Walker

PAGE = {"Accept": "text/html"}
BODIES: dict[str, dict[str, Any]] = {
    "/arrivals": {"pass": "?"},
    "/departures": {"pass": "?"},
    "/help": {"step": "?"},
    "/visits/<visit>/message": {"text": "?"},
    "/visits/<visit>/feedback": {"score": "?"},
    "/groups/<visit>/arrivals": {"guests": ["?"]},
    "/visits/<visit>/items": {"taken": {"?": 1}},
    "/visits/<visit>/badge": {"tap": "?"},
    "/walk-ins": {"name": "?", "company": "?", "reach": "?", "purpose": "?", "host": "?", "plate": "?"},
    "/walk-ins?lang=en": {
        "name": "Ann", "company": "ACME", "reach": "ann@acme.example", "purpose": "business", "host": "?",
        "consent": "?", "signed": {"?": "?"}, "answers": {"?": "?"}, "items": [{"what": "?", "quantity": "?"}],
        "photo": "?", "search": "?",
    },
    "/walk-ins?lang=de": {
        "name": "Ann", "company": "ACME", "reach": "ann@acme.example", "purpose": "business", "host": None,
        "consent": "?", "search": "?", "photo": "?",
    },
}  # fmt: skip
WRONG_SHAPES: tuple[Any, ...] = (None, 7, -1, 1e308, True, [], {}, [[]], {"a": {"b": []}}, "")


@pytest.fixture
def database_kind() -> str:
    """PostgreSQL is the stricter: it takes no NUL and no half letters."""
    return "postgresql"


@pytest.fixture
def client(kiosk: Flask) -> FlaskClient:
    return kiosk.test_client()


@pytest.fixture
def visit(house: House) -> str:
    """A group's leader who is inside."""
    came = house.scanned(house.pass_of(house.approved(house.wish(WANG, OLA))))
    assert isinstance(came, Admitted)
    return came.visit


def filled(shape: Any, text: Any) -> Any:
    """Return a body with the bad text where the shape has its mark."""
    if shape == "?":
        return text
    if isinstance(shape, list):
        return [filled(each, text) for each in shape]
    if isinstance(shape, dict):
        key = text if isinstance(text, str) else "?"
        return {(key if name == "?" else name): filled(value, text) for name, value in shape.items()}
    return shape


def sent(client: FlaskClient, path: str, body: Any) -> tuple[int, str]:
    """Send a body as a page does; a browser's JSON may hold half a letter."""
    data = json.dumps({"tap": str(uuid.uuid4()), **body} if isinstance(body, dict) else body)
    answer = client.post(path, data=data, headers=PAGE, content_type="application/json")
    return answer.status_code, answer.get_data(as_text=True)


def test_every_call_takes_everything_bad_and_stays_upright(client: FlaskClient, house: House, visit: str) -> None:
    wrong = []
    for path, shape in BODIES.items():
        here = path.replace("<visit>", visit)
        for what, text in [*NASTY.items(), *((repr(each), each) for each in WRONG_SHAPES)]:
            status, page = sent(client, here, filled(shape, text))
            if status >= 500 or any(raw in page for raw in RAW):
                wrong.append((path, what, status))
        for body in (b"", b"{", b"\xff\xfe", b"[" * 3000, b'{"tap": NaN}', b"null"):
            status = client.post(here, data=body, content_type="application/json").status_code
            wrong += [(path, repr(body[:9]), status)] if status not in (400, 413, 422, 404) else []
    assert wrong == []


def test_every_address_takes_everything_bad(client: FlaskClient, visit: str) -> None:
    """Ids, numbers of lines, and how the screen is wished for."""
    wrong = []
    for what, text in NASTY.items():
        said = text.encode("utf-8", "replace").decode()[:500]
        for path in ("/", "/scan", "/typed", "/help", f"/visits/{visit}", f"/visits/{visit}/news", "/leave"):
            answer = client.get(path, query_string=dict.fromkeys(("lang", "theme", "letters", "reach", "after"), said))
            page = answer.get_data(as_text=True)
            if answer.status_code not in (200, 422) or any(raw in page for raw in RAW):
                wrong.append((path, what, answer.status_code))
        for path in ("/visits/", "/badges/", "/groups/"):
            status = client.get(path + quote(said, safe="")).status_code
            wrong += [(path, what, status)] if status not in (404, 405, 308, 422) else []
    assert wrong == []


def test_a_message_of_everything_that_may_be_typed_is_shown_as_it_was_typed(
    client: FlaskClient, house: House, clerk: Callable[..., Any]
) -> None:
    """At the host's page, with nothing carried out."""
    booking = house.approved(house.wish(WANG))
    came = house.scanned(house.pass_of(booking))
    assert isinstance(came, Admitted)
    status, page = sent(client, f"/visits/{came.visit}/message", {"text": TOGETHER[:150]})
    assert status < 500
    pages = [page, clerk(house.host).reads("/host"), clerk(house.host).reads(f"/bookings/{booking.id}")]
    assert [raw for raw in RAW for each in pages if raw in each] == []


def answers_of(house: House, *deeds: Callable[[], Outcome]) -> list[Outcome]:
    """Do all at the same moment; return the answers."""
    answers: list[Outcome] = []
    said = together(*(lambda deed=deed: answers.append(deed()) for deed in deeds))
    assert said == ["done"] * len(deeds)
    return answers


def test_two_tabs_with_one_pass_let_its_guest_in_once(house: House) -> None:
    """Two screens, two taps: one is welcomed, the other is told that they are here."""
    text = house.pass_of(house.approved(house.wish(WANG)))
    answers = answers_of(house, lambda: house.scanned(text), lambda: house.scanned(text), lambda: house.scanned(text))
    assert sorted(type(each).__name__ for each in answers) == ["Admitted", "Inside", "Inside"]
    assert arrivals(house) == 1


def test_a_double_tap_and_a_reload_get_the_first_answer_again(house: House) -> None:
    """The same tap, at once and an hour later."""
    text, tap = house.pass_of(house.approved(house.wish(WANG))), str(uuid.uuid4())
    first, second = answers_of(house, lambda: house.scanned(text, tap), lambda: house.scanned(text, tap))
    assert first == second == house.scanned(text, tap)
    assert isinstance(first, Admitted)
    assert arrivals(house) == 1


def arrivals(house: House) -> int:
    with house.node.reading() as session:
        return sum(line.kind == Kind.VisitorArrived for line in lines_after(session, 0))


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_an_hour_between_two_touches_loses_nobody(
    client: FlaskClient, house: House, clock: StandingClock, hours: int
) -> None:
    """Who came in an hour from now by the clock still leaves, and the pages still say how it stands."""
    text = house.pass_of(house.approved(house.wish(WANG)))
    came = house.scanned(text)
    assert isinstance(came, Admitted)
    clock.passes(hours=hours)
    assert client.get(f"/visits/{came.visit}", headers=PAGE).status_code == 200
    assert house.scanned(text) == Inside(came.visit)
    status, _ = sent(client, "/help", {})
    assert status == 201
    assert sent(client, "/departures", {"pass": text})[0] == 201
    clock.passes(hours=-hours)
    assert client.get(f"/visits/{came.visit}", headers=PAGE).status_code == 200


@pytest.mark.parametrize("hours", [1, -1])
@pytest.mark.parametrize("after", range(6))
def test_a_clock_that_jumps_an_hour_loses_no_registration(
    client: FlaskClient, house: House, clock: StandingClock, hours: int, after: int
) -> None:
    """Wherever somebody is in it, and although others begin meanwhile: nothing has to be typed, or found, again."""
    walker = Walker(client).agrees()
    host = re.search(r'name="host" value="([^"]+)"', walker.finds("liwei").text)
    assert host is not None
    steps = (
        lambda: walker.says("who", **ME),
        lambda: walker.says("purpose", purpose="business"),
        lambda: walker.says("host", q="liwei", host=host[1]),
        lambda: walker.says("items", what=["Drill"], quantity=["2"]),
        walker.signs,
        walker.registers,
    )
    for number, step in enumerate(steps):
        if number == after:
            clock.passes(hours=hours)
            Walker(client).agrees()
        answer = step()
        assert answer.status_code == 303, answer.text
    status = client.get(answer.location, headers=PAGE)
    assert status.status_code == 200
    assert "Li" in status.text
    assert [each.guest.visitor.name for each in waiting_in(house)] == ["Ann Smith"]


def waiting_in(house: House) -> Sequence[Visit]:
    with house.node.reading() as session:
        return waiting_at(session, house.site)


def test_a_clock_that_goes_back_refuses_kindly_and_lets_in_once_it_is_right_again(
    house: House, clock: StandingClock
) -> None:
    starts = house.node.now() + timedelta(minutes=30)
    text = house.pass_of(house.approved(house.wish(WANG, starts_at=starts, ends_at=starts + timedelta(hours=1))))
    clock.passes(hours=-1)
    assert isinstance(house.scanned(text), Refused)
    clock.passes(hours=1)
    assert isinstance(house.scanned(text), Admitted)
