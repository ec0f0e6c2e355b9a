"""A walk-in asks, the host is silent, the delegate answers by the link in the letter, and the badge comes out."""

import email
import re
import time
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from shared.grades.models import Grade
from shared.kernel.logbook import Kind
from tests.asking import chain, has_colleague, kinds, stay_of, walks_in
from tests.journeys.conftest import LYING, UPRIGHT, Place
from tests.journeys.people import PATIENT_MS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE, DESKTOP = (390, 844), (1440, 900)
LINK = re.compile(r"http\S+/answers/\S+")


def test_a_silent_host_s_delegate_answers_by_the_link_in_the_letter(place: Place, screenshots: Path) -> None:
    house = place.house
    delegate = has_colleague(house, is_delegate=True)
    hurry_up(place)
    visit_id = walks_in(house)
    kiosk = place.kiosk()
    kiosk.opens(f"/visits/{visit_id}?lang=en")
    kiosk.shows("waiting")
    expect(kiosk.page.locator(".truth .now")).to_contain_text("Fang Chen (delegate)", timeout=PATIENT_MS)
    assert chain(house, visit_id)[:2] == [("host", house.host.employee_id), ("delegate", delegate.employee_id)]
    keep_pictures_of_the_wait(place, visit_id, screenshots)
    link = link_to(place, "fang.chen@usher.example")
    page = opened(place, link, PHONE)
    expect(page.locator("h2")).to_contain_text("王晓琳")
    page.screenshot(path=screenshots / "answer-by-link-phone.png", full_page=True)
    assert stay_of(house, visit_id).answer is None, "opening the link, as a mail scanner does, answers nothing"
    page.locator("button[value=coming]").click()
    expect(page.locator("h1")).to_contain_text("已经答复了")
    kiosk.shows("admitted", PATIENT_MS)
    kiosk.says_of_the_host("Fang Chen knows you are here and is coming down")
    kiosk.says_printed()
    assert kinds(house, visit_id).count(Kind.HostAnswered) == 1
    assert stay_of(house, visit_id).receiver_id == delegate.employee_id


def test_what_a_visitor_can_do_while_waiting(place: Place, screenshots: Path) -> None:
    """Ask for a drink, leave a message, which the host has to answer; and go."""
    house, kiosk = place.house, place.kiosk()
    visit_id = walks_in(house)
    host = place.host()
    host.waits_for_visitors()
    kiosk.opens(f"/visits/{visit_id}?lang=en")
    kiosk.press("Something to drink")
    expect(kiosk.page.locator("[data-part=told]")).to_contain_text("You asked for something to drink")
    kiosk.press("Message for Wei Li")
    kiosk.shows("message")
    kiosk.press("I will come another day.")
    kiosk.press("Leave the message")
    kiosk.shows("waiting")
    expect(kiosk.page.locator("[data-part=told]")).to_contain_text("has to be answered")
    expect(host.page.locator(".letter blockquote")).to_have_text("I will come another day.", timeout=PATIENT_MS)
    host.page.screenshot(path=screenshots / "host-messages-desktop.png")
    host.page.locator(".letter input[name=text]").fill("Come on Tuesday")
    host.page.locator(".letter button").click()
    expect(kiosk.page.locator("[data-part=told]")).to_contain_text("was answered: Come on Tuesday", timeout=PATIENT_MS)
    expect(host.page.locator(".letter")).to_have_count(0, timeout=PATIENT_MS)
    kiosk.press("I will not wait, end this visit")
    kiosk.shows("ending")
    kiosk.press("End this visit")
    kiosk.shows("refused")
    assert stay_of(house, visit_id).state == "withdrawn"
    expect(host.page.locator("article.caller")).to_have_count(0, timeout=PATIENT_MS)


def keep_pictures_of_the_wait(place: Place, visit_id: str, screenshots: Path) -> None:
    """Keep the waiting screen and the host's page as people see them, to be looked at."""
    looks = (("zh-CN", UPRIGHT, ""), ("en", LYING, ""), ("zh-CN", UPRIGHT, "&theme=contrast"))
    for language, size, more in looks:
        kiosk = place.kiosk(size=size, language=language)
        kiosk.opens(f"/visits/{visit_id}?lang={language}{more}").shows("waiting")
        name = f"waiting-{language}-{size[0]}{'-contrast' if more else ''}"
        kiosk.page.screenshot(path=screenshots / f"{name}.png")
        assert fits(kiosk.page), f"{name}: something lies under the sill"
    host = place.host(language="zh-CN")
    for name, size in (("phone", PHONE), ("desktop", DESKTOP)):
        host.page.set_viewport_size({"width": size[0], "height": size[1]})
        host.waits_for_visitors()
        host.page.screenshot(path=screenshots / f"host-waits-{name}.png", full_page=True)


def fits(page: Page) -> bool:
    """Say whether the last thing on the floor ends above the sill."""
    bottom = "e => e.getBoundingClientRect().bottom"
    floor = max(page.locator(part).evaluate(bottom) for part in ("#screen .actions", "#screen .told"))
    return bool(floor <= page.locator(".sill").evaluate("e => e.getBoundingClientRect().top") + 1)


def hurry_up(place: Place) -> None:
    """Let a host be silent for one second only before the delegate is asked."""
    with place.house.node.transaction() as session:
        session.execute(update(Grade).values(ask_delegate_s=1, ask_department_s=600, ask_reception_s=900))


def link_to(place: Place, address: str) -> str:
    """Return the link in the letter to somebody, as soon as the courier has written it."""
    mail = place.kiosk_app.settings.data_dir / "mail"
    give_up_at = time.monotonic() + PATIENT_MS / 1000
    while time.monotonic() < give_up_at:
        for file in mail.glob("*.eml"):
            letter = email.message_from_bytes(file.read_bytes(), policy=default)
            body = letter.get_body(("plain",))
            if letter["To"] == address and body is not None and (found := LINK.search(body.get_content())):
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no letter to {address} in {PATIENT_MS} ms")


def opened(place: Place, link: str, size: tuple[int, int]) -> Page:
    """Open a link in a browser that is signed in nowhere."""
    context = place.browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    place.stack.callback(context.close)
    page = context.new_page()
    page.goto(link)
    return page
