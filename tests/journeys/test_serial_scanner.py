"""A serial scanner at the real lobby app: read, pulled out, plugged in again, and there after the app was killed."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from shared.kernel.settings import Settings
from tests.apps import KIOSK, ROOT, environment, running
from tests.house import OLA, WANG
from tests.journeys.conftest import Place
from tests.journeys.people import PATIENT_MS
from tests.peers.scanner import PtyScanner

THIRD = replace(OLA, contact=replace(OLA.contact, name="Kari Berg", phone="+4791234012", email="kari@fjord.example"))


@pytest.fixture
def plug(tmp_path: Path) -> Iterator[PtyScanner]:
    made = PtyScanner(tmp_path / "usb-scanner")
    yield made
    made.close()


@pytest.fixture
def settings(settings: Settings, plug: PtyScanner) -> Settings:
    """The kiosk's scanner is set."""
    return replace(settings, scanner=plug.address)


def says_that_it_is_there(log: Path, times: int) -> None:
    """Wait until the app has written so often that the scanner is there."""
    with subprocess.Popen(["tail", "-n", "+1", "-F", log], stdout=subprocess.PIPE, text=True) as lines:
        assert lines.stdout is not None
        seen = 0
        for line in lines.stdout:
            seen += "the scanner is there" in line
            if seen == times:
                break
        lines.terminate()


def is_read_at_last(plug: PtyScanner, pass_: str, title: Locator, name: str) -> None:
    """Hold a pass under the scanner until the screen has it: a code that no screen asks for is forgotten in seconds."""
    give_up_at = time.monotonic() + PATIENT_MS / 1000
    while name not in title.inner_text():
        assert time.monotonic() < give_up_at, f"{name} is not read"
        plug.scans(pass_)
        with suppress(AssertionError):
            expect(title).to_contain_text(name, timeout=6_000)


@pytest.mark.browser
@pytest.mark.slow
def test_a_serial_scanner_lets_visitors_in_through_the_real_app(place: Place, plug: PtyScanner) -> None:
    house, log = place.house, place.kiosk_app.log
    passes = [house.pass_of(house.booked(house.wish(guest))) for guest in (WANG, OLA, THIRD)]
    kiosk = place.kiosk()
    title = kiosk.page.locator("#screen h1")
    says_that_it_is_there(log, 1)
    plug.scans("]Q1" + passes[0])
    expect(title).to_contain_text("王晓琳", timeout=PATIENT_MS)
    kiosk.says_printed()
    plug.unplug()
    with subprocess.Popen(["tail", "-n", "+1", "-F", log], stdout=subprocess.PIPE, text=True) as lines:
        assert lines.stdout is not None
        assert any("the scanner can't be read" in line for line in lines.stdout)
        lines.terminate()
    plug.plug_in()
    says_that_it_is_there(log, 2)
    plug.scans(passes[1])
    expect(title).to_contain_text("Ola", timeout=PATIENT_MS)
    place.kiosk_app.kill()
    with running(place.kiosk_app.settings, KIOSK):
        says_that_it_is_there(log, 3)
        is_read_at_last(plug, passes[2], title, "Kari Berg")
    assert not [code for code in passes if code in log.read_text()]


@pytest.mark.parametrize(
    ("scanner", "printers", "named"),
    [
        ("serial:///dev/ttyACM0?parity=some", ("virtual:",), "parity is one of none, even, odd"),
        ("serial:///dev/ttyACM0", ("serial:///dev/ttyACM0",), "/dev/ttyACM0 is in USHER_PRINTER, too"),
    ],
)
def test_a_wrong_scanner_is_named_at_start(
    settings: Settings, scanner: str, printers: tuple[str, ...], named: str
) -> None:
    wrong = environment(replace(settings, scanner=scanner, printers=printers))
    told = subprocess.run(
        [sys.executable, ROOT / KIOSK, "serve"], check=False, env=wrong, capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 2
    assert "USHER_SCANNER" in told.stderr
    assert named in told.stderr
