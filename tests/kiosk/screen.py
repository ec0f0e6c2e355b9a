"""The kiosk's screen in a browser, as a visitor and a scanner use it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, Route, expect

_TYPE = """(keys) => {
  const target = document.activeElement ?? document.body;
  const letter = (key) => (/^[A-Za-z]$/.test(key) ? `Key${key.toUpperCase()}` : key);
  const code = (key) => (key === "]" ? "BracketRight" : /^\\d$/.test(key) ? `Digit${key}` : letter(key));
  const strike = (key) => target.dispatchEvent(
    new KeyboardEvent("keydown", { key, code: code(key), bubbles: true, cancelable: true }));
  return keys.map(strike).filter((wasLetThrough) => wasLetThrough).length;
}"""


@dataclass
class Screen:
    """One kiosk screen. Scans are struck within the page: how fast a busy machine types is not in question."""

    page: Page
    url: str

    def opens(self, path: str = "/?lang=en") -> "Screen":
        """Open a page of the kiosk."""
        self.page.goto(self.url + path)
        return self

    def wedge(self, text: str, end: str = "Enter") -> int:
        """Type a code as a keyboard wedge does; return how many of its keys a form would have got."""
        let_through: int = self.page.evaluate(_TYPE, [*text, *([end] if end else [])])
        return let_through

    def shows(self, kind: str, timeout_ms: float = 15_000) -> "Screen":
        """Wait for a screen by its class."""
        expect(self.page.locator(f"#screen.{kind}")).to_be_visible(timeout=timeout_ms)
        return self

    @property
    def title(self) -> str:
        """Return the screen's heading, without the marks that say where it may break."""
        return self.page.locator("#screen h1").inner_text().replace("\u00ad", "").replace("\u2060", "")

    def press(self, words: str) -> None:
        """Press what bears these words."""
        self.page.get_by_text(words, exact=True).first.click()

    def language(self) -> str:
        return str(self.page.locator("html").get_attribute("lang"))

    def posts(self) -> list[Any]:
        """Return the bodies that the page will send from now on; the list grows."""
        bodies: list[Any] = []
        self.page.on("request", lambda r: bodies.append(r.post_data_json) if r.method == "POST" else None)
        return bodies


def held(page: Page) -> list[Route]:
    """Keep the desk busy: the first arrival is answered only when the test lets it."""
    routes: list[Route] = []
    page.route("**/arrivals*", lambda route: route.continue_() if routes else routes.append(route))
    return routes


def passes(bodies: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the codes that were sent to the desk, in order."""
    return [body["pass"] for body in bodies if "pass" in body]
