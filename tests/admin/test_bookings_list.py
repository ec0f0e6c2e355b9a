"""The list of bookings: finding, filtering, paging."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from admin.bookings.lists import ROWS
from shared.bookings.rules import Decision, GuestWish
from shared.companies.rules import Contact
from tests.admin.clerk import Clerk, counted
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
# Who asks and with which roles (2), the sites (1), a page of ids, the bookings, their guests, the visits that have
# begun (4), to how many nobody came (1), the kept lists (1); SQLite's BEGIN doesn't count as a statement.
STATEMENTS = 10


def shown(page: str) -> list[str]:
    """Return who stands in the list, top to bottom."""
    return re.findall(r'class="name whole"[^>]*>([^<]+)</a>', page)


def guest(name: str, company: str = "恒远橡塑有限公司") -> GuestWish:
    """Return a guest of this name."""
    return GuestWish(Contact(name, company, "+8613900000001", None))


@pytest.fixture
def booked(house: House) -> House:
    """Three bookings: today, tomorrow, yesterday."""
    now = house.node.now()
    house.approved(house.wish(WANG))
    house.booked(
        house.wish(OLA, grade="C", starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=1))
    )
    house.approved(house.wish(guest("单小明"), starts_at=now - timedelta(days=1), ends_at=now + timedelta(hours=1)))
    return house


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("王晓", ["王晓琳"]),
        ("wang", ["王晓琳"]),
        ("wxl", ["王晓琳"]),
        ("启航", ["王晓琳"]),
        ("qihang", ["王晓琳"]),
        ("shan", ["单小明"]),
        ("ola nord", ["Ola Nordmann"]),
        ("fjord", ["Ola Nordmann"]),
        ("nobody", []),
        ("%", []),
    ],
)
def test_a_booking_is_found_as_people_look_for_it(booked: House, clerk: SignIn, typed: str, found: list[str]) -> None:
    """By name, company, pinyin, initials; surnames read as surnames."""
    assert shown(clerk(booked.receptionist).reads(f"/bookings?when=all&q={typed.replace('%', '%25')}")) == found


def test_a_booking_is_found_by_its_permit_number(booked: House, clerk: SignIn) -> None:
    """Whole, or without the letters in front."""
    permit = booked.approved(booked.wish(guest("何书琴"))).permit or ""
    browser = clerk(booked.receptionist)
    for typed in (permit, permit.lower(), permit[4:]):
        assert shown(browser.reads(f"/bookings?when=all&q={typed}")) == ["何书琴"]


def test_filters_live_in_the_address(booked: House, clerk: SignIn) -> None:
    """So that a list can be kept as a bookmark and sent to a colleague."""
    browser = clerk(booked.receptionist)
    assert shown(browser.reads("/bookings?when=today")) == ["王晓琳"]
    assert shown(browser.reads("/bookings?when=coming")) == ["王晓琳", "Ola Nordmann"]
    assert shown(browser.reads("/bookings?when=past")) == ["单小明"]
    assert shown(browser.reads("/bookings?when=all&state=waiting")) == ["Ola Nordmann"]
    assert shown(browser.reads("/bookings?when=all&grade=C")) == ["Ola Nordmann"]
    assert shown(browser.reads("/bookings?from=2026-11-24&to=2026-11-24")) == ["Ola Nordmann"]
    page = browser.reads("/bookings?when=all&state=waiting&q=ola")
    assert '<option value="waiting" selected>' in page
    assert 'value="ola"' in page


def test_only_mine_are_those_that_i_receive(booked: House, clerk: SignIn) -> None:
    """For someone who may see all of a site."""
    booked.booked(booked.wish(guest("孟知行"), host_id=str(booked.boss.employee_id)), by=booked.boss)
    browser = clerk(booked.boss)
    assert "孟知行" in shown(browser.reads("/bookings?when=all"))
    assert len(shown(browser.reads("/bookings?when=all"))) == 4
    assert shown(browser.reads("/bookings?when=all&mine=yes")) == ["孟知行"]


def test_bookings_of_other_sites_are_not_shown(booked: House, clerk: SignIn) -> None:
    """Neither by default nor when their code is asked for."""
    browser = clerk(booked.receptionist)
    there = booked.wish(guest("尉迟兰"), site_id=booked.other_site, host_id=str(booked.other_host.employee_id))
    booked.booked(there, by=booked.other_host)
    assert "尉迟兰" not in shown(browser.reads("/bookings?when=all"))
    assert "尉迟兰" not in shown(browser.reads("/bookings?when=all&site=SH"))
    assert shown(clerk(booked.other_host).reads("/bookings?when=all")) == ["尉迟兰"]


def test_a_long_list_goes_on_page_by_page_and_back(house: House, clerk: SignIn) -> None:
    """Every booking once, in order of time, whichever way it is read."""
    now, names = house.node.now(), []
    for number in range(ROWS + 7):
        starts = now + timedelta(hours=1, minutes=number)
        names.append(f"Guest {number:03d}")
        house.booked(house.wish(guest(names[-1]), starts_at=starts, ends_at=starts + timedelta(hours=1)))
    browser = clerk(house.receptionist)
    first = browser.reads("/bookings?when=coming")
    assert shown(first) == names[:ROWS]
    assert 'rel="prev"' not in first
    second = browser.reads(link(first, "next"))
    assert shown(second) == names[ROWS:]
    assert 'rel="next"' not in second
    assert shown(browser.reads(link(second, "prev"))) == names[:ROWS]
    latest = browser.reads("/bookings?when=all")
    assert shown(latest) == names[::-1][:ROWS]
    assert shown(browser.reads(link(latest, "next"))) == names[::-1][ROWS:]


def link(page: str, rel: str) -> str:
    """Return where a paging link leads."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_a_broken_place_in_the_list_is_not_there(house: House, clerk: SignIn) -> None:
    """A cut address is no server error."""
    assert clerk(house.receptionist).opens("/bookings?at=nonsense").status_code == 404


def test_the_list_costs_the_same_number_of_statements_however_long(house: House, clerk: SignIn) -> None:
    """Stated here, so that one more is seen."""
    browser = clerk(house.receptionist)
    house.approved()
    with counted(house.node) as one:
        browser.reads("/bookings?when=all&q=wang")
    for number in range(12):
        house.approved(house.wish(guest(f"王 {number}"), guest(f"李 {number}")))
    with counted(house.node) as many:
        browser.reads("/bookings?when=all&q=wang")
    assert len(many) == len(one) <= STATEMENTS, "\n".join(many)


def test_the_list_says_where_the_guests_are(house: House, clerk: SignIn) -> None:
    """Once somebody has come, that matters more than the approval."""
    party = house.approved(house.wish(WANG, OLA))
    browser = clerk(house.receptionist)
    assert "Approved" in browser.reads("/bookings?when=today").split("<tbody>")[1]
    house.scanned(house.pass_of(party))
    assert "1 of 2 here" in browser.reads("/bookings?when=today")
    house.left(house.pass_of(party))
    house.decided(party.id, Decision.SEND_BACK, house.boss)
    assert "Sent back" in browser.reads("/bookings?when=today").split("<tbody>")[1]


def test_empty_lists_teach(house: House, clerk: SignIn) -> None:
    """One fact and one next step, never just nothing."""
    browser = clerk(house.receptionist)
    assert "No visit is booked yet" in browser.reads("/bookings")
    assert "Nobody is booked for today" in browser.reads("/bookings?when=today")
    assert "Nothing fits" in browser.reads("/bookings?when=all&q=zzz")


def test_names_are_shown_as_text_and_never_as_code(house: House, clerk: SignIn) -> None:
    """Whatever somebody types as a name."""
    nasty = '<script>alert("x")</script>'
    wish = house.wish(replace(WANG, contact=Contact(nasty, nasty, "+8613900000002", None)), purpose=nasty, area=nasty)
    booking = house.approved(wish)
    house.scanned(house.pass_of(booking))
    for who, path in (
        (house.receptionist, "/bookings?when=all"),
        (house.receptionist, f"/bookings/{booking.id}"),
        (house.receptionist, f"/bookings/{booking.id}/change"),
        (house.receptionist, f"/bookings/{booking.id}/passes"),
        (house.guard, "/gate"),
        (house.host, "/host"),
    ):
        page = clerk(who).reads(path)
        assert nasty not in page
        assert "alert(&#34;x&#34;)" in page


def test_hosts_are_suggested_to_those_who_book_for_others(house: House, clerk: SignIn) -> None:
    """With what tells two of the same name apart; of their own sites only."""
    answer = clerk(house.receptionist).opens("/hosts?q=李", accept="application/json")
    assert answer.get_json() == {"items": ["Wei Li · Purchasing · li.wei@usher.example"]}
    assert clerk(house.receptionist).opens("/hosts?q=单", accept="application/json").get_json() == {"items": []}
