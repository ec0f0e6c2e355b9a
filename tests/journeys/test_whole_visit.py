"""One visit of grade A from the wish to the figures of its week, and one that was asked for too late for its papers.

Kiosk and office stand over one house, whose clock the test moves: three working days go by at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from admin import create_admin
from admin.letters import letter_writer
from hardware.channels import MailChannel, MailServer
from hardware.courier import Courier
from kiosk import create_kiosk
from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from shared.bookings.rules import VisitKind
from shared.desk.duties import DUTIES
from shared.kernel.settings import Settings
from shared.people.actions import NewEmployee, hire
from shared.people.rules import Rank
from tests.admin.pages import Office
from tests.clock import StandingClock
from tests.feedback import time_passes
from tests.hardware.badges import badge_picture
from tests.house import House, furnish
from tests.journeys.leaving import Party
from tests.peers.smtp import MailPeer
from tests.serving import serving

SHANGHAI = ZoneInfo("Asia/Shanghai")
STARTS = datetime(2026, 12, 1, 14, 0, tzinfo=SHANGHAI)
LEADER = "wang@qihang.example"
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
    post: MailPeer
    courier: Courier
    pictures: Path
    visit: str = "grade-a"
    """What its pictures are called by."""

    def keeps(self, page: Page, station: str) -> None:
        """Keep a picture of what somebody sees on the way."""
        page.screenshot(path=self.pictures / f"whole-visit-{self.visit}-{station}.png", full_page=True)


@pytest.fixture
def database_kind() -> str:
    """One node on one machine."""
    return "sqlite"


@pytest.fixture
def house(node) -> House:
    """A small company."""
    return furnish(node)


@pytest.fixture
def town(
    settings: Settings, house: House, clock: StandingClock, browser: Browser, post: MailPeer, screenshots: Path
) -> Iterator[Town]:
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
        badge_picture=partial(badge_picture, house.node.keys.passes),
        printer_states=lambda: {"virtual": "ready"},
        serial_scans=None,
        news_wait_s=1.0,
    )
    app = create_admin(settings, house.node)
    channel = MailChannel(MailServer.parse(f"smtp://127.0.0.1:{post.port}", "usher.example"))
    courier = Courier(house.node, channel, letter_writer(app, house.node), DUTIES)
    with serving(app) as office, serving(door) as lobby:
        context = browser.new_context(viewport={"width": 1080, "height": 1920}, reduced_motion="reduce")
        party = Party(context.new_page(), lobby)
        party.is_stood_before()
        yield Town(house, clock, Office(office, house.node, browser), party, chairman, post, courier, screenshots)
        context.close()


def test_a_visit_of_grade_a_from_the_wish_to_the_figures_of_its_week(town: Town) -> None:
    """R3, R6, R8, R9, R13, R18, R19, R23: each step by whose it is, on the page where they do it."""
    booking = asks_for(town, grade="A", starts=STARTS)
    reviews(town, booking)
    approves(town, town.house.boss, booking)
    looks_and_approves(town, town.chairman, booking)
    assert town.house.booking(booking).permit is not None
    prepares(town, booking)
    reads_the_itinerary(town, booking)
    town.clock.moves_to(STARTS - timedelta(minutes=10))
    comes_and_goes(town, town.house.pass_of(town.house.booking(booking)))
    writes_minutes(town, booking)
    time_passes(town.house)
    finds_the_figures(town)
    finds_everything_on_one_page(town, booking)


def test_an_urgent_ad_hoc_visit_is_approved_first_and_its_papers_follow(town: Town) -> None:
    """R2, R5: urgent; reception is told, the guest comes, and the papers are owed, overdue, and filed in the end."""
    town.visit = "urgent"
    starts = town.clock.now().astimezone(SHANGHAI) + timedelta(minutes=30)
    booking = asks_for(town, grade="C", starts=starts, kind=VisitKind.AD_HOC)
    assert (town.house.booking(booking).kind, town.house.booking(booking).is_urgent) == ("ad_hoc", True)
    reviews(town, booking)
    approves(town, town.house.boss, booking)
    told(town)
    arrived = zip(town.post.letters, town.post.recipients, strict=True)
    notices = [to for letter, to in arrived if "Visit notice" in str(letter["subject"])]
    assert ["lin.xiao@usher.example"] in notices, "who is on duty at reception is told first"
    town.clock.moves_to(starts)
    town.kiosk.opens("/?lang=en")
    town.kiosk.scan(town.house.pass_of(town.house.booking(booking)))
    town.kiosk.welcomes("王晓琳")
    town.clock.passes(days=3)
    with town.office.someone(town.house.boss) as page:
        page.goto(f"{town.office.url}/approvals?what=papers")
        expect(page.locator("main")).to_contain_text("王晓琳")
    files_papers(town, booking)
    with town.office.someone(town.house.boss) as page:
        page.goto(f"{town.office.url}/approvals?what=papers")
        expect(page.locator("main")).not_to_contain_text("王晓琳")


def files_papers(town: Town, booking: str) -> None:
    """File the papers that are overdue; without a word that it is so they stay as they were typed."""
    with town.office.someone(town.house.host) as page:
        page.goto(f"{town.office.url}/bookings/{booking}")
        expect(page.locator("#papers")).to_contain_text("overdue since")
        town.keeps(page, "5-papers-overdue")
        page.locator("#papers textarea").fill("电话里与王女士商定，采购部已备案")
        page.get_by_role("button", name="File the papers").click()
        expect(page.locator("main")).to_contain_text("I confirm that this is so.")
        expect(page.locator("#papers textarea")).to_have_value("电话里与王女士商定，采购部已备案")
        page.locator("#papers [name=confirmed]").check()
        page.get_by_role("button", name="File the papers").click()
        expect(page.locator("#papers")).to_contain_text("Filed:")
        town.keeps(page, "6-papers-filed")


def asks_for(town: Town, grade: str, starts: datetime, kind: VisitKind = VisitKind.ORDINARY) -> str:
    """Book as the host does; return the booking."""
    ends = starts + timedelta(hours=2)
    with town.office.someone(town.house.host) as page:
        page.goto(f"{town.office.url}/bookings/new")
        row = page.locator("[data-guests] [data-row]").first
        for field, value in (
            ("name", "王晓琳"),
            ("company", "启航精密技术"),
            ("phone", "13812340001"),
            ("email", LEADER),
        ):
            row.locator(f'[name$="{field}"]').fill(value)
        page.locator("[name=purpose]").fill("签约洽谈")
        for field, value in (("day", f"{starts:%Y-%m-%d}"), ("start", f"{starts:%H:%M}"), ("end", f"{ends:%H:%M}")):
            page.locator(f"[name={field}]").fill(value)
        page.locator(f"[name=kind][value={kind}]").check(force=True)
        page.locator(f"[name=grade][value={grade}]").check(force=True)
        page.locator("[name=grade_reason]").fill("对方董事长亲自来")
        page.locator("main .btn-lamp").click()
        page.wait_for_url(BOOKING)
        town.keeps(page, "1-request")
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
        town.keeps(page, "2-review")


def approves(town: Town, who: Person, booking: str) -> None:
    """Approve it from the queue, by its tick."""
    with town.office.someone(who) as page:
        page.goto(f"{town.office.url}/approvals")
        page.locator(f'input[name=booking][value^="{booking}"]').check()
        page.locator("form.queue .btn-lamp, form.queue .form-foot .btn").first.click()
        expect(page.locator(".results li")).to_have_count(1)
        town.keeps(page, "3-approval")


def looks_and_approves(town: Town, who: Person, booking: str) -> None:
    """Approve it where it stands whole: what comes with an itinerary is not ticked away."""
    with town.office.someone(who) as page:
        page.goto(f"{town.office.url}/approvals")
        expect(page.locator(f'input[name=booking][value^="{booking}"]')).to_have_count(0)
        page.goto(f"{town.office.url}/bookings/{booking}")
        page.get_by_role("button", name="Approve", exact=True).click()
        expect(page.locator(".note.state-go").first).to_be_visible()
        expect(page.locator("main")).to_contain_text(str(town.house.booking(booking).permit))
        town.keeps(page, "4-approval-with-itinerary")


def comes_and_goes(town: Town, pass_: str) -> None:
    """Sign in by the pass; the host says that they are coming. Two hours later: sign out, and say how it was."""
    town.kiosk.opens("/?lang=en")
    town.kiosk.scan(pass_)
    town.kiosk.welcomes("王晓琳")
    town.keeps(town.kiosk.page, "7-arrival")
    with town.office.someone(town.house.host) as page:
        page.goto(f"{town.office.url}/host")
        town.keeps(page, "8-host")
        with page.expect_response("**/host/answer"):
            page.locator("article.caller button[value=coming]").first.click()
    town.clock.moves_to(STARTS + timedelta(hours=2))
    town.kiosk.leaves_with(pass_)
    town.kiosk.rates(5)
    town.keeps(town.kiosk.page, "9-feedback")


def writes_minutes(town: Town, booking: str) -> None:
    """Write down what was talked about (R21)."""
    with town.office.someone(town.house.host) as page:
        page.goto(f"{town.office.url}/bookings/{booking}/minutes")
        page.locator("[name=minutes]").fill("谈妥三年框架合同")
        page.get_by_role("button", name="Save the minutes").click()
        expect(page.locator(".note.state-go")).to_be_visible()


def finds_the_figures(town: Town) -> None:
    """Look at the week's picture: the one answer stands in it."""
    with town.office.someone(town.house.boss) as page:
        page.goto(f"{town.office.url}/feedback")
        expect(page.locator("html")).to_have_attribute("data-drawn", "yes")
        scores = page.locator(".picture-scores canvas")
        assert scores.evaluate("each => window.Chart.getChart(each).data.datasets[0].data") == [1, 0, 0, 0, 0]
        town.keeps(page, "summary")


def finds_everything_on_one_page(town: Town, booking: str) -> None:
    """Find the visit among all, and on its page whoever had to do with it."""
    with town.office.someone(town.house.boss) as page:
        page.goto(f"{town.office.url}/visits/search?q=wxl")
        page.locator("a.name", has_text="王晓琳").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("王晓琳")
        for title, words in (
            ("Who was asked", "Wei Li"),
            ("Minutes", "谈妥三年框架合同"),
            ("Times", "Stayed"),
            ("Approval", "Yuan He"),
            ("Approval", "Itinerary"),
            ("Badge", "Copy 1"),
            ("Feedback", "5 of 5"),
        ):
            card = page.locator("section.card").filter(has=page.get_by_role("heading", name=title))
            expect(card.first).to_contain_text(words)
        expect(page.locator(".crumb")).to_contain_text(str(town.house.booking(booking).permit))
        town.keeps(page, "everything")


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
        ticks(page)
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


def ticks(page: Page) -> None:
    """Tick one task after the other, as far as they come before the visit."""
    done = page.get_by_role("button", name=re.compile("^Done: "))
    left = done.count()
    assert left > 5, "the template of grade A has more tasks than that"
    while done.first.get_attribute("aria-label") != "Done: Guests have tea":
        done.first.click()
        left -= 1
        expect(done).to_have_count(left)


def reads_the_itinerary(town: Town, booking: str) -> None:
    """It comes to the leader two days before the visit, and to no guest earlier; on paper it is the same (R9)."""
    assert told(town) == ""
    town.clock.moves_to(STARTS - timedelta(days=2))
    assert "302 会议室" in told(town)
    with town.office.someone(town.house.receptionist) as page:
        page.goto(f"{town.office.url}/bookings/{booking}/reception")
        expect(page.locator("main")).to_contain_text("Sent to the leader")
        town.keeps(page, "5-plan")
        page.get_by_role("link", name="Print the itinerary").click()
        expect(page.locator(".itinerary-sheet")).to_contain_text("302 会议室")
        town.keeps(page, "6-itinerary")


def told(town: Town) -> str:
    """Let the courier carry all that is due; return all letters to the leader about the itinerary, as they arrived."""
    while town.courier.tell_next():
        pass
    arrived = zip(town.post.letters, town.post.recipients, strict=True)
    theirs = [each for each, to in arrived if to == [LEADER] and "行程" in str(each["subject"])]
    return "\n".join(str(body.get_content()) for each in theirs if (body := each.get_body(("plain",))))
