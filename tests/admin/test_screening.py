"""The watchlist's pages: two people, a reason each time, and reading on record."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from shared.desk.outcomes import Admitted, SeeReception
from shared.kernel.logbook import Kind, lines_after
from shared.screening.models import WatchEntry, WatchHit
from tests.admin.clerk import Clerk
from tests.house import WANG, House

FIELDS = {
    "name": "王晓琳",
    "aliases": "Linda Wang",
    "phones": "138 1234 0009\n+49 30 123456",
    "emails": "X@Y.example",
    "company": "",
    "reason": "带走样品",
    "source": "保安部记录",
    "expires_at": "2027-01-31",
}
SignIn = Callable[..., Clerk]


@pytest.fixture
def second(house: House) -> Person:
    """A second manager, with an account."""
    with house.node.transaction() as rows:
        account = make_account(rows, "zhao.min@usher.example", "赵敏", [(Role.MANAGER, house.site)], house.node.now())
        rows.flush()
        return person_of(rows, account)


def entry_of(house: House) -> WatchEntry:
    with house.node.reading() as rows:
        return rows.scalars(select(WatchEntry)).one()


def hit_of(house: House) -> WatchHit:
    with house.node.reading() as rows:
        return rows.scalars(select(WatchHit)).one()


def watched(house: House, clerk: SignIn, second: Person) -> str:
    """Put 王晓琳 on the list through the pages."""
    clerk(house.boss).does("/watchlist", FIELDS)
    entry = entry_of(house).id
    clerk(second).does(f"/watchlist/{entry}/confirmation")
    return entry


def test_one_proposes_another_confirms_and_a_person_decides(house: House, clerk: SignIn, second: Person) -> None:
    boss, other = clerk(house.boss), clerk(second)
    text = house.pass_of(house.approved(house.wish(WANG)))
    page = boss.does("/watchlist", FIELDS)
    assert "You proposed this" in page
    assert "Confirm this entry" not in page
    entry = entry_of(house)
    assert entry.phones == ["+8613812340009", "+4930123456"]
    assert entry.expires_at.isoformat() == "2027-01-31T16:00:00+00:00"
    assert boss.sends(f"/watchlist/{entry.id}/confirmation").status_code == 403
    page = other.does(f"/watchlist/{entry.id}/confirmation")
    assert "Somebody like this is booked already" in page
    assert other.sends(f"/watchlist/{entry.id}/confirmation").status_code == 409
    assert isinstance(house.scanned(text), SeeReception)
    assert "王晓琳" in boss.reads("/watchlist")
    hit = hit_of(house).id
    assert "You decide." in boss.reads(f"/watchlist/hits/{hit}")
    assert boss.sends(f"/watchlist/hits/{hit}/decision", {"decision": "clear", "why": " "}).status_code == 422
    boss.does(f"/watchlist/hits/{hit}/decision", {"decision": "clear", "why": "证件号不同"})
    assert isinstance(house.scanned(text), Admitted)
    history = other.reads(f"/watchlist/{entry.id}")
    for words in (
        "Hai Zheng proposed it",
        "赵敏 confirmed it",
        "Hai Zheng cleared somebody",
        "赵敏 read it",
        "证件号不同",
    ):
        assert words in history


def test_the_gate_sees_hold_and_nothing_else(house: House, clerk: SignIn, second: Person) -> None:
    """Whoever is on the board sees a card, with the sound and the spoken words of any other referral."""
    entry = watched(house, clerk, second)
    text = house.pass_of(cleared_booking(house, clerk))
    with house.node.transaction() as rows:  # found anew: another entry, of the same name
        rows.get_one(WatchHit, hit_of(house).id).state = "open"
    house.scanned(text)
    board = clerk(house.guard).reads("/gate")
    assert "Hold: ask security" in board
    assert FIELDS["reason"] not in board
    assert f"/watchlist/{entry}" not in board
    call = re.search(r'data-key="hold-[^"]+"[^>]*data-call="([^"]*)"', board)
    assert call is not None
    assert "王晓琳" not in call[1]
    assert "security" not in call[1]
    assert board.count('data-key="line-') == 0  # the refusal that goes with it has no card of its own
    assert clerk(house.guard).opens("/watchlist").status_code == 403


def cleared_booking(house: House, clerk: SignIn):
    """Book 王晓琳, and clear her."""
    booking = house.booked(house.wish(WANG))
    assert booking.state == "waiting"
    hit = hit_of(house).id
    clerk(house.boss).does(f"/watchlist/hits/{hit}/decision", {"decision": "clear", "why": "不是同一人"})
    return house.booking(booking.id)


def test_each_reading_is_on_record(house: House, clerk: SignIn, second: Person) -> None:
    entry = watched(house, clerk, second)
    before = len(readings(house))
    other = clerk(second)
    for path in ("/watchlist", "/watchlist?show=confirmed", f"/watchlist/{entry}", f"/watchlist/new?like={entry}"):
        other.reads(path)
    assert len(readings(house)) == before + 4
    assert readings(house)[-1] == (second.id, entry)


def readings(house: House) -> list[tuple[str | None, str | None]]:
    with house.node.reading() as rows:
        return [(line.by, line.facts["entry"]) for line in lines_after(rows, 0) if line.kind == Kind.WatchlistRead]


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"expires_at": ""}, "Say until when"),
        ({"expires_at": "2031-01-01"}, "Two years at most"),
        ({"expires_at": "2026-11-22"}, "This day is over"),
        ({"phones": "not a number"}, "no phone number"),
        ({"name": "=1+1"}, None),
        ({"name": "???"}, "without letters"),
        ({"aliases": "王\u202e伟"}, "cannot be shown"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why_and_keeps_what_was_typed(
    house: House, clerk: SignIn, different: dict[str, str], words: str | None
) -> None:
    answer = clerk(house.boss).sends("/watchlist", FIELDS | different)
    assert answer.status_code == (422 if words else 302)
    if words:
        assert words in answer.text
        assert FIELDS["source"] in answer.text


def test_the_list_finds_a_name_in_any_spelling(house: House, clerk: SignIn, second: Person) -> None:
    watched(house, clerk, second)
    boss = clerk(house.boss)
    for text in ("王晓琳", "wang xiaolin", "Xiaolin Wang", "linda wang"):
        assert "card-table" in boss.reads(f"/watchlist?show=confirmed&q={text}"), text
    assert "Nobody on the list is like this" in boss.reads("/watchlist?show=confirmed&q=nobody")
    assert 'type="search"' in boss.reads("/watchlist?show=confirmed")
    assert "Nobody waits for a decision" in boss.reads("/watchlist")
    assert boss.opens("/watchlist?show=confirmed&cursor=nonsense").status_code == 200


def test_an_entry_is_taken_off_with_a_reason_and_stays_readable(house: House, clerk: SignIn, second: Person) -> None:
    entry = watched(house, clerk, second)
    boss = clerk(house.boss)
    assert boss.sends(f"/watchlist/{entry}/end", {"why": ""}).status_code == 422
    page = boss.does(f"/watchlist/{entry}/end", {"why": "误会"})
    assert "Taken off the list" in page
    assert "误会" in page
    assert "card-table" in boss.reads("/watchlist?show=removed")
    assert boss.sends(f"/watchlist/{entry}/end", {"why": "again"}).status_code == 409


def test_the_list_costs_the_same_however_long_it_is(house: House, clerk: SignIn, second: Person) -> None:
    """Fifty entries a page, in the order of their end."""
    until = house.node.now() + timedelta(days=1)
    with house.node.transaction() as rows:
        for n in range(60):
            rows.add(
                WatchEntry(
                    name=f"Person {n}", reason="r", source="s", state="confirmed", expires_at=until, proposed_by="a",
                    proposed_at=until, confirmed_by="b", kept_for="security",
                )
            )  # fmt: skip
    page = clerk(house.boss).reads("/watchlist?show=confirmed")
    assert page.count("<tr>") == 51
    more = re.search(r'rel="next" href="([^"]+)"', page)
    assert more is not None
    assert clerk(house.boss).reads(more[1].replace("&amp;", "&")).count("<tr>") == 11
