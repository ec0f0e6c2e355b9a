"""From the first tap on the way out to the picture of the week; and a visitor who books by a host's invitation.

Both apps stand over one house whose clock a test moves: what settles in a quarter of an hour counts at once.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from admin import create_admin
from kiosk import create_kiosk
from shared.desk.outcomes import Admitted
from shared.kernel.settings import Settings
from shared.web.languages import NAMES
from tests.admin.pages import DESK, PHONE, Office, errors_of, faults_of
from tests.conftest import OUTPUT
from tests.feedback import goes, link_of, says, time_passes
from tests.house import House
from tests.journeys.leaving import Party
from tests.serving import serving

pytestmark = pytest.mark.browser
WORDS = {
    "en-GB": ("You are invited", "Somebody comes along", "it is your signature", "Your visit is booked"),
    "zh-CN": ("您受邀来访", "添加同行人员", "作为签名", "来访已预约"),
}


@pytest.fixture
def database_kind() -> str:
    """One node on one machine."""
    return "sqlite"


@pytest.fixture
def office(settings: Settings, house: House, browser: Browser) -> Iterator[Office]:
    """The office."""
    with serving(create_admin(settings, house.node)) as url:
        yield Office(url, house.node, browser)


@pytest.fixture
def kiosk(settings: Settings, house: House, browser: Browser) -> Iterator[Party]:
    """The screen in the lobby."""
    app = create_kiosk(
        settings,
        house.node,
        door=house.door,
        badge_picture=lambda _session, _badge: None,
        printer_states=lambda: {"virtual": "ready"},
        serial_scans=None,
        news_wait_s=1.0,
    )
    with serving(app) as url:
        context = browser.new_context(viewport={"width": 1080, "height": 1920}, reduced_motion="reduce")
        party = Party(context.new_page(), url)
        party.is_stood_before()
        yield party
        context.close()


def picture(page: Page, name: str) -> None:
    """Keep a picture to look at."""
    folder = Path(OUTPUT) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def test_a_low_rating_is_answered_and_stands_in_the_picture_of_the_week(
    house: House, kiosk: Party, office: Office
) -> None:
    """R23, R25, R28: one at the kiosk who is not satisfied, one by link without a name, three who are."""
    pass_ = house.pass_of(house.booked())
    assert isinstance(house.scanned(pass_), Admitted)
    kiosk.leaves_with(pass_)
    kiosk.rates(2)
    kiosk.page.locator("[data-further]").click()
    with kiosk.page.expect_response("**/feedback/*"):
        kiosk.page.locator('[data-of="punctuality"][data-value="1"]').click()
    kiosk.page.locator("[data-further]").click()
    kiosk.adds("等了四十分钟没人来")
    kiosk.page.close()
    for name in ("甲", "乙", "丙"):
        says(house, goes(house, name), 5, recommend=9)
    with office.someone(None, PHONE) as phone:
        phone.goto(office.url + link_of(house, goes(house, "丁")))
        assert faults_of(phone) == []
        phone.locator('label:has(input[name="score"][value="4"])').click()
        phone.locator("main .btn-lamp").click()
        expect(phone.locator("h1")).to_have_text("Thank you, it is noted")
    time_passes(house)
    with office.someone(house.boss, DESK) as boss:
        _sees_to_it(boss, office.url)
        _reads_the_week(boss, office.url)


def _sees_to_it(boss: Page, url: str) -> None:
    boss.goto(f"{url}/complaints")
    assert faults_of(boss) == []
    boss.get_by_role("link", name="等了四十分钟没人来").click()
    expect(boss.locator(".given div", has_text="Waiting time")).to_contain_text("1 / 5")
    assert faults_of(boss) == []
    steps = (("打过电话，道了歉", "Answered", "Close it once nothing is left"), ("前台多派一人", "Close", "Thank you"))
    for words, button, then in steps:
        boss.locator("#f-words").fill(words)
        boss.get_by_role("button", name=button, exact=True).click()
        expect(boss.locator(".note", has_text=then)).to_be_visible()
    expect(boss.locator("main")).to_contain_text("No low score is open")


def _reads_the_week(boss: Page, url: str) -> None:
    boss.goto(f"{url}/feedback")
    expect(boss.locator("html")).to_have_attribute("data-drawn", "yes")
    expect(boss.locator(".figures")).to_contain_text("80 %")
    scores = boss.locator(".picture-scores")
    expect(scores.locator("tr", has_text="Not really")).to_contain_text("1")
    assert scores.locator("canvas").evaluate("each => window.Chart.getChart(each).data.datasets[0].data") == [
        3,
        1,
        0,
        1,
        0,
    ]
    assert faults_of(boss) == []
    assert errors_of(boss) == []
    picture(boss, "office-feedback-en")


def test_a_phone_in_any_language_of_the_kiosk_takes_an_answer(house: House, office: Office) -> None:
    """R23: each visitor's own words, none of which is cut off or widens the page."""
    for language in NAMES:
        with office.someone(None, PHONE, locale=language) as phone:
            phone.goto(office.url + link_of(house, goes(house, language)))
            expect(phone.locator("html")).to_have_attribute("lang", language)
            assert faults_of(phone) == []
            width = phone.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert width[0] <= width[1], language
            cut = phone.locator(".pick label > span").evaluate_all(
                "all => all.filter(it => it.scrollWidth > it.clientWidth)"
            )
            assert cut == [], language
            picture(phone, f"office-survey-phone-{language}")
            phone.locator('label:has(input[name="score"][value="2"])').click()
            phone.locator("main .btn-lamp").click()
            expect(phone.locator(".public-end h1")).to_be_visible()
            assert faults_of(phone) == []
            picture(phone, f"office-survey-thanks-phone-{language}")


def test_an_invited_visitor_books_on_a_phone_in_their_language(house: House, office: Office) -> None:
    """R1, R17: what is missing is said, a companion comes along, and the host sees who comes."""
    with office.someone(house.host, DESK) as host:
        for language in WORDS:
            _is_invited(host, office, language)
        host.goto(f"{office.url}/invitations")
        assert faults_of(host) == []
        host.get_by_role("link", name="the booking").first.click()
        expect(host.locator("main")).to_contain_text("Ola Nordmann")
        for words in ("Signed before coming", "苏E12345", "笔记本电脑 × 2"):
            expect(host.locator("main")).to_contain_text(words)


def test_an_invitation_speaks_each_language_of_the_kiosk_on_a_phone(house: House, office: Office) -> None:
    """R1: all that is missing is said at once in the visitor's own words, and none of it widens the page."""
    with office.someone(house.host, DESK) as host:
        link = _invites(host, office)
    for language in NAMES:
        with office.someone(None, PHONE, locale=language) as phone:
            phone.goto(f"{office.url}/invited/{link}")
            expect(phone.locator("html")).to_have_attribute("lang", language)
            phone.locator('button[value="add"]').click()
            phone.locator("#f-guests-1-name").fill("Hubert Wolfeschlegelsteinhausenbergerdorff")
            phone.locator(".btn.big").click()
            expect(phone.locator(".summary li")).to_have_count(7)
            assert faults_of(phone) == []
            width = phone.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert width[0] <= width[1], language
            picture(phone, f"office-invited-wrong-phone-{language}")


def _invites(host: Page, office: Office) -> str:
    host.goto(f"{office.url}/invitations/new")
    host.locator("#f-purpose").fill("签约洽谈")
    host.locator("main .btn-lamp").click()
    return host.locator(".secret").inner_text().partition("/invited/")[2]


def _is_invited(host: Page, office: Office, language: str) -> None:
    title, more, missing, done = WORDS[language]
    link = _invites(host, office)
    with office.someone(None, PHONE, locale=language) as phone:
        phone.goto(f"{office.url}/invited/{link}")
        expect(phone.locator("h1")).to_have_text(title)
        phone.get_by_role("button", name=more).click()
        for number, name in enumerate(("王晓琳", "Ola Nordmann")):
            phone.locator(f"#f-guests-{number}-name").fill(name)
            phone.locator(f"#f-guests-{number}-company").fill("启航精密技术")
            phone.locator(f"#f-guests-{number}-phone").fill(f"1381234000{number}")
        phone.locator("#f-more-plate").fill("苏E12345")
        phone.locator("#f-more-items").fill("笔记本电脑 × 2")
        phone.locator("#f-agreed").check()
        phone.locator(".btn.big").click()
        expect(phone.locator("main")).to_contain_text(missing)
        assert faults_of(phone) == []
        phone.locator("#f-signature").fill("王晓琳")
        picture(phone, f"office-invited-phone-{language[:2]}")
        phone.locator(".btn.big").click()
        expect(phone.locator("h1")).to_have_text(done)
        expect(phone.locator(".pass-code")).to_be_visible()
