"""Devices, end to end: a kiosk that is there, a test print, an open cover, a kiosk that falls silent and comes back."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.admin.pages import WALL, Office, errors_of
from tests.apps import KIOSK, running
from tests.journeys.conftest import Place
from tests.journeys.people import PATIENT_MS
from tests.peers.printer import TcpPrinter

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WITHIN_S = 15.0


@pytest.fixture
def second() -> Iterator[TcpPrinter]:
    """A printer in the network, beside the one that writes pictures."""
    printer = TcpPrinter()
    yield printer
    printer.close()


@pytest.fixture
def printers(second: TcpPrinter) -> tuple[str, ...]:
    """Both of them."""
    return ("virtual:", second.address)


def watches_devices(place: Place) -> Page:
    """Sit down as the receptionist, before the device page."""
    office = Office(place.office_app.url, place.house.node, place.browser)
    page = place.stack.enter_context(office.someone(place.house.receptionist, locale="en-GB"))
    page.goto(f"{place.office_app.url}/devices")
    expect(page.locator("[data-connection]")).to_have_attribute("data-state", "live", timeout=PATIENT_MS)
    return page


def watches_gate(place: Place) -> Page:
    office = Office(place.office_app.url, place.house.node, place.browser)
    page = place.stack.enter_context(office.someone(place.house.guard, WALL, locale="en-GB"))
    page.goto(f"{place.office_app.url}/gate")
    return page


def reads_bookings(place: Place) -> Page:
    """Sit down as another receptionist, who looks at something else."""
    office = Office(place.office_app.url, place.house.node, place.browser)
    page = place.stack.enter_context(office.someone(place.house.boss, locale="en-GB"))
    page.goto(f"{place.office_app.url}/bookings")
    return page


def left_of(began: float) -> float:
    """Return how many milliseconds are left of the time within which it must be known."""
    return max(1.0, (WITHIN_S - (time.monotonic() - began)) * 1000)


def test_a_kiosk_is_seen_tried_missed_and_seen_again(place: Place, second: TcpPrinter) -> None:
    devices, gate, bookings = watches_devices(place), watches_gate(place), reads_bookings(place)
    expect(devices.locator("[data-part=kiosks]")).to_contain_text("Works since", timeout=PATIENT_MS)
    expect(devices.locator("[data-part=printers]")).to_contain_text("Ready since", timeout=PATIENT_MS)
    devices.get_by_role("button", name="Test print on virtual:").click()
    latest = devices.locator("[data-part=latest] tr").first
    expect(latest).to_contain_text("Test print")
    expect(latest).to_contain_text("Printed", timeout=PATIENT_MS)
    assert len(list(place.prints.glob("*.png"))) == 1

    began = time.monotonic()
    second.faults.cover_open = True
    expect(devices.locator("[data-part=troubles]")).to_contain_text("cover is open", timeout=left_of(began))
    expect(bookings.locator("[data-alarm]")).to_contain_text("cover is open", timeout=left_of(began))
    second.mind.repair()
    expect(devices.locator("[data-part=troubles]")).not_to_contain_text("cover is open", timeout=WITHIN_S * 1000)

    place.kiosk_app.kill()
    began = time.monotonic()
    expect(devices.locator("[data-part=troubles]")).to_contain_text("Silent since", timeout=left_of(began))
    expect(devices.locator("[data-part=printers]")).to_contain_text("Nobody asks it just now", timeout=left_of(began))
    expect(gate.locator("#needs")).to_contain_text("Kiosk lobby", timeout=left_of(began))
    expect(bookings.locator("[data-alarm]")).to_contain_text("Kiosk lobby Silent since", timeout=left_of(began))

    with running(replace(place.kiosk_app.settings), KIOSK):
        expect(devices.locator("[data-part=troubles]")).not_to_contain_text("Silent since", timeout=PATIENT_MS)
        expect(devices.locator("[data-part=kiosks]")).to_contain_text("Works since", timeout=PATIENT_MS)
        expect(gate.locator("#needs")).not_to_contain_text("Kiosk lobby", timeout=PATIENT_MS)
        expect(bookings.locator("[data-alarm]")).to_be_empty(timeout=PATIENT_MS)
    assert errors_of(devices) == errors_of(gate) == errors_of(bookings) == []
