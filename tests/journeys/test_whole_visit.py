"""One visit of grade A from the wish to the figures of its week, and one that was asked for too late for its papers.

Kiosk and office stand over one house, whose clock the test moves: three working days go by at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from admin import create_admin
from kiosk import create_kiosk
from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from shared.bookings.rules import VisitKind
from shared.desk.preparing import tick_task
from shared.kernel.settings import Settings
from shared.people.actions import NewEmployee, hire
from shared.people.rules import Rank
from shared.reception.queries import plan_of, tasks_of
from tests.admin.pages import Office
from tests.clock import StandingClock
from tests.feedback import time_passes
from tests.house import House, furnish
from tests.journeys.leaving import Party
from tests.serving import serving

SHANGHAI = ZoneInfo("Asia/Shanghai")
STARTS = datetime(2026, 12, 1, 14, 0, tzinfo=SHANGHAI)
BOOKING = re.compile(r"/bookings/[0-9a-z]{26}")

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class Town:
    """A house with its office and its kiosk, both served, and a clock to move."""

    house: House
    clock: StandingClock
    office: Office
    kiosk: Party
    chairman: Person


@pytest.fixture
def database_kind() -> str:
    """One node on one machine."""
    return "sqlite"


@pytest.fixture
def house(node) -> House:
    """A small company."""
    return furnish(node)


@pytest.fixture
def town(settings: Settings, house: House, clock: StandingClock, browser: Browser) -> Iterator[Town]:
    """A house with a chairman, who has the last word on visits of grade A."""
    with house.node.transaction() as rows:
        new = NewEmployee(house.site, "董事会", "何远", "Yuan He", "he.yuan@usher.example", rank=Rank.CHAIRMAN)
        employee = hire(rows, new)
        account = make_account(rows, new.email, new.name, [(Role.MANAGER, house.site)], clock.now(), employee=employee)
        rows.flush()
        chairman = person_of(rows, account)
    door = create_kiosk(
        settings,
        house.node,
        door=house.door,
        badge_picture=lambda _session, _badge: None,
        printer_states=lambda: {"virtual": "ready"},
        serial_scans=None,
        news_wait_s=1.0,
    )
    with serving(create_admin(settings, house.node)) as office, serving(door) as lobby:
        context = browser.new_context(viewport={"width": 1080, "height": 1920}, reduced_motion="reduce")
        party = Party(context.new_page(), lobby)
        party.is_stood_before()
        yield Town(house, clock, Office(office, house.node, browser), party, chairman)
        context.close()


def test_a_visit_of_grade_a_from_the_wish_to_the_figures_of_its_week(town: Town) -> None:
    """R3, R6, R8, R9, R13, R18, R19, R23: each step by whose it is, on the page where they do it."""
    booking = asks_for(town, grade="A", starts=STARTS)
    reviews(town, booking)
    approves(town, town.house.boss, booking)
    looks_and_approves(town, town.chairman, booking)
    assert town.house.booking(booking).permit is not None
    prepares(town, booking)
    town.clock.moves_to(STARTS - timedelta(minutes=10))
    pass_ = town.house.pass_of(town.house.booking(booking))
    town.kiosk.opens("/?lang=en")
    town.kiosk.scan(pass_)
    town.kiosk.welcomes("王晓琳")
    with town.office.someone(town.house.host) as page:
        page.goto(f"{town.office.url}/host")
        with page.expect_response("**/host/answer"):
            page.locator("article.caller button[value=coming]").first.click()
    town.clock.moves_to(STARTS + timedelta(hours=2))
    town.kiosk.leaves_with(pass_)
    town.kiosk.rates(5)
    time_passes(town.house)
    with town.office.someone(town.house.boss) as page:
        page.goto(f"{town.office.url}/feedback")
        expect(page.locator("html")).to_have_attribute("data-drawn", "yes")
        scores = page.locator(".picture-scores canvas")
        assert scores.evaluate("each => window.Chart.getChart(each).data.datasets[0].data") == [1, 0, 0, 0, 0]
        page.goto(f"{town.office.url}/visits/search?q=wxl")
        page.locator("a.name", has_text="王晓琳").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("王晓琳")
        for words in (str(town.house.booking(booking).permit), "Yuan He", "5"):
            expect(page.locator("main")).to_contain_text(words)


def test_an_urgent_ad_hoc_visit_is_approved_first_and_its_papers_follow(town: Town) -> None:
    """R2, R5: asked for an hour too late, said to be urgent; the papers are owed, overdue, and filed in the end."""
    starts = town.clock.now().astimezone(SHANGHAI) + timedelta(minutes=30)
    booking = asks_for(town, grade="C", starts=starts, kind=VisitKind.AD_HOC)
    assert (town.house.booking(booking).kind, town.house.booking(booking).is_urgent) == ("ad_hoc", True)
    reviews(town, booking)
    approves(town, town.house.boss, booking)
    town.clock.passes(days=3)
    with town.office.someone(town.house.boss) as page:
        page.goto(f"{town.office.url}/approvals?what=papers")
        expect(page.locator("main")).to_contain_text("王晓琳")
    with town.office.someone(town.house.host) as page:
        page.goto(f"{town.office.url}/bookings/{booking}")
        expect(page.locator("#papers")).to_contain_text("overdue since")
        page.locator("#papers textarea").fill("电话里与王女士商定，采购部已备案")
        page.get_by_role("button", name="File the papers").click()
        expect(page.locator("main")).to_contain_text("I confirm that this is so.")
        expect(page.locator("#papers textarea")).to_have_value("电话里与王女士商定，采购部已备案")
        page.locator("#papers [name=confirmed]").check()
        page.get_by_role("button", name="File the papers").click()
        expect(page.locator("#papers")).to_contain_text("Filed:")
    with town.office.someone(town.house.boss) as page:
        page.goto(f"{town.office.url}/approvals?what=papers")
        expect(page.locator("main")).not_to_contain_text("王晓琳")


def asks_for(town: Town, grade: str, starts: datetime, kind: VisitKind = VisitKind.ORDINARY) -> str:
    """Book as the host does; return the booking."""
    ends = starts + timedelta(hours=2)
    with town.office.someone(town.house.host) as page:
        page.goto(f"{town.office.url}/bookings/new")
        row = page.locator("[data-guests] [data-row]").first
        for field, value in (("name", "王晓琳"), ("company", "启航精密技术"), ("phone", "13812340001")):
            row.locator(f'[name$="{field}"]').fill(value)
        page.locator("[name=purpose]").fill("签约洽谈")
        for field, value in (("day", f"{starts:%Y-%m-%d}"), ("start", f"{starts:%H:%M}"), ("end", f"{ends:%H:%M}")):
            page.locator(f"[name={field}]").fill(value)
        page.locator(f"[name=kind][value={kind}]").check(force=True)
        page.locator(f"[name=grade][value={grade}]").check(force=True)
        page.locator("[name=grade_reason]").fill("对方董事长亲自来")
        page.locator("main .btn-lamp").click()
        page.wait_for_url(BOOKING)
        return page.url.rpartition("/")[2].partition("?")[0]


def reviews(town: Town, booking: str) -> None:
    """Look through it as customer service does."""
    with town.office.someone(town.house.receptionist) as page:
        page.goto(f"{town.office.url}/bookings/{booking}")
        page.locator("#review [name=content]").fill("看样机，谈合作")
        page.locator("#review [name=area]").fill("三楼展厅")
        page.locator("#review [name=route]").fill("大厅、三楼")
        page.get_by_role("button", name="Save and approve").click()
        expect(page.locator(".note").first).to_contain_text("The next one has been asked")


def approves(town: Town, who: Person, booking: str) -> None:
    """Approve it from the queue, by its tick."""
    with town.office.someone(who) as page:
        page.goto(f"{town.office.url}/approvals")
        page.locator(f'input[name=booking][value^="{booking}"]').check()
        page.locator("form.queue .btn-lamp, form.queue .form-foot .btn").first.click()
        expect(page.locator(".results li")).to_have_count(1)


def looks_and_approves(town: Town, who: Person, booking: str) -> None:
    """Approve it where it stands whole: what comes with an itinerary is not ticked away."""
    with town.office.someone(who) as page:
        page.goto(f"{town.office.url}/approvals")
        expect(page.locator(f'input[name=booking][value^="{booking}"]')).to_have_count(0)
        page.goto(f"{town.office.url}/bookings/{booking}")
        page.get_by_role("button", name="Approve", exact=True).click()
        expect(page.locator(".note.state-go").first).to_be_visible()
        expect(page.locator("main")).to_contain_text(str(town.house.booking(booking).permit))


def confirms_itinerary(town: Town, who: Person, booking: str) -> None:
    """Read what was written, and confirm it."""
    with town.office.someone(who) as page:
        page.goto(f"{town.office.url}/bookings/{booking}")
        expect(page.locator("#itinerary")).to_contain_text("302 会议室")
        page.get_by_role("button", name="Confirm the itinerary").click()
        expect(page.locator(".note.state-go")).to_be_visible()
        expect(page.get_by_role("button", name="Confirm the itinerary")).to_have_count(0)


def prepares(town: Town, booking: str) -> None:
    """Tick what has to stand before the visit, name an escort, write the itinerary, confirm; then it is ready."""
    with town.office.someone(town.house.receptionist) as page:
        page.goto(f"{town.office.url}/bookings/{booking}/reception")
        ticks(town, page, booking)
        page.get_by_label("Escort 1").fill("li.wei@usher.example")
        page.locator("#arrangements").get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        page.goto(f"{town.office.url}/bookings/{booking}/itinerary")
        page.locator("#f-item-1-place").fill("302 会议室")
        page.get_by_role("button", name="Save the itinerary").click()
        expect(page.get_by_text("It goes out by itself in time")).to_be_visible()
        confirms_itinerary(town, town.chairman, booking)
        page.goto(f"{town.office.url}/bookings/{booking}/reception")
        page.get_by_text("Write down a confirmation").click()
        for point in ("Time", "Place", "Who comes", "Agenda"):
            page.locator("#confirmation").get_by_label(point, exact=True).check()
        page.get_by_role("button", name="Confirmed", exact=True).click()
        expect(page.get_by_text("Ready for the visit", exact=True).first).to_be_visible()
        expect(page.locator("main")).not_to_contain_text("not confirmed")


def ticks(town: Town, page: Page, booking: str) -> None:
    """Tick two tasks on the page, and the others as their owners do elsewhere."""
    done = page.get_by_role("button", name=re.compile("^Done: "))
    left = done.count()
    assert left > 5, "the template of grade A has more tasks than that"
    for _task in range(2):
        done.first.click()
        left -= 1
        expect(done).to_have_count(left)
    with town.house.node.transaction() as rows:
        plan = plan_of(rows, booking)
        assert plan is not None
        for task in tasks_of(rows, plan.id):
            if task.done_at is None:
                tick_task(rows, task.id, True, town.house.receptionist, town.house.node.now())
