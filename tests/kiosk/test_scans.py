"""What a serial scanner read on its way to the screen: once, soon, to one, and to nobody else."""

import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from kiosk.scans import FRESH_S, Scans
from shared.kernel.logbook import LogLine
from tests.house import House
from tests.kiosk.lobby import Lobby, new_tap

ONE, OTHER = new_tap(), new_tap()


class Seconds:
    """A clock for seconds that only a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def serial_scans(seconds: Seconds) -> Scans:
    """The kiosk has a serial scanner."""
    return Scans(seconds)


def texts(scans: Scans, screen: str = ONE, had: str | None = None, wait_s: float = 0) -> list[str]:
    return [scan.text for scan in scans.for_screen(screen, had, wait_s)]


def test_scans_go_to_the_screen_that_opened_last_and_to_no_other(serial_scans: Scans) -> None:
    assert texts(serial_scans, ONE) == []
    assert texts(serial_scans, OTHER) == []
    serial_scans.add("USHA")
    assert texts(serial_scans, ONE) == []
    assert texts(serial_scans, OTHER) == ["USHA"]


def test_the_question_of_a_page_that_was_left_takes_no_scan_with_it(serial_scans: Scans) -> None:
    """Nobody hears that a browser has gone on to another page: its question waits here for seconds."""
    told: list[list[str]] = []
    left = threading.Thread(target=lambda: told.append(texts(serial_scans, ONE, wait_s=10)))
    left.start()
    left.join(0.2)  # so that it is the earlier one
    assert texts(serial_scans, OTHER) == []
    left.join(5)
    serial_scans.add("USHA")
    assert told == [[]]
    assert texts(serial_scans, OTHER) == ["USHA"]


def test_an_earlier_screen_takes_over_when_the_latest_asks_no_more(serial_scans: Scans, seconds: Seconds) -> None:
    assert texts(serial_scans, ONE) == []
    assert texts(serial_scans, OTHER) == []
    seconds.now += 60
    serial_scans.add("USHA")
    assert texts(serial_scans, ONE) == ["USHA"]


def test_a_scan_whose_answer_was_lost_comes_again_with_the_same_tap_until_it_is_confirmed(serial_scans: Scans) -> None:
    serial_scans.add("USHA")
    (first,) = serial_scans.for_screen(ONE, None, 0)
    (second,) = serial_scans.for_screen(ONE, None, 0)
    assert first.tap == second.tap
    assert texts(serial_scans, ONE, first.tap) == []
    assert texts(serial_scans, ONE, None) == []


def test_a_page_that_is_loaded_anew_gets_what_the_one_before_did_not_confirm(serial_scans: Scans) -> None:
    """With the same tap, so that it is one arrival whichever of them asks the door."""
    serial_scans.add("USHA")
    (first,) = serial_scans.for_screen(ONE, None, 0)
    (second,) = serial_scans.for_screen(OTHER, None, 0)
    assert first.tap == second.tap


def test_confirming_one_scan_keeps_the_next(serial_scans: Scans) -> None:
    serial_scans.add("USHA")
    (first,) = serial_scans.for_screen(ONE, None, 0)
    serial_scans.add("USHB")
    assert texts(serial_scans, ONE, first.tap) == ["USHB"]


def test_a_screen_that_opens_within_seconds_gets_the_scan_and_a_later_one_does_not(
    serial_scans: Scans, seconds: Seconds
) -> None:
    serial_scans.add("USHA")
    seconds.now += FRESH_S - 0.1
    assert texts(serial_scans, ONE) == ["USHA"]
    serial_scans.add("USHB")
    seconds.now += FRESH_S
    assert texts(serial_scans, OTHER) == []
    assert texts(serial_scans, ONE) == []


def test_who_waits_is_told_at_once(serial_scans: Scans) -> None:
    told: list[list[str]] = []
    waiting = threading.Thread(target=lambda: told.append(texts(serial_scans, wait_s=10)))
    waiting.start()
    serial_scans.add("USHA")
    waiting.join(5)
    assert told == [["USHA"]]


def test_nobody_waits_for_a_kiosk_that_stops(serial_scans: Scans) -> None:
    waiting = threading.Thread(target=lambda: texts(serial_scans, wait_s=60))
    waiting.start()
    serial_scans.stop()
    waiting.join(5)
    assert not waiting.is_alive()


def test_the_screen_gets_text_and_tap(lobby: Lobby, serial_scans: Scans) -> None:
    serial_scans.add("USHA")
    answer = lobby.post("/scans", {"screen": ONE, "had": None})
    assert answer.status_code == 200
    assert answer.json is not None
    (scan,) = answer.json["scans"]
    assert scan["pass"] == "USHA"
    assert answer.headers["Cache-Control"] == "no-store"
    assert lobby.post("/scans", {"screen": ONE, "had": scan["tap"]}).json == {"scans": []}


def test_a_code_opens_the_door_so_that_only_this_machines_own_page_gets_it(
    client: FlaskClient, lobby: Lobby, serial_scans: Scans
) -> None:
    serial_scans.add("USHA")
    asked = {"screen": ONE, "had": None}
    elsewhere = client.post("/scans", json=asked, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert elsewhere.status_code == 403
    assert lobby.post("/scans", asked, Origin="https://elsewhere.example").status_code == 403
    assert client.get("/scans").status_code == 405
    assert client.post("/scans", data=asked).status_code == 415
    assert texts(serial_scans) == ["USHA"]


@pytest.mark.parametrize("body", [{}, {"screen": ONE, "more": 1}, {"screen": "1"}, {"screen": ONE, "had": 7}, []])
def test_a_malformed_question_is_not_taken(lobby: Lobby, body: object) -> None:
    answer = lobby.post("/scans", body)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["code"] == "malformed"


def test_a_code_is_written_down_nowhere(lobby: Lobby, house: House, serial_scans: Scans) -> None:
    """The logbook, too, tells of an arrival without it."""
    text = house.pass_of(house.booked())
    serial_scans.add(text)
    (scan,) = lobby.post("/scans", {"screen": ONE, "had": None}).json["scans"]  # type: ignore[index]
    lobby.arrives(scan["pass"], scan["tap"])
    with house.node.reading() as session:
        lines = session.scalars(select(LogLine)).all()
    assert "VisitorArrived" in [line.kind for line in lines]
    assert text not in str([vars(line) for line in lines])


class TestWithoutAScanner:
    """What a kiosk without the setting does."""

    @pytest.fixture
    def serial_scans(self) -> None:
        """There is none."""

    def test_its_page_asks_for_nothing(self, lobby: Lobby) -> None:
        assert "data-scans" not in lobby.client.get("/").text
        assert lobby.post("/scans", {"screen": ONE, "had": None}).status_code == 404
