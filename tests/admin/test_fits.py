"""Pages fit their screens: nothing stands beyond the edge or behind another card, and no word is squeezed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from admin import create_admin
from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.grades.actions import change_grade, change_lead_time
from shared.grades.models import Grade, LeadTime
from shared.kernel.settings import Settings
from tests.admin.pages import PHONE, Office
from tests.admin.test_reception_board import ahead
from tests.desk.test_screening import hits, watched_for
from tests.feedback import goes
from tests.house import House
from tests.serving import serving

pytestmark = pytest.mark.browser
LAPTOP = (1280, 800)
LONG = GuestWish(
    Contact(
        "Hubert Wolfeschlegelsteinhausenbergerdorff",
        "Nordlicht Maschinenbau GmbH",
        "+4915112340005",
        "hubert.wolfeschlegelsteinhausen@nordlicht.example",
    )
)
ANOTHER = Contact(LONG.contact.name, "Nordlicht", None, "hubert@nordlicht.example")
CHAIN = [{"kind": "review", "rank": None, "if_there": False}, {"kind": "itinerary", "rank": 3, "if_there": False}]
MISFITS = """() => {
  const root = document.documentElement;
  const wide = root.scrollWidth > root.clientWidth ? ["the page is wider than its screen"] : [];
  const said = (part, why) => `${why}: ${part.textContent.trim().slice(0, 30)}`;
  const scrolls = (part) => part && part !== document.body
    && (getComputedStyle(part).overflowX !== "visible" || scrolls(part.parentElement));
  const out = [...document.querySelectorAll(".card td, .card th, .card p, .card span, .card footer")]
    .filter((part) => part.getClientRects().length && !part.closest(".sr") && !scrolls(part))
    .filter((part) => part.getBoundingClientRect().right > part.closest(".card").getBoundingClientRect().right + 1)
    .map((part) => said(part, "beyond its card"));
  const thin = [...document.querySelectorAll("main :is(label, th, td, b, a, span, button, p)")]
    .filter((part) => part.textContent.trim().length > 6)
    .filter((part) => { const { width, height } = part.getBoundingClientRect(); return width && width * 3 < height; })
    .map((part) => said(part, "squeezed"));
  const cells = [...document.querySelectorAll(".stack-table tr")].flatMap((row) => {
    const words = [...row.querySelectorAll("td, th")].filter((cell) => cell.textContent.trim()).map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return [cell, range.getBoundingClientRect()];
    });
    const covers = (one, two) => one.left < two.right - 1 && two.left < one.right - 1
      && one.top < two.bottom - 1 && two.top < one.bottom - 1;
    return words.filter(([cell, box], at) => words.slice(0, at).some(([, other]) => covers(box, other)))
      .map(([cell]) => said(cell, "over another"));
  });
  return [...wide, ...out, ...thin, ...cells];
}"""
"""What stands where it should not: beyond the page or its card, in a column of single letters, over other words."""


@pytest.fixture
def office(settings: Settings, house: House, browser: Browser) -> Iterator[Office]:
    """The office, served by this process."""
    with serving(create_admin(settings, house.node)) as url:
        yield Office(url, house.node, browser)


def misfits(page: Page, address: str) -> list[str]:
    """Open a page; return what does not fit."""
    page.goto(address)
    expect(page.locator("main h1").first).to_be_visible()
    found: list[str] = page.evaluate(MISFITS)
    return found


def an_admin(house: House) -> Person:
    """Hire somebody who may change what grades need."""
    with house.node.transaction() as rows:
        account = make_account(rows, "admin@usher.example", "吴楠", [(Role.ADMIN, None)], house.node.now())
        return person_of(rows, account)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_long_names_and_narrow_screens_break_no_page(
    office: Office, house: House, locale: str, size: tuple[int, int]
) -> None:
    booking = ahead(house, LONG)
    goes(house)
    company = booking.leader.visitor.company_id
    paths = {
        "/reception?day=2026-11-24",
        "/calendar/preview?on=2026-11-23",
        f"/bookings/{booking.id}",
        f"/bookings/{booking.id}/reception",
        "/rules/reception/A",
        "/visits/book",
        "/visitors",
        f"/companies/{company}",
        "/watchlist",
    }
    with office.someone(an_admin(house), size, locale=locale) as page:
        found = {path: misfits(page, office.url + path) for path in sorted(paths)}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_what_was_changed_in_the_rules_and_what_is_compared_fits(
    office: Office, house: House, locale: str, size: tuple[int, int]
) -> None:
    """Histories with words of every length, two files beside each other, a visitor beside an entry."""
    admin, now = an_admin(house), house.node.now()
    watched_for(house, name=LONG.contact.name, reason="多次带走样品，并在大厅喧哗；再来时请先通知法务部。" * 3)
    one, other = (house.booked(house.wish(LONG)), house.booked(house.wish(replace(LONG, contact=ANOTHER))))
    kept, gone = one.leader.visitor_id, other.leader.visitor_id
    with house.node.transaction() as rows:
        gift = {"standard": {"gift": "瓷器一套 " * 8, "has_car": True}, "chain": CHAIN}
        change_grade(rows, rows.get_one(Grade, "A"), gift, "on trial for three months " * 4, admin.id, now)
        lead = {"lead_days": 4, "papers_remind_hours": 9}
        change_lead_time(rows, rows.get_one(LeadTime, "key"), lead, "试行三个月", admin.id, now)
    paths = {
        "/rules",
        "/rules/grades/A",
        "/rules/lead-times/key",
        "/rules/proposal",
        f"/rules/sites/{house.site}",
        f"/watchlist/hits/{hits(house)[-1].id}",
        f"/merges/visitor/{kept}/{gone}",
    }
    with office.someone(admin, size, locale=locale) as page:
        found = {path: misfits(page, office.url + path) for path in sorted(paths)}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_what_would_be_booked_from_a_table_fits_a_phone(
    office: Office, house: House, tmp_path: Path, locale: str
) -> None:
    """No word of the table stands on end: it is moved sideways."""
    table = tmp_path / "visits.csv"
    day = f"{house.node.now() + timedelta(days=3):%Y-%m-%d}"
    table.write_text(
        f"日期,开始,结束,事由,访客姓名,来访单位,电话\n{day},10:00,11:00,验厂,欧阳建国先生和夫人,启航精密技术有限公司,13812340001\n"
    )
    with office.someone(house.host, PHONE, locale=locale) as page:
        page.goto(f"{office.url}/bookings/import")
        page.set_input_files("#f-table", table)
        page.locator("main form button").click()
        expect(page.locator(".table-responsive")).to_have_count(1)
        assert page.evaluate(MISFITS) == []


def test_the_name_of_a_kept_list_widens_no_phone(office: Office, house: House) -> None:
    """The tabs are drawn sideways; the page stays as wide as the phone."""
    with office.someone(house.receptionist, PHONE) as page:
        page.goto(f"{office.url}/visits/search?q=wang")
        page.locator(".keep-view > summary").click()
        page.locator("form[action='/views'] [name=name]").fill("Visitors of the week before who have left")
        page.locator("form[action='/views'] button").click()
        expect(page.locator(".kept-views a").first).to_contain_text("Visitors of the week before")
        assert page.evaluate(MISFITS) == []


def test_a_page_that_is_too_wide_is_seen_to_be(office: Office, house: House) -> None:
    """What all tests of pictures ask: a body that scrolls by itself would hide the answer."""
    with office.someone(house.receptionist, PHONE) as page:
        page.goto(f"{office.url}/visits/search")
        page.evaluate("() => { document.querySelector('main h1').style.minWidth = '900px'; }")
        assert page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
