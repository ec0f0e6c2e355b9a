"""The queue of approvals, what was agreed in visits and invitations are narrowed in the address, and kept so."""

import html
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.bookings.models import Booking
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.desk.invite import invite, withdraw
from shared.desk.talks import Agreement, propose
from tests.admin.clerk import BOTH, Clerk
from tests.clock import StandingClock
from tests.house import House

pytestmark = BOTH
SignIn = Callable[..., Clerk]
CHEN = GuestWish(Contact("陈静", "长江电子", "+8613800000021", None))
BEFORE_TIME = urlsafe_b64encode(b'["0001-01-01T00:00:00+14:00", "x", false]').decode()
LUND = GuestWish(Contact("Karin Lund", "Nordwind", "+8613800000022", None))


def asked_for(house: House, who: GuestWish, grade: str, days: int, site: str = "") -> Booking:
    """Return a visit that waits to be reviewed."""
    starts = house.node.now() + timedelta(days=days)
    wish = house.wish(
        who, grade=grade, site_id=site or house.site, starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    return house.booked(wish)


NARROWED = [  # what the address says → whose visits are left
    ("", {"陈静", "Karin Lund"}),
    ("q=chenjing", {"陈静"}),
    ("q=nordwind", {"Karin Lund"}),
    ("q=chenjing+nordwind", set()),
    ("grade=C", {"陈静"}),
    ("grade=X", {"陈静", "Karin Lund"}),
    ("site=HQ", {"陈静", "Karin Lund"}),
    ("site=elsewhere", {"陈静", "Karin Lund"}),
    ("from=2026-11-26", {"Karin Lund"}),
    ("to=2026-11-26", {"陈静"}),
    ("from=2026-11-25&to=2026-11-25", {"陈静"}),
    ("from=abc", {"陈静", "Karin Lund"}),
]


def shown(page: str, names: set[str]) -> set[str]:
    """Return which of these names the page's list has."""
    return {name for name in names if name in page.split('<div class="list-head">')[1]}


@pytest.mark.parametrize(("query", "left"), NARROWED)
@pytest.mark.parametrize("what", ["mine", "all"])
def test_the_queue_shows_what_its_address_narrows_it_to(
    house: House, clerk: SignIn, what: str, query: str, left: set[str]
) -> None:
    asked_for(house, CHEN, "C", 2)
    asked_for(house, LUND, "B", 4)
    page = clerk(house.receptionist).reads(f"/approvals?what={what}&{query}")
    assert shown(page, {"陈静", "Karin Lund"}) == left
    assert ("Nothing fits" in page) == (not left)


@pytest.mark.parametrize("query", ["grade=X", "site=elsewhere", "from=abc", "to=2026-02-30", "q=+"])
@pytest.mark.parametrize("of", ["/approvals?what=mine", "/approvals?what=papers", "/reception/promises?what=mine"])
def test_what_narrows_nothing_is_no_filter(house: House, clerk: SignIn, of: str, query: str) -> None:
    """An empty list then says what it is for, and not that nothing fits."""
    page = clerk(house.receptionist).reads(f"{of}&{query}")
    assert "Nothing fits" not in page
    assert "Show everything again" not in page
    assert "Nothing fits" in clerk(house.receptionist).reads(f"{of}&q=nobody")


@pytest.mark.parametrize(
    "path", ["/bookings?x=1", "/approvals?what=all", "/approvals?what=papers", "/reception/promises?x=1"]
)
@pytest.mark.parametrize("field", ["from", "to"])
def test_a_day_at_either_end_of_time_is_none(house: House, clerk: SignIn, path: str, field: str) -> None:
    """It has no neighbours on anybody's clock."""
    browser = clerk(house.boss)
    for day in ("0001-01-01", "9999-12-31"):
        assert day in browser.reads(f"{path}&{field}={day}")


@pytest.mark.parametrize("what", ["mine", "all", "papers"])
@pytest.mark.parametrize("after", ["0001-01-01T00:00:00%2B14:00|x", BEFORE_TIME, "x", "é"])
def test_a_place_that_no_list_has_is_its_beginning(house: House, clerk: SignIn, what: str, after: str) -> None:
    booking = house.booked()
    asked_for(house, CHEN, "C", 2)
    page = clerk(house.receptionist).reads(f"/approvals?what={what}&after={after}")
    assert (booking.leader.visitor.name if what == "papers" else "陈静") in page


def test_papers_are_narrowed_by_when_they_are_due(house: House, clerk: SignIn) -> None:
    booking = house.booked()
    due = booking.papers_due
    assert due is not None
    day, name = due.astimezone(booking.site.tz).date(), booking.leader.visitor.name
    browser = clerk(house.receptionist)
    for query, is_left in (
        (f"from={day}&to={day}", True),
        (f"from={day + timedelta(days=1)}", False),
        (f"to={day - timedelta(days=1)}", False),
        (f"grade={booking.grade_letter}", True),
        ("grade=A", booking.grade_letter == "A"),
        ("q=nobody", False),
    ):
        assert (name in browser.reads(f"/approvals?what=papers&{query}")) == is_left, query


def test_the_next_page_and_what_is_approved_there_stay_narrowed(house: House, clerk: SignIn) -> None:
    """Only the place in the list is another."""
    asked_for(house, CHEN, "C", 2)
    page = html.unescape(clerk(house.receptionist).reads("/approvals?what=all&q=chenjing&grade=C&x=1"))
    assert 'action="/approvals?what=all&q=chenjing&grade=C"' in page
    assert "/approvals?what=mine&q=chenjing&grade=C" in page


AGREED = [  # what the address says → what is left of what was agreed
    ("", {"Send samples", "Visit the line"}),
    ("q=samples", {"Send samples"}),
    ("q=nordwind", {"Visit the line"}),
    ("q=%25", set()),
    ("grade=C", {"Send samples"}),
    ("from=2026-11-30", {"Visit the line"}),
    ("to=2026-11-29", {"Send samples"}),
    ("q=陈静&grade=B", set()),
]


@pytest.mark.parametrize(("query", "left"), AGREED)
def test_what_was_agreed_is_narrowed(house: House, clerk: SignIn, query: str, left: set[str]) -> None:
    now = house.node.now()
    for who, grade, words, days in ((CHEN, "C", "Send samples", 3), (LUND, "B", "Visit the line", 9)):
        booking = asked_for(house, who, grade, 2)
        with house.node.transaction() as rows:
            propose(rows, booking.id, Agreement(words, due_at=now + timedelta(days=days)), house.receptionist, now)
    page = clerk(house.receptionist).reads(f"/reception/promises?what=all&{query}")
    assert shown(page, {"Send samples", "Visit the line"}) == left
    assert ("Nothing fits" in page) == (not left)


@pytest.mark.parametrize(("of", "path"), [("approvals", "/approvals"), ("promises", "/reception/promises")])
def test_both_are_kept_as_they_are_narrowed(house: House, clerk: SignIn, of: str, path: str) -> None:
    browser = clerk(house.receptionist)
    page = browser.reads(f"{path}?what=all&q=nord&grade=B&from=2026-11-24&after=x&evil=1")
    query = html.unescape(re.findall(r'name="query" value="([^"]*)"', page)[0])
    assert query == "what=all&q=nord&grade=B&from=2026-11-24"
    page = browser.does("/views", {"of": of, "query": query, "name": "North"})
    assert 'value="nord"' in page
    assert '<option value="B" selected>' in page
    assert "North" in browser.reads(path)
    assert "North" not in browser.reads("/bookings")


INVITED = [  # what the address says → whose invitations are left
    ("", {"chen@yangtze.example", "lund@nordwind.example", "by link or code"}),
    ("q=YANG", {"chen@yangtze.example"}),
    ("q=验厂", {"lund@nordwind.example", "by link or code"}),
    ("q=验厂+lund", {"lund@nordwind.example"}),
    ("q=%25", set()),
    ("state=open", {"chen@yangtze.example"}),
    ("state=withdrawn", {"lund@nordwind.example"}),
    ("state=expired", {"by link or code"}),
    ("state=used", set()),
    ("state=nonsense", {"chen@yangtze.example", "lund@nordwind.example", "by link or code"}),
]


def test_invitations_are_narrowed_and_kept_so(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """By whom they are for, by what, and by where they stand; the link that nobody used in time is over."""
    now, everybody = house.node.now(), INVITED[0][1]
    with house.node.transaction() as rows:
        for email, purpose, hours in (
            ("", "验厂", 2),
            ("lund@nordwind.example", "验厂", 30),
            ("chen@yangtze.example", "talks", 30),
        ):
            wish = house.wish(purpose=purpose, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=hours))
            made = invite(rows, replace(wish, guests=()), email, house.host, now)
            if email.startswith("lund"):
                withdraw(rows, made, house.host, now)
    clock.passes(hours=5)
    browser = clerk(house.host)
    for query, left in INVITED:
        page = browser.reads(f"/invitations?{query}")
        assert {whom for whom in everybody if f">{whom}</a>" in page} == left, query
        assert ("Nothing fits" in page) == (not left)
    page = browser.reads("/invitations?q=yang&state=open&evil=1")
    query = html.unescape(re.findall(r'name="query" value="([^"]*)"', page)[0])
    assert query == "q=yang&state=open"
    page = browser.does("/views", {"of": "invitations", "query": query, "name": "Yangtze"})
    assert '<option value="open" selected>' in page
    assert "Yangtze" in browser.reads("/invitations")
