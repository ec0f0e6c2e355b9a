"""Five hundred visits from a table, three of them wrong, in a real browser; and the pages of what is planned."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from shared.bookings.models import Booking
from shared.desk.book import book
from shared.desk.reserve import reserve
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.resources.actions import enter_resource
from shared.resources.rules import Needs, Ride
from tests.admin.pages import DESK, PHONE, Office, errors_of, faults_of
from tests.apps import ADMIN, running, with_free_ports
from tests.house import OLA, House, furnish

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LINES = 500
HEAD = "被访人,日期,开始,结束,事由,访客姓名,来访单位,电话"


@pytest.fixture
def database_kind() -> str:
    """One node on one machine, as `make run` sets it up."""
    return "sqlite"


@pytest.fixture
def office(settings: Settings, browser: Browser) -> Iterator[tuple[Office, House]]:
    """A furnished house with its office, on the true time."""
    served = with_free_ports(replace(settings, site="HQ"))
    with ExitStack() as stack:
        node = Node.open(served)
        stack.callback(node.close)
        house = furnish(node)
        (app,) = stack.enter_context(running(served, ADMIN))
        yield Office(app.url, node, browser), house


def write_table(file: Path, first: datetime) -> None:
    """Write five hundred visits; lines 8, 250 and 501 are wrong."""
    wrong = {8: ("日期", "明天"), 250: ("被访人", "nobody@usher.example"), 501: ("电话", "")}
    lines = [HEAD]
    for number in range(2, LINES + 2):
        day = f"{first + timedelta(days=number % 60):%Y-%m-%d}"
        cells = ["li.wei@usher.example", day, "10:00", "11:30", "验厂", f"访客{number}", "启航精密", "13812340001"]
        if number in wrong:
            column, cell = wrong[number]
            cells[HEAD.split(",").index(column)] = cell
        lines.append(",".join(cells))
    file.write_bytes("\r\n".join(lines).encode("gb18030"))


def test_500_lines_of_which_3_are_wrong_and_the_pages_of_what_is_planned(
    office: tuple[Office, House], tmp_path: Path, screenshots: Path
) -> None:
    desk, house = office
    file = tmp_path / "visits.csv"
    write_table(file, datetime.now() + timedelta(days=3))  # noqa: DTZ005  (a day for a table)
    with desk.someone(house.receptionist, DESK, locale="en-GB", reduced_motion="reduce") as page:
        page.goto(f"{desk.url}/bookings/import")
        faults = {"import": seen(page, screenshots, "import-ask")}
        page.set_input_files("#f-table", file)
        page.get_by_role("button", name="Look at it").click()
        expect(page.locator(".lede")).to_contain_text("497, with 497 visitors. Lines with mistakes: 3.")
        wrong = page.locator("section", has_text="Lines with mistakes").first.locator("tbody tr")
        expect(wrong).to_have_count(3)
        assert [row.split("\t")[:2] for row in wrong.all_inner_texts()] == [
            ["8", "日期"],
            ["250", "被访人"],
            ["501", "电话"],
        ]
        faults["preview"] = seen(page, screenshots, "import-preview")
        assert number_of_bookings(house) == 0
        page.get_by_role("button", name="Book the good lines").click(timeout=60_000)
        expect(page.get_by_text("Booked: 497.")).to_be_visible(timeout=600_000)
        assert number_of_bookings(house) == LINES - 3
        assert errors_of(page) == []
    faults |= planned_pages(desk, house, screenshots)
    assert {name: found for name, found in faults.items() if found} == {}


def planned_pages(desk: Office, house: House, screenshots: Path) -> dict[str, list[str]]:
    """Look at every page of what is planned, and at those that hosts open on a phone; return what is wrong."""
    booking = reserved(house)
    everything = {
        "calendar-week": "/calendar",
        "calendar-day": "/calendar?view=day",
        "coming-week": "/calendar/preview",
        "dispatch": "/dispatch",
        "resources": "/resources",
        "resource": "/resources/new",
        "form": "/bookings/new",
        "booking": f"/bookings/{booking}",
    }
    faults: dict[str, list[str]] = {}
    on_a_phone = {name: everything[name] for name in ("calendar-week", "form")}
    looks = (("zh-CN", DESK, "light", everything), ("en-GB", PHONE, "dark", on_a_phone))
    for language, size, scheme, pages in looks:
        more = {"locale": language, "color_scheme": scheme, "reduced_motion": "reduce"}
        with desk.someone(administrator(house), size, **more) as page:
            for name, path in pages.items():
                page.goto(desk.url + path)
                look = f"{name}-{language[:2]}-{size[0]}"
                faults[look] = seen(page, screenshots, look)
            assert errors_of(page) == []
    return faults


def seen(page: Page, screenshots: Path, name: str) -> list[str]:
    """Keep a picture of a page, and return what axe-core finds and whether it is too wide."""
    page.screenshot(path=screenshots / f"bookings-{name}.png")
    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    return faults_of(page) + ["too wide"] * wide


def number_of_bookings(house: House) -> int:
    with house.node.reading() as rows:
        return rows.scalars(select(func.count()).select_from(Booking)).one()


def administrator(house: House) -> Person:
    """Return somebody who may do everything, hired where there is nobody yet."""
    with house.node.transaction() as rows:
        address = f"admin{house.node.now():%H%M%S%f}@usher.example"
        account = make_account(rows, address, "吴楠", [(Role.ADMIN, None)], house.node.now())
        return person_of(rows, account)


def reserved(house: House) -> str:
    """Book a visit with a room and a car; one room is somebody's at the same time."""
    now = house.node.now()
    with house.node.transaction() as rows:
        entries = {
            kind: enter_resource(
                rows, house.site, {"kind": kind, "name": name, "name_en": en, "remark": "", **more}, "test", now
            ).id
            for kind, name, en, more in (
                ("room", "三号会议室", "Meeting room 3", {"seats": 12}),
                ("equipment", "投影仪", "Projector", {}),
                ("car", "沪A12345", "Shanghai A12345", {"seats": 6}),
                ("driver", "", "", {"employee_id": house.guard.employee_id}),
            )
        }
        made = book(
            rows, house.wish(OLA, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=3)), house.host, now
        )
        ride = Ride(now + timedelta(minutes=15), now + timedelta(hours=1), "浦东机场 T2", 3)
        reserve(rows, made, Needs((entries["room"],), ride))
        return made.id
