"""What is read of a page at once is read of a whole page, never of one that is just coming.

A click returns as soon as the next page begins to come. What Playwright does by itself (`expect`, `click`,
`inner_text`) waits for its part of the page; what it reads at once would find half a page, or none at all.
"""

import functools
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page

_OF_A_PAGE = ("content", "evaluate", "screenshot", "title")
_OF_A_PART = ("all", "all_inner_texts", "all_text_contents", "count", "evaluate_all", "is_hidden", "is_visible")


def wait_for_whole_pages() -> None:
    """Let all that reads at once wait until the page has loaded: it costs nothing where it has."""
    for kind, names in ((Page, _OF_A_PAGE), (Locator, _OF_A_PART)):
        for name in names:
            setattr(kind, name, _of_a_whole_page(getattr(kind, name)))


def _of_a_whole_page(read: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(read)
    def later(self: Page | Locator, *told: Any, **more: Any) -> Any:
        page = self.page if isinstance(self, Locator) else self
        page.wait_for_load_state("load")
        return read(self, *told, **more)

    return later
