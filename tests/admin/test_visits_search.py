"""Finding visits: by whatever somebody remembers, page by page, and never another site's."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from admin.visits import search as search_pages
from shared.access.rules import Role
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.desk.badge_back import hand_badge_back
from shared.desk.gate_book import note_vehicle
from shared.desk.outcomes import Admitted
from shared.desk.talks import Agreement, propose, write_minutes
from shared.visits import reaching
from shared.visits.models import Visit
from tests.admin.clerk import Clerk, counted
from tests.admin.test_permissions import someone
from tests.clock import StandingClock
from tests.feedback import goes, says
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
# Who asks and with which roles (3), the sites, the kept lists, a page of ids, whether the index had more, the visits.
STATEMENTS = 8


def shown(page: str) -> list[str]:
    """Return who stands in the list, top to bottom."""
    return re.findall(r'class="name whole"[^>]*>([^<]+)</a>', page)


def guest(name: str, company: str = "恒远橡塑有限公司", phone: str = "+8613900004321") -> GuestWish:
    """Return a guest of this name."""
    return GuestWish(Contact(name, company, phone, None))


def came(house: House, *guests: GuestWish, **wish: Any) -> list[str]:
    """Book guests and let them in; return their visits."""
    booking = house.approved(house.wish(*guests, **wish))
    found = [house.scanned(house.pass_of(booking, number)) for number in range(len(guests))]
    assert all(isinstance(each, Admitted) for each in found)
    return [each.visit for each in found if isinstance(each, Admitted)]


def comes_to_the_boss(house: House, name: str) -> None:
    """Let somebody in whom the host has nothing to do with."""
    booking = house.booked(house.wish(guest(name), host_id=str(house.boss.employee_id)), by=house.boss)
    assert isinstance(house.scanned(house.pass_of(booking)), Admitted)


@pytest.fixture
def visited(house: House) -> House:
    """Three who came: two at once, one of them by car, and one who has left."""
    came(house, WANG, grade="C")
    (ola,) = came(house, OLA)
    booking = house.approved(house.wish(guest("单小明")))
    house.scanned(house.pass_of(booking))
    house.left(house.pass_of(booking))
    with house.node.transaction() as rows:
        note_vehicle(rows, house.booking(booking.id).guests[0].id, "苏E·7K219", "P2", house.guard, house.node.now())
    assert ola
    return house


FOUND: tuple[tuple[str, set[str]], ...] = (
    ("q=王晓", {"王晓琳"}),
    ("q=wxl", {"王晓琳"}),
    ("q=qihang", {"王晓琳"}),
    ("q=shan", {"单小明"}),
    ("q=ola+nord", {"Ola Nordmann"}),
    ("q=nobody", set()),
    ("phone=4321", {"单小明"}),
    ("phone=139+0000+4321", {"单小明"}),
    ("phone=0001", {"王晓琳"}),
    ("phone=9999", set()),
    ("phone=1", set()),
    ("plate=7k219", {"单小明"}),
    ("plate=苏E-7K219", {"单小明"}),
    ("plate=9K219", set()),
    ("plate=7K219&phone=0001", set()),
    ("state=left", {"单小明"}),
    ("state=inside", {"王晓琳", "Ola Nordmann"}),
    ("grade=C", {"王晓琳"}),
    ("grade=C&q=shan", set()),
    ("host=wei", {"王晓琳", "Ola Nordmann", "单小明"}),
    ("host=郑海", set()),
    ("host=nobody", set()),
    ("from=2026-11-23&to=2026-11-23", {"王晓琳", "Ola Nordmann", "单小明"}),
    ("from=2026-11-24", set()),
    ("to=2026-11-22", set()),
    ("q=shan&from=2026-11-23", {"单小明"}),
    ("q=shan&to=2026-11-22", set()),
)


def test_a_visit_is_found_by_what_somebody_remembers(visited: House, clerk: SignIn) -> None:
    """Name, company, phone, plate, host, state, grade, days."""
    browser = clerk(visited.receptionist)
    seen = {typed: set(shown(browser.reads(f"/visits/search?{typed}"))) for typed, _found in FOUND}
    assert seen == dict(FOUND)


def test_a_table_of_visits_holds_whom_the_list_shows_whatever_is_filtered(visited: House, clerk: SignIn) -> None:
    """Under every filter of the list; its head is said in the reader's language."""
    browser = clerk(visited.receptionist)
    tables = {typed: browser.reads(f"/visits/export.csv?{typed}") for typed, _found in FOUND}
    taken = {typed: {row["Visitor"] for row in csv.DictReader(io.StringIO(text[1:]))} for typed, text in tables.items()}
    assert taken == dict(FOUND)
    head = clerk(visited.receptionist, "zh-CN").reads("/visits/export.csv").splitlines()[0]
    assert "访客" in head
    assert "Visitor" not in head


def test_of_a_group_only_who_is_meant_is_found(house: House, clerk: SignIn) -> None:
    """By their own name; by company or permit number all of them."""
    came(house, *(replace(guest(name, "远景软件"), is_leader=name == "赵一") for name in ("赵一", "钱二", "孙三")))
    browser = clerk(house.receptionist)
    permit = re.findall(r'permit">([^<]+)<', browser.reads("/visits/search"))[0]
    for path in ("/visits/search", "/visitors"):
        assert shown(browser.reads(f"{path}?q=qian")) == ["钱二"]
        assert set(shown(browser.reads(f"{path}?q=远景"))) >= {"赵一", "钱二", "孙三"}
        assert shown(browser.reads(f"{path}?q=远景+孙三")) == ["孙三"]
    assert len(shown(browser.reads(f"/visits/search?q={permit}"))) == 3


def test_a_visit_is_found_by_its_permit_number(visited: House, clerk: SignIn) -> None:
    """As it stands on paper."""
    browser = clerk(visited.receptionist)
    permit = re.findall(r'permit">([^<]+)<', browser.reads("/visits/search?q=wxl"))[0]
    assert shown(browser.reads(f"/visits/search?q={permit}")) == ["王晓琳"]


WRONG = (
    ("phone=12", "Write the last four digits"),
    ("plate=7K", "Write the last four characters"),
    ("host=zzz", "Nobody of this name works here"),
    ("from=yesterday", "Write a day such as"),
    ("from=0001-01-01", "Write a day such as"),
    ("from=2026-11-24&to=2026-11-20", "has to be the first one or later"),
)


def test_what_cannot_be_looked_for_is_said_beside_its_field(visited: House, clerk: SignIn) -> None:
    """And what was typed stands there still."""
    browser = clerk(visited.receptionist)
    for typed, words in WRONG:
        page = browser.reads(f"/visits/search?{typed}")
        assert words in page, typed
        assert f'value="{typed.partition("=")[2].partition("&")[0]}"' in page


def test_visits_of_another_site_are_found_by_nobody_here(visited: House, clerk: SignIn) -> None:
    """By no field, nor by naming the site."""
    browser = clerk(visited.other_host)
    for typed in (
        "",
        "q=wxl",
        "phone=0001",
        "plate=7K219",
        "host=wei",
        "state=inside",
        "site=HQ",
        "site=SH",
        "grade=C",
    ):
        assert shown(browser.reads(f"/visits/search?{typed}")) == []


def test_hosts_find_their_own_visitors_only(visited: House, clerk: SignIn) -> None:
    """Also those of a site where they are but hosts."""
    comes_to_the_boss(visited, "孟知行")
    browser = clerk(visited.host)
    assert set(shown(browser.reads("/visits/search"))) == {"王晓琳", "Ola Nordmann", "单小明"}
    for typed in ("q=孟知行", "phone=4321&host=郑海", "host=郑海"):
        assert shown(browser.reads(f"/visits/search?{typed}")) == []


def test_a_long_list_goes_on_page_by_page(visited: House, clerk: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each once, the latest first, whatever leads."""
    monkeypatch.setattr(search_pages, "ROWS", 2)
    browser = clerk(visited.receptionist)
    for typed in ("", "host=wei", "from=2026-11-23"):
        page = browser.reads(f"/visits/search?{typed}")
        first = shown(page)
        assert len(first) == 2
        further = re.search(r'rel="next" href="([^"]+)"', page)
        assert further is not None
        rest = browser.reads(further[1].replace("&amp;", "&"))
        assert {*first, *shown(rest)} == {"王晓琳", "Ola Nordmann", "单小明"}
        assert len(shown(rest)) == 1
        assert 'rel="next"' not in rest


def test_a_search_that_looks_through_many_says_how_far_it_came(
    visited: House, clerk: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And goes on from there, until the end."""
    monkeypatch.setattr(reaching, "REACH", 2)
    browser = clerk(visited.receptionist)
    page = browser.reads("/visits/search?grade=C")  # the first of three who came
    assert shown(page) == []
    assert "Nothing fits so far" in page
    further = re.search(r'rel="next" href="([^"]+)"', page)
    assert further is not None
    assert shown(browser.reads(further[1].replace("&amp;", "&"))) == ["王晓琳"]


def test_a_search_costs_the_same_number_of_statements_however_many(visited: House, clerk: SignIn) -> None:
    """Stated here, so that one more is seen."""
    browser = clerk(visited.receptionist)
    came(visited, *(guest(f"王 {number}") for number in range(9)))
    for typed, extra in (("", 0), ("q=wang", 1), ("state=inside", 0), ("host=wei", 1), ("phone=4321", 1)):
        with counted(visited.node) as said:
            browser.reads(f"/visits/search?{typed}")
        assert len(said) <= STATEMENTS + extra, "\n".join(said)


def test_a_broken_place_in_the_list_is_not_there(house: House, clerk: SignIn) -> None:
    """A cut address is no server error."""
    for path in ("/visits/search?at=nonsense", "/visits?at=nonsense"):
        assert clerk(house.receptionist).opens(path).status_code == 404


def test_empty_lists_teach(house: House, clerk: SignIn) -> None:
    """One fact and one next step."""
    browser = clerk(house.receptionist)
    assert "Nobody has come yet" in browser.reads("/visits/search")
    assert "Nothing fits" in browser.reads("/visits/search?q=zzz")
    assert "Nobody came on this day" in browser.reads("/visits")


def test_a_day_says_who_came_and_who_did_not(visited: House, clerk: SignIn, clock: StandingClock) -> None:
    """Each under its own tab, with how many; refusals without a visit, too."""
    now = visited.node.now()
    visited.approved(
        visited.wish(guest("何书琴"), starts_at=now + timedelta(hours=3), ends_at=now + timedelta(hours=4))
    )
    visited.approved(
        visited.wish(guest("孟知行"), starts_at=now - timedelta(hours=4), ends_at=now + timedelta(hours=1))
    )
    visited.scanned("nonsense")
    clock.passes(hours=2)
    browser = clerk(visited.receptionist)
    assert set(shown(browser.reads("/visits"))) == {"王晓琳", "Ola Nordmann", "单小明"}
    for show, found in {
        "inside": {"王晓琳", "Ola Nordmann"},
        "left": {"单小明"},
        "expected": {"何书琴"},
        "absent": {"孟知行"},
        "turned_away": set(),
    }.items():
        assert set(shown(browser.reads(f"/visits?show={show}"))) == found, show
    refused = browser.reads("/visits?show=refused")
    assert "Somebody at lobby" in refused
    assert "A code that we do not know" in refused
    assert shown(browser.reads("/visits?day=2026-11-22")) == []


def test_a_guest_of_several_days_is_expected_on_each_and_absent_only_who_came_on_none(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    ends = house.node.now() + timedelta(days=1, hours=2)
    booking = house.approved(house.wish(WANG, OLA, ends_at=ends))
    house.scanned(house.pass_of(booking))
    house.left(house.pass_of(booking))
    assert shown(clerk(house.receptionist).reads("/visits?show=expected")) == ["Ola Nordmann"]
    assert shown(clerk(house.receptionist).reads("/visits?show=expected&day=2026-11-24")) == ["王晓琳", "Ola Nordmann"]
    clock.passes(days=1)
    assert shown(clerk(house.receptionist).reads("/visits?show=expected")) == ["王晓琳", "Ola Nordmann"]
    clock.passes(hours=3)
    assert shown(clerk(house.receptionist).reads("/visits?show=expected")) == []
    assert shown(clerk(house.receptionist).reads("/visits?show=absent")) == ["Ola Nordmann"]


def test_the_day_of_another_site_is_not_shown(visited: House, clerk: SignIn) -> None:
    """Its code leads to one's own; a host sees their own day, and who is nobody's host none."""
    nobody = clerk(someone(visited, Role.HOST, visited.site))
    for show in ("came", "inside", "left", "expected", "refused"):
        assert shown(nobody.reads(f"/visits?show={show}")) == []
    assert shown(nobody.reads("/visits/search")) == []
    assert shown(clerk(visited.other_host).reads("/visits?site=HQ")) == []
    comes_to_the_boss(visited, "孟知行")
    page = clerk(visited.host).reads("/visits")
    assert set(shown(page)) == {"王晓琳", "Ola Nordmann", "单小明"}
    assert len(shown(clerk(visited.boss).reads("/visits"))) == 4


def test_the_day_costs_the_same_number_of_statements_however_many(visited: House, clerk: SignIn) -> None:
    """Who asks and with which roles (3), sites, three counts, a page of ids, whether there are more, the visits."""
    browser = clerk(visited.receptionist)
    came(visited, *(guest(f"王 {number}") for number in range(9)))
    for show, most in (("came", 10), ("expected", 8), ("refused", 12)):
        with counted(visited.node) as said:
            browser.reads(f"/visits?show={show}")
        assert len(said) <= most, "\n".join(said)


def test_a_visit_s_page_names_the_day_of_what_was_not_today(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """Who was asked, and what became of the badge; who was answered at once has not waited "just now"."""
    visit, browser = came(house, WANG)[0], clerk(house.host)
    browser.does("/host/answer", {"said": "coming", "visit": visit})
    assert "<dd>less than a minute</dd>" in browser.reads(f"/visits/{visit}")
    with house.node.transaction() as rows:
        hand_badge_back(rows, rows.get_one(Visit, visit), house.door.station, house.node.now())
    clock.passes(days=1)
    page = clerk(house.host).reads(f"/visits/{visit}")
    assert '<td class="first num">yesterday 09:00</td>' in page
    assert "handed back yesterday 09:00" in page


def test_a_visit_s_page_says_who_decided_what_was_agreed_and_what_the_visitor_said(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    """R21, R23: booking, approvals, minutes, cooperation and the whole answer stand on one page; a delegate of the
    host and others of the site's gate read what their roles let them.
    """
    visit_id = goes(house)
    with house.node.transaction() as rows:
        booking_id = rows.get_one(Visit, visit_id).booking_id
        write_minutes(rows, booking_id, "谈了价格", 0, house.host, house.node.now())
        propose(rows, booking_id, Agreement("寄出报价"), house.host, house.node.now())
    says(house, visit_id, 4, comment="茶很香", recommend=9)
    clock.passes(minutes=16)
    with counted(house.node) as said:
        page = clerk(house.boss).reads(f"/visits/{visit_id}")
    for words in ("谈了价格", "寄出报价", "茶很香", "9 of 10", "Decided"):
        assert words in page
    assert len(said) <= 45, len(said)
    page = clerk(house.host).reads(f"/visits/{visit_id}")
    assert ("谈了价格" in page, "茶很香" in page) == (True, False)
