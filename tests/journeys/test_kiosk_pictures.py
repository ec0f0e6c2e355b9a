"""Every screen that a visitor can meet, kept as a picture for people to look at; whole, and faultless to axe-core."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.visits.rules import Answer, Refusal
from tests.admin.pages import faults_of
from tests.apps import KIOSK, App, running, with_free_ports
from tests.clock import StandingClock
from tests.house import OLA, WANG, House, furnish
from tests.journeys.conftest import LYING, UPRIGHT
from tests.journeys.people import PATIENT_MS, Kiosk
from tests.kiosk.refused import refused_pass
from tests.kiosk.test_news import answers
from tests.peers.escpos import Faults
from tests.peers.printer import TcpPrinter

LONG = GuestWish(
    Contact("Hubert Wolfeschlegelsteinhausenbergerdorff", "Nordlicht Maschinenbau GmbH", "+4930123456", None)
)
UYGHUR = GuestWish(Contact("阿卜杜拉·买买提江·吐尔逊", "天路包装材料有限公司", "+8613812340004", None))
WARNED_AFTER_MS = 46_000
# Each language, way to stand and theme once; the test of eight languages looks at the pages in all of them.
LOOKS = [
    ("zh-CN", UPRIGHT, ""),
    ("en", LYING, ""),
    ("zh-CN", UPRIGHT, "&theme=dark&letters=large"),
    ("en", LYING, "&theme=contrast&letters=large"),
]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class Walk:
    """A way through all screens in one look; each step leaves a picture."""

    kiosk: Kiosk
    printer: TcpPrinter
    house: House
    look: str
    pictures: Path
    faults: dict[str, list[str]]

    def opens(self, path: str) -> None:
        """Open a screen, in this look."""
        self.kiosk.opens(f"{path}?{self.look}")

    def scans(self, text: str, kind: str) -> None:
        """Show a code from the first screen on."""
        self.opens("/")
        self.kiosk.scan(text)
        self.kiosk.shows(kind)

    def admits(self, guest: GuestWish, print_state: str) -> str:
        """Let somebody in whom a host awaits, and wait for the badge; return the pass."""
        text = self.house.pass_of(self.house.booked(self.house.wish(guest, area="三楼 302 洽谈室")))
        self.scans(text, "admitted")
        expect(self.kiosk.page.locator("#screen")).to_have_attribute("data-print", print_state, timeout=PATIENT_MS)
        return text

    def keeps(self, name: str) -> None:
        """Keep the screen as a picture, and note what is wrong with it."""
        page = self.kiosk.page
        page.wait_for_function("() => document.fonts.ready.then(() => [...document.images].every((i) => i.complete))")
        page.screenshot(path=self.pictures / f"{name}.png")
        overflows = page.evaluate(_OVERFLOWS)
        self.faults[name] = faults_of(page) + [f"cut off: {part}" for part in overflows]


_OVERFLOWS = """() => {
  const { clientWidth, clientHeight } = document.documentElement;
  const isPulled = (part) => {
    const around = part.closest(".text-card, .rows, .ticks, .carried"); // what does not fit here is pulled up
    return around && around.scrollHeight > around.clientHeight;
  };
  const out = [...document.querySelectorAll("h1, h2, p, a, button, li, label, input, small")].filter((part) => {
    if (isPulled(part)) return false;
    const { left, top, right, bottom, width } = part.getBoundingClientRect();
    return width && getComputedStyle(part).visibility !== "hidden"
      && (left < -1 || top < -1 || right > clientWidth + 1 || bottom > clientHeight + 1);
  });
  return out.map((part) => part.outerHTML.slice(0, 160));
}"""


@pytest.fixture(scope="module")
def lobby(standing_settings: Settings) -> Iterator[tuple[App, House, TcpPrinter]]:
    """A real kiosk with a network printer for all looks, and the house behind it on the true time."""
    printer = TcpPrinter()
    served = with_free_ports(replace(standing_settings, printers=(printer.address,), site="HQ"))
    node = Node.open(served)
    house = furnish(node)
    with running(served, KIOSK) as [app]:
        yield app, house, printer
    node.close()
    printer.close()


@pytest.mark.parametrize(("language", "size", "more"), LOOKS)
def test_every_screen_is_whole_and_without_faults(
    lobby: tuple[App, House, TcpPrinter],
    browser: Browser,
    screenshots: Path,
    language: str,
    size: tuple[int, int],
    more: str,
) -> None:
    app, house, printer = lobby
    kind = "-".join(filter(None, (language[:2], "upright" if size == UPRIGHT else "lying", _word_of(more))))
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", bypass_csp=True
    )
    pictures = screenshots / f"kiosk-{kind}"
    pictures.mkdir(exist_ok=True)
    for old in pictures.glob("*.png"):
        old.unlink()
    look = f"lang={language}{more}"
    walk = Walk(Kiosk(context.new_page(), app.url), printer, house, look, pictures, {})
    walk.kiosk.is_stood_before()
    for part in (_first_screens, _languages, _nobody_touches_it, _welcomes, _refusals, _troubles, _nobody_answers):
        part(walk)
    context.close()
    assert {name: found for name, found in walk.faults.items() if found} == {}
    assert len(walk.faults) == len(list(pictures.glob("*.png")))


def _word_of(more: str) -> str:
    return more.removeprefix("&").replace("theme=", "").replace("letters=", "").replace("&", "-")


def _first_screens(walk: Walk) -> None:
    pages = {"welcome": "/", "scan": "/scan", "typed": "/typed", "leave": "/leave", "walk-in": "/walk-in"}
    for name, path in (pages | {"help": "/help", "no-badge": "/help/badge"}).items():
        walk.opens(path)
        if name in ("scan", "leave"):
            expect(walk.kiosk.page.locator("[data-without-camera]").first).to_be_visible()
        walk.keeps(name)


def _languages(walk: Walk) -> None:
    walk.opens("/")
    walk.kiosk.page.locator("[data-opens=languages]").click()
    expect(walk.kiosk.page.locator("dialog#languages")).to_be_visible()
    walk.keeps("languages")


def _nobody_touches_it(walk: Walk) -> None:
    page = walk.kiosk.page.context.new_page()
    page.clock.install()
    beside = replace(walk, kiosk=Kiosk(page, walk.kiosk.url))
    beside.opens("/typed")
    page.clock.run_for(WARNED_AFTER_MS)
    expect(page.locator(".toast")).to_be_visible()
    beside.keeps("still-there")
    page.close()


def _welcomes(walk: Walk) -> None:
    text = walk.admits(WANG, "done")
    walk.keeps("admitted")
    answers(walk.house, walk.kiosk.visit, Answer.MINUTES, minutes=5)
    expect(walk.kiosk.page.locator("[data-part=look]")).to_contain_text("5")
    walk.keeps("host-in-5-minutes")
    walk.scans(text, "inside")
    walk.keeps("inside")
    walk.kiosk.leaves()
    walk.keeps("left")
    for name, guest in {"long-name": LONG, "long-chinese-name": UYGHUR}.items():
        walk.admits(guest, "done")
        answers(walk.house, walk.kiosk.visit, Answer.SEND_TO, place="三楼 302 洽谈室")
        expect(walk.kiosk.page.locator("[data-part=look]")).to_contain_text("302")
        walk.keeps(name)


def _refusals(walk: Walk) -> None:
    later = {Refusal.TOO_EARLY: -3, Refusal.TOO_LATE: 3, Refusal.EXPIRED: 24}
    for reason in Refusal:
        # The house books at an hour from which on the pass is refused now.
        clock = StandingClock(datetime.now(UTC) - timedelta(hours=later.get(reason, 0)))
        then = replace(walk.house, node=replace(walk.house.node, clock=clock))
        walk.scans(refused_pass(then, clock, reason), "refused")
        walk.keeps(f"refused-{reason}")
    walk.opens("/typed")
    walk.kiosk.page.locator("#permit").fill("HQ26-1123-999")
    walk.kiosk.page.locator("#tail").fill("1234")
    walk.keeps("typed-in")
    walk.kiosk.page.locator("#tail").press("Enter")
    walk.kiosk.shows("refused")
    walk.keeps("see-reception")


def _troubles(walk: Walk) -> None:
    walk.printer.mind.faults = Faults(paper_out=True)
    walk.admits(OLA, "stuck")
    walk.keeps("print-stuck")
    walk.printer.mind.faults = Faults(cut_line_after=4_000)
    walk.admits(WANG, "unknown")
    walk.keeps("print-unknown")
    walk.printer.mind.repair()


def _nobody_answers(walk: Walk) -> None:
    walk.opens("/")
    walk.kiosk.page.context.set_offline(True)
    walk.kiosk.page.locator("a.choice").first.click()
    walk.kiosk.shows("gone")
    walk.keeps("gone")
