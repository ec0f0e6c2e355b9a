"""The device page as people see it: kept as pictures, whole, and faultless to axe-core."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from admin import create_admin
from shared.desk.outcomes import Admitted
from shared.desk.watched import station_says
from shared.devices.actions import printer_takes, station_starts
from shared.devices.rules import Saying
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.printing.actions import done, sending, stuck, unknown
from shared.printing.models import PrintJob
from shared.printing.rules import Reason, Trouble
from tests.admin.pages import DESK, PHONE, Office, errors_of, faults_of
from tests.house import OLA, WANG, House, furnish
from tests.serving import serving

pytestmark = pytest.mark.browser
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LEASE = timedelta(minutes=1)
LEFT = Saying(
    "tcp:192.168.1.50:9100", "ready", heard=True, place="at the left door", model="TM-T88VII", firmware="21.03 ESC/POS"
)
LABEL = Saying("tcp:192.168.1.51:9100?brand=brother", "paper_out", heard=True, model="QL-820NWB")
FILE = Saying("file:/dev/usb/lp0", "ready", can_confirm=False)


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    node = Node.open(settings)
    yield furnish(node)
    node.close()


@pytest.fixture
def office(house: House, browser: Browser) -> Iterator[Office]:
    """The office, where a lot has happened."""
    happens(house)
    with serving(create_admin(house.node.settings, house.node)) as url:
        yield Office(url, house.node, browser)


def happens(house: House) -> None:
    """Let two kiosks print: one badge is out, one unsure, one stuck; one kiosk has been silent for long."""
    now = house.node.now()
    with house.node.transaction() as rows:
        lobby = station_starts(rows, house.site, "lobby", [LEFT.name, LABEL.name], now - timedelta(hours=3))
        station_says(rows, lobby, [replace(LEFT, near_end=True), LABEL, FILE], now + timedelta(minutes=2))
        station_starts(rows, house.site, "gate 2", [FILE.name], now - timedelta(days=1))
    jobs = [arrives(house, guest) for guest in (WANG, OLA, WANG, OLA)]
    for number, job_id in enumerate(jobs):
        with house.node.transaction() as rows:
            job, later = rows.get_one(PrintJob, job_id), house.node.now()
            if number == 2:
                stuck(rows, job, Trouble(Reason.COVER_OPEN, True, LEFT.name), later + LEASE, later)
                continue
            assert sending(rows, job, LEFT.name, later, LEASE)
            printer_takes(rows, house.site, LEFT.name, job.id, later)
            if number == 1:
                unknown(rows, job, Reason.NO_REPLY, later)
            else:
                done(rows, job, later + timedelta(seconds=1.4))


def arrives(house: House, guest: object) -> str:
    came = house.scanned(house.pass_of(house.approved(house.wish(guest))))  # type: ignore[arg-type]
    assert isinstance(came, Admitted)
    with house.node.reading() as rows:
        return str(rows.query(PrintJob).filter_by(subject_id=came.badge).one().id)


def keep(page: Page, file: Path) -> list[str]:
    page.screenshot(path=file, full_page=True)
    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    return faults_of(page) + (["wider than the window"] if wide else []) + errors_of(page)


def test_the_page_in_both_languages_by_day_and_night_on_desk_and_phone(
    office: Office, house: House, screenshots: Path
) -> None:
    faults = {}
    for locale in ("zh-CN", "en-GB"):
        for size, name in ((DESK, "desk"), (PHONE, "phone")):
            with office.someone(house.receptionist, size, locale=locale) as page:
                for theme in THEMES:
                    page.emulate_media(color_scheme=theme)
                    page.goto(f"{office.url}/devices?kiosk=lobby")
                    page.wait_for_selector("[data-part=latest] [data-key]")
                    stop = f"devices-{name}-{locale[:2]}-{theme}"
                    faults[stop] = keep(page, screenshots / f"{stop}.png")
                page.goto(f"{office.url}/devices/prints?kiosk=lobby")
                stop = f"prints-{name}-{locale[:2]}"
                faults[stop] = keep(page, screenshots / f"{stop}.png")
                page.goto(f"{office.url}/bookings?when=all")
                page.wait_for_selector("[data-alarm] .note")
                stop = f"device-alarm-{name}-{locale[:2]}"
                faults[stop] = keep(page, screenshots / f"{stop}.png")
    assert {stop: found for stop, found in faults.items() if found} == {}
