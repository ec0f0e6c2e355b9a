"""Wedges and serial scanners at a real screen: no scan is lost or doubled, and none is typed into a form."""

import time
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from hardware.scanners import ScannerAddress, SerialScanner
from kiosk.scans import FRESH_S, Scans
from tests.house import House
from tests.kiosk.keyboards import FRENCH, GERMAN, US, WedgeKeys
from tests.kiosk.screen import BusyDesk, Screen, passes
from tests.peers.scanner import PtyScanner, assert_missed

pytestmark = pytest.mark.browser

UPRIGHT = (1080, 1920)
SOON_S = 30.0


@pytest.fixture
def serial_scans() -> Iterator[Scans]:
    """The kiosk has a serial scanner; a busy machine's screen may take longer to ask than a code is kept for it."""
    scans = Scans(fresh_s=10 * FRESH_S)
    yield scans
    scans.stop()


@pytest.fixture
def plug(tmp_path: Path) -> Iterator[PtyScanner]:
    """A real pseudo-terminal."""
    plug = PtyScanner(tmp_path / "usb-scanner")
    yield plug
    plug.close()


@pytest.fixture
def reader(plug: PtyScanner, serial_scans: Scans) -> Iterator[SerialScanner]:
    """The real reader of it."""
    reader = SerialScanner(ScannerAddress.parse(plug.address), serial_scans.add)
    reader.start()
    assert reader.is_there(SOON_S)
    yield reader
    reader.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": UPRIGHT[0], "height": UPRIGHT[1]}, reduced_motion="reduce")
    yield opened
    opened.close()


@pytest.fixture
def screen(context: BrowserContext, url: str) -> Screen:
    return Screen(context.new_page(), url).opens()


# ---- keyboard wedges


@pytest.mark.parametrize("layout", [US, FRENCH, GERMAN], ids=["us", "french", "german"])
def test_a_wedge_is_read_under_any_layout_and_types_into_no_form(
    screen: Screen, house: House, layout: Mapping[str, str]
) -> None:
    sent = screen.posts()
    texts = []
    for caps_lock, before in product((False, True), ("", "]Q1")):
        texts.append(house.pass_of(house.booked()))
        screen.opens("/typed?lang=en")
        expect(screen.page.locator("#permit")).to_be_focused()
        screen.page.evaluate("() => { window.written = []; addEventListener('input', () => written.push(1), true); }")
        WedgeKeys(screen.page, layout, caps_lock).types(before + texts[-1])
        screen.shows("admitted")
        assert screen.page.evaluate("window.written") == []
    assert passes(sent) == texts


def test_the_badge_s_code_for_phones_is_typed_into_no_form_and_said_to_be_the_other_one(screen: Screen) -> None:
    screen.opens("/typed?lang=en")
    expect(screen.page.locator("#permit")).to_be_focused()
    screen.page.evaluate("() => { window.written = []; addEventListener('input', () => written.push(1), true); }")
    WedgeKeys(screen.page, FRENCH).types(f"https://usher.example.com/surveys/{'0' * 26}.1795000000.{'0' * 32}")
    expect(screen.page.get_by_role("heading", name="This is the code for your phone")).to_be_visible()
    assert screen.page.evaluate("window.written") == []


def test_what_is_held_back_and_was_no_code_is_written_as_the_layout_says(screen: Screen) -> None:
    """A person on a French keyboard who presses the key at the place of ] has typed a dollar sign."""
    screen.opens("/typed?lang=en")
    field = screen.page.locator("#permit")
    screen.page.evaluate(
        "() => document.querySelector('#permit').addEventListener('input', (e) => (window.got = e.target.value), true)"
    )
    keys = WedgeKeys(screen.page, FRENCH)
    keys.types("u", end="")
    expect(field).to_have_value("U")
    assert screen.page.evaluate("window.got") == "u"
    keys.types("]", end="Tab")
    assert screen.page.evaluate("window.got") == "U$"


def test_what_is_held_back_is_given_to_every_kind_of_field(screen: Screen) -> None:
    """One for mail addresses says to nobody where its cursor is; none takes more than it may hold."""
    kinds = {'type="email"': "us", 'type="tel"': "us", 'maxlength="1"': "u", "readonly": ""}
    field = screen.page.locator("#screen input")
    for kind, taken in kinds.items():
        screen.page.locator("#screen").evaluate("(main, kind) => { main.innerHTML = `<input ${kind}>`; }", kind)
        field.focus()
        WedgeKeys(screen.page).types("us", end="Tab")
        expect(field).to_have_value(taken)


def test_a_code_with_two_ends_presses_nothing(screen: Screen, house: House) -> None:
    """Some scanners say CR and LF: the second must not press what has the focus by then."""
    text = house.pass_of(house.booked())
    keys = WedgeKeys(screen.page)
    keys.types(text)
    keys.presses("Enter")
    keys.presses("Tab")
    screen.shows("admitted")
    expect(screen.page.locator("#screen.admitted")).to_be_visible()
    assert screen.page.url.endswith("/?lang=en")


def test_a_code_without_an_end_is_read_whatever_has_the_focus(screen: Screen, house: House) -> None:
    keys = WedgeKeys(screen.page)
    screen.page.locator("a.choice.other").focus()
    keys.types(house.pass_of(house.booked()), end="")
    screen.shows("admitted")


PRESSES = """() => {
  window.pressed = [];
  for (const kind of ["click", "submit", "input"]) addEventListener(kind, () => pressed.push(kind), true);
}"""


@pytest.mark.parametrize(("focus", "end"), [("#permit", "Enter"), ("#permit", "Tab"), ("button.lamp", "NumpadEnter")])
def test_a_late_end_presses_nothing_that_has_the_focus(screen: Screen, house: House, focus: str, end: str) -> None:
    """A scanner that seemed to mark no end marks one after all, when its code has been taken already."""
    screen.opens("/typed?lang=en")
    screen.page.locator(focus).focus()
    screen.page.evaluate(PRESSES)
    desk, keys = BusyDesk(screen.page), WedgeKeys(screen.page)
    keys.types(house.pass_of(house.booked()), end="")
    desk.has_somebody()
    keys.presses(end, later_s=0.35)
    expect(screen.page.locator(focus)).to_be_focused()
    assert screen.page.evaluate("window.pressed") == []
    keys.presses("Enter", later_s=1)  # a person's
    assert "submit" in screen.page.evaluate("window.pressed")
    desk.answers()
    screen.shows("admitted")


def test_a_late_end_presses_nothing_on_the_screen_that_came_meanwhile(screen: Screen, house: House) -> None:
    keys = WedgeKeys(screen.page)
    keys.types(house.pass_of(house.booked()), end="")
    screen.shows("admitted")
    done = screen.page.get_by_text("Done", exact=True)
    done.focus()
    keys.presses("Enter", later_s=0.35)
    expect(done).to_be_focused()
    screen.shows("admitted")
    keys.presses("Enter", later_s=1)  # a person's
    screen.shows("welcome")


def test_a_wedge_scans_while_the_desk_is_busy_and_nobody_is_lost(
    screen: Screen, house: House, pair: tuple[str, str]
) -> None:
    third = house.pass_of(house.booked())
    first, second = pair
    desk, sent = BusyDesk(screen.page), screen.posts()
    screen.keeps_titles()
    keys = WedgeKeys(screen.page)
    for text in (first, second, second, third, first):
        keys.types(text)
    desk.has_somebody()
    assert passes(sent) == [first]
    desk.answers()
    assert screen.titles(3) == ["Welcome, 王晓琳", "Welcome, Ola Nordmann", "Welcome, 王晓琳"]
    assert passes(sent) == [first, second, third]
    assert len({body["tap"] for body in sent if "pass" in body}) == 3


def test_a_press_while_a_code_is_at_the_desk_does_not_hide_its_answer(screen: Screen, house: House) -> None:
    desk = BusyDesk(screen.page)
    screen.wedge(house.pass_of(house.booked()))
    screen.press("Sign out")
    desk.answers()
    screen.shows("admitted")


# ---- serial scanners


def test_a_serial_scanner_is_read_on_every_screen(
    screen: Screen, house: House, plug: PtyScanner, reader: SerialScanner
) -> None:
    text = house.pass_of(house.booked())
    for path in ("/", "/typed", "/help"):
        screen.opens(f"{path}?lang=en")
        plug.scans("]Q1" + text)
        screen.page.wait_for_selector("#screen.admitted, #screen.inside")
    screen.shows("inside")


def test_a_serial_scan_is_an_order_of_the_screen_that_stands(
    screen: Screen, house: House, plug: PtyScanner, reader: SerialScanner
) -> None:
    text = house.pass_of(house.booked())
    house.scanned(text)
    screen.opens("/leave?lang=en")
    plug.scans(text)
    screen.shows("left")


def test_serial_scans_while_the_desk_is_busy_are_neither_lost_nor_doubled(
    screen: Screen, house: House, pair: tuple[str, str], plug: PtyScanner, reader: SerialScanner
) -> None:
    first, second = pair
    desk, sent = BusyDesk(screen.page), screen.posts()
    screen.keeps_titles()
    plug.scans(first)
    with screen.page.expect_request("**/scans"):  # the first is confirmed, and the next asked for
        plug.scans(second)
    plug.scans(second)
    desk.answers()
    assert screen.titles(2) == ["Welcome, 王晓琳", "Welcome, Ola Nordmann"]
    assert passes(sent) == [first, second]


def test_a_serial_scan_whose_hand_over_was_cut_is_neither_lost_nor_doubled(
    screen: Screen, house: House, plug: PtyScanner, reader: SerialScanner
) -> None:
    text = house.pass_of(house.booked())
    cut: list[str] = []

    def cut_once(route: Route) -> None:
        """Let the house answer, and cut the answer off on its way."""
        if cut:
            route.continue_()
            return
        cut.append(route.fetch().text())
        route.abort()

    screen.page.route("**/scans", cut_once)
    sent = screen.posts()
    with screen.page.expect_request("**/scans"):  # the question before was not caught
        plug.scans("USHBEFORE")
    screen.shows("refused")
    plug.scans(text)
    screen.shows("admitted")
    assert text in cut[0]
    assert passes(sent) == ["USHBEFORE", text]


def test_a_serial_scanner_may_be_replugged_while_the_screen_stands(
    screen: Screen, house: House, pair: tuple[str, str], plug: PtyScanner, reader: SerialScanner
) -> None:
    plug.scans(pair[0])
    expect(screen.page.locator("#screen h1")).to_contain_text("王晓琳")
    plug.unplug()
    assert_missed(reader)
    plug.plug_in()
    assert reader.is_there(SOON_S)
    plug.scans(pair[1])
    expect(screen.page.locator("#screen h1")).to_contain_text("Ola Nordmann")


def test_of_two_screens_one_gets_the_scan(
    context: BrowserContext, screen: Screen, house: House, plug: PtyScanner, reader: SerialScanner
) -> None:
    other = Screen(context.new_page(), screen.url).opens()
    sent, also_sent = screen.posts(), other.posts()
    plug.scans(house.pass_of(house.booked()))
    shown = "document.querySelector('#screen.admitted') !== null"
    give_up_at = time.monotonic() + SOON_S
    while not (screen.page.evaluate(shown) or other.page.evaluate(shown)):
        assert time.monotonic() < give_up_at, "neither screen got it"
        screen.page.wait_for_timeout(20)
    assert len(passes(sent) + passes(also_sent)) == 1
