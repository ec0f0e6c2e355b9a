"""A group before the kiosk, visitors on their way out, and the gate that looks at what they take along."""

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.journeys.people import PATIENT_MS, Gate, Host, Kiosk


@dataclass
class Party(Kiosk):
    """A group's leader, or somebody who leaves."""

    def is_asked_who_is_here(self, all_of_them: int) -> None:
        """Wait until the members stand on the screen, all ticked."""
        self.shows("ticking", PATIENT_MS)
        expect(self.page.locator("[name=guest]:checked")).to_have_count(all_of_them)

    def unticks(self, name: str) -> None:
        """Say that somebody is not here yet."""
        self.page.locator("label.tick", has_text=name).click()

    def signs_them_in(self) -> None:
        """Press the lamp."""
        self.page.locator("[data-admit]").click()
        self.shows("arrived", PATIENT_MS)

    def says_all_badges_are_out(self, number: int) -> None:
        """Wait until the printer has said so of each."""
        expect(self.page.locator("[data-part=badges] h2")).to_have_text(
            f"{number} of {number} badges are out", timeout=4 * PATIENT_MS
        )

    def signs_in_more(self) -> None:
        """Scan the leader's pass again, and go back to the members."""
        self.shows("inside", PATIENT_MS)
        self.press("Sign in more of my group")

    def leaves_with(self, pass_: str) -> None:
        """Hold a code under the scanner at the way out."""
        self.opens("/leave?lang=en")
        self.wedge(pass_)

    def says_that_less_goes_out(self, item: str) -> None:
        """Say that one piece stays here."""
        self.shows("goods", PATIENT_MS)
        self.press("Something is different")
        self.page.locator(".brought li", has_text=item).locator("[data-less]").click()
        self.page.locator("[data-all]").click()
        self.shows("gate-asked", PATIENT_MS)

    def rates(self, score: int) -> None:
        """Tap one of the five doors."""
        self.shows("rating", PATIENT_MS)
        with self.page.expect_response("**/feedback**"):
            self.page.locator(f'[data-score="{score}"]').click()
        expect(self.page.locator(".noted")).to_be_visible()

    def adds(self, words: str) -> None:
        """Say more than a number."""
        self.page.locator("[data-say]").click()
        self.page.locator("#comment").fill(words)
        with self.page.expect_response("**/feedback/*"):
            self.page.locator("[data-say]").click()

    def hands_the_badge_back(self) -> None:
        """Tick that it is back."""
        with self.page.expect_response("**/badge"):
            self.page.locator("[data-badge-back] input").check()


@dataclass
class Guard(Gate):
    """The guard, who has a word on what goes out."""

    def is_asked_to_check(self, name: str) -> None:
        """Be shown that somebody takes other things than they brought, and go there."""
        card = self.page.locator(".need", has_text=name)
        expect(card).to_contain_text("other things", timeout=PATIENT_MS)
        card.get_by_role("link", name="Check items").click()
        self.page.wait_for_url("**/departure")

    def sees_what_the_visitor_says(self, words: str) -> None:
        """Read it on the release pass."""
        expect(self.page.locator(".release")).to_contain_text(words)

    def lets_out(self, remark: str = "") -> None:
        """Give the gate's word."""
        if remark:
            self.page.locator("[name=remark]").fill(remark)
        self.page.locator("main .btn-lamp").click()

    def is_told_why_not(self, words: str) -> None:
        """Be asked for what is missing."""
        expect(self.page.locator(".summary")).to_contain_text(words)

    def sees_low_feedback(self, words: str) -> None:
        """Be shown that somebody was not satisfied."""
        expect(self.page.locator(".need", has_text="Was not satisfied")).to_contain_text(words, timeout=PATIENT_MS)

    def notes_it(self) -> None:
        """Put the card away."""
        self.page.locator(".need", has_text="Was not satisfied").get_by_role("button", name="Noted").click()
        expect(self.page.locator(".need", has_text="Was not satisfied")).to_have_count(0, timeout=PATIENT_MS)


@dataclass
class Receiver(Host):
    """A host who brings the visitor to the door."""

    def says_has_left(self, name: str) -> None:
        """One tap."""
        with self.page.expect_response("**/host/departures"):
            self.page.get_by_role("button", name=f"{name} has left").click()
