"""The kiosk without a finger: by the Tab key and by what a screen reader says."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.kiosk.screen import Screen

pytestmark = pytest.mark.browser

_SAID = "() => (document.activeElement.innerText ?? '').replace(/\\s+/g, ' ').trim()"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser in a lobby, with a keyboard on a shelf."""
    context = browser.new_context(viewport={"width": 1080, "height": 1920}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what says these words."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if str(page.evaluate(_SAID)).startswith(words):
            return
    raise AssertionError(f"the Tab key never comes to {words}")


def test_a_journey_by_the_tab_key(page: Page, url: str) -> None:
    """The focus moves to each new heading, so that it is read out; it can always be seen where it is."""
    screen = Screen(page, url).opens("/?lang=en")
    tab_to(page, "I have a booking")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    screen.shows("scan")
    expect(page.locator("#screen h1")).to_be_focused()
    tab_to(page, "No code?")
    page.keyboard.press("Enter")
    screen.shows("typed")
    expect(page.locator("#permit")).to_be_focused()
    page.keyboard.type("hq26")
    expect(page.locator("#permit")).to_have_value("HQ26")
    page.keyboard.press("Tab")
    expect(page.locator("#tail")).to_be_focused()  # no key of the screen's keyboard is a stop on the way
    page.keyboard.press("Escape")
    tab_to(page, "Larger")
    page.keyboard.press("Space")
    expect(page.locator("html")).to_have_attribute("data-letters", "large")
    expect(page.locator("#permit")).to_have_value("HQ26")
    expect(page.get_by_role("button", name="Larger")).to_be_focused()


def test_the_languages_are_a_dialog(page: Page, url: str) -> None:
    """It keeps the focus while it is open, and gives it back."""
    Screen(page, url).opens("/?lang=en")
    button = page.get_by_role("button", name="More languages")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Choose your language")).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.matches('body, dialog *')")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_letters_contrast_and_reach_go_with_the_visitor(page: Page, url: str) -> None:
    """Whatever was chosen at the foot of the screen holds on every page, also for who starts over."""
    screen = Screen(page, url).opens("/?lang=en")
    for name in ("Larger", "Contrast", "Lower"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    for words, kind in (("I am not booked", "consent"), ("I agree", "who")):
        screen.press(words)
        screen.shows(kind)
        for name, value in {"letters": "large", "theme": "contrast", "reach": "low"}.items():
            expect(page.locator("html")).to_have_attribute(f"data-{name}", value)
    page.locator("#name").fill("Ann Smith")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Contrast").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(page.locator("#name")).to_have_value("Ann Smith")
    screen.press("Start over")
    screen.shows("welcome")
    expect(page.locator("html")).to_have_attribute("data-letters", "large")
