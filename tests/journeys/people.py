"""The people of a journey, each before a browser: a test says what they do and see, not where it stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.kiosk.screen import Screen

SOON_MS = 30_000
"""How soon an open page must show what happened: long before it would look again by itself."""
PATIENT_MS = 60_000
_SITE = ZoneInfo("Asia/Shanghai")


@dataclass
class Kiosk(Screen):
    """The lobby's screen, and the visitor before it."""

    def scan(self, pass_: str) -> None:
        """Hold a code under the scanner."""
        self.wedge(pass_)

    def offers_camera(self) -> None:
        """Go to where the camera reads codes."""
        self.page.locator("a.choice.lamp").click()
        self.shows("scan")

    def welcomes(self, name: str) -> None:
        """Wait until the visitor is let in by name."""
        self.shows("admitted", PATIENT_MS)
        expect(self.page.locator("#screen h1")).to_contain_text(name)

    @property
    def badge(self) -> str:
        """Return the id of the badge that is on the way."""
        return str(self.page.locator("#screen").get_attribute("data-badge"))

    @property
    def visit(self) -> str:
        """Return the id of the visit that the screen follows."""
        return str(self.page.locator("#screen").get_attribute("data-visit"))

    def says_printed(self) -> None:
        """Wait until the screen says that the badge is out."""
        expect(self.page.locator("#screen")).to_have_attribute("data-print", "done", timeout=PATIENT_MS)

    def says_of_the_host(self, words: str) -> None:
        """Wait until the visitor reads this about the host."""
        expect(self.page.locator("[data-part=look]")).to_contain_text(words, timeout=SOON_MS)

    def offers_to_leave(self) -> None:
        """Wait until a code of somebody inside was read."""
        self.shows("inside", PATIENT_MS)

    def leaves(self) -> None:
        """Press the lamp that signs out, and be told goodbye."""
        self.page.locator("#screen .btn.lamp").click()
        self.shows("left", PATIENT_MS)


@dataclass
class Host:
    """Who is visited, at the office."""

    page: Page
    url: str

    def books(self, guest: Mapping[str, str]) -> None:
        """Book a visit that begins in twenty minutes, of grade D: approved by booking it."""
        starts, ends = _window(datetime.now(_SITE))
        page = self.page
        page.goto(f"{self.url}/bookings/new")
        row = page.locator("[data-guests] [data-row]").first
        for field, value in guest.items():
            row.locator(f'[name$="{field}"]').fill(value)
        page.locator("[name=purpose]").fill("签约洽谈")
        page.locator("[name=day]").fill(f"{starts:%Y-%m-%d}")
        page.locator("[name=start]").fill(f"{starts:%H:%M}")
        page.locator("[name=end]").fill(f"{ends:%H:%M}")
        page.locator("[name=grade][value=D]").check(force=True)
        page.locator("main .btn-lamp").click()
        page.wait_for_url(re.compile(r"/bookings/[0-9a-z]{26}"))

    def pass_of_the_guest(self) -> str:
        """Download the pass from the booking's page, and read it as a scanner does."""
        address = self.page.locator("a:has(img.pass-thumb)").get_attribute("href")
        picture = self.page.request.get(f"{self.url}{address}").body()
        return read_code(Image.open(BytesIO(picture)))

    def waits_for_visitors(self) -> None:
        """Open the page that shows who is here, and be connected."""
        self.page.goto(f"{self.url}/host")
        expect(self.page.locator("[data-connection]")).to_have_attribute("data-state", "live", timeout=PATIENT_MS)

    def sees(self, name: str) -> None:
        """Be shown that somebody is here."""
        expect(self.page.locator("article.caller[data-call]", has_text=name)).to_be_visible(timeout=SOON_MS)

    def says_minutes(self, minutes: int) -> None:
        """Say in how many minutes they come."""
        with self.page.expect_response("**/host/answer"):
            self.page.locator(f'article.caller form:has([value="{minutes}"]) button').click()
        expect(self.page.locator("article.caller details.change").first).to_be_visible()

    def accepts(self) -> None:
        """Say after all: I am coming."""
        self.page.locator("article.caller details.change summary").first.click()
        with self.page.expect_response("**/host/answer"):
            self.page.locator("article.caller button[value=coming]").first.click()

    def sees_nobody_waiting(self) -> None:
        """Be shown that the visitor has left."""
        expect(self.page.locator("article.caller")).to_have_count(0, timeout=SOON_MS)


@dataclass
class Gate:
    """The guard, before the board."""

    page: Page
    url: str

    def watches(self) -> None:
        """Open the board, and be connected."""
        self.page.goto(f"{self.url}/gate")
        expect(self.page.locator("[data-connection]")).to_have_attribute("data-state", "live", timeout=PATIENT_MS)

    def sees(self, name: str, within_ms: float = SOON_MS) -> None:
        """Be shown that somebody is inside."""
        expect(self.page.locator("#inside .thing", has_text=name)).to_be_visible(timeout=within_ms)

    def sees_answer(self, name: str, words: str) -> None:
        """Be shown what the host answered."""
        row = self.page.locator("#inside .thing", has_text=name)
        expect(row.locator(".state")).to_contain_text(words, timeout=SOON_MS)

    def sees_nobody_inside(self) -> None:
        """Be shown that everybody has left."""
        expect(self.page.locator("#inside .thing")).to_have_count(0, timeout=SOON_MS)

    def sees_inside(self, *names: str) -> None:
        """Be shown these and nobody else, top first."""
        expect(self.page.locator("#inside .thing .name")).to_have_text(names, timeout=SOON_MS)


def read_code(picture: Image.Image) -> str:
    """Read a code from a picture as a scanner does."""
    found = zxingcpp.read_barcode(picture.convert("L"))
    assert found is not None, "no code can be read"
    return str(found.text)


def _window(now: datetime) -> tuple[datetime, datetime]:
    """Return a window within one day that the door lets in to now."""
    starts = now + timedelta(minutes=20)
    if f"{starts:%H:%M}" == "23:59":
        starts += timedelta(minutes=1)
    return starts, min(starts + timedelta(hours=2), starts.replace(hour=23, minute=59))
