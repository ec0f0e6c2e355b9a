"""What a kiosk's screen is sent before its camera is used is light, by whatever keys a visitor comes there."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from shared.grades.door import AtTheDoor, DoorStep
from shared.grades.models import Grade
from tests.house import House
from tests.journeys.camera import kiosk_options
from tests.kiosk.walking import PATIENT_MS, Walk

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000


@pytest.fixture
def sizes() -> dict[str, int]:
    """What came over the wire by address: heads and bodies, compressed as they came."""
    return {}


@pytest.fixture
def walk(browser: Browser, url: str, sizes: dict[str, int]) -> Iterator[Walk]:
    """A screen that has been sent nothing yet, with its wire watched."""
    with browser.new_context(**kiosk_options((1080, 1920))) as context:
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        addresses: dict[str, str] = {}

        def asked(event: dict[str, Any]) -> None:
            addresses[event["requestId"]] = event["request"]["url"].removeprefix(url)

        def came(event: dict[str, Any]) -> None:
            address = addresses[event["requestId"]]
            sizes[address] = sizes.get(address, 0) + int(event["encodedDataLength"])

        devtools.on("Network.requestWillBeSent", asked)
        devtools.on("Network.loadingFinished", came)
        devtools.send("Network.enable")
        yield Walk(page, url)


def test_the_whole_way_to_the_photo_in_chinese(walk: Walk, house: House, sizes: dict[str, int]) -> None:
    """With the keyboard on the screen, and its table of names and words."""
    asks_for_a_photo(house)
    walk.begins("zh-CN")
    writes(walk, "name", "wangwei")
    writes(walk, "company", "gongsi")
    goes_on_to_the_photo(walk, "liwei")
    assert "/static/keyboard/zh-CN.json" in sizes
    assert weight(sizes) <= MOST_BYTES, sizes


def test_the_whole_way_to_the_photo_in_english(walk: Walk, house: House, sizes: dict[str, int]) -> None:
    asks_for_a_photo(house)
    walk.begins("en")
    walk.page.locator("#name").click()
    walk.strikes("A")  # names begin with a capital by themselves
    walk.strikes("nn")
    walk.page.locator("#company").click()
    walk.strikes("acme")
    goes_on_to_the_photo(walk, "Liwei")
    assert weight(sizes) <= MOST_BYTES, sizes


def asks_for_a_photo(house: House) -> None:
    """Let the door ask for all that it can ask for."""
    with house.node.transaction() as session:
        session.get_one(Grade, "D").at_the_door = AtTheDoor(tuple(DoorStep)).as_json()


def writes(walk: Walk, field: str, letters: str) -> None:
    """Type pinyin and take what is proposed first."""
    walk.page.locator(f"#{field}").click()
    walk.strikes(letters)
    walk.page.locator(".proposal").first.click()
    expect(walk.page.locator(f"#{field}")).not_to_have_value(letters)


def goes_on_to_the_photo(walk: Walk, host: str) -> None:
    """Type the contact and whom the visit is to, and come to the camera."""
    page = walk.page
    page.locator("#reach").click()
    walk.strikes("a@b.de")
    walk.lamp()
    walk.comes_to("purpose")
    walk.says_why()
    walk.comes_to("host")
    page.locator("#q").click()
    for letter in host:
        walk.strikes(letter)
    row = page.locator(".rows .row").first
    expect(row).to_be_visible(timeout=PATIENT_MS)
    walk.taps_on(row)
    walk.comes_to("photo")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    page.evaluate("() => fetch('/healthz')")  # what came before it has been counted


def weight(sizes: dict[str, int]) -> int:
    """Return the sum without what is asked again and again as time goes by."""
    return sum(size for address, size in sizes.items() if not address.startswith("/alarm?"))
