"""What summaries add up, what they may show, and what nobody can work out from them (R23, R25, R28)."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admin.feedback.said import whole_percent
from shared.feedback.rules import Deed, kept_of, objection_to_deed
from shared.summaries.rules import (
    Said,
    Span,
    Tally,
    Wait,
    batches,
    first_day,
    last_day,
    next_first,
    previous_first,
    spans_until,
)

FEW = 5
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
answers = st.builds(
    Said,
    score=st.integers(1, 5),
    scores=st.dictionaries(st.sampled_from(["reception", "guide"]), st.integers(1, 5)),
    recommend=st.none() | st.integers(0, 10),
    is_unnamed=st.booleans(),
)


@pytest.mark.parametrize(
    ("scores", "satisfied", "average"),
    [
        ((5, 5, 4, 1), None, None),
        ((5, 5, 4, 4, 1), 80.0, 3.8),
        ((3,) * 5, 0.0, 3.0),
        ((5,) * 19 + (1,), 95.0, 4.8),
        ((), None, None),
    ],
)
def test_fewer_than_five_make_no_percentage(
    scores: tuple[int, ...], satisfied: float | None, average: float | None
) -> None:
    """R23, R28: satisfied is four or five of five."""
    tally = Tally.of(Said(score) for score in scores)
    assert tally.n == len(scores)
    assert tally.satisfied(4, FEW) == satisfied
    assert tally.average(FEW) == (pytest.approx(average) if average else average)


@pytest.mark.parametrize(
    ("recommends", "said"),
    [((9, 10, 9, 10), None), ((9, 10, 9, 10, 0), 60), ((0,) * 6, -100), ((7, 8) * 3, 0), ((None,) * 9, None)],
)
def test_who_recommends_less_who_does_not(recommends: tuple[int | None, ...], said: int | None) -> None:
    """R23: 9 and 10 recommend, 0 to 6 don't; who wasn't asked counts nowhere."""
    assert Tally.of(Said(4, recommend=each) for each in recommends).recommendation(FEW) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "0"), (49.6, "50"), (99.0, "99"), (99.6, "99"), (99.99, "99"), (100.0, "100")]
)
def test_a_hundred_is_said_only_where_everybody_was(share: float, said: str) -> None:
    assert whole_percent(share) == said


@pytest.mark.parametrize(
    ("minutes", "bucket"), [(0, 0), (2, 0), (2.1, 1), (5, 1), (10, 2), (20, 3), (21, 4), (60, 4), (61, 5), (None, 5)]
)
def test_a_wait_falls_into_one_bucket(minutes: float | None, bucket: int) -> None:
    """R14: and who got no answer within the hour is counted as that, not as a long wait."""
    wait = Wait.of(9, None if minutes is None else timedelta(minutes=minutes))
    assert [place for place, number in enumerate(wait.waits) if number] == [bucket]
    assert (wait.hours[9], wait.n) == (1, 1)


@pytest.mark.parametrize(
    ("day", "span", "first", "last"),
    [
        (date(2026, 11, 22), Span.WEEK, date(2026, 11, 16), date(2026, 11, 22)),
        (date(2027, 1, 1), Span.WEEK, date(2026, 12, 28), date(2027, 1, 3)),
        (date(2026, 11, 22), Span.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), Span.QUARTER, date(2028, 1, 1), date(2028, 3, 31)),
    ],
)
def test_a_day_lies_in_one_week_and_one_quarter(day: date, span: Span, first: date, last: date) -> None:
    assert (first_day(day, span), last_day(first, span)) == (first, last)


@given(days, st.sampled_from(Span))
def test_spans_follow_one_another_without_gap(day: date, span: Span) -> None:
    first = first_day(day, span)
    assert first <= day <= last_day(first, span)
    assert previous_first(next_first(first, span), span) == first
    shown = spans_until(first, span, 13)
    assert len(set(shown)) == 13
    assert all(next_first(a, span) == b for a, b in pairwise(shown))


@settings(max_examples=30)
@given(st.lists(answers, max_size=12), st.lists(answers, max_size=12))
def test_sums_of_parts_are_the_sum_of_the_whole(some: list[Said], others: list[Said]) -> None:
    assert Tally.of(some) + Tally.of(others) == Tally.of(some + others)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from(["HQ", "SH"]), st.integers(0, 400), st.integers(1, 5)),
        max_size=60,
    )
)
def test_no_difference_of_totals_tells_what_fewer_than_five_unnamed_people_said(
    given_: list[tuple[str, str, int, int]],
) -> None:
    """R23: neither by grade, site, week, quarter, nor by looking before and after: all come in together or not yet."""
    waiting: defaultdict[tuple[str, str], list[tuple[datetime, int]]] = defaultdict(list)
    cells: defaultdict[tuple[str, str, date, date], Tally] = defaultdict(Tally)
    for grade, site, hours, score in sorted(given_, key=lambda each: each[2]):
        at = START + timedelta(hours=hours * 7)
        waiting[site, grade].append((at, score))
        before = sum(cells.values(), Tally()).unnamed
        ripe = batches({grade: [moment for moment, _score in waiting[site, grade]]}, FEW)
        if grade in ripe:
            day = ripe[grade].date()
            said = [Said(score, is_unnamed=True) for _moment, score in waiting.pop((site, grade))]
            cells[site, grade, first_day(day, Span.WEEK), first_day(day, Span.QUARTER)] += Tally.of(said)
        risen = sum(cells.values(), Tally()).unnamed - before
        assert risen == 0 or risen >= FEW
    for axes in [each for n in range(1, 5) for each in combinations(range(4), n)]:
        groups: defaultdict[tuple[object, ...], int] = defaultdict(int)
        for key, tally in cells.items():
            groups[tuple(key[axis] for axis in axes)] += tally.unnamed
        total = sum(groups.values())
        for shown in groups.values():
            assert shown >= FEW
            assert total - shown == 0 or total - shown >= FEW


@pytest.mark.parametrize(
    ("deed", "words", "answered", "closed", "objection"),
    [
        (Deed.TAKE, "", False, False, None),
        (Deed.ANSWER, "打过电话", False, False, None),
        (Deed.ANSWER, "", False, False, "missing"),
        (Deed.ANSWER, "x" * 1001, False, False, "too_long"),
        (Deed.ANSWER, "a\u202eb", False, False, "odd"),
        (Deed.CLOSE, "多派一人", False, False, "not_answered"),
        (Deed.CLOSE, "", True, False, "missing"),
        (Deed.CLOSE, "多派一人", True, False, None),
        (Deed.TAKE, "", True, True, "closed_before"),
    ],
)
def test_a_complaint_is_closed_only_after_it_was_answered(
    deed: Deed, words: str, answered: bool, closed: bool, objection: str | None
) -> None:
    """R25."""
    assert objection_to_deed(deed, words, answered=answered, closed=closed) == objection


def test_only_what_a_survey_asks_is_kept() -> None:
    """R23."""
    said = kept_of({"guide": 4, "food": 5, "reception": 9}, 11, ["guide", "reception"], asks_recommend=True)
    assert (said.scores, said.recommend) == ({"guide": 4}, None)
    assert kept_of({}, 7, [], asks_recommend=False).recommend is None
