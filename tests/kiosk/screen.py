"""The kiosk's screen in a browser, as a visitor and a scanner use it."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, Route, expect

_SOON_S = 60.0
_TYPE = """(keys) => {
  const target = document.activeElement ?? document.body;
  const letter = (key) => (/^[A-Za-z]$/.test(key) ? `Key${key.toUpperCase()}` : key);
  const code = (key) => (key === "]" ? "BracketRight" : /^\\d$/.test(key) ? `Digit${key}` : letter(key));
  const strike = (key) => target.dispatchEvent(
    new KeyboardEvent("keydown", { key, code: code(key), bubbles: true, cancelable: true }));
  return keys.map(strike).filter((wasLetThrough) => wasLetThrough).length;
}"""

_KEEP_TITLES = """() => {
  window.titles = [];
  const title = () => document.querySelector("#screen h1")?.textContent.replace(/[\u00ad\u2060]/g, "").trim();
  let last = title();
  const keep = () => {
    if (title() !== last) window.titles.push((last = title()));
  };
  new MutationObserver(keep).observe(document.body, { childList: true, subtree: true });
}"""


_TOUCHES = "setInterval(() => dispatchEvent(new Event('pointermove')), 1000)"


@dataclass
class Screen:
    """One kiosk screen. Scans are struck within the page: how fast a busy machine types is not in question."""

    page: Page
    url: str

    def opens(self, path: str = "/?lang=en") -> "Screen":
        """Open a page of the kiosk."""
        self.page.goto(self.url + path)
        return self.is_awake()

    def is_stood_before(self) -> None:
        """From the next page on, let somebody touch the screen now and then.

        An outcome stays for seconds only, then the first screen comes: a busy machine may take longer than that for
        what else a test looks at meanwhile.
        """
        self.page.add_init_script(_TOUCHES)

    def is_awake(self) -> "Screen":
        """Wait until a page that was just loaded heeds what is done on it."""
        expect(self.page.locator("html[data-awake]")).to_be_attached()
        return self

    def wedge(self, text: str, end: str = "Enter") -> int:
        """Type a code as a keyboard wedge does; return how many of its keys a form would have got."""
        let_through: int = self.page.evaluate(_TYPE, [*text, *([end] if end else [])])
        return let_through

    def shows(self, kind: str, timeout_ms: float = 60_000) -> "Screen":
        """Wait for a screen by its class."""
        expect(self.page.locator(f"#screen.{kind}")).to_be_visible(timeout=timeout_ms)
        return self

    @property
    def title(self) -> str:
        """Return the screen's heading, without the marks that say where it may break."""
        return self.page.locator("#screen h1").inner_text().replace("\u00ad", "").replace("\u2060", "")

    def keeps_titles(self) -> None:
        """Keep the heading of every screen that comes from now on, however short it stands."""
        self.page.evaluate(_KEEP_TITLES)

    def titles(self, count: int) -> list[str]:
        """Return the headings that were kept, as soon as there are so many."""
        kept: list[str] = []

        def are_enough() -> bool:
            kept[:] = self.page.evaluate("window.titles")
            return len(kept) >= count

        _wait(self.page, are_enough, lambda: f"{count} headings, only {kept}")
        return kept

    def strikes(self, keys: str) -> None:
        """Press keys of the keyboard on the screen, one after the other."""
        for key in keys:
            self.page.locator(f'#keys [data-skbtn="{key}"]').click()

    def press(self, words: str) -> None:
        """Press what bears these words."""
        self.page.get_by_text(words, exact=True).first.click()

    def speaks(self, name: str, language: str) -> None:
        """Have the screen in another language, by its name: what is pressed before it stands there is not heard."""
        self.press(name)
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def language(self) -> str:
        return str(self.page.locator("html").get_attribute("lang"))

    def posts(self) -> list[Any]:
        """Return the bodies that the page will send from now on; the list grows."""
        bodies: list[Any] = []
        self.page.on("request", lambda r: bodies.append(r.post_data_json) if r.method == "POST" else None)
        return bodies


class BusyDesk:
    """Answers the first arrival only when the test lets it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._first: list[Route] = []
        page.route("**/arrivals*", lambda route: route.continue_() if self._first else self._first.append(route))

    def has_somebody(self) -> None:
        """Wait until the first arrival is at the desk."""
        _wait(self._page, lambda: bool(self._first), lambda: "an arrival")

    def answers(self) -> None:
        """Let the first arrival be answered."""
        self.has_somebody()
        self._first[0].continue_()


def _wait(page: Page, is_so: Callable[[], bool], what: Callable[[], str]) -> None:
    """Wait for what the browser tells us of: it is heard only while Playwright is at work."""
    give_up_at = time.monotonic() + _SOON_S
    while not is_so():
        assert time.monotonic() < give_up_at, f"not within {_SOON_S} s: {what()}"
        page.wait_for_timeout(20)


def passes(bodies: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the codes that were sent to the desk, in order."""
    return [body["pass"] for body in bodies if "pass" in body]
