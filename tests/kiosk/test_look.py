"""Lists of the look that must agree: icons, themes, and what a sheet of style asks for."""

import re
from pathlib import Path

import pytest

from kiosk import wording
from kiosk.wording import NOT_LET_OUT, REFUSED, Wording

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TOKENS = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons/tabler.svg").read_text(encoding="utf-8")))
TEMPLATES = [*(ROOT / "kiosk/templates").rglob("*.html"), *(ROOT / "admin/templates").rglob("*.html")]


def block(selector: str, within: str = TOKENS) -> dict[str, str]:
    """Return the custom properties that a rule sets."""
    found = re.search(re.escape(selector) + r" \{(.*?)\}", within, re.DOTALL)
    assert found is not None, selector
    return {name: value.strip() for name, value in re.findall(r"(--[\w-]+|color-scheme): ([^;]+);", found[1])}


THEMES = [("prefers-color-scheme: dark", "dark"), ("prefers-contrast: more", "contrast")]


@pytest.mark.parametrize(("query", "theme"), THEMES)
def test_auto_is_the_theme_that_the_system_asks_for(query: str, theme: str) -> None:
    following = TOKENS.split(f"@media ({query})")[1]
    assert block('[data-theme="auto"]', following) == block(f'\n[data-theme="{theme}"]')


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    by_name = re.compile(r"\bicon\(\s*[\"']([\w-]+)[\"']")
    named = {name for file in TEMPLATES for name in by_name.findall(file.read_text(encoding="utf-8"))}
    single = [value for value in vars(wording).values() if isinstance(value, Wording)]
    named |= {icon for each in [*REFUSED.values(), *NOT_LET_OUT.values(), *single] for icon, _ in each.hints}
    assert len(named) > 10
    assert named - SPRITE == set()


def test_the_sprite_holds_what_its_list_names() -> None:
    assert set((STATIC / "icons/icons.txt").read_text(encoding="utf-8").split()) == SPRITE


@pytest.mark.parametrize("sheet", ["base.css", "kiosk.css", "kiosk-keyboard.css", "kiosk-lying.css"])
def test_a_sheet_asks_only_for_values_that_there_are(sheet: str) -> None:
    sheets = {name: (STATIC / "css" / name).read_text(encoding="utf-8") for name in (sheet, "base.css")}
    given = set(re.findall(r"(--[\w-]+):", TOKENS + "".join(sheets.values())))
    assert set(re.findall(r"var\((--[\w-]+)", sheets[sheet])) - given == set()


def test_every_file_that_a_sheet_or_module_loads_is_there() -> None:
    for sheet in (STATIC / "css").glob("*.css"):
        for address in re.findall(r'url\("?([^")]+)"?\)', sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / address).exists(), f"{sheet.name}: {address}"
    for module in (STATIC / "js/kiosk").glob("*.js"):
        for address in re.findall(r'(?:from |URL\()"(\.[^"]+)"', module.read_text(encoding="utf-8")):
            assert (module.parent / address).exists(), f"{module.name}: {address}"


def test_what_moves_moves_cheaply() -> None:
    """Only what a browser moves without laying out or painting the page anew: sixty pictures fit a second."""
    cheap = {"transform", "translate", "scale", "rotate", "opacity", "none"}
    for sheet in sorted((STATIC / "css").glob("kiosk*.css")):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        frames = re.findall(r"@keyframes [\w-]+ \{((?:[^{}]*\{[^{}]*\})+)", text)
        moved = {name for frame in frames for name in re.findall(r"[{;]\s*([\w-]+):", frame)}
        moved |= {part.split()[0] for list_ in re.findall(r"transition: ([^;}]+)", text) for part in list_.split(",")}
        assert moved <= cheap, sheet.name
