"""The calendar by day and week, the coming week, no-shows and copies in the pages of bookings."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from hardware.porter import Porter
from shared.access.rules import Role
from tests.admin.clerk import Clerk, counted
from tests.admin.test_resources import somebody
from tests.admin.test_rules_pages import as_it_stands
from tests.clock import StandingClock
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
# Who asks, with which roles, at which sites (3), the house's sites, the visits of all days, what they have reserved,
# the views that the reader keeps.
STATEMENTS = 7


def tiles(page: str) -> list[str]:
    """Return who stands in a week, day by day."""
    return re.findall(r'class="tile .*?<b class="whole">([^<]+)</b>', page, re.S)


@pytest.fixture
def week(house: House) -> House:
    """A visit today, one of three days from tomorrow on, one next week, one at the other site."""
    now = house.node.now()
    house.approved(house.wish(WANG))
    house.booked(
        house.wish(OLA, grade="C", starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=3, hours=1))
    )
    house.approved(house.wish(starts_at=now + timedelta(days=7), ends_at=now + timedelta(days=7, hours=1)))
    house.booked(
        house.wish(OLA, site_id=house.other_site, host_id=str(house.other_host.employee_id)), by=house.other_host
    )
    return house


def test_a_week_shows_each_visit_in_each_of_its_days(week: House, clerk: SignIn) -> None:
    page = clerk(week.receptionist).reads("/calendar")
    assert tiles(page) == ["王晓琳", "Ola Nordmann", "Ola Nordmann", "Ola Nordmann"]
    assert tiles(clerk(week.receptionist).reads("/calendar?on=2026-11-30")) == ["王晓琳"]
    assert tiles(clerk(week.receptionist).reads("/calendar?grade=C&on=2026-11-26")) == ["Ola Nordmann"] * 3
    assert tiles(clerk(week.receptionist).reads("/calendar?state=cancelled")) == []


def test_everybody_sees_what_they_may(week: House, clerk: SignIn) -> None:
    assert len(tiles(clerk(week.boss).reads("/calendar"))) == 4
    assert len(tiles(clerk(week.host).reads("/calendar"))) == 4, "all are the host's own"
    assert tiles(clerk(week.other_host).reads("/calendar")) == ["Ola Nordmann"]
    assert clerk(week.other_host).opens("/calendar?site=HQ").status_code == 404
    assert clerk(week.host).opens("/calendar/preview").status_code == 403


def test_who_works_at_both_sites_sees_one_at_a_time(week: House, clerk: SignIn) -> None:
    browser = clerk(somebody(week, Role.RECEPTIONIST))
    for view in ("week", "day"):
        first, other = (browser.reads(f"/calendar?view={view}&site={site}") for site in ("HQ", "SH"))
        assert ("王晓琳" in first, "Ola Nordmann" in first) == (True, view == "week"), "hers begins tomorrow"
        assert ("王晓琳" in other, "Ola Nordmann" in other) == (False, True)
        assert '<option value="SH" selected' in other


def test_a_day_is_a_list_with_its_holiday(week: House, clerk: SignIn) -> None:
    page = clerk(week.receptionist).reads("/calendar?view=day&on=2026-11-25")
    assert "Ola Nordmann" in page
    assert "Nothing is planned for this day" in clerk(week.receptionist).reads("/calendar?view=day&on=2027-01-01")
    assert "元旦" in clerk(week.receptionist, "zh-CN").reads("/calendar?on=2027-01-01")


@pytest.mark.parametrize("address", ["on=9999-99-99", "on=0001-01-01", "on=soon", "view=year", "grade=Z", "state=x"])
def test_an_address_that_makes_no_sense_shows_this_week(week: House, clerk: SignIn, address: str) -> None:
    assert len(tiles(clerk(week.receptionist).reads(f"/calendar?{address}"))) == 4


def test_a_week_costs_the_same_number_of_statements_however_full_it_is(house: House, clerk: SignIn) -> None:
    reception = clerk(house.receptionist)
    house.approved()
    with counted(house.node) as few:
        reception.reads("/calendar")
    for _ in range(6):
        house.approved()
    with counted(house.node) as many:
        reception.reads("/calendar")
    assert len(few) == len(many) == STATEMENTS


def test_r28_the_coming_week_stands_on_a_page_to_print(week: House, clerk: SignIn) -> None:
    page = clerk(week.receptionist).reads("/calendar/preview")
    assert "1 visit to prepare." in page
    assert "签约洽谈" in page
    assert "4 visits to prepare." in clerk(week.boss).reads("/calendar/preview?on=2026-11-25")


def test_r28_the_letter_s_link_shows_its_week_also_on_that_week_s_monday(week: House, clerk: SignIn) -> None:
    """Today is Monday: the week that an address names is that one, and only without a day it is the next."""
    boss = clerk(week.boss)
    assert "4 visits to prepare." in boss.reads("/calendar/preview?on=2026-11-23")
    before = re.search(r'rel="prev" href="([^"]+)"', boss.reads("/calendar/preview"))
    assert before is not None
    assert "4 visits to prepare." in boss.reads(before[1].replace("&amp;", "&"))


def test_a_visit_to_which_nobody_came_says_so_and_is_counted(house: House, clerk: SignIn, clock: StandingClock) -> None:
    came, nobody = house.approved(house.wish(OLA)), house.approved()
    house.scanned(house.pass_of(came))
    clock.passes(hours=4)
    Porter(house.node).walk()
    reception = clerk(house.receptionist)
    assert "Nobody came to 1 visit" in reception.reads("/bookings?when=today")
    found = reception.reads("/bookings?when=all&state=nobody")
    assert re.findall(r'class="name whole"[^>]*>([^<]+)</a>', found) == ["王晓琳"]
    page = reception.reads(f"/bookings/{nobody.id}")
    assert "Nobody came" in page
    assert "Nobody came by the end of the visit" in page


def test_a_booking_is_copied_to_the_same_weekday_ahead(house: House, clerk: SignIn, clock: StandingClock) -> None:
    booking = house.approved()
    for ahead, days in ((7, 0), (14, 10)):
        clock.passes(days=days)
        host = clerk(house.host)
        typed = as_it_stands(host.reads(f"/bookings/{booking.id}/copy"))
        assert datetime.fromisoformat(typed["day"]).date() == booking.starts_at.date() + timedelta(days=ahead)
    assert "seen" not in typed
    typed |= {"do": "book", "leader": "0"}
    assert "Booked and approved" in host.does("/bookings", typed)
