"""The pages in a real browser, over the office as it is served: news, keys, sounds, rows, and what axe-core says."""

import re
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import APIResponse, Browser, Locator, Page, Route, expect

from shared.access.rules import Person
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.desk.book import book
from shared.desk.help import ask_for_help
from shared.desk.outcomes import Admitted
from shared.desk.reserve import reserve
from shared.desk.roll_call import call_roll
from shared.kernel.settings import Settings
from shared.resources.actions import enter_resource
from shared.resources.rules import Needs
from tests.admin.pages import DESK, PHONE, WALL, Office, errors_of, faults_of
from tests.house import OLA, WANG, House
from tests.standing import Standing, standing_office

pytestmark = pytest.mark.browser
LONG = GuestWish(
    Contact("Hubert Wolfeschlegelsteinhausenbergerdorff", "Nordlicht Maschinenbau GmbH", "+4930123456", None)
)
UYGHUR = GuestWish(Contact("阿卜杜拉·买买提江·吐尔逊", "天路包装材料有限公司", "+8613812340004", None))
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HELD_MS = 1000
"""Longer than a row waits for a finger."""
TOUCHED_JS = """async ([first, ...later]) => {
  const { exchange } = await import("/static/js/admin/exchange.js");
  const row = (said) => said && `<li data-key="ola" data-stamp="${said}">${said}</li>`;
  const list = (said) => `<ul data-part="people">${row(said)}</ul>`;
  const parts = (said) => Object.assign(document.createElement("section"), { innerHTML: list(said) });
  const page = Object.assign(parts(first), { id: "touched" });
  document.body.append(page);
  page.querySelector("li").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  for (const said of later) exchange(page, parts(said), () => {});
}"""
HEARD_JS = """
window.heard = [];
const { start } = OscillatorNode.prototype;
OscillatorNode.prototype.start = function (...when) {
  window.heard.push(this.frequency.value);
  return start.apply(this, when);
};
"""
Stop = tuple[str, str, tuple[int, int]]
"""A page: its picture's name, its address, the size of its window."""


@pytest.fixture(scope="module")
def standing(standing_settings: Settings) -> Iterator[Standing]:
    """The office as a user would start it, in the true time."""
    with standing_office(standing_settings) as opened:
        yield opened


@pytest.fixture
def house(standing: Standing) -> House:
    """The small company, in which nothing has happened."""
    return standing.put_in_order()


@pytest.fixture
def office(standing: Standing, house: House, browser: Browser) -> Office:
    """The office, served over it."""
    return Office(standing.app.url, house.node, browser)


def arrives(house: House, *guests: GuestWish) -> list[str]:
    """Let a party in at the kiosk; return its visits."""
    booking = house.approved(house.wish(*guests))
    outcomes = [house.scanned(house.pass_of(booking, index)) for index in range(len(booking.guests))]
    return [each.visit for each in outcomes if isinstance(each, Admitted)]


def test_an_arrival_comes_up_at_host_and_gate_and_the_host_answers_by_key(office: Office, house: House) -> None:
    """Nobody loads a page anew; the answer is on the gate's board as it is on the visitor's screen."""
    with office.someone(house.host) as host, office.someone(house.guard, WALL) as gate:
        host.goto(f"{office.url}/host")
        gate.goto(f"{office.url}/gate")
        expect(host.get_by_text("Nobody waits for you")).to_be_visible()
        wait_for_socket(host)
        wait_for_socket(gate)
        arrives(house, WANG)
        expect(host.get_by_role("heading", name="王晓琳 is here")).to_be_visible()
        expect(gate.locator("#inside").get_by_text("王晓琳")).to_be_visible()
        expect(host.locator("[data-said]")).to_have_text("王晓琳 has arrived")
        expect(host).to_have_title(re.compile(r"^\(1\) "))
        expect(host.get_by_text("We have told Wei Li")).to_be_visible()
        host.keyboard.press("Enter")
        expect(host.get_by_text("Answered: I am coming")).to_be_visible()
        expect(gate.locator("#inside").get_by_text("I am coming")).to_be_visible()
        expect(host).not_to_have_title(re.compile(r"^\("))
        assert errors_of(host) == errors_of(gate) == []


@pytest.mark.parametrize("came", [("missing", "safe", "missing"), ("missing", "", "missing"), ("missing", "safe", "")])
def test_a_row_that_was_touched_takes_what_came_last(office: Office, house: House, came: tuple[str, ...]) -> None:
    """What waited for a finger to go never brings older words back: in an evacuation, a "safe" that was taken back."""
    with office.someone(house.guard) as gate:
        gate.clock.install()
        gate.goto(f"{office.url}/gate")
        gate.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))  # from here on no time goes by itself
        gate.evaluate(TOUCHED_JS, came)
        expect(gate.locator("#touched")).to_have_text("missing")
        gate.clock.run_for(HELD_MS)
        expect(gate.locator("#touched")).to_have_text(came[-1])


def test_what_was_pressed_stands_though_an_older_list_comes_after_it(office: Office, house: House) -> None:
    """Nobody who was taken back to missing is safe by a list that was laid out before, when the house then goes."""
    arrives(house, WANG)
    calls_the_roll(house)
    with office.someone(house.guard) as gate:
        gate.goto(f"{office.url}/gate/roll-call")
        wait_for_socket(gate)
        row = gate.locator(".person")
        with gate.expect_response("**/gate/roll-call/marks*"):
            row.locator(".act-safe").click()
        expect(row).to_have_attribute("data-stamp", re.compile("."))  # the house's own list says so
        lists = ListsOf(gate)
        lists.holds_the_next()
        with gate.expect_response("**/gate/roll-call/marks*"):
            row.locator("[data-undo]").click()
        gate.locator("h1").hover()  # no finger holds the row
        with gate.expect_event("requestfailed", lambda asked: ListsOf.ADDRESS in asked.url):
            lists.gives_it_and_goes()
        expect(row).to_have_attribute("data-said", "missing")
        expect(row).to_have_attribute("data-told", "missing")


class ListsOf:
    """A roll call's page that is given its lists when a test says so."""

    ADDRESS = "/gate/roll-call/parts"

    def __init__(self, page: Page) -> None:
        self._page = page
        self._held: list[tuple[Route, APIResponse]] = []

    def holds_the_next(self) -> None:
        """Let the page ask for a list; it is laid out now, and given later."""
        self._page.route(f"**{self.ADDRESS}*", self._keep)
        with self._page.expect_request(f"**{self.ADDRESS}*"):
            self._page.evaluate("document.querySelector('[data-board]').dispatchEvent(new Event('old'))")
        while not self._held:
            self._page.wait_for_timeout(20)

    def gives_it_and_goes(self) -> None:
        """Give the page that list, and none any more."""
        [(route, answer)] = self._held
        route.fulfill(response=answer)

    def _keep(self, route: Route) -> None:
        if self._held:
            route.abort()
        else:
            self._held.append((route, route.fetch()))


def wait_for_socket(page: Page) -> None:
    """Wait until the page hears by socket, not by the long poll that bridges the start."""
    page.wait_for_function("() => performance.getEntriesByType('resource').length > 0")
    expect(page.locator("[data-connection]")).to_have_attribute("data-state", "live")


def test_where_sockets_cannot_connect_the_same_news_comes_by_long_poll(office: Office, house: House) -> None:
    """A proxy that knows no sockets costs nothing but a little time."""
    with office.someone(house.host) as host:
        host.route("**/socket.io/**", lambda route: route.abort())
        host.route_web_socket(re.compile("socket.io"), lambda socket: socket.close())
        host.goto(f"{office.url}/host")
        with host.expect_request("**/live/news?after=*"):
            arrives(house, WANG)
        expect(host.get_by_role("heading", name="王晓琳 is here")).to_be_visible()
        arrives(house, OLA)
        expect(host.get_by_role("heading", name="Ola Nordmann is here")).to_be_visible()


def test_after_a_broken_connection_the_page_shows_what_was_missed(office: Office, house: House) -> None:
    """As soon as it is back."""
    with office.someone(house.guard) as gate:
        gate.goto(f"{office.url}/gate")
        wait_for_socket(gate)
        gate.context.set_offline(True)
        arrives(house, WANG)
        arrives(house, OLA)
        gate.context.set_offline(False)
        expect(gate.locator("#inside").get_by_text("王晓琳")).to_be_visible()
        expect(gate.locator("#inside").get_by_text("Ola Nordmann")).to_be_visible()


def test_a_sign_in_that_was_ended_says_so_on_the_open_page(office: Office, house: House) -> None:
    """Within seconds, with the way back in."""
    with office.someone(house.guard) as gate, office.someone(house.guard) as other:
        gate.goto(f"{office.url}/gate")
        wait_for_socket(gate)
        other.goto(f"{office.url}/my-sign-ins")
        other.get_by_role("button", name="Sign out there").click()
        expect(gate.get_by_text("You are signed out: sign in again")).to_be_visible()


def test_the_guard_s_presses_keep_the_page(office: Office, house: House) -> None:
    """Taking note and letting out go by themselves, and the board follows the news of them."""
    with office.someone(house.guard) as gate:
        house.scanned("USH" + "A" * 47)
        arrives(house, WANG)
        gate.goto(f"{office.url}/gate")
        gate.evaluate("() => { window.sameDocument = true; }")
        gate.get_by_role("button", name="Noted").click()
        expect(gate.get_by_text("Nobody waits for you")).to_be_visible()
        gate.get_by_role("button", name="Let out: 王晓琳").click()
        expect(gate.locator("#inside").get_by_text("王晓琳")).to_have_count(0)
        assert gate.evaluate("() => window.sameDocument") is True
        assert errors_of(gate) == []


def test_a_place_that_is_being_typed_is_not_taken_away_by_news(office: Office, house: House) -> None:
    """A second arrival comes up without touching the first one's card."""
    with office.someone(house.host) as host:
        arrives(house, WANG)
        host.goto(f"{office.url}/host")
        host.get_by_text("Send the visitor to").click()
        field = host.get_by_label("A place, or a colleague").first
        field.fill("三楼 302")
        arrives(house, OLA)
        expect(host.get_by_role("heading", name="Ola Nordmann is here")).to_be_visible()
        expect(field).to_have_value("三楼 302")
        field.press("Enter")
        expect(host.get_by_text("you are here: please go to 三楼 302")).to_be_visible()


def test_sound_is_a_button_that_says_how_it_stands(office: Office, house: House) -> None:
    """Browsers want a click first; the choice is remembered."""
    with office.someone(house.guard) as gate:
        gate.goto(f"{office.url}/gate")
        button = gate.locator("[data-sound]")
        expect(button).to_have_text(re.compile("Turn sound on"))
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(gate.get_by_text("Sound is on")).to_be_visible()
        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")


def test_each_kind_of_event_has_a_sound_of_its_own(office: Office, house: House) -> None:
    """An arrival, a visitor turned away, a call for help and the roll call sound unlike each other and the host's."""
    later = house.node.now() + timedelta(hours=5)
    early = house.approved(house.wish(OLA, starts_at=later, ends_at=later + timedelta(hours=1)))
    heard: list[list[float]] = []
    with office.someone(house.guard) as gate, office.someone(house.host) as host:
        for page, address in ((gate, "gate"), (host, "host")):
            page.add_init_script(HEARD_JS)
            page.goto(f"{office.url}/{address}")
            page.locator("[data-sound]").click()
            expect(page.get_by_text("Sound is on")).to_be_visible()
            wait_for_socket(page)
        expect(gate.locator("[data-sound]")).to_have_attribute("data-played", "tick")
        events: dict[str, Callable[[], object]] = {
            "arrived": partial(arrives, house, WANG),
            "look": partial(house.scanned, house.pass_of(early)),  # too early
            "knock": partial(calls_for_help, house),
            "roll": partial(calls_the_roll, house),
        }
        for kind, happens in events.items():
            gate.evaluate("() => { window.heard = []; }")
            happens()
            expect(gate.locator("[data-sound]")).to_have_attribute("data-played", kind)
            heard.append(gate.evaluate("() => window.heard"))
        expect(host.locator("[data-sound]")).to_have_attribute("data-played", "chime")
        heard.append(host.evaluate("() => window.heard.slice(1)"))  # the first is that of the button
    assert all(heard)
    assert len({tuple(each) for each in heard}) == len(heard)


def calls_for_help(house: House) -> None:
    """Press "I need help" at the kiosk."""
    with house.node.transaction() as rows:
        ask_for_help(rows, str(uuid.uuid4()), house.door, house.node.now())


def calls_the_roll(house: House) -> None:
    """Begin a drill."""
    with house.node.transaction() as rows:
        call_roll(rows, house.site, is_drill=True, point="", by=house.guard, now=house.node.now())


def test_guests_are_added_without_a_round_trip(office: Office, house: House) -> None:
    """Rows keep their numbers and the company of the one before; the leader is one of them."""
    with office.someone(house.receptionist) as page:
        page.goto(f"{office.url}/bookings/new")
        row(page, 0, "Name").fill("王晓琳")
        row(page, 0, "Company").fill("启航精密")
        row(page, 0, "Phone").fill("13812340001")
        page.get_by_role("button", name="Add a guest").click()
        expect(row(page, 1, "Company")).to_have_value("启航精密")
        expect(row(page, 1, "Name")).to_be_focused()
        page.keyboard.type("沈佳")
        row(page, 1, "Phone").fill("13812340002")
        page.get_by_label("Leads the group").nth(1).check()
        page.get_by_role("button", name="Add a guest").click()
        page.get_by_role("button", name="Take away").nth(2).click()
        page.get_by_label("Purpose").fill("签约洽谈")
        host = page.get_by_label("Host")
        host.press_sequentially("li")
        expect(page.locator("#hosts option")).to_have_count(2)
        host.fill("Wei Li · Purchasing · li.wei@usher.example")
        page.get_by_label("Day", exact=True).fill("2030-01-15")
        page.get_by_role("button", name="Book the visit").click()
        expect(page.get_by_role("heading", name="沈佳, group of 2")).to_be_visible()
        assert errors_of(page) == []


def test_r34_a_taken_room_shows_while_the_time_is_typed(office: Office, house: House) -> None:
    """Also to who has gone on to the rooms by key; a tick that is set meanwhile stays."""
    with house.node.transaction() as rows:
        facts = {"kind": "room", "name": "三号会议室", "name_en": "Room 3", "seats": 8, "remark": ""}
        room = enter_resource(rows, house.site, facts, "test", house.node.now()).id
        starts = datetime(2030, 1, 15, 6, tzinfo=UTC)
        wish = house.wish(starts_at=starts, ends_at=starts + timedelta(hours=1))
        reserve(rows, book(rows, wish, house.host, house.node.now()), Needs((room,)))
    with office.someone(house.receptionist) as page:
        held: list[Route] = []
        let_go = threading.Event()
        page.route("**/bookings/free?*", lambda route: route.continue_() if let_go.is_set() else held.append(route))
        page.goto(f"{office.url}/bookings/new")
        page.get_by_label("Day", exact=True).fill("2030-01-15")
        page.get_by_label("From", exact=True).fill("14:30")
        with page.expect_request("**/bookings/free?*"):
            page.get_by_label("Until", exact=True).first.fill("15:30")
            page.get_by_label("Until", exact=True).first.blur()
        page.get_by_label("Room 3").check()
        let_go.set()
        for each in held:
            each.continue_()
        expect(page.get_by_label("Room 3")).to_have_accessible_name(re.compile("taken 14:00–15:00"))
        expect(page.get_by_label("Room 3")).to_be_checked()
        expect(page.get_by_label("Room 3")).to_be_focused()
        page.get_by_label("From", exact=True).fill("15:00")
        expect(page.get_by_text("taken 14:00")).to_have_count(0)
        assert errors_of(page) == []


def row(page: Page, index: int, label: str) -> Locator:
    """Return a field of a guest's row."""
    return page.locator("[data-guests] [data-row]").nth(index).get_by_label(label)


def lived(house: House) -> str:
    """Let a morning happen; return a booking with something of everything."""
    group = house.approved(house.wish(WANG, UYGHUR, LONG, grade="A"))
    for index in (0, 1):
        house.scanned(house.pass_of(group, index))
    arrives(house, OLA)
    house.booked(house.wish(LONG, grade="C"))
    house.booked(house.wish(WANG, grade="D", host_id=str(house.boss.employee_id)), by=house.boss)
    house.scanned("USH" + "A" * 47)
    waiting = house.booked(house.wish(UYGHUR, grade="B"))
    house.scanned(house.pass_of(house.approved(house.wish(LONG, site_id=house.site))))
    return waiting.id


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_pages_have_no_faults_and_are_kept_as_pictures(
    office: Office, house: House, screenshots: Path, language: str
) -> None:
    """axe-core finds nothing, light or dark, at a desk or on a phone; people look at the pictures beside the design."""
    waiting = lived(house)
    walks: dict[Person | None, tuple[Stop, ...]] = {
        house.boss: (("bookings", "/bookings", DESK), ("booking", f"/bookings/{waiting}", DESK)),
        house.receptionist: (("new", "/bookings/new", DESK), ("new-phone", "/bookings/new", PHONE)),
        house.guard: (("gate", "/gate", WALL), ("gate-desk", "/gate", DESK), ("gate-phone", "/gate", PHONE)),
        house.host: (("host", "/host", DESK), ("host-phone", "/host", PHONE), ("sign-ins", "/my-sign-ins", DESK)),
        None: (("sign-in", "/sign-in", DESK), ("link", "/links/none", PHONE), ("lost", "/nowhere", DESK)),
    }
    faults: dict[str, list[str]] = {}
    for who, stops in walks.items():
        with office.someone(who, locale=language, reduced_motion="reduce") as page:
            for name, path, (width, height) in stops:
                page.set_viewport_size({"width": width, "height": height})
                page.goto(office.url + path)
                for theme in THEMES:
                    page.emulate_media(color_scheme=theme)
                    picture = screenshots / f"office-{name}-{language[:2]}-{theme}.png"
                    page.screenshot(path=picture, full_page=width < 500)
                    faults[f"{name}, {theme}"] = faults_of(page) if language == "en-GB" else []
                assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth"), name
    assert {name: found for name, found in faults.items() if found} == {}
