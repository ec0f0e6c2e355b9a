"""Who decides on a visit, in which order, in whose place, and who is asked next (R6)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.approvals.rules import (
    Asked,
    Candidate,
    Say,
    Standing,
    heir_of,
    objection_to_step,
    say_at,
    whom_to_ask,
    whom_to_escalate_to,
)
from shared.bookings.rules import hands_in
from shared.grades.chain import (
    Chain,
    ChainStep,
    StepKind,
    as_asked,
    chain_from,
    is_the_hosts,
    problem_with_chain,
)
from shared.grades.seed import SEED
from shared.people.rules import Rank, is_away

REVIEW, HOST, APPROVE, ITINERARY = StepKind.REVIEW, StepKind.HOST, StepKind.APPROVE, StepKind.ITINERARY
CHAINS = {grade["letter"]: chain_from(grade["chain"]) for grade in SEED}

SEEDED = [  # R6: grade → who decides, one after the other
    ("A", [(REVIEW, None), (APPROVE, Rank.GENERAL_MANAGER), (ITINERARY, Rank.CHAIRMAN)]),
    ("B", [(REVIEW, None), (APPROVE, Rank.DEPARTMENT_HEAD)]),
    ("C", [(REVIEW, None), (APPROVE, Rank.MANAGER)]),
    ("D", [(HOST, None)]),
]


@pytest.mark.parametrize(("letter", "steps"), SEEDED)
def test_the_chain_that_a_new_house_gets(letter: str, steps: list[tuple[StepKind, Rank | None]]) -> None:
    chain = CHAINS[letter]
    assert [(step.kind, step.rank) for step in chain] == steps
    assert problem_with_chain(chain) is None
    assert chain_from([step.as_json() for step in chain]) == chain


def test_only_where_the_host_alone_decides_is_booking_ones_own_visit_approving_it() -> None:
    assert [letter for letter, chain in CHAINS.items() if is_the_hosts(chain)] == ["D"]


THERE = [  # R6: how high the highest at the site stands → the steps of an A visit
    (Rank.CHAIRMAN, [REVIEW, APPROVE, ITINERARY]),
    (Rank.GENERAL_MANAGER, [REVIEW, APPROVE]),
    (Rank.MANAGER, [REVIEW, APPROVE]),  # the general manager's step stays: nobody there may stand in for it
]


@pytest.mark.parametrize(("highest", "kinds"), THERE)
def test_a_step_that_says_so_is_left_out_where_nobody_has_the_rank(highest: Rank, kinds: list[StepKind]) -> None:
    assert [step.kind for step in as_asked(CHAINS["A"], highest)] == kinds


WRONG_CHAINS: list[tuple[str, Chain, str | None]] = [
    ("nobody", (), "nobody_decides"),
    ("only the review", (ChainStep(REVIEW),), "nobody_decides"),
    ("the review last", (ChainStep(APPROVE, Rank.MANAGER), ChainStep(REVIEW)), "review_first"),
    ("two reviews", (ChainStep(REVIEW), ChainStep(REVIEW), ChainStep(HOST)), "review_first"),
    ("the host after a manager", (ChainStep(APPROVE, Rank.MANAGER), ChainStep(HOST)), "host_first"),
    ("the host twice", (ChainStep(HOST), ChainStep(HOST)), "host_first"),
    ("down the ranks", (ChainStep(APPROVE, Rank.CHAIRMAN), ChainStep(APPROVE, Rank.MANAGER)), "ranks_rise"),
    ("one rank twice", (ChainStep(APPROVE, Rank.MANAGER), ChainStep(ITINERARY, Rank.MANAGER)), "ranks_rise"),
    ("review, host, manager", (ChainStep(REVIEW), ChainStep(HOST), ChainStep(APPROVE, Rank.MANAGER)), None),
]


@pytest.mark.parametrize(("case", "chain", "trouble"), WRONG_CHAINS, ids=[row[0] for row in WRONG_CHAINS])
def test_what_makes_no_chain(case: str, chain: Chain, trouble: str | None) -> None:
    assert problem_with_chain(chain) == trouble, case


def who(rank: int = 0, *flags: str) -> Standing:
    """Return somebody's standing, such as `who(3, "may_approve", "is_own")`."""
    names = ("may_review", "may_approve", "is_host", "is_own")
    return Standing(Rank(rank), **{name: name in flags for name in names})


OBJECTIONS = [  # R6: step, its rank, who → objection
    ("A by the general manager", APPROVE, 3, who(3, "may_approve"), None),
    ("A by a head of department", APPROVE, 3, who(2, "may_approve"), "rank_too_low"),
    ("A's itinerary by the general manager", ITINERARY, 4, who(3, "may_approve"), "rank_too_low"),
    ("A's itinerary by the chairman", ITINERARY, 4, who(4, "may_approve"), None),
    ("B by a head of department", APPROVE, 2, who(2, "may_approve"), None),
    ("B by a manager", APPROVE, 2, who(1, "may_approve"), "rank_too_low"),
    ("C by a manager", APPROVE, 1, who(1, "may_approve"), None),
    ("C by staff", APPROVE, 1, who(0, "may_approve"), "rank_too_low"),
    ("one's own request", APPROVE, 1, who(3, "may_approve", "is_own"), "own_request"),
    ("one's own visit", APPROVE, 1, who(3, "may_approve", "is_host"), "own_request"),
    ("without the right", APPROVE, 1, who(3), "not_yours_to_approve"),
    ("a review by customer service", REVIEW, None, who(0, "may_review"), None),
    ("a review of one's own request", REVIEW, None, who(0, "may_review", "is_own"), "own_request"),
    ("a review of one's own visit", REVIEW, None, who(3, "may_review", "is_host"), "own_request"),
    ("a review by an approver who may not review", REVIEW, None, who(3, "may_approve"), "not_yours_to_approve"),
    ("an approval by customer service", APPROVE, 1, who(1, "may_review"), "not_yours_to_approve"),
    ("D by its host", HOST, None, who(0, "is_host"), None),
    ("D by its host who asked too", HOST, None, who(0, "is_host", "is_own"), None),
    ("D by a manager in the host's place", HOST, None, who(1, "may_approve"), None),
    ("D by a manager's own request for another", HOST, None, who(1, "may_approve", "is_own"), "not_yours_to_approve"),
    ("D by a stranger", HOST, None, who(3), "not_yours_to_approve"),
]


@pytest.mark.parametrize(("case", "kind", "rank", "person", "answer"), OBJECTIONS, ids=[row[0] for row in OBJECTIONS])
def test_who_may_decide_at_a_step(case: str, kind: StepKind, rank: int | None, person: Standing, answer: str) -> None:
    assert objection_to_step(kind, rank, person) == answer, case


BOSS = {"boss": who(3, "may_approve")}
DELEGATES = [  # R6: step, rank, who, those who are away → what they may, in whose place
    ("for the absent general manager", APPROVE, 3, who(0), BOSS, Say(None, "boss")),
    ("themselves, where they may", APPROVE, 1, who(1, "may_approve"), BOSS, Say(None)),
    ("for nobody", APPROVE, 3, who(0), {}, Say("not_yours_to_approve")),
    ("their own request", APPROVE, 3, who(0, "is_own"), BOSS, Say("not_yours_to_approve")),
    ("their own visit", APPROVE, 3, who(0, "is_host"), BOSS, Say("not_yours_to_approve")),
    (
        "the absent one's request",
        APPROVE,
        3,
        who(0),
        {"boss": who(3, "may_approve", "is_own")},
        Say("not_yours_to_approve"),
    ),
    (
        "the absent one's visit",
        APPROVE,
        3,
        who(0),
        {"boss": who(3, "may_approve", "is_host")},
        Say("not_yours_to_approve"),
    ),
    ("above the absent one", ITINERARY, 4, who(0), BOSS, Say("not_yours_to_approve")),
    ("D for its absent host", HOST, None, who(0), {"host": who(0, "is_host")}, Say(None, "host")),
    ("one of two", APPROVE, 3, who(0), {"head": who(2, "may_approve"), **BOSS}, Say(None, "boss")),
]


@pytest.mark.parametrize(
    ("case", "kind", "rank", "person", "absent", "said"), DELEGATES, ids=[row[0] for row in DELEGATES]
)
def test_a_delegate_decides_in_an_absent_approvers_place(
    case: str, kind: StepKind, rank: int | None, person: Standing, absent: dict[str, Standing], said: Say
) -> None:
    assert say_at(kind, rank, person, absent) == said, case


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 40), st.integers(-50, 90))
def test_a_delegates_dates_are_those_of_the_absence(first: date, days: int, offset: int) -> None:
    """Both ends included, not a day more (R6)."""
    last, today = first + timedelta(days=days), first + timedelta(days=offset)
    assert is_away(first, last, today) == (0 <= offset <= days)
    assert is_away(first, None, today) == (offset >= 0)


def someone(name: str, rank: int, department: str = "sales", **different: Any) -> Candidate:
    """Return somebody who could be asked."""
    return Candidate(name, Rank(rank), department, **different)


AWAY = someone("away", 3, is_away=True)
STAFF = [someone("m1", 1), someone("m2", 1, "purchasing"), someone("h", 2), someone("gm", 3, "office")]
ASKED_FIRST = [  # R6: candidates, department, who may not → who is asked
    ("the manager of the host's department", STAFF, "sales", set(), [Asked("m1")]),
    ("no department's: the lowest of all", STAFF, "", set(), [Asked("m1"), Asked("m2")]),
    ("who asked is not asked", STAFF, "sales", {"m1"}, [Asked("h")]),
    ("nobody of the department left", STAFF, "sales", {"m1", "h"}, [Asked("m2")]),
    ("away: the delegate", [someone("m", 1, is_away=True, delegate="d")], "sales", set(), [Asked("d", "m")]),
    (
        "away, the delegate has asked",
        [someone("m", 1, is_away=True, delegate="d"), STAFF[3]],
        "sales",
        {"d"},
        [Asked("gm")],
    ),
    ("away, no delegate: the next above", [someone("m", 1, is_away=True), STAFF[2]], "sales", set(), [Asked("h")]),
    ("nobody at all", [], "sales", set(), []),
    ("never more than five", [someone(str(n), 1) for n in range(9)], "sales", set(), [Asked(str(n)) for n in range(5)]),
]


@pytest.mark.parametrize(
    ("case", "candidates", "near", "not_these", "asked"), ASKED_FIRST, ids=[row[0] for row in ASKED_FIRST]
)
def test_who_is_asked_first(
    case: str, candidates: list[Candidate], near: str, not_these: set[str], asked: list[Asked]
) -> None:
    assert list(whom_to_ask(candidates, near, frozenset(not_these))) == asked, case


ESCALATED = [
    ("the next above", {"m1"}, set(), [Asked("h")]),
    ("above the head", {"h"}, set(), [Asked("gm")]),
    ("above is whoever asked", {"h"}, {"gm"}, [Asked("m1"), Asked("m2")]),
    ("nobody above: the others", {"gm"}, set(), [Asked("m1"), Asked("m2"), Asked("h")]),
]


def test_who_is_away_above_is_passed_over() -> None:
    """R6: silence goes to the next who can be reached."""
    staff = [someone("m", 1), someone("h", 2, is_away=True), someone("gm", 3)]
    assert whom_to_escalate_to(staff, frozenset({"m"})) == (Asked("gm"),)


@pytest.mark.parametrize(("case", "first", "not_these", "asked"), ESCALATED, ids=[row[0] for row in ESCALATED])
def test_who_is_asked_when_nobody_answers(case: str, first: set[str], not_these: set[str], asked: list[Asked]) -> None:
    assert list(whom_to_escalate_to(STAFF, frozenset(first), frozenset(not_these))) == asked, case


HANDS = [  # R6: who changed it in turn (None: it was approved), whether it is approved now → who had a hand in it
    ("nobody changed it", [], False, set()),
    ("three in turn, the middle one as well", ["a", "b", "c"], False, {"a", "b", "c"}),
    ("before the last approval counts no more", ["a", None, "b"], False, {"b"}),
    ("approved: who made it what was approved", ["a", None, "b", "c", None], True, {"b", "c"}),
    ("approved and never changed", [None], True, set()),
    ("approved once more without a change", ["a", None, None], True, set()),
]


@pytest.mark.parametrize(("case", "history", "is_approved", "hands"), HANDS, ids=[row[0] for row in HANDS])
def test_who_had_a_hand_in_a_visit(case: str, history: list[str | None], is_approved: bool, hands: set[str]) -> None:
    assert hands_in(history, is_approved=is_approved) == hands, case


HEIRS = [  # R6: who could decide, who else may approve, who had a hand → from which rank on it is decided
    ("somebody could", STAFF[3:], STAFF, {"m1"}, None),
    ("all who could had a hand: the highest of the others", STAFF[3:], STAFF, {"gm"}, Rank.DEPARTMENT_HEAD),
    ("the head had one, too", STAFF[3:], STAFF, {"gm", "h"}, Rank.MANAGER),
    ("who is away and reached by nobody decides nothing", STAFF[3:], [*STAFF[:3], AWAY], {"gm"}, Rank.DEPARTMENT_HEAD),
    ("everybody had one", STAFF[3:], STAFF, {"gm", "h", "m1", "m2"}, None),
    ("the house has nobody of the rank", [], STAFF, {"m1"}, None),
]


@pytest.mark.parametrize(("case", "candidates", "others", "hands", "heir"), HEIRS, ids=[row[0] for row in HEIRS])
def test_who_decides_where_all_who_could_had_a_hand(
    case: str, candidates: list[Candidate], others: list[Candidate], hands: set[str], heir: Rank | None
) -> None:
    assert heir_of(candidates, others, frozenset(hands)) == heir, case
