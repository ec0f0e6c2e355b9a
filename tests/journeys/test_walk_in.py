"""From the first touch to the badge without a booking, and every screen on the way as a picture."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from shared.badges.queries import content_of
from shared.grades.door import AtTheDoor, DoorQuestion, DoorStep
from shared.grades.models import Grade
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.visits.rules import Answer
from tests.apps import KIOSK, App, running, with_free_ports
from tests.house import OLA, House, furnish
from tests.journeys.camera import browser_with_camera, kiosk_options
from tests.journeys.conftest import LYING, UPRIGHT
from tests.kiosk.test_news import answers
from tests.kiosk.walking import PATIENT_MS, Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_TAPS = 9
HUBERT = ("Hubert Wolfeschlegelsteinhausenbergerdorff", "Nordlicht Maschinenbau GmbH", "h@nordlicht.example")


@pytest.fixture
def lobby(settings: Settings) -> Iterator[tuple[App, House]]:
    """A real kiosk with a virtual printer, and the house behind it on the true time."""
    served = with_free_ports(replace(settings, site="HQ"))
    node = Node.open(served)
    house = furnish(node)
    with running(served, KIOSK) as [app]:
        yield app, house
    node.close()


@pytest.fixture
def database_kind() -> str:
    """One lobby."""
    return "sqlite"


def pictures_of(screenshots: Path, name: str) -> Path:
    folder = screenshots / f"walk-in-{name}"
    folder.mkdir(exist_ok=True)
    return folder


def seen_through(walk: Walk) -> None:
    """No screen on the way had anything wrong with it."""
    assert {name: found for name, found in walk.faults.items() if found} == {}


def test_from_touch_to_badge_in_nine_taps_when_the_host_accepts_at_once(
    lobby: tuple[App, House], browser: Browser
) -> None:
    app, house = lobby
    with browser.new_context(**kiosk_options(UPRIGHT), bypass_csp=True) as context:
        walk = Walk(context.new_page(), app.url)
        walk.is_stood_before()
        visit = _asks_for_the_host(walk, "zh-CN")
        answers(house, visit, Answer.COMING)
        _has_the_badge(walk)
        assert walk.taps <= MOST_TAPS
        assert len(list((app.settings.data_dir / "prints").glob("*.png"))) == 1
        _waits_while_another_uses_the_kiosk(walk, house)


def _asks_for_the_host(walk: Walk, language: str) -> str:
    """Register from the first screen on; return the visit that waits."""
    walk.begins(language)
    walk.says_who()
    walk.says_why()
    walk.says_whom("李伟")
    walk.comes_to("carrying")
    walk.lamp()
    walk.comes_to("agreement")
    walk.signs()
    walk.comes_to("check")
    walk.lamp()
    walk.comes_to("waiting")
    return str(walk.page.locator("#screen").get_attribute("data-visit"))


def _has_the_badge(walk: Walk) -> None:
    walk.shows("admitted", PATIENT_MS)
    expect(walk.page.locator("#screen")).to_have_attribute("data-print", "done", timeout=PATIENT_MS)


def _waits_while_another_uses_the_kiosk(walk: Walk, house: House) -> None:
    """Give the screen free, be called by the end of the own code, and come back by it to the answer (R14)."""
    visit = _asks_for_the_host(walk, "en")
    code = walk.page.locator(".own-code b").inner_text()
    walk.press("Back to start")
    walk.shows("welcome")
    walk.wedge(house.pass_of(house.approved(house.wish(OLA))))
    _has_the_badge(walk)
    walk.page.locator("#screen [data-step=home]").click()
    walk.shows("welcome")
    answers(house, visit, Answer.COMING)
    called = walk.page.locator("[data-part=called]")
    expect(called).to_contain_text(f"code ending {code[-2:]}", timeout=PATIENT_MS)
    assert code not in walk.page.content(), "the first screen is for everybody"
    walk.page.locator("a.choice.calls").click()
    walk.shows("again")
    walk.types("code", code)
    walk.lamp()
    _has_the_badge(walk)
    assert str(walk.page.locator("#screen").get_attribute("data-visit")) == visit


LOOKS = {
    "en-lying": (LYING, "en", ""),
    "zh-upright-contrast-large": (UPRIGHT, "zh-CN", "&theme=contrast&letters=large"),
}


def test_all_that_a_grade_can_ask_is_whole_and_without_faults(
    lobby: tuple[App, House], browser: Browser, screenshots: Path
) -> None:
    """With a camera: the photo that is taken stands on the badge."""
    app, house = lobby
    questions = (DoorQuestion("过去 14 天内发过烧吗？", "Have you had a fever in the last 14 days?"),)
    with house.node.transaction() as session:
        session.get_one(Grade, "D").at_the_door = AtTheDoor(tuple(DoorStep), questions=questions).as_json()
    with browser_with_camera(browser.browser_type, None) as eyes:
        for name, (size, language, more) in LOOKS.items():
            with eyes.new_context(**kiosk_options(size), bypass_csp=True) as context:
                walk = Walk(context.new_page(), app.url, pictures_of(screenshots, name))
                walk.is_stood_before()
                badge = _walks_in(walk, house, language, more)
            seen_through(walk)
            with house.node.reading() as session:
                content = content_of(session, badge, house.node.keys.passes)
            assert content is not None
            assert content.photo is not None
            with Image.open(BytesIO(content.photo)) as photo:
                assert photo.size == (720, 960)


def _walks_in(walk: Walk, house: House, language: str, more: str) -> str:
    """Go all the way, with a mistake at the start; return the badge."""
    walk.begins(language, more)
    walk.lamp()
    expect(walk.page.locator(".trouble")).to_have_count(3, timeout=PATIENT_MS)
    walk.keeps("who wrong")
    walk.says_who(*HUBERT)
    walk.says_why(3)
    walk.says_whom()
    _answers_all(walk)
    visit = str(walk.page.locator("#screen").get_attribute("data-visit"))
    answers(house, visit, Answer.COMING)
    walk.shows("admitted", PATIENT_MS)
    badge = str(walk.page.locator("#screen").get_attribute("data-badge"))
    _comes_again(walk, language, more)
    return badge


def _comes_again(walk: Walk, language: str, more: str) -> None:
    """Be known again, and look at the own form, which is masked by now."""
    walk.begins(language, more)
    walk.says_who(*HUBERT)
    expect(walk.page.locator("#screen")).to_contain_text("Hubert")
    walk.taps_on(walk.page.locator("#screen .back"))
    walk.comes_to("who")
    expect(walk.page.locator("#screen")).to_contain_text("h•••@nordlicht.example")


def _answers_all(walk: Walk) -> None:
    page = walk.page
    walk.comes_to("photo")
    walk.taps_on(page.locator("[data-take]"))
    expect(page.locator("[data-keep]")).to_be_visible(timeout=PATIENT_MS)
    walk.keeps("photo taken")
    walk.lamp()
    walk.comes_to("carrying")
    for count in (1, 2):
        walk.taps_on(page.locator(".usual .btn").first)
        expect(page.locator("[name=what]")).to_have_count(count, timeout=PATIENT_MS)
    walk.keeps("carrying two")
    walk.lamp()
    walk.comes_to("vehicle")
    walk.types("plate", "苏E12345")
    walk.lamp()
    walk.comes_to("questions")
    walk.taps_on(page.locator(".question label").first)
    walk.lamp()
    walk.comes_to("agreement")
    first = page.locator("#screen h1").inner_text()
    walk.signs()
    expect(page.locator("#screen h1")).not_to_have_text(first, timeout=PATIENT_MS)
    walk.signs()
    walk.comes_to("check")
    walk.lamp()
    walk.shows("waiting", PATIENT_MS)
