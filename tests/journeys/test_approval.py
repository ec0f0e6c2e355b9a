"""A visit of grade A: asked for, reviewed, approved by the general manager, then by a delegate's link, to the permit.

On the way each page is looked at: kept as pictures in both languages, at a desk and on a phone, faultless to axe-core.
"""

import email
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from shared.access.actions import make_account
from shared.access.rules import Role
from shared.bookings.rules import Decision
from shared.desk.change import as_wish, change
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.people.actions import NewEmployee, hire
from shared.people.rules import Rank
from tests.admin.pages import PHONE, Office, errors_of, faults_of
from tests.apps import ADMIN, running, with_free_ports
from tests.house import OLA, WANG, House, furnish

pytestmark = pytest.mark.browser
PATIENT_MS = 60_000
LINK = re.compile(r"/approvals/answers/\S+")
BOOKING = re.compile(r"/bookings/[0-9a-z]{26}$")


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    node = Node.open(with_free_ports(settings))
    made = furnish(node)
    _chairman_is_away(made)
    yield made
    node.close()


@pytest.fixture
def office(house: House, browser: Browser) -> Iterator[Office]:
    with running(house.node.settings, ADMIN) as (app,):
        yield Office(app.url, house.node, browser)


def _chairman_is_away(house: House) -> None:
    """Let a chairman work here who is away this week, with a delegate who else decides on nothing."""
    with house.node.transaction() as rows:
        now = house.node.now()
        chairman = NewEmployee(house.site, "董事会", "何远", "Yuan He", "he.yuan@usher.example", rank=Rank.CHAIRMAN)
        deputy = NewEmployee(house.site, "董事会", "苏敏", "Min Su", "su.min@usher.example")
        away, delegate = hire(rows, chairman), hire(rows, deputy)
        away.away_from, away.delegate_id = now.date() - timedelta(days=1), delegate.id
        make_account(rows, away.email, away.name, [(Role.MANAGER, house.site)], now, employee=away)


def test_an_a_visit_from_the_request_to_the_permit(house: House, office: Office, screenshots: Path) -> None:
    address = _host_asks(house, office)
    _customer_service_reviews(house, office, address, screenshots)
    _general_manager_approves_on_a_phone(house, office, screenshots)
    link = _link_for(house, "su.min@usher.example")
    with office.someone(None, PHONE) as page:
        page.goto(office.url + link)
        expect(page.locator(".note")).to_contain_text("何远")
        expect(page.locator("dl")).to_contain_text("看样机")
        _look(page, screenshots, "approval-link-phone")
        page.locator("button[value=approve]").click()
        expect(page.locator(".floor .note")).to_be_visible()
        expect(page.locator("button[value=approve]")).to_have_count(0)
    with office.someone(house.host, locale="zh-CN") as page:
        page.goto(office.url + address)
        expect(page.locator("main")).to_contain_text("苏敏（代 何远）")
        expect(page.locator("img.pass-thumb")).to_be_visible()
        expect(page.locator(".crumb")).to_contain_text("HQ")
        _look(page, screenshots, "approval-booking")


def test_the_gates_open_board_hears_what_is_approved_and_what_is_no_longer(house: House, office: Office) -> None:
    """R8: the approval tells the gate; R6: what is asked for anew is not expected until then."""
    booking = house.booked(house.wish(WANG, grade="C", starts_at=house.node.now()))
    with office.someone(house.guard) as page:
        page.goto(f"{office.url}/gate")
        expected = page.locator("main", has_text="王晓琳")
        expect(page.locator("main")).to_be_visible()
        expect(expected).to_have_count(0)
        house.decided(booking.id, Decision.APPROVE, house.boss)
        expect(expected).to_have_count(1)
        with house.node.transaction() as rows:
            change(
                rows, booking.id, replace(as_wish(house.booking(booking.id)), area="四楼"), house.host, house.node.now()
            )
        expect(expected).to_have_count(0)


def _host_asks(house: House, office: Office) -> str:
    starts = house.node.now().astimezone(house.booked(house.wish(WANG)).site.tz) + timedelta(days=8)
    with office.someone(house.host) as page:
        page.goto(f"{office.url}/bookings/new")
        row = page.locator("[data-guests] [data-row]").first
        for field, value in (("name", "王晓琳"), ("company", "启航精密"), ("phone", "13812340001")):
            row.locator(f'[name$="{field}"]').fill(value)
        page.locator("[name=purpose]").fill("签约洽谈")
        for field, value in (("day", f"{starts:%Y-%m-%d}"), ("start", "14:00"), ("end", "16:00")):
            page.locator(f"[name={field}]").fill(value)
        page.locator("[name=kind][value=key]").check(force=True)
        page.locator("[name=grade][value=A]").check(force=True)
        if page.locator("[name=grade_reason]").count():
            page.locator("[name=grade_reason]").fill("对方董事长亲自来")
        page.locator("main .btn-lamp").click()
        page.wait_for_url(BOOKING)
        return page.url.removeprefix(office.url)


def _customer_service_reviews(house: House, office: Office, address: str, screenshots: Path) -> None:
    house.booked(house.wish(OLA, grade="C"))
    with office.someone(house.receptionist) as page:
        page.goto(f"{office.url}/approvals")
        _look(page, screenshots, "approvals-review")
        page.locator(".waiting li", has_text="王晓琳").locator("a.btn").click()
        page.wait_for_url(re.compile(r"#decision"))
        page.locator("[name=content]").fill("看样机")
        page.locator("#review [name=area]").fill("三楼展厅")
        page.locator("[name=route]").fill("大厅、三楼")
        page.locator("#review .team-ticks label").first.click()
        _look(page, screenshots, "approval-review")
        page.locator("button[value=approve][name=do]").click()
        expect(page.locator(".note").first).to_contain_text("The next one has been asked")
        assert page.url == office.url + address


def _general_manager_approves_on_a_phone(house: House, office: Office, screenshots: Path) -> None:
    house.booked(house.wish(WANG, grade="C"))
    with office.someone(house.boss, PHONE, locale="zh-CN", color_scheme="dark") as page:
        page.goto(f"{office.url}/approvals")
        _look(page, screenshots, "approvals-phone-dark")
        page.locator(".waiting li", has=page.locator(".grade-A")).locator("a.btn").click()
        expect(page.locator(".facts")).to_contain_text("三楼展厅")
        _look(page, screenshots, "approval-phone-dark")
        facts, decision = page.locator(".facts").bounding_box(), page.locator("#decision").bounding_box()
        assert facts is not None
        assert decision is not None
        assert facts["y"] < decision["y"], "who decides reads first on what"
        page.goto(f"{office.url}/approvals")
        expect(page.locator(".waiting li", has=page.locator(".grade-A"))).to_contain_text("三楼展厅")
        page.locator(".waiting li", has=page.locator(".grade-A")).locator("input[name=booking]").check()
        page.locator("form.queue .btn-lamp, form.queue .form-foot .btn").first.click()
        expect(page.locator(".results li")).to_have_count(1)
        expect(page.locator(".waiting .tick").first).to_be_hidden()  # nothing is left that can be ticked
        _look(page, screenshots, "approvals-result")
        expect(page.locator(".results")).to_contain_text("已通知下一位审批人")


def _link_for(house: House, address: str) -> str:
    """Return the link in the letter to somebody, as soon as the courier has written it."""
    mail, until = house.node.settings.data_dir / "mail", time.monotonic() + PATIENT_MS / 1000
    while time.monotonic() < until:
        for file in mail.glob("*.eml"):
            letter = email.message_from_bytes(file.read_bytes(), policy=default)
            body = letter.get_body(("plain",))
            if letter["To"] == address and body is not None and (found := LINK.search(body.get_content())):
                return found[0]
        time.sleep(0.05)
    raise AssertionError(f"no letter to {address} in {PATIENT_MS} ms")


def _look(page: Page, screenshots: Path, name: str) -> None:
    page.screenshot(path=screenshots / f"{name}.png", full_page=True)
    assert faults_of(page) == []
    assert errors_of(page) == []
    wide = page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, f"{name} is wider than the screen"
