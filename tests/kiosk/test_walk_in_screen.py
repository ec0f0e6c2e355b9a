"""Registering without a booking on a real screen: nothing is lost, nothing stays, nothing happens twice."""

import pytest
from playwright.sync_api import Browser, ViewportSize, expect
from sqlalchemy import func, select

from shared.visits.models import Visit
from shared.walk_ins.models import Draft
from tests.house import House
from tests.kiosk.walking import Walk

pytestmark = pytest.mark.browser

UPRIGHT: ViewportSize = {"width": 1080, "height": 1920}


@pytest.fixture
def walk(browser: Browser, url: str) -> Walk:
    """A visitor before a kiosk without a camera."""
    context = browser.new_context(viewport=UPRIGHT, reduced_motion="reduce", bypass_csp=True)
    return Walk(context.new_page(), url)


def counted(house: House, kind: type) -> int:
    with house.node.reading() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


def test_what_was_typed_survives_mistakes_languages_and_back_and_is_gone_at_the_start(walk: Walk, house: House) -> None:
    page = walk.page
    page.clock.install()
    walk.begins()
    walk.types("company", "ACME Ltd")
    walk.types("reach", "nothing")
    walk.lamp()
    expect(page.locator(".trouble")).to_have_count(2)
    expect(page.locator("[name=company]")).to_have_value("ACME Ltd")
    walk.types("name", "Ann")
    page.keyboard.press("Escape")  # puts the keys away that stand over languages and help
    page.locator('.sill [data-display="lang=zh-CN"]').click()
    expect(page.locator("#screen h1")).to_have_text("您是哪位？")
    expect(page.locator("[name=name]")).to_have_value("Ann")
    walk.types("reach", "ann@acme.example")
    walk.lamp()
    walk.shows("purpose")
    page.locator("#screen .back").click()
    walk.shows("who")
    assert [page.locator(f"[name={name}]").input_value() for name in ("name", "company", "reach")] == [
        "Ann",
        "ACME Ltd",
        "ann@acme.example",
    ]
    assert counted(house, Draft) == 1
    with page.expect_response("**/forgotten"):
        page.clock.fast_forward(61_000)
        walk.shows("welcome")
    assert counted(house, Draft) == 0
    page.go_back()
    assert "Ann" not in page.content()


def test_a_double_tap_sends_once_and_a_server_that_was_away_gets_the_same_form(walk: Walk, house: House) -> None:
    page = walk.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    walk.begins()
    walk.says_who()
    walk.says_why()
    walk.shows("host")
    page.get_by_role("button", name="Not found? Ask reception").dblclick()
    walk.shows("carrying")
    assert sum("/host" in address for address in sent) == 1
    page.locator("[value='add:Laptop']").click()
    expect(page.locator(".carried li")).to_have_count(1)
    away = [True]
    page.route("**/items*", lambda route: route.abort() if away[0] else route.continue_())
    walk.lamp()
    walk.shows("gone")
    away[0] = False
    walk.shows("agreement")
    walk.signs()
    walk.shows("check")
    expect(page.locator(".rows-of")).to_contain_text("Laptop × 1")
    page.locator("#screen .btn.lamp").dblclick()
    walk.shows("waiting")
    assert counted(house, Visit) == 1
    assert counted(house, Draft) == 0
