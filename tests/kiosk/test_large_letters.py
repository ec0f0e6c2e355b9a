"""With large letters the sill still holds all of its buttons, in every language and on both screens."""

import pytest
from playwright.sync_api import Browser

from shared.web.languages import LANGUAGES

SIZES = ((1080, 1920), (1280, 800))
SPILLS = """() => {
  const all = [...document.querySelectorAll(".sill .tool")].filter((part) => part.checkVisibility());
  const boxes = all.map((part) => part.getBoundingClientRect());
  const isSpilt = ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
    scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
  const spills = all.filter(isSpilt);
  const meets = all.filter((_, n) => n && boxes[n].left < boxes[n - 1].right - 1);
  const beyond = all.filter((_, n) => boxes[n].right > innerWidth + 1);
  const said = (part) => `${part.textContent.trim()} ${part.scrollWidth} in ${part.clientWidth}`;
  return [...spills, ...meets, ...beyond].map(said);
}"""


@pytest.mark.browser
def test_the_sill_holds_its_buttons_with_large_letters(browser: Browser, url: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    wrong = {}
    for lang, letters in [*((each, "large") for each in LANGUAGES), ("ko", "normal")]:
        page.goto(f"{url}/?lang={lang}&letters={letters}")
        page.evaluate("document.fonts.ready")
        for wide, high in SIZES:
            page.set_viewport_size({"width": wide, "height": high})
            if found := page.evaluate(SPILLS):
                wrong[lang, letters, wide] = found
    context.close()
    assert not wrong, wrong
