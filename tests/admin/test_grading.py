"""The grade on a booking's form and the table that proposes it (R3, R4)."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from shared.approvals.models import GradeChoice
from shared.companies.models import Company
from shared.grades.models import GradeRule
from tests.admin.clerk import Clerk
from tests.admin.test_booking_form import filled, only_booking
from tests.admin.test_rules_pages import as_it_stands
from tests.house import House

SignIn = Callable[..., Clerk]


@pytest.fixture
def admin(house: House, clerk: SignIn) -> Clerk:
    """An administrator of the whole house at a browser."""
    with house.node.transaction() as rows:
        account = make_account(rows, "wu.nan@usher.example", "吴楠", [(Role.ADMIN, None)], house.node.now())
        rows.flush()
        who: Person = person_of(rows, account)
    return clerk(who)


def choices(house: House) -> list[tuple[str | None, str, str, str]]:
    """Return how bookings came by their grade: before, proposed, chosen, why."""
    with house.node.reading() as rows:
        found = rows.scalars(select(GradeChoice).order_by(GradeChoice.at, GradeChoice.id))
        return [(each.before, each.proposed, each.chosen, each.reason) for each in found]


def test_the_form_shows_what_the_rules_propose(house: House, clerk: SignIn) -> None:
    sent = filled(do="propose", kind="key", guests__0__title="总经理")
    answer = clerk(house.receptionist).sends("/bookings", sent)
    assert answer.status_code == 200
    assert "The rules propose A" in answer.text
    assert "总经理" in answer.text


def test_without_a_choice_the_proposal_is_taken(house: House, clerk: SignIn) -> None:
    clerk(house.receptionist).does("/bookings", filled(grade="", grade_reason="", kind="group"))
    assert only_booking(house).grade_letter == "C"
    assert choices(house) == [(None, "C", "C", "")]


def test_another_grade_is_taken_with_a_reason_that_is_kept(house: House, clerk: SignIn) -> None:
    browser = clerk(house.receptionist)
    refused = browser.sends("/bookings", filled(kind="key", grade="D", grade_reason=""))
    assert refused.status_code == 422
    assert "The rules propose B" in refused.text
    page = browser.does("/bookings", filled(kind="key", grade="D", grade_reason="只是送货"))
    assert choices(house) == [(None, "B", "D", "只是送货")]
    for words in ("the rules proposed B", "只是送货", "Xiao Lin"):
        assert words in page


def test_a_changed_grade_is_kept_with_what_it_was(house: House, clerk: SignIn) -> None:
    browser = clerk(house.receptionist)
    browser.does("/bookings", filled(grade="D", grade_reason=""))
    booking = only_booking(house)
    sent = as_it_stands(browser.reads(f"/bookings/{booking.id}/change")) | {"do": "book"}
    assert browser.sends(f"/bookings/{booking.id}/change", sent | {"grade": "C"}).status_code == 422
    page = browser.does(f"/bookings/{booking.id}/change", sent | {"grade": "C", "grade_reason": "带总监来"})
    assert "D became C" in page
    assert choices(house)[1:] == [("D", "D", "C", "带总监来")]


def test_an_accounts_tier_raises_the_proposal(house: House, clerk: SignIn) -> None:
    """R4."""
    browser = clerk(house.receptionist)
    browser.does("/bookings", filled(grade="", grade_reason=""))
    assert only_booking(house).grade_letter == "D"
    with house.node.transaction() as rows:
        rows.execute(update(Company).values(tier="diamond"))
    assert "The rules propose B" in browser.sends("/bookings", filled(do="propose", grade="")).text


def test_the_table_is_edited_and_its_past_is_kept(house: House, admin: Clerk) -> None:
    sent = as_it_stands(admin.reads("/rules/proposal"))
    assert "Nothing was changed." in admin.does("/rules/proposal", sent)
    page = admin.does("/rules/proposal", sent | {"grade-6": "B", "grade-7": "", "reason": "on trial"})
    for words in ("吴楠", "on trial", "B: Group"):
        assert words in page
    with house.node.reading() as rows:
        rules = rows.scalars(select(GradeRule).order_by(GradeRule.position)).all()
    kept = [(rule.grade, rule.decides) for rule in rules]
    assert kept == [*[("A", False)] * 3, *[("B", False)] * 4, ("B", True)], (
        "the line of those who can decide stays, too"
    )


def test_titles_may_stand_one_below_the_other(house: House, admin: Clerk) -> None:
    """Where they are typed has several lines: each is a title of its own."""
    admin.does("/rules/proposal", as_it_stands(admin.reads("/rules/proposal")) | {"titles-3": "总监\r\n站长, Director"})
    with house.node.reading() as rows:
        rule = rows.scalars(select(GradeRule).where(GradeRule.position == 3)).one()
        assert rule.line.titles == ("总监", "站长", "Director")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"grade-0": "Z"}, "Choose one of these."),
        ({"kind-0": "often"}, "Choose one of these."),
        ({"titles-0": "", "kind-0": "", "tier-0": ""}, "Say at least one thing"),
        ({"titles-0": "x" * 501}, "Write at most 500"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_lost(
    house: House, admin: Clerk, fields: dict[str, str], words: str
) -> None:
    sent = as_it_stands(admin.reads("/rules/proposal")) | {"titles-3": "总监"} | fields
    answer = admin.sends("/rules/proposal", sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert as_it_stands(answer.text)["titles-3"] == "总监"
