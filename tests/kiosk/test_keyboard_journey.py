"""A walk-in by the Tab key, Enter and letters alone: no mouse, no finger, from the first screen to the badge."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from shared.grades.door import AtTheDoor, DoorQuestion, DoorStep
from shared.grades.models import Grade
from shared.visits.rules import Answer
from tests.house import House
from tests.journeys.camera import browser_with_camera, kiosk_options
from tests.kiosk.screen import Screen
from tests.kiosk.test_by_keyboard import tab_to
from tests.kiosk.test_news import answers

pytestmark = pytest.mark.browser

QUESTION = DoorQuestion("过去 14 天内发过烧吗？", "Have you had a fever in the last 14 days?")


@pytest.fixture
def screen(browser: Browser, url: str) -> Iterator[Screen]:
    """A kiosk with a camera and a keyboard, and nothing to point with."""
    with browser_with_camera(browser.browser_type, None) as eyes:
        yield Screen(eyes.new_context(**kiosk_options((1080, 1920))).new_page(), url)


def test_a_walk_in_without_a_pointer(screen: Screen, house: House) -> None:
    """With a photo that is taken anew, and names that are typed in place of drawn ones."""
    with house.node.transaction() as session:
        asked = AtTheDoor(tuple(DoorStep), questions=(QUESTION,))
        session.get_one(Grade, "D").at_the_door = asked.as_json()
    comes_to_the_photo(screen)
    takes_it_twice(screen)
    says_what_comes_along(screen)
    signs_by_name(screen)
    presses(screen, "Register")
    screen.shows("waiting")
    answers(house, str(screen.page.locator("#screen").get_attribute("data-visit")), Answer.COMING)
    screen.shows("admitted")
    expect(screen.page.locator("#screen")).to_have_attribute("data-badge", re.compile("."))


def presses(screen: Screen, words: str) -> None:
    """Go on with Tab to what says these words, and press Enter."""
    expect(screen.page.locator("#screen").get_by_text(words).first).to_be_visible()
    tab_to(screen.page, words)
    screen.page.keyboard.press("Enter")


def comes_to_the_photo(screen: Screen) -> None:
    keys = screen.page.keyboard
    screen.opens("/?lang=en")
    presses(screen, "I am not booked")
    screen.shows("consent")
    presses(screen, "I agree")
    screen.shows("who")
    expect(screen.page.locator("#name")).to_be_focused()
    for words in ("Ann Smith", "ACME Ltd", "ann@acme.example"):
        keys.type(words)
        keys.press("Tab" if words != "ann@acme.example" else "Enter")
    screen.shows("purpose")
    tab_to(screen.page, "Business")
    keys.press("Enter")
    screen.shows("host")
    keys.type("liwei")
    row = screen.page.locator(".rows .row").first
    expect(row).to_be_visible()
    presses(screen, row.inner_text().split("\n")[0])
    screen.shows("photo")


def takes_it_twice(screen: Screen) -> None:
    """Each time the focus stands on what comes next: on keeping a photo, on taking another."""
    take = screen.page.get_by_role("button", name="Take the photo")
    keep = screen.page.get_by_role("button", name="Use this photo")
    presses(screen, "Take the photo")
    expect(keep).to_be_focused()
    screen.page.keyboard.press("Shift+Tab")
    presses(screen, "Take it again")
    expect(take).to_be_focused()
    screen.page.keyboard.press("Enter")
    expect(keep).to_be_focused()
    screen.page.keyboard.press("Enter")
    screen.shows("carrying")


def says_what_comes_along(screen: Screen) -> None:
    """One thing, a plate, and the answer to a question."""
    keys = screen.page.keyboard
    presses(screen, "Something else")
    expect(screen.page.locator("[name=what]")).to_be_focused()
    keys.type("Laptop")
    keys.press("Enter")
    screen.shows("vehicle")
    keys.type("B AB 123")
    keys.press("Enter")
    screen.shows("questions")
    for _ in range(30):
        keys.press("Tab")
        if screen.page.evaluate("() => document.activeElement.type") == "radio":
            break
    keys.press("Space")
    expect(screen.page.locator("[type=radio]").first).to_be_checked()
    keys.press("Enter")
    screen.shows("agreement")


def signs_by_name(screen: Screen) -> None:
    """Site rules, then the other text."""
    heading = screen.page.locator("#screen h1")
    for _ in range(2):
        title = heading.inner_text()
        presses(screen, "Or type your name")
        expect(screen.page.locator("[name=typed]")).to_be_focused()
        screen.page.keyboard.type("Ann Smith")
        screen.page.keyboard.press("Enter")
        expect(heading).not_to_have_text(title)
    screen.shows("check")
