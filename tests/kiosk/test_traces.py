"""Nothing of a visitor stays: not in the history, the back button, the browser's memory of pages or of forms."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect

from tests.house import House
from tests.kiosk.lobby import SCREEN, Lobby, new_tap
from tests.kiosk.screen import Screen

TEMPLATES = Path(__file__).resolve().parents[2] / "kiosk/templates"
TYPED = "Zebedee Quux"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser as it stands in a lobby."""
    opened = browser.new_context(viewport={"width": 1080, "height": 1920}, reduced_motion="reduce")
    yield opened
    opened.close()


@pytest.mark.browser
def test_the_back_button_shows_nobody(context: BrowserContext, url: str, house: House) -> None:
    """Back, forward, reload, and leaving the page in the middle of a journey and coming back to it."""
    page = context.new_page()
    screen = Screen(page, url).opens("/?lang=en")
    screen.wedge(house.pass_of(house.booked()))
    screen.shows("admitted")
    assert "王晓琳" in screen.title
    page.goto("about:blank")  # the name still stood there
    page.go_back()
    screen.shows("welcome")
    for way in (page.go_back, page.go_forward, page.reload):
        way()
        assert "王晓琳" not in page.content()


@pytest.mark.browser
def test_no_field_remembers_what_was_typed(context: BrowserContext, url: str) -> None:
    page = context.new_page()
    screen = Screen(page, url).opens("/typed?lang=en")
    page.locator("#permit").fill("HQ26-1122-007")
    page.reload()
    screen.shows("welcome")  # the address never says where a visitor was
    screen.opens("/typed?lang=en")
    expect(page.locator("#permit")).to_have_value("")
    page.go_back()
    screen.shows("welcome")
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie, history.state]") == [
        0,
        0,
        "",
        None,
    ]
    assert page.evaluate("() => caches.keys()") == []


@pytest.mark.browser
def test_a_minute_without_a_touch_wipes_a_registration(context: BrowserContext, url: str) -> None:
    """After 45 seconds the visitor is asked, after 60 the screen is the first one and the draft forgotten."""
    page = context.new_page()
    page.clock.install()
    screen = Screen(page, url).opens("/walk-in?lang=en")
    screen.press("I agree")
    screen.shows("who")
    page.locator("#name").fill(TYPED)
    page.clock.fast_forward(44_000)
    expect(page.locator(".toast")).to_be_hidden()
    page.clock.fast_forward(2_000)
    expect(page.locator(".toast")).to_be_visible()
    page.clock.fast_forward(14_500)
    screen.shows("welcome")
    assert TYPED not in page.content()
    expect(page.locator("#keys")).to_be_hidden()
    assert page.evaluate("document.querySelectorAll('#keys *').length") == 0
    page.go_back()
    assert TYPED not in page.content()


def test_no_answer_with_a_visitor_in_it_may_be_kept(app: Flask, lobby: Lobby, house: House) -> None:
    """Only files and the company's look are kept by browsers."""
    text = house.pass_of(house.booked())
    answers = [lobby.post("/arrivals", {"pass": text, "tap": new_tap()}, **SCREEN)]
    visit, badge = (re.search(rf'data-{name}="([^"]+)"', answers[0].text) for name in ("visit", "badge"))
    assert visit is not None
    assert badge is not None
    badge_paths = (f"/badges/{badge[1]}", f"/badges/{badge[1]}/picture.png")
    answers += [lobby.client.get(path) for path in (f"/visits/{visit[1]}", *badge_paths, "/walk-in", "/typed")]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    kept = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in ("static", "look")}
    assert kept == {"static", "look.sheet", "look.script", "look.picture"}


def test_no_field_lets_a_browser_fill_it_in() -> None:
    without = []
    for file in sorted(TEMPLATES.rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        is_off = all('autocomplete="off"' in form for form in re.findall(r"<form[^>]*>", text)) and "<form" in text
        for field in re.findall(r"<(?:input|textarea)\b(?:[^>]|(?<=[%}])>)*", text):
            is_none = re.search(r'type="(hidden|radio|checkbox|file)"', field)
            if not is_none and not is_off and 'autocomplete="off"' not in field:
                without.append(f"{file.name}: {field[:80]}")
    assert without == []


@pytest.mark.browser
def test_all_that_is_sent_before_the_camera_is_used_is_light(context: BrowserContext, url: str) -> None:
    """The first screen with all that it loads behind the picture, in Chinese: 150 KB on the wire."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    sizes: list[int] = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    Screen(page, url).opens("/?lang=zh-CN").shows("welcome")
    page.wait_for_load_state("load")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    assert len(sizes) > 3, "nothing was counted"
    assert sum(sizes) <= 150_000
