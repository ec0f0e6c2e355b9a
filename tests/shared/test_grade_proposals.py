"""Which grade a visit is proposed: by its kind, the account's tier and the guests' titles (R3, R4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bookings.rules import VisitKind
from shared.companies.rules import Tier
from shared.grades.proposal import WORDS_APART, Facts, Line, has_title, proposal
from shared.grades.seed import GRADE_RULES, SEED
from shared.grades.standard import Standard

LINES = [
    Line(
        row.get("kind", ""),
        row.get("tier", ""),
        tuple(filter(None, WORDS_APART.split(row.get("titles", "")))),
        row["grade"],
        row.get("decides", False),
    )
    for row in GRADE_RULES
]

PROPOSALS = [  # R3, R4: kind, tier, titles → grade
    ("a mayor, whatever else", "ordinary", Tier.NONE, ["副省长", "市长"], "A"),
    ("a minister in English", "ad_hoc", Tier.NONE, ["Minister of Trade"], "A"),
    ("the head of a key account", "key", Tier.NONE, ["总经理"], "A"),
    ("the head of a platinum account", "ordinary", Tier.PLATINUM, ["CEO"], "A"),
    ("the head of a diamond account", "ordinary", Tier.DIAMOND, ["董事长"], "A"),
    ("the head of a gold account", "ordinary", Tier.GOLD, ["General Manager"], "B"),
    ("a deputy is not the head", "key", Tier.NONE, ["副总经理"], "B"),
    ("an assistant is not the head", "key", Tier.NONE, ["总经理助理"], "B"),
    ("a vice president is no president", "key", Tier.NONE, ["Vice President"], "B"),
    ("a key customer", "key", Tier.NONE, [], "B"),
    ("a diamond account", "ordinary", Tier.DIAMOND, ["采购员"], "B"),
    ("a platinum account", "ordinary", Tier.PLATINUM, [], "C"),
    ("a gold account", "ordinary", Tier.GOLD, [], "C"),
    ("a VIP account", "ad_hoc", Tier.VIP, [], "C"),
    ("a group", "group", Tier.NONE, [], "C"),
    ("a supplier", "ordinary", Tier.NONE, ["总经理"], "D"),
    ("anybody else", "ad_hoc", Tier.NONE, [], "D"),
]


@pytest.mark.parametrize(("case", "kind", "tier", "titles", "grade"), PROPOSALS, ids=[row[0] for row in PROPOSALS])
def test_the_grade_that_a_new_house_proposes(case: str, kind: str, tier: Tier, titles: list[str], grade: str) -> None:
    assert proposal(LINES, Facts(kind, tier, tuple(titles)))[0] == grade, case


DECIDING = [  # R1, R3: kind, tier, titles, whether a visitor can decide on cooperation → grade
    ("who may sign is likely to", "ordinary", Tier.NONE, [], True, "B"),
    ("who may not is not", "ordinary", Tier.NONE, [], False, "D"),
    ("a group that may sign", "group", Tier.NONE, [], True, "B"),
    ("a mayor stays a mayor", "ordinary", Tier.NONE, ["市长"], True, "A"),
]


@pytest.mark.parametrize(("case", "kind", "tier", "titles", "decides", "grade"), DECIDING, ids=[r[0] for r in DECIDING])
def test_r3_who_can_decide_raises_the_proposal(
    case: str, kind: str, tier: Tier, titles: list[str], decides: bool, grade: str
) -> None:
    assert proposal(LINES, Facts(kind, tier, tuple(titles), decides))[0] == grade, case


@given(
    st.sampled_from([kind.value for kind in VisitKind]), st.sampled_from(list(Tier)), st.sampled_from(["", "总经理"])
)
def test_a_higher_tier_never_lowers_the_proposal(kind: str, tier: Tier, title: str) -> None:
    """R4."""
    above = list(Tier)[min(list(Tier).index(tier) + 1, len(Tier) - 1)]
    titles = (title,) if title else ()
    assert proposal(LINES, Facts(kind, above, titles))[0] <= proposal(LINES, Facts(kind, tier, titles))[0]


@given(st.permutations(LINES))
def test_the_order_of_the_lines_says_nothing(lines: list[Line]) -> None:
    facts = Facts("key", Tier.GOLD, ("总经理",))
    assert proposal(lines, facts)[0] == proposal(LINES, facts)[0] == "A"


def test_without_any_line_the_lowest_grade_is_proposed() -> None:
    assert proposal([], Facts("key", Tier.DIAMOND, ("市长",))) == ("D", None)


TITLES = [  # title, words → whether it counts
    ("CEO", ["ceo"], True),
    ("oceanographer", ["CEO"], False),
    ("集团总经理", ["总经理"], True),
    ("副总经理", ["副总经理"], True),
    ("Deputy Mayor", ["mayor"], False),
    ("President", ["president"], True),
    ("", ["总经理"], False),
]


@pytest.mark.parametrize(("title", "words", "counts"), TITLES)
def test_a_word_in_a_title_counts_where_it_is_the_persons_own(title: str, words: list[str], counts: bool) -> None:
    assert has_title(title, words) is counts


MEALS = [("A", 130, 150), ("B", 100, 130), ("C", 80, 100), ("D", 0, 0)]  # R30: grade, from, to


@pytest.mark.parametrize(("letter", "least", "most"), MEALS)
def test_the_standard_of_a_grade_is_read_as_it_was_kept(letter: str, least: int, most: int) -> None:
    """Also as a house kept it before a standard could be edited."""
    (grade,) = (row for row in SEED if row["letter"] == letter)
    standard = Standard.from_json(grade["standard"])
    assert (standard.meal_from, standard.meal_to) == (least, most)
    assert Standard.from_json(standard.as_json()) == standard
    older = {"greeter": standard.greeter, "escort": standard.escort, "meal_cap": [least, most] if most else None}
    assert Standard.from_json(older | {"refreshments": "coffee, pastries, fruit"}).meal_to == most
