"""Guards and whoever counts in an evacuation, each before a page: what they do and see, not where it stands."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import PATIENT_MS, Gate

SMALL_JS = """() => [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden])')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((each) => !each.closest('.sr, td, .thing-who, .thing > .name, .sec'))
  .map((each) => ({ box: each.getBoundingClientRect(), words: each.textContent.trim() || each.name }))
  .filter(({ box }) => box.width && (box.height < 55.5 || box.width < 55.5))
  .map(({ box, words }) => `${words}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
CLOSE_JS = """() => {
  const places = '.acts .act, .person-acts .act, .roll-tabs .act, .reasons .act, .roll-kinds .act';
  const targets = [...document.querySelectorAll(places)]
    .filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect());
  const gap = (a, b) => Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
  return targets.flatMap((a, i) => targets.slice(i + 1).map((b) => gap(a, b))).filter((each) => each < 11.5);
}"""


@dataclass
class Guard(Gate):
    """The guard before the board, with gloves or a keyboard."""

    def card(self, name: str) -> Locator:
        """Return the card of somebody who waits for the gate."""
        return self.page.locator(".need", has_text=name)

    def presses(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def sees_word(self, name: str, words: str) -> None:
        """Be shown on a card how somebody stands."""
        expect(self.card(name).locator(".why")).to_contain_text(words, timeout=PATIENT_MS)

    def sees_no_card(self, name: str) -> None:
        """Be shown that nothing is to be done about somebody."""
        expect(self.card(name)).to_have_count(0, timeout=PATIENT_MS)

    def goes_to_roll_call(self) -> "Counter":
        """Press what begins an evacuation: the page asks which kind."""
        self.page.locator("a.act-roll").click()
        return Counter(self.page, self.url)

    def follows_the_banner(self) -> "Counter":
        """Go where the board says that the roll is being called."""
        self.page.locator("a.roll-banner").click(timeout=PATIENT_MS)
        self.page.wait_for_selector("[data-roll][data-ready]")
        return Counter(self.page, self.url)


@dataclass
class Counter:
    """Somebody with the list of who has to be found."""

    page: Page
    url: str

    def begins(self, kind: str, point: str = "") -> None:
        """Turn it on: `real` or `drill`."""
        self.page.locator("[name=point]").fill(point)
        self.page.locator(f"button[value={kind}]").click()
        self.page.wait_for_selector(f"[data-roll][data-ready] .band.is-{kind}", timeout=PATIENT_MS)

    def person(self, name: str) -> Locator:
        """Return somebody's line."""
        return self.page.locator(".person", has_text=name).first

    def finds(self, name: str) -> None:
        """Press "safe" beside somebody."""
        self.person(name).locator(".act-safe").click()

    def takes_back(self, name: str) -> None:
        """Press "undo", within its ten seconds."""
        self.person(name).locator("[data-undo]").click()

    def knows(self, **said: str) -> None:
        """Be shown of each by name that they are safe or missing."""
        for name, word in said.items():
            expect(self.person(name)).to_have_attribute("data-said", word, timeout=PATIENT_MS)

    def counts(self, *, missing: int, safe: int) -> None:
        """Be shown so many."""
        expect(self.page.locator(".roll-missing [data-count=missing]")).to_have_text(str(missing), timeout=PATIENT_MS)
        expect(self.page.locator(".roll-counts [data-count=safe]")).to_have_text(str(safe), timeout=PATIENT_MS)

    def waits_to_send(self, number: int) -> None:
        """Read how many marks have not arrived, in words."""
        words = self.page.locator("[data-unsent]")
        expect(words).to_contain_text(re.compile(rf"{number} marks? waits? here"), timeout=PATIENT_MS)

    def has_sent_all(self) -> None:
        """Read nothing of marks that wait."""
        expect(self.page.locator("[data-unsent]")).to_be_hidden(timeout=PATIENT_MS)

    def lists(self, *names: str) -> None:
        """Be shown these and nobody else, top first."""
        expect(self.page.locator(".person h3")).to_have_text(names, timeout=PATIENT_MS)

    def names(self) -> list[str]:
        """Return who is on the list, top first."""
        return self.page.locator(".person h3").all_inner_texts()

    def ends(self) -> None:
        """End it, and come to the report."""
        self.page.locator(".roll-end summary").click()
        self.page.locator(".roll-end .act-stop").click()
        self.page.wait_for_url(re.compile("/gate/roll-calls/"), timeout=PATIENT_MS)


def too_small(page: Page) -> list[str]:
    """Return what can be touched on a page and is under 56 px, for gloves."""
    found: list[str] = page.evaluate(SMALL_JS)
    return found


def too_close(page: Page) -> list[float]:
    """Return the gaps between neighbouring buttons that a glove would miss."""
    found: list[float] = page.evaluate(CLOSE_JS)
    return found
