"""Somebody whom the house watches for: a plain referral, a silent card, a person's decision; and what the desk does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from tests.admin.pages import DESK, PHONE, Office, faults_of
from tests.house import OLA
from tests.journeys.conftest import LYING, Place
from tests.journeys.people import PATIENT_MS, SOON_MS, Kiosk
from tests.journeys.security import Desk, Security

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
pytestmark = [pytest.mark.browser, pytest.mark.slow]
ENTRY = {
    "name": "Ola Nordmann",
    "aliases": "诺德曼",
    "phones": "+47 912 34 999",
    "reason": "Took samples on an earlier visit",
    "source": "Incident report 14",
}
WALK_IN = {"name": "Ada Lovelace", "company": "Analytical Engines", "reach": "ada@engine.example", "host": "Wei Li"}


def second_manager(place: Place) -> Person:
    with place.house.node.transaction() as rows:
        granted = [(Role.MANAGER, place.house.site)]
        account = make_account(rows, "zhao.min@usher.example", "赵敏", granted, place.house.node.now())
        rows.flush()
        return person_of(rows, account)


def sits(place: Place, who: Person, **more: object) -> Page:
    office = Office(place.office_app.url, place.house.node, place.browser)
    return place.stack.enter_context(office.someone(who, DESK, **more))


def looked_at(page: Page, screenshots: Path, name: str) -> None:
    """Let axe-core look at an office page in both languages and themes; keep pictures of it."""
    for language in ("en", "zh-CN"):
        speaks(page, language)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.evaluate("() => Promise.all(document.getAnimations().map((each) => each.finished))")
            assert faults_of(page) == [], f"{name} {language} {theme}"
        page.screenshot(path=screenshots / f"office-{name}-{language}-dark.png")
        page.emulate_media(color_scheme="light")
        page.screenshot(path=screenshots / f"office-{name}-{language}.png")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.screenshot(path=screenshots / f"office-{name}-zh-CN-phone.png", full_page=True)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    speaks(page, "en")


def speaks(page: Page, language: str) -> None:
    """Have the page in a language, by its own button."""
    if page.locator("html").get_attribute("lang") != language:
        with page.expect_navigation():  # whole, with its style sheets
            page.locator(f'.side-nav .tongues button[value="{language}"]').last.evaluate("button => button.click()")
        expect(page.locator("html")).to_have_attribute("lang", language)


def kept(kiosk: Kiosk, screenshots: Path, name: str) -> None:
    kiosk.page.screenshot(path=screenshots / f"kiosk-{name}.png")


def test_somebody_like_an_entry_is_sent_to_reception_and_a_person_decides(place: Place, screenshots: Path) -> None:
    house = place.house
    text = house.pass_of(house.approved(house.wish(OLA)))
    first, second = (Security(sits(place, who), place.office_app.url) for who in (house.boss, second_manager(place)))
    until = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
    first.page.goto(f"{first.url}/watchlist/new")
    looked_at(first.page, screenshots, "watchlist-form")
    first.proposes(ENTRY | {"expires_at": until})
    looked_at(first.page, screenshots, "watchlist-entry")
    second.confirms(ENTRY["name"])
    gate = place.gate()
    gate.watches()
    kiosk = place.kiosk()
    kiosk.scan(text)
    referral = said_by(kiosk)
    kept(kiosk, screenshots, "referral-en-upright")
    expect(gate.page.locator(".need", has_text="Hold: ask security")).to_be_visible(timeout=SOON_MS)
    gate.page.screenshot(path=screenshots / "gate-hold-en.png")
    assert ENTRY["reason"] not in gate.page.content()
    assert referral == typed_referral(place, screenshots)
    second.page.goto(f"{second.url}/watchlist")
    looked_at(second.page, screenshots, "watchlist-hits")
    second.opens_the_hit(ENTRY["name"])
    looked_at(second.page, screenshots, "watchlist-hit")
    second.clears("Another date of birth on the identity card")
    expect(gate.page.locator(".need", has_text="Cleared by security")).to_be_visible(timeout=SOON_MS)
    kiosk.opens("/?lang=en")
    kiosk.scan(text)
    kiosk.welcomes(ENTRY["name"])


def said_by(kiosk: Kiosk) -> list[str]:
    """Return what a screen says, without the code for the desk."""
    kiosk.shows("refused", PATIENT_MS)
    words: list[str] = kiosk.page.locator("#screen").inner_text().splitlines()
    return [line for line in words if line.strip() and not line.startswith("Code ")]


def typed_referral(place: Place, screenshots: Path) -> list[str]:
    """Return what somebody reads who mistyped a permit number."""
    kiosk = place.kiosk(size=LYING)
    kiosk.opens("/typed?lang=en")
    kiosk.page.locator("#permit").fill("HQ26-0101-999")
    kiosk.page.locator("#tail").fill("9999")
    kiosk.page.locator("#tail").press("Enter")
    words = said_by(kiosk)
    kept(kiosk, screenshots, "referral-en-lying")
    return words


def test_the_desk_does_for_a_visitor_what_the_kiosk_does(place: Place, screenshots: Path) -> None:
    house = place.house
    code = sent_to_the_desk(place, str(house.approved(house.wish(OLA)).permit), screenshots)
    desk = Desk(sits(place, house.receptionist), place.office_app.url)
    desk.page.goto(f"{desk.url}/desk")
    desk.finds(code)
    expect(desk.page.locator(".note")).to_contain_text("the digits of the phone are not")
    looked_at(desk.page, screenshots, "desk-found")
    desk.presses("Let in", "Let in: the badge prints")
    desk.presses("Print the badge again", "A new badge prints")
    desk.presses("30 min", "The visit may last until")
    looked_at(desk.page, screenshots, "desk-inside")
    desk.presses("Sign out", "Signed out")
    desk.page.goto(f"{desk.url}/desk/walk-ins/new")
    looked_at(desk.page, screenshots, "desk-walk-in")
    desk.registers(WALK_IN)
    expect(desk.page.locator("article.person")).to_contain_text("Waits to be let in")
    desk.presses("Let in", "Let in: the badge prints")


def sent_to_the_desk(place: Place, permit: str, screenshots: Path) -> str:
    """Mistype the end of a phone, ask for help there, and return the code on the screen."""
    gate, kiosk = place.gate(), place.kiosk()
    gate.watches()
    kiosk.opens("/typed?lang=en")
    kiosk.page.locator("#permit").fill(permit)
    kiosk.page.locator("#tail").fill("0000")
    kiosk.page.locator("#tail").press("Enter")
    kiosk.shows("refused", PATIENT_MS)
    code = kiosk.page.locator(".code-for-desk").inner_text().split()[-1]
    kiosk.page.locator(".sill .help").click()
    expect(kiosk.page.locator(".called")).to_contain_text("calling reception", timeout=PATIENT_MS)
    kiosk.shows("refused")  # the screen stays as it was
    kept(kiosk, screenshots, "help-called-en")
    expect(gate.page.locator(".need", has_text="sent to the desk")).to_be_visible(timeout=SOON_MS)
    return code
