"""A visit is found among others, looked at, taken away as a table and printed in the visitor book; lists are kept."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from admin import create_admin
from shared.bookings.models import Guest
from shared.bookings.rules import GuestWish
from shared.companies.models import Visitor
from shared.companies.rules import Contact
from shared.desk.gate_book import note_vehicle
from shared.desk.outcomes import Admitted
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.visits.models import Visit
from tests.admin.pages import DESK, PHONE, Office, errors_of, faults_of
from tests.house import OLA, WANG, House, furnish
from tests.serving import serving

pytestmark = pytest.mark.browser
LONG = GuestWish(
    Contact("Hubert Wolfeschlegelsteinhausenbergerdorff", "Nordlicht Maschinenbau GmbH", "+4930123456", None)
)
TWIN = GuestWish(Contact("王晓林", "启航精密", WANG.contact.phone, None))


@pytest.fixture
def database_kind() -> str:
    """One node on one machine."""
    return "sqlite"


def somebody_came(house: House) -> None:
    """Let four in, one by car; one of them has left again; another is expected."""
    for guest in (LONG, OLA, TWIN, WANG):
        booking = house.approved(house.wish(guest))
        assert isinstance(house.scanned(house.pass_of(booking)), Admitted)
        with house.node.transaction() as rows:
            note_vehicle(rows, booking.guests[0].id, "苏E7K219", "P2", house.guard, house.node.now())
    house.left(house.pass_of(booking))
    house.approved(house.wish(GuestWish(Contact("何书琴", "恒远橡塑有限公司", "+8613900000001", None))))


def checked(page: Page, picture: Path) -> None:
    """Keep a picture of a page, and hold it to axe-core; nothing is cut off at its side."""
    page.screenshot(path=picture, full_page=True)
    assert faults_of(page) == []
    assert errors_of(page) == []
    fits(page)


def fits(page: Page) -> None:
    """Nothing of a page is cut off at its side."""
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url


@pytest.fixture
def office(settings: Settings, browser: Browser) -> Iterator[tuple[Office, House]]:
    """The office over a house to which somebody came, on the true time."""
    node = Node.open(settings)
    house = furnish(node)
    somebody_came(house)
    with serving(create_admin(settings, node)) as url:
        yield Office(url, node, browser), house
    node.close()


def test_a_visit_is_found_looked_at_taken_away_and_printed(office: tuple[Office, House], screenshots: Path) -> None:
    """By a receptionist at the desk: what is filtered stands in the address, the table and the book."""
    desk, house = office
    with desk.someone(house.receptionist, DESK, accept_downloads=True) as page:
        page.goto(f"{desk.url}/visits")
        page.get_by_role("link", name="Search all").click()
        page.wait_for_url("**/visits/search*")
        page.get_by_label("Find").fill("wxl")
        page.locator("main form .btn-lamp").click()
        expect(page.locator("a.name")).to_have_text(["王晓琳", "王晓林"])
        _keeps(page, "Wangs")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="CSV").click()
        rows = csv.DictReader(waiting.value.path().read_text("utf-8-sig").splitlines())
        assert [row["Visitor"] for row in rows] == ["王晓琳", "王晓林"]
        page.get_by_role("link", name="王晓琳").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("王晓琳")
        expect(page.get_by_text("苏E7K219")).to_be_visible()
        page.goto(f"{desk.url}/visits")
        page.get_by_role("link", name="Visitor book").click()
        expect(page.locator(".book tbody tr")).to_have_count(4)
        page.emulate_media(media="print")
        page.screenshot(path=screenshots / "visitor-book-print.png", full_page=True)
        paper = page.pdf(path=screenshots / "visitor-book.pdf", prefer_css_page_size=True)
        assert re.findall(rb"/MediaBox \[0 0 (\d+)\S* (\d+)", paper) == [(b"841", b"594")], "one page, A4 across"
    _look_at_all(desk, house, screenshots)


def _keeps(page: Page, name: str) -> None:
    """Keep the list that is shown under a name; it is there at once, as a tab."""
    page.get_by_text("Keep this list").click()
    page.get_by_label("Name of this list").fill(name)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")


def _addresses(house: House) -> dict[str, str]:
    """Return every page by name."""
    with house.node.reading() as rows:
        found = rows.execute(
            select(Visit.id, Visitor.id, Visitor.company_id)
            .join(Guest, Guest.id == Visit.guest_id)
            .join(Visitor, Visitor.id == Guest.visitor_id)
            .where(Visitor.name == "王晓琳")
        )
        visit, visitor, company = found.one()
        twin = rows.scalars(select(Visitor.id).where(Visitor.name == "王晓林")).one()
    return {
        "visits-day": "/visits",
        "visits-expected": "/visits?show=expected",
        "visits-search": "/visits/search?q=wxl&host=wei",
        "visits-none": "/visits/search?q=zzz&phone=1",
        "visit": f"/visits/{visit}",
        "visitor-book": "/visits/book",
        "visitors": "/visitors",
        "visitor": f"/visitors/{visitor}",
        "companies": "/companies",
        "company": f"/companies/{company}",
        "merge": f"/merges/visitor/{visitor}/{twin}",
        "kept-lists": "/views",
    }


def _look_at_all(desk: Office, house: House, pictures: Path) -> None:
    """Open every page in Chinese: at the desk by the eyes of axe-core, one in the dark; then on a phone."""
    pages = _addresses(house)
    with desk.someone(house.boss, DESK, locale="zh-CN") as page:
        for name, path in pages.items():
            page.emulate_media(color_scheme="dark" if name == "company" else "light", reduced_motion="reduce")
            page.goto(f"{desk.url}{path}")
            checked(page, pictures / f"{name}-desk-zh.png")
    with desk.someone(house.boss, PHONE, locale="zh-CN") as page:
        for name in ("visits-day", "visits-search", "visit", "visitor"):
            page.goto(f"{desk.url}{pages[name]}")
            page.screenshot(path=pictures / f"{name}-phone-zh.png", full_page=True)
            fits(page)
