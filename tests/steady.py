"""What is read of a page at once is read of a whole page, never of one that is just coming.

A click returns as soon as the next page begins to come. What Playwright does by itself (`expect`, `click`,
`inner_text`) waits for its part of the page; what it reads at once would find half a page, or none at all.
"""

import functools
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page

_OF_A_PAGE = ("content", "evaluate", "screenshot", "title")
_OF_A_PART = ("all", "all_inner_texts", "all_text_contents", "count", "evaluate_all", "is_hidden", "is_visible")

_IS_LEAVING = "the page is navigating"
_MOST_PAGES_IN_A_ROW = 3


def wait_for_whole_pages(patience_ms: float) -> None:
    """Let all that reads at once wait until the page has loaded: it costs nothing where it has."""
    setattr(Browser, "new_context", _patient(Browser.new_context, patience_ms))  # noqa: B010  (no new name of its own)
    for kind, names in ((Page, _OF_A_PAGE), (Locator, _OF_A_PART)):
        for name in names:
            setattr(kind, name, _of_a_whole_page(getattr(kind, name)))


def _patient(open_: Callable[..., BrowserContext], patience_ms: float) -> Callable[..., BrowserContext]:
    @functools.wraps(open_)
    def patiently(*told: Any, **more: Any) -> BrowserContext:
        context = open_(*told, **more)
        context.set_default_timeout(patience_ms)
        return context

    return patiently


def _of_a_whole_page(read: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(read)
    def later(self: Page | Locator, *told: Any, **more: Any) -> Any:
        page = self.page if isinstance(self, Locator) else self
        for _ in range(_MOST_PAGES_IN_A_ROW):
            page.wait_for_load_state("load")
            try:
                return read(self, *told, **more)
            except Error as fault:  # it had loaded, and the next one was on its way
                if _IS_LEAVING not in str(fault):
                    raise
        return read(self, *told, **more)

    return later
