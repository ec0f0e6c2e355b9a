"""Finding one's way on the office's pages in a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from shared.access.actions import make_link
from shared.access.models import Account
from shared.access.rules import Person
from shared.kernel.node import Node

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
        """Sit somebody at a browser of their own, signed in by a link as people are."""
        options: dict[str, Any] = {"locale": "en-GB", "bypass_csp": True} | more
        width, height = size
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        try:
            yield self._signed_in(context, who, options["locale"])
        finally:
            context.close()

    def _signed_in(self, context: BrowserContext, who: Person | None, locale: str) -> Page:
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors_of(page).append(str(error)))
        if who is not None:
            with self.node.transaction() as rows:
                account = rows.get_one(Account, who.id)
                account.language = "zh-CN" if locale.startswith("zh") else "en"
                secret = make_link(rows, account, self.node.now(), "test")
            page.goto(f"{self.url}/links/{secret}")
            page.locator("main .btn-lamp").click()
            page.wait_for_url(f"{self.url}/password")
        return page


_ERRORS: dict[Page, list[str]] = {}


def errors_of(page: Page) -> list[str]:
    """Return what went wrong in a page's scripts."""
    return _ERRORS.setdefault(page, [])


def faults_of(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page, each with the part that is meant."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=str(AXE))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]
