"""The keyboard on the screen: names from pinyin, kana, Hangul, accents; and it gives way to one that is plugged in."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.kiosk.screen import Screen

ROOT = Path(__file__).resolve().parents[2]
TABLES = [ROOT / "static/keyboard/zh-CN.json", ROOT / "static/keyboard/zh-TW.json"]
LARGEST_TABLE_BYTES = 60_000
ADD_FIELD = """(kind) => {
  const field = Object.assign(document.createElement("input"), { className: "field", id: "typed" });
  field.dataset.keyboard = kind;
  document.querySelector("#screen .look").append(field);
  field.focus();
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that stands upright in a lobby."""
    opened = browser.new_context(viewport={"width": 1080, "height": 1920}, reduced_motion="reduce")
    yield opened
    opened.close()


@pytest.fixture
def screen(context: BrowserContext, url: str) -> Screen:
    """A kiosk."""
    return Screen(context.new_page(), url)


def types(screen: Screen, lang: str, kind: str, keys: str, path: str = "/help") -> str:
    """Press keys in a new field and return what stands in it."""
    screen.opens(f"{path}?lang={lang}")
    screen.page.evaluate(ADD_FIELD, kind)
    expect(screen.page.locator("#keys .hg-button").first).to_be_visible()
    screen.strikes(keys)
    return value(screen)


def value(screen: Screen) -> str:
    return screen.page.locator("#typed").input_value()


def proposes(screen: Screen, *first: str) -> None:
    """Wait until these are proposed before all others."""
    for place, words in enumerate(first):
        expect(screen.page.locator(".proposal").nth(place)).to_have_text(words)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_table_is_small_and_knows_surnames(table: Path) -> None:
    assert table.stat().st_size <= LARGEST_TABLE_BYTES
    known = json.loads(table.read_text(encoding="utf-8"))
    readings = {"shan": "单", "zeng": "曾", "xie": "解", "ouyang": "欧阳", "yuchi": "尉迟", "li": "李"}
    if table.stem == "zh-TW":
        readings = {"zeng": "曾", "ouyang": "歐陽", "li": "李", "chen": "陳"}
    assert [name for name in readings if readings[name] not in known["surnames"][name].split()] == []
    assert len(known["surnames"]) > 250


@pytest.mark.browser
def test_a_name_is_written_in_pinyin(screen: Screen) -> None:
    """Surnames come first, whole names before single signs; what is not chosen stays as letters."""
    assert types(screen, "zh-CN", "name", "liwe") == "liwe"
    proposes(screen, "李伟", "李文", "李薇")
    screen.page.locator(".proposal").first.click()
    assert value(screen) == "李伟"
    assert types(screen, "zh-CN", "name", "ouyangfeng") == "ouyangfeng"
    for place in range(4):
        expect(screen.page.locator(".proposal").nth(place)).to_contain_text(re.compile("^欧阳"))
    types(screen, "zh-CN", "name", "shan")
    proposes(screen, "单")
    screen.page.locator(".proposal").first.click()
    screen.strikes("liwen")
    screen.page.get_by_role("button", name="更多", exact=True).click()
    screen.page.locator(".proposal", has_text="立文").first.click()
    assert value(screen) == "单立文"


@pytest.mark.browser
def test_signs_that_are_seldom_wanted_come_when_more_are_asked_for(screen: Screen) -> None:
    """They stand in a table of their own; without the server, what was proposed stays."""
    rare = json.loads((ROOT / "static/keyboard/zh-CN-rare.json").read_text(encoding="utf-8"))["yi"]
    types(screen, "zh-CN", "text", "yi")
    proposes(screen, "印刷")
    sign = screen.page.locator(".proposal", has_text=re.compile(f"^{rare[-1]}$"))
    expect(sign).to_have_count(0)
    screen.page.route("**/zh-CN-rare.json", lambda route: route.abort())
    more = screen.page.get_by_role("button", name="更多", exact=True)
    more.click()
    expect(screen.page.locator("#keys")).to_have_class(re.compile("unfolded"))
    screen.page.locator("[data-more]").click()
    screen.page.unroute("**/zh-CN-rare.json")
    more.click()
    sign.click()
    assert value(screen) == rare[-1]


@pytest.mark.browser
def test_words_of_companies_come_first_where_no_name_is_typed(screen: Screen) -> None:
    types(screen, "zh-CN", "text", "gongsi")
    proposes(screen, "公司")
    screen.page.locator('[data-skbtn="{space}"]').click()  # the space bar takes the first
    assert value(screen) == "公司"
    types(screen, "zh-TW", "text", "dianqi")
    proposes(screen, "電氣")


@pytest.mark.browser
def test_each_language_has_its_own_keys(screen: Screen) -> None:
    assert types(screen, "ko", "name", "ㄱㅣㅁㅊㅓㄹㅅㅜ") == "김철수"
    screen.page.locator('[data-skbtn="{bksp}"]').click()
    assert value(screen) == "김철ㅅ"
    types(screen, "ja", "name", "tanaka")
    expect(screen.page.locator(".proposal")).to_have_text(["タナカ", "たなか", "tanaka"])
    screen.page.locator(".proposal").first.click()
    assert value(screen) == "タナカ"
    assert types(screen, "de", "name", "Jürgen") == "Jürgen"  # names begin with a capital by themselves
    types(screen, "fr", "name", "Z")
    screen.page.locator('[data-skbtn="{accents}"]').click()
    screen.strikes("ôë")
    assert value(screen) == "Zôë"
    assert types(screen, "en", "contact", "a1@b") == "a1@b"


@pytest.mark.browser
def test_the_keyboard_gives_way(screen: Screen) -> None:
    """It hides at a press and comes back with a touch; a real one writes, too; no field takes more than has room."""
    types(screen, "en", "latin", "ab")
    screen.page.keyboard.type("cd")
    assert value(screen) == "abcd"
    expect(screen.page.locator(".sill .langs")).to_be_hidden()
    screen.page.get_by_role("button", name="Hide").click()
    expect(screen.page.locator("#keys")).to_be_hidden()
    expect(screen.page.locator(".sill .langs")).to_be_visible()
    screen.page.locator("#typed").click()
    screen.page.locator("#typed").evaluate("(field) => { field.maxLength = 5; }")
    screen.strikes("xyz")
    assert value(screen) == "abcdx"
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator("#keys")).to_be_hidden()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1280, 800)])
def test_keys_are_large_and_nothing_is_pushed_off(screen: Screen, width: int, height: int) -> None:
    screen.page.set_viewport_size({"width": width, "height": height})
    for lang in ("zh-CN", "de", "ko"):
        types(screen, lang, "name", "")
        boxes = [box for key in screen.page.locator("#keys .hg-button").all() if (box := key.bounding_box())]
        assert min(box["height"] for box in boxes) >= 56
        assert min(box["width"] for box in boxes) >= 56
        assert max(box["y"] + box["height"] for box in boxes) <= height
        field = screen.page.locator("#typed").bounding_box()
        assert field is not None
        assert field["y"] + field["height"] < min(box["y"] for box in boxes)
