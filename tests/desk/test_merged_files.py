"""Two files become one: with what security decided, what the company buys, and what is still to come (R4, R27)."""

import pytest
from sqlalchemy import select, text

from shared.bookings.models import Booking
from shared.bookings.rules import GuestWish
from shared.companies.models import Company, Merge
from shared.companies.rules import Contact
from shared.desk.files import COMPANY, VISITOR, change_file, merge_files, undo_merge
from shared.desk.hold import is_held
from shared.desk.outcomes import Admitted, SeeReception
from shared.desk.watchlist import flag_the_merged
from shared.kernel.likeness import Trait
from shared.notices.models import Notice
from shared.screening.actions import write_hit
from shared.screening.models import WatchEntry
from shared.screening.queries import Likeness
from shared.screening.rules import HitState
from shared.visits.models import Visit
from tests.desk.test_screening import decided, guest, hits, watched_for
from tests.desk.test_search_terms import found
from tests.desk.walk_ins import registered
from tests.house import WANG, House

NAMED_ALIKE, REACHED_ALIKE = guest("王伟", "+8613900000001"), guest("方圆", "+8613900000002")
"""Like an entry for 王伟 with the second number: one by the name, one by the number."""


def comes(house: House, who: GuestWish) -> Booking:
    """Book a visit of somebody alone."""
    return house.booked(house.wish(who))


def file_of(booking: Booking) -> str:
    return booking.guests[0].visitor_id


def merged(house: House, file: str, kept: str, gone: str) -> str:
    """Make two files one, as the office does; return the merge."""
    now = house.node.now()
    with house.node.transaction() as rows:
        assert not merge_files(rows, file, kept, gone, house.boss.id, now)
    with house.node.transaction() as rows:
        flag_the_merged(rows, kept, now)
        return rows.scalars(select(Merge.id).where(Merge.kept_id == kept, Merge.undone_at.is_(None))).one()


def undone(house: House, merge: str) -> None:
    with house.node.transaction() as rows:
        assert not undo_merge(rows, merge, house.boss.id, house.node.now())


def held(house: House, visitor: str) -> bool:
    with house.node.reading() as rows:
        return is_held(rows, [visitor], house.node.now())


def told(house: House) -> int:
    """Return how often security was told of somebody."""
    with house.node.reading() as rows:
        return len(rows.scalars(select(Notice).where(Notice.topic == "watch_hit")).all())


@pytest.mark.parametrize("of_the_other", [None, HitState.KEPT_OUT])
def test_nobody_is_cleared_by_becoming_part_of_somebody_who_was(house: House, of_the_other: HitState | None) -> None:
    watched_for(house, phones=("+8613900000002",))
    kept, gone = file_of(comes(house, NAMED_ALIKE)), file_of(comes(house, REACHED_ALIKE))
    own, other = sorted(hits(house), key=lambda hit: hit.visitor_id != kept)
    decided(house, own, HitState.CLEARED)
    if of_the_other:
        decided(house, other, of_the_other)
    assert not held(house, kept)
    before = told(house)
    merged(house, VISITOR, kept, gone)
    assert held(house, kept)
    assert {hit.visitor_id: hit.state for hit in hits(house)}[kept] == HitState.OPEN
    assert told(house) == before + 1, "whoever decides is asked once more"


def test_what_security_decides_on_the_other_file_holds_for_the_one_that_stays(house: House) -> None:
    watched_for(house, phones=("+8613900000002",))
    kept, waits = file_of(comes(house, WANG)), comes(house, REACHED_ALIKE)
    assert (waits.state, held(house, kept)) == ("waiting", False)
    merged(house, VISITOR, kept, file_of(waits))
    (hit,) = hits(house)
    assert (hit.visitor_id, held(house, kept)) == (kept, True)
    decided(house, hit, HitState.CLEARED)
    assert (house.booking(waits.id).state, held(house, kept)) == ("approved", False)


def test_a_walk_in_does_not_go_on_whose_file_became_part_of_one_that_is_held(house: House) -> None:
    watched_for(house, phones=("+8613900000002",))
    kept = file_of(comes(house, REACHED_ALIKE))
    assert isinstance(registered(house, name="王伟"), SeeReception)
    (other,) = (hit for hit in hits(house) if hit.visitor_id != kept)
    merged(house, VISITOR, kept, other.visitor_id)
    decided(house, other, HitState.CLEARED)
    assert held(house, kept)
    with house.node.reading() as rows:
        assert rows.scalars(select(Visit.state)).all() == ["turned_away"]


def test_who_was_cleared_stays_so_in_another_s_file_and_when_that_is_taken_back(house: House) -> None:
    watched_for(house, phones=("+8613900000002",))
    kept, gone = file_of(comes(house, WANG)), file_of(comes(house, REACHED_ALIKE))
    decided(house, hits(house)[0], HitState.CLEARED)
    merge = merged(house, VISITOR, kept, gone)
    assert not held(house, kept)
    undone(house, merge)
    assert (held(house, kept), held(house, gone)) == (False, False)
    assert hits(house)[0].visitor_id == gone


def test_a_decision_on_somebody_else_clears_nobody_who_is_like_the_entry_themselves(house: House) -> None:
    early = comes(house, NAMED_ALIKE)  # booked before anybody was on the list
    watched_for(house, phones=("+8613900000002",))
    gone = file_of(comes(house, REACHED_ALIKE))
    decided(house, hits(house)[0], HitState.CLEARED)
    merged(house, VISITOR, file_of(early), gone)
    assert held(house, file_of(early))


def test_what_is_to_come_is_found_under_the_name_that_stays_until_that_is_taken_back(house: House) -> None:
    stays, other = comes(house, WANG), comes(house, GuestWish(Contact("汪小林", "启航", None, "w@qihang.example")))
    merge = merged(house, VISITOR, file_of(stays), file_of(other))
    assert house.booking(other.id).guests[0].visitor.name == "王晓琳"
    assert sorted(found(house, "王晓琳")) == sorted([stays.id, other.id])
    assert found(house, "汪小林") == [other.id]
    undone(house, merge)
    assert found(house, "王晓琳") == found(house, "启航精密") == [stays.id]
    assert found(house, "汪小林") == [other.id]


def test_whoever_was_booked_under_another_number_still_comes_in_by_it(house: House) -> None:
    stays, other = comes(house, WANG), comes(house, guest("王晓林", "+8613900000077"))
    merged(house, VISITOR, file_of(stays), file_of(other))
    permit = str(house.booking(other.id).permit)
    assert isinstance(house.typed(permit, "0078"), SeeReception)
    assert isinstance(house.typed(permit, "0077"), Admitted)


@pytest.mark.parametrize(
    ("kept", "gone", "stays"),
    [
        ({"tier": "vip"}, {"revenue_fen": 60_000_000, "currency": "USD"}, (60_000_000, "USD", "gold")),
        ({"tier": "vip"}, {"tier": "diamond"}, (None, "CNY", "diamond")),
        ({"tier": "gold"}, {"tier": "vip"}, (None, "CNY", "gold")),
        ({"revenue_fen": 1_000}, {"tier": "diamond"}, (1_000, "CNY", "none")),
    ],
)
def test_r4_a_company_takes_the_other_s_revenue_in_its_currency_or_the_higher_tier(
    house: House, kept: dict[str, object], gone: dict[str, object], stays: tuple[int | None, str, str]
) -> None:
    ours, theirs = (comes(house, who).guests[0].visitor.company_id for who in (WANG, guest("方圆")))
    for company, wanted in ((ours, kept), (theirs, gone)):
        change_company(house, company, wanted)
    before = _business(house, ours)
    merge = merged(house, COMPANY, ours, theirs)
    assert _business(house, ours) == stays
    undone(house, merge)
    assert _business(house, ours) == before


def test_r4_an_amount_that_was_changed_since_keeps_its_currency(house: House) -> None:
    ours, theirs = (comes(house, who).guests[0].visitor.company_id for who in (WANG, guest("方圆")))
    change_company(house, theirs, {"revenue_fen": 60_000_000, "currency": "USD"})
    merge = merged(house, COMPANY, ours, theirs)
    change_company(house, ours, {"revenue_fen": 70_000_000})
    undone(house, merge)
    assert _business(house, ours) == (70_000_000, "USD", "gold")


def change_company(house: House, company: str, wanted: dict[str, object]) -> None:
    with house.node.transaction() as rows:
        change_file(rows, COMPANY, rows.get_one(Company, company), wanted, house.boss.id, house.node.now())


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_who_writes_something_of_a_visitor_does_not_wait_for_two_files_to_be_merged(house: House) -> None:
    """As security's decision, which the merge may wait for: each would wait for the other."""
    kept, gone = file_of(comes(house, WANG)), file_of(comes(house, guest("方圆")))
    watched_for(house, phones=("+8613900000002",))
    (entry,) = _entries(house)
    with house.node.transaction() as rows:
        merge_files(rows, VISITOR, kept, gone, house.boss.id, house.node.now())
        rows.flush()
        with house.node.transaction() as others:
            others.execute(text("SET LOCAL lock_timeout = '10s'"))
            _hit, is_new = write_hit(others, Likeness(gone, entry, (Trait.NAME,)), house.site, None, house.node.now())
    assert is_new


def _entries(house: House) -> list[str]:
    with house.node.reading() as rows:
        return list(rows.scalars(select(WatchEntry.id)))


def test_the_number_of_a_file_two_merges_ago_still_lets_in(house: House) -> None:
    stays, middle, first = (comes(house, guest(name, f"+861390000007{n}")) for n, name in enumerate("甲乙丙"))
    merged(house, VISITOR, file_of(middle), file_of(first))
    merged(house, VISITOR, file_of(stays), file_of(middle))
    assert isinstance(house.typed(str(house.booking(first.id).permit), "0072"), Admitted)


def _business(house: House, company: str) -> tuple[int | None, str, str]:
    with house.node.reading() as rows:
        row = rows.get_one(Company, company)
        return row.revenue_fen, row.currency, row.tier


def test_who_is_named_as_in_a_file_that_became_part_of_one_that_did_stands_in_the_last(house: House) -> None:
    first, second, third = (comes(house, guest(name, f"+861390000000{n}")) for n, name in enumerate("甲乙丙"))
    merged(house, VISITOR, file_of(second), file_of(first))
    merged(house, VISITOR, file_of(third), file_of(second))
    assert file_of(comes(house, guest("甲", "+8613900000000"))) == file_of(third)
    companies = [each.guests[0].visitor.company_id for each in (comes(house, named(n)) for n in ("子", "丑", "寅"))]
    merged(house, COMPANY, companies[1], companies[0])
    merged(house, COMPANY, companies[2], companies[1])
    assert (
        comes(house, GuestWish(Contact("新人", "子公司", "+8613900000009", None))).guests[0].visitor.company_id
        == companies[2]
    )


def named(company: str) -> GuestWish:
    return GuestWish(Contact("某人", f"{company}公司", "+8613900000008", None))
