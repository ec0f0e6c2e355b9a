"""An evacuation: two gates count at once, kiosks switch, the house goes away and comes back, and nothing is lost."""

import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from shared.access.rules import Person
from shared.bookings.models import Guest
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.desk.outcomes import Admitted
from shared.roll_calls.models import RollMark
from tests.admin.pages import PHONE, WALL, Office, errors_of, faults_of
from tests.apps import ADMIN, start
from tests.house import OLA, WANG, House
from tests.journeys.conftest import LYING, Place
from tests.journeys.guards import Counter, Guard
from tests.journeys.people import PATIENT_MS
from tests.peers.escpos import printed_from

HE = GuestWish(Contact("何书琴", "衡川仪器", "+8613812340014", None))
LIN = GuestWish(Contact("林巧", "江州理工大学", "+8613812340006", None))
SWITCHED_WITHIN_S = 20.0
"""Less than the 25 s after which a kiosk would ask anew."""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def come_in(house: House, guests: Sequence[GuestWish]) -> None:
    """Let visitors in, the last of them one who needs help."""
    for guest in guests:
        assert isinstance(house.scanned(house.pass_of(house.approved(house.wish(guest)))), Admitted)
    with house.node.transaction() as session:
        session.scalars(select(Guest).order_by(Guest.id.desc()).limit(1)).one().needs_help = True


def guard(place: Place, who: Person, size: tuple[int, int]) -> Guard:
    """Sit somebody before the board."""
    office = Office(place.office_app.url, place.house.node, place.browser)
    page = place.stack.enter_context(office.someone(who, size, locale="en-GB"))
    gate = Guard(page, office.url)
    gate.watches()
    return gate


def test_two_gates_count_while_the_house_goes_and_comes_back(place: Place, screenshots: Path) -> None:
    house = place.house
    come_in(house, (WANG, OLA, LIN, HE))
    kiosk, busy = place.kiosk(), place.kiosk(size=LYING)
    busy.opens("/typed?lang=en")
    first, second = guard(place, house.guard, WALL), guard(place, house.receptionist, PHONE)
    third = guard(place, house.boss, WALL)
    east = first.goes_to_roll_call()
    east.begins("real", "South square")
    began = time.monotonic()
    for screen in (kiosk, busy):
        screen.shows("emergency")
        expect(screen.page.locator(".alarm-point")).to_contain_text("South square")
    assert time.monotonic() - began < SWITCHED_WITHIN_S
    for name, screen in (("upright", kiosk), ("lying", busy)):
        screen.page.screenshot(path=screenshots / f"kiosk-alarm-{name}.png")
        assert faults_of(screen.page) == []
    west = second.follows_the_banner()
    east.lists("何书琴", "王晓琳", "Ola Nordmann", "林巧")  # who needs help first
    they_mark_at_once(east, west)
    nobody_is_called_by_an_old_list(place)
    the_house_goes_away(place, east, west, third)
    the_list_prints(place, east)
    east.ends()
    expect(east.page.get_by_text("everybody was found")).to_be_visible()
    for screen in (kiosk, busy):
        screen.shows("welcome")
    the_list_goes_with_the_sign_in(place)
    assert errors_of(east.page) == errors_of(west.page) == errors_of(third.page) == []


def they_mark_at_once(east: Counter, west: Counter) -> None:
    """Each marks somebody, sees the other's mark, and takes the own one back."""
    west.finds("Ola Nordmann")
    west.takes_back("Ola Nordmann")
    east.finds("何书琴")
    west.finds("王晓琳")
    for counter in (east, west):  # by name: two are safe already while the press that was taken back still counts
        counter.knows(**{"Ola Nordmann": "missing", "何书琴": "safe", "王晓琳": "safe"})
        counter.counts(missing=2, safe=2)


def nobody_is_called_by_an_old_list(place: Place) -> None:
    """A device that slept wakes up without the house: what it has at hand is older than a minute."""
    asleep = guard(place, place.house.boss, PHONE)
    expect(asleep.page.locator("template[data-roll-at-hand][data-at]")).to_be_attached()
    asleep.page.route("**/gate/roll-call/**", lambda route: route.abort())
    asleep.page.clock.set_fixed_time(place.house.node.now() + timedelta(seconds=90))
    asleep.page.locator(".tabs [data-roll-call]").click()
    expect(asleep.page.get_by_role("heading", name="No connection, and no list at hand")).to_be_visible()
    expect(asleep.page.locator("[data-roll-here]")).not_to_contain_text("王晓琳")
    asleep.page.close()


def the_house_goes_away(place: Place, east: Counter, west: Counter, third: Guard) -> None:
    """What is marked meanwhile is counted in words and sent; a board that is open has the last list at hand."""
    place.office_app.kill()
    east.finds("Ola Nordmann")
    west.finds("林巧")
    east.counts(missing=1, safe=3)
    west.counts(missing=1, safe=3)
    east.waits_to_send(1)
    west.waits_to_send(1)
    third.goes_to_roll_call()
    third.page.locator("[data-begin=real]").click()
    at_hand = Counter(third.page, third.url)
    expect(third.page.locator(".person h3")).to_have_count(4)
    assert sorted(at_hand.names()) == ["Ola Nordmann", "何书琴", "林巧", "王晓琳"]
    kept = third.page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "Nordmann" not in kept
    assert "王" not in kept
    at_hand.finds("Ola Nordmann")
    at_hand.waits_to_send(1)
    place.stack.callback(start(ADMIN, place.office_app.settings).stop)
    for counter in (east, west, at_hand):
        counter.counts(missing=0, safe=4)
        counter.has_sent_all()
    with place.house.node.reading() as session:
        said = [(mark.said, mark.undoes is not None) for mark in session.query(RollMark)]
    assert said.count(("safe", False)) >= 5, "each press is kept"


def the_list_prints(place: Place, east: Counter) -> None:
    """On the badge printer, with a tick for who was found."""
    before = set(place.prints.glob("[!.]*.png"))
    east.page.reload()
    expect(east.page.locator("[data-roll][data-ready]")).to_be_visible()
    east.page.get_by_role("button", name="Print at lobby").click()
    give_up_at = time.monotonic() + PATIENT_MS / 1000
    while not (new := set(place.prints.glob("[!.]*.png")) - before):  # the print is whole once there is its picture
        assert time.monotonic() < give_up_at, "nothing was printed"
        east.page.wait_for_timeout(200)
    (paper,) = printed_from(new.pop().with_suffix(".bin").read_bytes()).sheets
    assert paper.width == 576


def the_list_goes_with_the_sign_in(place: Place) -> None:
    """Signed out elsewhere: no name stays on the page, and none can be called up, with or without the house."""
    come_in(place.house, (WANG,))
    gate, other = guard(place, place.house.guard, PHONE), guard(place, place.house.guard, WALL)
    expect(gate.page.locator("#inside")).to_contain_text("王晓琳", timeout=PATIENT_MS)
    other.page.goto(f"{other.url}/my-sign-ins")
    there = other.page.get_by_role("button", name="Sign out there")
    for left in (1, 0):
        there.first.click()
        expect(there).to_have_count(left)
    expect(gate.page.get_by_text("You are signed out: sign in again")).to_be_visible(timeout=PATIENT_MS)
    expect(gate.page.locator("body")).not_to_contain_text("王晓琳")
    assert "王晓琳" not in gate.page.content()
    gate.page.locator(".tabs [data-roll-call]").click()
    expect(gate.page.locator("[data-roll-here]")).to_have_count(0)
    assert "王晓琳" not in gate.page.content()
