"""One arrival, end to end: booked, scanned, printed, seen by host and gate, answered, and left."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from shared.badges.models import Badge
from shared.bookings.passes import Code, Read, read
from tests.journeys.camera import browser_with_camera, write_film
from tests.journeys.conftest import Place
from tests.journeys.people import Kiosk, read_code
from tests.peers.escpos import printed_from

GUEST = {
    "name": "王晓琳",
    "company": "启航精密技术（苏州）有限公司",
    "phone": "13812340001",
    "email": "wang@qihang.example",
}

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_pass_under_the_scanner(place: Place) -> None:
    kiosk = place.kiosk()
    host, gate = place.host(), place.gate()
    host.books(GUEST)
    pass_ = host.pass_of_the_guest()
    host.waits_for_visitors()
    gate.watches()
    kiosk.scan(pass_)
    goes_on_from_the_welcome(place, kiosk, pass_, host, gate)


def test_a_pass_before_the_camera(place: Place, browser: Browser, tmp_path: Path) -> None:
    host, gate = place.host(), place.gate()
    host.books(GUEST)
    pass_ = host.pass_of_the_guest()
    host.waits_for_visitors()
    gate.watches()
    film = write_film(tmp_path / "phone.y4m", pass_)
    with browser_with_camera(browser.browser_type, film) as with_camera:
        kiosk = place.kiosk(with_camera)
        kiosk.offers_camera()
        goes_on_from_the_welcome(place, kiosk, pass_, host, gate)


def goes_on_from_the_welcome(place: Place, kiosk: Kiosk, pass_: str, host, gate) -> None:
    kiosk.welcomes(GUEST["name"])
    host.sees(GUEST["name"])
    gate.sees(GUEST["name"])
    kiosk.says_printed()
    assert_the_paper_bears_the_badge(place, kiosk)
    host.says_minutes(5)
    kiosk.says_of_the_host("comes in 5 minutes")
    gate.sees_answer(GUEST["name"], "5 min")
    host.accepts()
    kiosk.says_of_the_host("is coming down")
    gate.sees_answer(GUEST["name"], "I am coming")
    kiosk.opens("/?lang=en")
    kiosk.scan(pass_)
    kiosk.offers_to_leave()
    kiosk.leaves()
    host.sees_nobody_waiting()
    gate.sees_nobody_inside()


def assert_the_paper_bears_the_badge(place: Place, kiosk: Kiosk) -> None:
    """One sheet came out of the bytes that the printer got, and its code is this badge's."""
    (sent,) = place.prints.glob("*.bin")
    (paper,) = printed_from(sent.read_bytes()).sheets
    assert paper.width == 576
    code = read(read_code(paper), place.house.node.keys.passes)
    assert isinstance(code, Read)
    assert code.code is Code.BADGE
    with place.house.node.reading() as session:
        assert session.scalars(select(Badge.id).where(Badge.number == code.number)).one() == kiosk.badge
