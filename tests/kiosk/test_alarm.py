"""The alarm as a kiosk's screen hears of it."""

import threading
import time

import pytest
from flask.testing import FlaskClient

from shared.desk.roll_call import call_roll, end_roll_call
from tests.house import House
from tests.kiosk.conftest import AT_ONCE_S, LONG_WAIT


def begins(house: House, *, drill: bool = False) -> str:
    """Turn an evacuation on."""
    with house.node.transaction() as session:
        now = house.node.now()
        return call_roll(session, house.site, is_drill=drill, point="南广场", by=house.guard, now=now).id


@LONG_WAIT
def test_a_screen_that_knows_how_it_is_waits_and_hears_at_once(house: House, client: FlaskClient) -> None:
    """It waits as long as for any news; an evacuation that begins meanwhile is an answer right away."""
    house.node.bell.start()
    assert client.get("/alarm").get_json() == {"state": "calm"}
    heard: list[str] = []
    waiting = threading.Thread(target=lambda: heard.append(client.get("/alarm?known=calm").get_json()["state"]))
    began = time.monotonic()
    waiting.start()
    call = begins(house, drill=True)
    waiting.join(AT_ONCE_S)
    assert heard == [f"drill {call}"]
    assert time.monotonic() - began < AT_ONCE_S
    with house.node.transaction() as session:
        end_roll_call(session, call, house.guard, house.node.now())
    assert client.get(f"/alarm?known=drill {call}").get_json() == {"state": "calm"}
    house.node.bell.stop()


def test_a_screen_that_hears_of_nothing_is_told_so_after_a_while(client: FlaskClient) -> None:
    """It asks anew."""
    assert client.get("/alarm?known=calm").get_json() == {"state": "calm"}


@pytest.mark.parametrize(("drill", "words"), [(True, "演练"), (False, "真实事件")])
def test_the_screen_says_in_both_languages_what_it_is(
    house: House, client: FlaskClient, drill: bool, words: str
) -> None:
    """Whatever the visitor before had chosen, with where people gather."""
    begins(house, drill=drill)
    page = client.get("/alarm/screen?lang=en").get_data(as_text=True)
    assert words in page
    assert "leave the building" in page
    assert "南广场" in page


def test_another_site_s_evacuation_is_not_heard(house: House, client: FlaskClient) -> None:
    """Each site is called by itself."""
    with house.node.transaction() as session:
        who, now = house.everywhere, house.node.now()
        call_roll(session, house.other_site, is_drill=False, point="", by=who, now=now)
    assert client.get("/alarm").get_json() == {"state": "calm"}
