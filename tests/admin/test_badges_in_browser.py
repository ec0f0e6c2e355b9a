"""The page of a badge in a real browser: the picture follows the form, and nothing on it is at fault."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from shared.access.rules import Person, Role
from shared.badges.queries import layout_of
from shared.badges.rules import Fact, Roll
from shared.kernel.settings import Settings
from tests.admin.pages import DESK, PHONE, Office, errors_of, faults_of
from tests.admin.test_permissions import someone
from tests.hardware.test_badge_pictures import a_door
from tests.house import House
from tests.standing import Standing, standing_office

pytestmark = pytest.mark.browser

Looks = tuple[str, Literal["light", "dark"], tuple[int, int]]
LOOKS: tuple[Looks, ...] = (("zh-CN", "light", DESK), ("en-GB", "dark", DESK), ("zh-CN", "light", PHONE))


@pytest.fixture(scope="module")
def standing(standing_settings: Settings) -> Iterator[Standing]:
    """The office as a user would start it, in the true time."""
    with standing_office(standing_settings) as opened:
        yield opened


@pytest.fixture
def house(standing: Standing) -> House:
    """The small company, in which nothing has happened."""
    return standing.put_in_order()


@pytest.fixture
def office(standing: Standing, house: House, browser: Browser) -> Office:
    """The office, served over it."""
    return Office(standing.app.url, house.node, browser)


@pytest.fixture
def admin(house: House) -> Person:
    """An administrator of the house."""
    return someone(house, Role.ADMIN, None)


def picture_of(page: Page) -> str:
    """Return where the picture of the badge comes from: another for each that is drawn."""
    return str(page.locator("[data-picture]").get_attribute("src"))


def drawn_anew(page: Page, before: str) -> str:
    """Wait for another picture."""
    expect(page.locator("[data-picture]")).not_to_have_attribute("src", before)
    page.wait_for_function("() => document.querySelector('[data-picture]').naturalHeight > 0")
    return picture_of(page)


def height_of(page: Page) -> int:
    return int(page.evaluate("() => document.querySelector('[data-picture]').naturalHeight"))


def test_the_picture_follows_the_form_and_what_is_saved_is_kept(office: Office, admin: Person) -> None:
    """Under the page's own content policy."""
    with office.someone(admin, bypass_csp=False) as page:
        page.goto(f"{office.url}/badges/80/B")
        first, short = picture_of(page), height_of(page)
        page.get_by_label("In English").fill("Please hand this badge back when you leave.")
        second = drawn_anew(page, first)
        page.wait_for_function("(short) => document.querySelector('[data-picture]').naturalHeight > short", arg=short)
        expect(page.locator("[data-measures]")).to_have_text(re.compile(r"^72 × 1[34]\d mm$"))
        page.get_by_label("A name", exact=True).fill("Łukasz Żółć")
        third = drawn_anew(page, second)
        page.locator("input[type=file]").set_input_files(
            {"name": "door.png", "mimeType": "image/png", "buffer": a_door()}
        )
        drawn_anew(page, third)
        page.get_by_role("button", name="Save this badge").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        expect(page.get_by_role("radio", name="Logo 1")).to_be_checked()
        assert errors_of(page) == []
    with office.node.reading() as session:
        kept = layout_of(session, "B", Roll.WIDE)
    assert kept.disclaimer_en.startswith("Please hand")
    assert kept.logo is not None


def test_a_line_that_is_chosen_twice_changes_places(office: Office, admin: Person) -> None:
    with office.someone(admin) as page:
        page.goto(f"{office.url}/badges/58/C")
        page.get_by_label("Line 1").select_option("purpose")
        expect(page.get_by_label("Line 3")).to_have_value("host")
        page.get_by_role("button", name="Save this badge").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    with office.node.reading() as session:
        assert layout_of(session, "C", Roll.NARROW).facts == (Fact.PURPOSE, Fact.AREA, Fact.HOST)


def test_what_is_wrong_is_told_while_it_is_typed(office: Office, admin: Person) -> None:
    with office.someone(admin) as page:
        page.goto(f"{office.url}/badges/62/A")
        page.get_by_label("In Chinese").fill("长" * 161)
        expect(page.locator("[data-trouble]")).to_have_text("This is too long.")
        page.get_by_label("In Chinese").fill("短")
        expect(page.locator("[data-trouble]")).to_have_text("")
        assert errors_of(page) == []


@pytest.mark.parametrize(("language", "theme", "size"), LOOKS)
def test_the_pages_have_no_faults(
    office: Office,
    admin: Person,
    screenshots: Path,
    language: str,
    theme: Literal["light", "dark"],
    size: tuple[int, int],
) -> None:
    faults: dict[str, list[str]] = {}
    with office.someone(admin, size, locale=language, color_scheme=theme, reduced_motion="reduce") as page:
        for name, path in {"badges": "/badges", "badge": "/badges/80/A"}.items():
            page.goto(office.url + path, wait_until="networkidle")
            page.screenshot(path=screenshots / f"office-{name}-{language[:2]}-{theme}-{size[0]}.png", full_page=True)
            wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
            faults[name] = faults_of(page) + ["too wide"] * wide
        assert errors_of(page) == []
    assert {name: found for name, found in faults.items() if found} == {}
