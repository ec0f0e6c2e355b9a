"""Finding one's way on the office's pages in a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, Page

from shared.access.models import Account
from shared.access.rules import Person
from shared.kernel.node import Node
from tests.signed_in import browser_of

(AXE,) = (Path(__file__).resolve().parents[2] / "static" / "vendor" / "axe-core").glob("*/axe.min.js")
DESK, WALL, PHONE = (1440, 900), (1920, 1080), (390, 844)


@dataclass
class Office:
    """The office app, served."""

    url: str
    node: Node
    browser: Browser

    @contextmanager
    def someone(self, who: Person | None, size: tuple[int, int] = DESK, **more: Any) -> Iterator[Page]:
        """Sit somebody at a browser of their own, signed in."""
        options: dict[str, Any] = {"locale": "en-GB", "bypass_csp": True} | more
        width, height = size
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        try:
            yield self._signed_in(context, who, options["locale"])
        finally:
            context.close()

    def _signed_in(self, context: BrowserContext, who: Person | None, locale: str) -> Page:
        if who is not None:
            with self.node.transaction() as rows:
                rows.get_one(Account, who.id).language = "zh-CN" if locale.startswith("zh") else "en"
            _secret, cookie = browser_of(self.node, who)
            context.add_cookies([{"name": "usher", "value": cookie, "url": self.url}])
        page = context.new_page()
        errors = errors_of(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page


_ERRORS: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()


def errors_of(page: Page) -> list[str]:
    """Return what went wrong in a page's scripts."""
    return _ERRORS.setdefault(page, [])


_KNOWN: set[bytes] = set()
_OF_COLOURS = ["color-contrast", "link-in-text-block"]
_SHAPES = """() => {
  const words = ["aria-label", "title", "placeholder", "alt", "value", "href", "src", "id", "for", "name", "lang"];
  const told = ({ name, value }) => ` ${name}=${value.replace(/[0-9a-f-]{8,}|[0-9]+/g, "")}`;
  const shape = (without) => [...document.body.querySelectorAll("*")].map((part) => part.tagName
    + [...part.attributes].filter(({ name }) => !without.includes(name)).map(told).join("")).join(" ");
  const look = [...document.documentElement.attributes].filter(({ name }) => name !== "lang").map(told).join("");
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const wide = `${innerWidth}`;
  return [[document.documentElement.lang, wide, shape([])], [`${look} ${isDark}`, wide, shape(words)]];
}"""
"""What decides about a page's order, and what about its colours: neither needs to be looked at twice."""


def faults_of(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page, each with the part that is meant.

    A page of the same parts in the same language, or of the same colours, that was found right before is taken
    to be right in that: half of what axe-core does is to look for colours, and colours know no language.
    """
    order, colours = (sha256("\n".join(each).encode()).digest() for each in page.evaluate(_SHAPES))
    if order in _KNOWN and colours in _KNOWN:
        return []
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=str(AXE))
    found = page.evaluate(
        "(which) => axe.run(document, {resultTypes: ['violations'], ...which})", _which(order, colours)
    )
    if not found["violations"]:
        _KNOWN.update((order, colours))
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]


def _which(order: bytes, colours: bytes) -> dict[str, Any]:
    """Return the choice of rules, as axe-core wants it told, for what is not known of a page."""
    if order in _KNOWN:
        return {"runOnly": _OF_COLOURS}
    return {"rules": {rule: {"enabled": False} for rule in _OF_COLOURS}} if colours in _KNOWN else {}
