"""The way of somebody without a booking across a kiosk's screens, with every tap counted."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.admin.pages import faults_of
from tests.conftest import PATIENCE_MS
from tests.kiosk.screen import Screen

PATIENT_MS = PATIENCE_MS
_OVERFLOWS = """() => {
  const { clientWidth, clientHeight } = document.documentElement;
  const scrolls = (part) => part.closest(".text-card, .rows-of, .known, .rows, .carried");
  const parts = [...document.querySelectorAll("main :is(h1, h2, a, button, label, input, canvas), main .look p")];
  const out = parts.filter((part) => {
    const { left, top, right, bottom, width } = part.getBoundingClientRect();
    return width > 2 && getComputedStyle(part).visibility !== "hidden" && !scrolls(part)
      && (left < -1 || top < -1 || right > clientWidth + 1 || bottom > clientHeight + 1);
  });
  return out.map((part) => part.outerHTML.slice(0, 160));
}"""


@dataclass
class Walk(Screen):
    """A visitor before the screen; with a folder, each screen on the way is kept as a picture and looked through."""

    pictures: Path | None = None
    taps: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)

    def taps_on(self, what: Locator) -> None:
        """Touch something once."""
        self.taps += 1
        what.click()

    def lamp(self) -> None:
        """Touch the one lit button."""
        self.taps_on(self.page.locator("#screen .btn.lamp:visible"))

    def comes_to(self, kind: str) -> "Walk":
        """Wait for a screen, and keep it."""
        self.shows(kind, PATIENT_MS)
        self.keeps(kind)
        return self

    def keeps(self, name: str) -> None:
        """Keep the screen as a picture, and note what is wrong with it."""
        if self.pictures is None:
            return
        self.page.wait_for_timeout(150)  # for the keyboard's keys
        self.page.screenshot(path=self.pictures / f"{len(self.faults):02} {name}.png")
        cut = [f"cut off: {part}" for part in self.page.evaluate(_OVERFLOWS)]
        self.faults[f"{len(self.faults):02} {name}"] = faults_of(self.page) + cut

    def types(self, name: str, words: str) -> None:
        """Type into a field."""
        self.page.locator(f"#screen [name={name}]").fill(words)

    def begins(self, language: str = "en", more: str = "") -> "Walk":
        """From the first screen on: say that there is no booking, and agree to the use of data."""
        self.opens(f"/?lang={language}{more}")
        self.taps_on(self.page.locator("a.choice.other"))
        self.comes_to("consent")
        self.lamp()
        self.comes_to("who")
        return self

    def says_who(
        self, name: str = "王晓琳", company: str = "启航精密技术（苏州）有限公司", reach: str = "13812340001"
    ) -> None:
        """Type name, company and contact, and go on."""
        self.types("name", name)
        self.types("company", company)
        self.types("reach", reach)
        self.lamp()
        self.comes_to("purpose")

    def says_why(self, number: int = 0) -> None:
        """Touch a purpose, by its place."""
        self.taps_on(self.page.locator(".kinds .choice").nth(number))

    def says_whom(self, typed: str = "liwei") -> None:
        """Type some letters and touch the first name that comes."""
        self.comes_to("host")
        self.types("q", typed)
        row = self.page.locator(".rows .row").first
        expect(row).to_be_visible(timeout=PATIENT_MS)
        self.keeps("host found")
        self.taps_on(row)

    def signs(self) -> None:
        """Draw a signature and agree."""
        sheet = self.page.locator("[data-sheet] canvas")
        expect(sheet).to_be_visible(timeout=PATIENT_MS)
        box = sheet.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + 60, box["y"] + 40)
        self.page.mouse.down()
        for step in range(1, 14):
            self.page.mouse.move(box["x"] + 60 + 14 * step, box["y"] + 40 + (step % 3) * 20)
        self.page.mouse.up()
        self.keeps("signed")
        self.lamp()
