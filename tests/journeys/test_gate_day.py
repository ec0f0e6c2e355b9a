"""A morning at the gate: held and let in by keys alone; a VIP's badge lies ready before they come."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from shared.badges.models import Badge
from shared.bookings.passes import Code, Read, read
from shared.gate.models import GateStop, LaneGuest
from shared.visits.models import Visit
from tests.admin.pages import DESK, PHONE, WALL, Office, errors_of, faults_of
from tests.house import OLA, House
from tests.journeys.conftest import Place
from tests.journeys.guards import Counter, Guard, too_close, too_small
from tests.journeys.people import PATIENT_MS, read_code
from tests.peers.escpos import printed_from

SMALL_DESK = (1280, 800)
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def asks_to_come_in(house: House) -> str:
    """Let somebody stand at the door and ask; return the visit."""
    booking = house.approved(house.wish(OLA))
    now = house.node.now()
    stay = Visit(
        booking_id=booking.id,
        guest_id=booking.guests[0].id,
        site_id=house.site,
        host_id=booking.host_id,
        station="lobby",
        state="asking",
        arrived_at=now - timedelta(minutes=1),
    )
    with house.node.transaction() as session:
        session.add(stay)
        session.flush()
        return stay.id


def test_a_guard_with_a_keyboard_and_a_host_with_a_vip(place: Place, screenshots: Path) -> None:
    house = place.house
    visit = asks_to_come_in(house)
    office = Office(place.office_app.url, house.node, place.browser)
    page = place.stack.enter_context(office.someone(house.guard, SMALL_DESK, locale="en-GB"))
    gate = Guard(page, office.url)
    gate.watches()
    holds_and_admits_by_keys(house, gate, visit)
    code = the_badge_lies_ready(place, gate)
    leaves_by_it(place, gate, code)
    looks_right(office, house, screenshots)
    assert errors_of(page) == []


def holds_and_admits_by_keys(house: House, gate: Guard, visit: str) -> None:
    """No pointer: the card, the reason, and the word are all reached by keys; what has the focus is seen."""
    gate.presses("1")
    expect(gate.page.locator(".need:focus")).to_have_count(1)
    gate.presses("h")
    expect(gate.page.locator(".reasons :focus")).to_have_count(1)
    outline = gate.page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the first reason has the focus, and shows it"
    gate.presses("Enter")
    gate.sees_word("Ola Nordmann", "Held: identity to be checked")
    with house.node.reading() as session:
        assert session.scalars(select(GateStop.reason)).one() == "identity"
    gate.presses("a")
    gate.sees("Ola Nordmann", PATIENT_MS)
    gate.sees_no_card("Ola Nordmann")
    with house.node.reading() as session:
        assert session.get_one(Visit, visit).state == "inside"


def the_badge_lies_ready(place: Place, gate: Guard) -> str:
    """The host fills one form; the paper is out before the gate lets the guest in. Return the code on it."""
    host = place.host()
    page = host.page
    page.goto(f"{host.url}/green-lane")
    row = page.locator("[data-guests] [data-row]").first
    for field, value in {"name": "王晓琳", "company": "启航精密技术", "phone": "13812340001"}.items():
        row.locator(f'[name$="{field}"]').fill(value)
    page.locator("[name=purpose]").fill("签约洽谈")
    page.locator("[name=plate]").fill("苏E·7K219")
    page.locator("main .btn-lamp").click()
    expect(page.get_by_text("The badge prints at the gate now.")).to_be_visible(timeout=PATIENT_MS)
    gate.sees_word("王晓琳", "On the way in")
    expect(gate.page.locator("#vehicles")).to_contain_text("苏E7K219", timeout=PATIENT_MS)
    give_up_at = time.monotonic() + PATIENT_MS / 1000
    while (code := code_of_lane_badge(place)) is None:  # others' badges may come out meanwhile
        assert time.monotonic() < give_up_at, "no badge came out"
        gate.page.wait_for_timeout(200)
    gate.card("王晓琳").get_by_role("button", name="Admit: 王晓琳").click()
    gate.sees("王晓琳", PATIENT_MS)
    return code


def code_of_lane_badge(place: Place) -> str | None:
    """Return the code on the paper that was printed for the guest on the way in; None while it has not come out."""
    with place.house.node.reading() as session:
        number = session.scalars(select(LaneGuest.number)).one()
    for picture in place.prints.glob("[!.]*.png"):  # comes last, when the print is whole
        for paper in printed_from(picture.with_suffix(".bin").read_bytes()).sheets:
            code = read_code(paper)
            known = read(code, place.house.node.keys.passes)
            if isinstance(known, Read) and known.number == number:
                return code
    return None


def leaves_by_it(place: Place, gate: Guard, code: str) -> None:
    """The badge that was printed ahead is the visit's own: it signs them out at the kiosk."""
    known = read(code, place.house.node.keys.passes)
    assert isinstance(known, Read)
    assert known.code is Code.BADGE
    with place.house.node.reading() as session:
        assert session.scalars(select(Badge.visit_id).where(Badge.number == known.number)).one()
    assert isinstance(place.house.left(code).visit, str)  # type: ignore[union-attr]
    expect(gate.page.locator("#inside .thing", has_text="王晓琳")).to_have_count(0, timeout=PATIENT_MS)


def looks_right(office: Office, house: House, screenshots: Path) -> None:
    """Nothing is too small or too close for gloves, axe-core finds nothing, and people look at the pictures."""
    asks_to_come_in(house)
    guest = house.approved().guests[0].id
    stops = {"board": "/gate", "guest": f"/gate/guests/{guest}", "people": "/gate/people", "roll": "/gate/roll-call"}
    faults: dict[str, object] = {}
    for language, theme in (("zh-CN", "dark"), ("en-GB", "light")):
        with office.someone(house.guard, WALL, locale=language, reduced_motion="reduce") as page:
            page.goto(f"{office.url}/gate")
            if theme == "light":
                page.locator(".light-switch button").click()
                expect(page.get_by_role("button", name="Dark", exact=True)).to_be_visible()
            for name, path in stops.items():
                page.goto(office.url + path)
                for size in (WALL, SMALL_DESK, PHONE):
                    page.set_viewport_size({"width": size[0], "height": size[1]})
                    page.screenshot(path=screenshots / f"gate-{name}-{language[:2]}-{theme}-{size[0]}.png")
                    wrong = {"small": too_small(page), "close": too_close(page), "axe": faults_of(page)}
                    faults |= {f"{name} {language} {size} {kind}": each for kind, each in wrong.items() if each}
                    assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth"), (name, size)
    faults |= the_roll_call_looks_right(office, house, screenshots)
    for path in ("/green-lane", "/gate/roll-calls"):
        with office.someone(house.receptionist, DESK, locale="zh-CN") as page:
            page.goto(office.url + path)
            if found := faults_of(page):
                faults[path] = found
            page.screenshot(path=screenshots / f"gate{path.replace('/', '-')}-zh.png")
    assert faults == {}


def the_roll_call_looks_right(office: Office, house: House, screenshots: Path) -> dict[str, object]:
    """A drill in Chinese, the event in English; return what is wrong with either."""
    faults: dict[str, object] = {}
    for language, kind in (("zh-CN", "drill"), ("en-GB", "real")):
        with office.someone(house.guard, WALL, locale=language, reduced_motion="reduce") as page:
            page.goto(f"{office.url}/gate/roll-call")
            counter = Counter(page, office.url)
            counter.begins(kind, "南广场")
            counter.finds("Ola Nordmann")
            for size in (WALL, SMALL_DESK, PHONE):
                page.set_viewport_size({"width": size[0], "height": size[1]})
                page.screenshot(path=screenshots / f"gate-roll-call-{language[:2]}-{kind}-{size[0]}.png")
                wrong = {"small": too_small(page), "close": too_close(page), "axe": faults_of(page)}
                faults |= {f"{kind} {size} {what}": each for what, each in wrong.items() if each}
                assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth"), (kind, size)
            counter.ends()
            page.screenshot(path=screenshots / f"gate-report-{language[:2]}-{kind}.png")
    return faults
