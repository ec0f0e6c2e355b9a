"""Security and reception, each before the office's pages of the watchlist and the desk."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import PATIENT_MS


@dataclass
class Security:
    """A manager who looks after the watchlist."""

    page: Page
    url: str

    def proposes(self, entry: Mapping[str, str]) -> None:
        """Fill the form and send it."""
        self.page.goto(f"{self.url}/watchlist/new")
        for field, value in entry.items():
            self.page.locator(f'[name="{field}"]').fill(value)
        self.page.locator("form.card .btn-lamp").click()
        expect(self.page.locator(".note.state-wait")).to_be_visible(timeout=PATIENT_MS)

    def confirms(self, name: str) -> None:
        """Open what waits for a second person, and confirm it."""
        self.page.goto(f"{self.url}/watchlist?show=proposed")
        self.page.get_by_role("link", name=name).click()
        self.page.locator(".head .btn-lamp").click()
        expect(self.page.locator(".note.state-go")).to_be_visible(timeout=PATIENT_MS)

    def opens_the_hit(self, name: str) -> None:
        """Go to who waits for a decision."""
        self.page.goto(f"{self.url}/watchlist")
        self.page.get_by_role("link", name=name).first.click()
        expect(self.page.locator("[name=why]")).to_be_visible(timeout=PATIENT_MS)

    def clears(self, why: str) -> None:
        """Say that it is somebody else."""
        self.page.locator("[name=why]").fill(why)
        self.page.locator("button[value=clear]").click()
        expect(self.page.locator(".note.state-go")).to_be_visible(timeout=PATIENT_MS)


@dataclass
class Desk:
    """Reception, before the page that does what the kiosk does."""

    page: Page
    url: str

    def finds(self, text: str) -> Locator:
        """Type something and return the card of the one who fits."""
        self.page.goto(f"{self.url}/desk")
        self.page.locator("#q").fill(text)
        self.page.locator("#q").press("Enter")
        card = self.page.locator("article.person")
        expect(card).to_have_count(1, timeout=PATIENT_MS)
        return card

    def presses(self, words: str, then: str) -> None:
        """Press a button of the card, and wait for what the page then says."""
        self.page.locator("article.person").get_by_role("button", name=words).click()
        expect(self.page.locator(".note").first).to_contain_text(then, timeout=PATIENT_MS)

    def registers(self, who: Mapping[str, str]) -> None:
        """Register a walk-in, who has read all and signs it."""
        self.page.goto(f"{self.url}/desk/walk-ins/new")
        for field, value in who.items():
            self.page.locator(f'[name="{field}"]').fill(value)
        self.page.locator("[name=consent]").check()
        for signed in self.page.locator("[name^=signed-]").all():
            signed.fill(who["name"])
        self.page.locator("form.desk-form .btn-lamp").click()
        expect(self.page.locator("article.person")).to_have_count(1, timeout=PATIENT_MS)
