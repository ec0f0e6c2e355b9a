"""The screen in a real browser: scanners that type, lost connections, idle visitors, and no trace of the last one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from shared.kernel.logbook import lines_after
from shared.visits.rules import Answer
from tests.house import House
from tests.kiosk.screen import BusyDesk, Screen, passes
from tests.kiosk.test_news import answers

pytestmark = pytest.mark.browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that stands upright in a lobby."""
    opened = browser.new_context(viewport={"width": 1080, "height": 1920}, reduced_motion="reduce")
    yield opened
    opened.close()


@pytest.fixture
def screen(context: BrowserContext, url: str) -> Screen:
    """The kiosk's first screen."""
    return Screen(context.new_page(), url).opens()


@pytest.fixture
def text(house: House) -> str:
    """A pass that is good now."""
    return house.pass_of(house.booked())


def test_a_wedge_is_read_on_every_screen_and_types_into_none(screen: Screen, house: House) -> None:
    for path in ("/", "/scan", "/typed", "/walk-in", "/help"):
        screen.opens(f"{path}?lang=en")
        assert screen.wedge(house.pass_of(house.booked())) == 0
        screen.shows("admitted")
        assert screen.title == "Welcome, 王晓琳"


def test_a_wedge_is_read_in_every_guise(screen: Screen, house: House) -> None:
    def comes_in(before: str = "", end: str = "Enter", is_lower: bool = False) -> None:
        text = house.pass_of(house.booked())
        screen.opens().wedge(before + (text.lower() if is_lower else text), end)
        screen.shows("admitted")

    comes_in(is_lower=True)
    comes_in(before="]Q1")
    comes_in(end="Tab")
    comes_in(end="")


def test_somebody_is_called_by_one_press_from_any_screen_which_stays_as_it_is(screen: Screen, house: House) -> None:
    """Also from one that is being typed into: nothing typed is lost, and the gate reads where the visitor is."""
    screen.opens("/typed?lang=en")
    screen.page.locator("#permit").fill("HQ26-0101-999")
    screen.press("Help")
    expect(screen.page.locator(".called")).to_contain_text("We are calling reception for you")
    expect(screen.page.locator("#permit")).to_have_value("HQ26-0101-999")
    with house.node.reading() as session:
        line = lines_after(session, 0)[-1]
    assert (line.kind, line.by, line.facts) == ("HelpAsked", "lobby", {"step": "typed"})


def test_without_a_connection_help_says_where_reception_is(screen: Screen) -> None:
    screen.page.route("**/help*", lambda route: route.abort())
    screen.press("Help")
    expect(screen.page.locator(".called")).to_contain_text("Reception is at the desk in this lobby.")
    screen.shows("welcome")
    screen.speaks("中文", "zh-CN")
    screen.press("帮助")
    expect(screen.page.locator(".called")).to_contain_text("前台就在本大厅的服务台")


def test_a_wedge_presses_no_button_that_has_the_focus(screen: Screen, text: str) -> None:
    screen.page.locator("a.choice.other").focus()
    assert screen.wedge(text) == 0
    screen.shows("admitted")


def test_what_a_person_types_is_no_scan_and_is_not_lost(screen: Screen) -> None:
    screen.opens("/typed?lang=en")
    sent = screen.posts()
    screen.page.keyboard.type("USH", delay=150)
    expect(screen.page.locator("#permit")).to_have_value("USH")
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("#tail")).to_be_focused()
    assert sent == []


def test_a_double_read_is_one_arrival(screen: Screen, text: str) -> None:
    sent = screen.posts()
    screen.wedge(text)
    screen.wedge(text)
    screen.shows("admitted")
    assert [body["pass"] for body in sent] == [text]


def test_a_scan_while_the_desk_is_busy_is_neither_lost_nor_doubled(screen: Screen, pair: tuple[str, str]) -> None:
    first, second = pair
    desk, sent = BusyDesk(screen.page), screen.posts()
    screen.keeps_titles()
    screen.wedge(first)
    screen.wedge(second)
    screen.wedge(second)
    desk.has_somebody()
    assert len(sent) == 1
    desk.answers()
    assert screen.titles(2) == ["Welcome, 王晓琳", "Welcome, Ola Nordmann"]
    assert passes(sent) == [first, second]
    assert sent[0]["tap"] != sent[1]["tap"]


def test_a_lost_connection_is_said_and_the_same_tap_is_sent_until_it_is_answered(screen: Screen, text: str) -> None:
    sent = screen.posts()
    screen.page.route("**/arrivals*", lambda route: route.abort())
    screen.wedge(text)
    screen.shows("gone")
    assert screen.title == "One moment, please"
    screen.page.unroute("**/arrivals*")
    screen.press("Try now")
    screen.shows("admitted")
    assert len(sent) >= 2
    assert len({body["tap"] for body in sent}) == 1


def test_a_page_that_cannot_be_fetched_is_never_the_browsers_error(screen: Screen) -> None:
    screen.page.route("**/scan*", lambda route: route.abort())
    screen.page.locator("a.choice.lamp").click()
    screen.shows("gone")
    assert screen.page.locator(".gone .hints .i path").first.bounding_box() is not None
    screen.page.unroute("**/scan*")
    screen.press("Try now")
    screen.shows("scan")


def test_the_hosts_answer_comes_to_the_visitors_screen(screen: Screen, house: House, text: str) -> None:
    screen.wedge(text)
    screen.shows("admitted")
    visit = str(screen.page.locator("#screen").get_attribute("data-visit"))
    answers(house, visit, Answer.MINUTES, minutes=5)
    expect(screen.page.locator(".said")).to_have_text("Wei Li knows you are here and comes in 5 minutes")


def test_an_outcome_can_be_read_in_the_other_language(screen: Screen, text: str) -> None:
    sent = screen.posts()
    screen.wedge(text)
    screen.shows("admitted")
    screen.press("中文")
    expect(screen.page.locator("#screen h1")).to_have_text("王晓琳，欢迎")
    assert screen.language() == "zh-CN"
    assert len({body["tap"] for body in sent}) == 1


def test_who_scans_again_may_see_the_visit_or_leave(screen: Screen, house: House) -> None:
    text = house.pass_of(house.booked())
    house.scanned(text)
    screen.wedge(text)
    screen.shows("inside").press("Show my visit")
    screen.shows("admitted")
    screen.wedge(text)
    screen.shows("inside").press("Sign out")
    screen.shows("left")
    assert screen.title == "Goodbye, 王晓琳"


def test_the_way_out_takes_the_pass_too(screen: Screen, house: House) -> None:
    text = house.pass_of(house.booked())
    house.scanned(text)
    screen.opens("/leave?lang=en").wedge(text)
    screen.shows("left")


def test_a_permit_number_is_typed_on_the_glass(screen: Screen, house: House) -> None:
    permit = str(house.booked().permit)
    screen.opens("/typed?lang=en")
    screen.strikes(permit.replace("-", ""))
    expect(screen.page.locator("#permit")).to_have_value(permit)
    screen.press("Next")
    screen.strikes("0001")
    screen.press("Find my booking")
    screen.shows("admitted")


def test_nothing_of_a_visitor_stays(screen: Screen, text: str) -> None:
    screen.press("中文")
    screen.wedge(text)
    screen.shows("admitted")
    before = screen.page.evaluate("history.length")
    screen.page.locator(".actions .lamp").click()
    screen.shows("welcome")
    assert "王晓琳" not in screen.page.content()
    assert screen.language() == "en"  # as this lobby's browser was opened
    assert screen.page.evaluate("history.length") == before
    assert screen.page.url.endswith("/?lang=en")
    assert screen.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    screen.page.reload()
    screen.shows("welcome")


def test_an_outcome_goes_by_itself(context: BrowserContext, url: str, text: str) -> None:
    page = context.new_page()
    page.clock.install()
    screen = Screen(page, url).opens()
    screen.wedge(text)
    screen.shows("admitted")
    page.clock.fast_forward(21_000)
    screen.shows("welcome")


def test_a_visitor_who_went_away_is_asked_and_then_forgotten(context: BrowserContext, url: str) -> None:
    page = context.new_page()
    page.clock.install()
    screen = Screen(page, url).opens("/?lang=en")
    screen.press("中文")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.locator("a.choice.lamp").click()
    screen.shows("scan")
    page.clock.fast_forward(46_000)
    expect(page.locator(".toast")).to_be_visible()
    page.clock.fast_forward(15_000)
    screen.shows("welcome")
    assert screen.language() == "en"


def test_larger_letters_and_contrast_are_one_press_and_go_with_the_visitor(screen: Screen) -> None:
    screen.page.get_by_role("button", name="Larger").press("Space")
    expect(screen.page.locator("html")).to_have_attribute("data-letters", "large")
    screen.page.get_by_role("button", name="Contrast").click()
    expect(screen.page.locator("html")).to_have_attribute("data-theme", "contrast")
    screen.page.locator("a.choice.lamp").click()
    screen.shows("scan")
    expect(screen.page.locator("html")).to_have_attribute("data-letters", "large")


def test_without_a_camera_the_screen_says_so(screen: Screen) -> None:
    screen.opens("/scan?lang=en")
    expect(screen.page.get_by_text("There is no camera here just now.")).to_be_visible()
    expect(screen.page.get_by_text("Hold your phone or your pass under the scanner")).to_be_visible()
