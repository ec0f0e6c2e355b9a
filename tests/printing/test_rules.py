"""What becomes of a print: the decisions, case by case."""

from datetime import UTC, datetime

import pytest

from shared.printing.rules import PrintState, Reason, Trouble, is_news, next_try_at, state_after

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "jitter", "seconds"),
    [
        (1, 0.5, 1),
        (2, 0.5, 2),
        (3, 0.5, 4),
        (4, 0.5, 8),
        (5, 0.5, 12),
        (500, 0.5, 12),
        (1, 0, 0.75),
        (1, 1, 1.25),
        (0, 0.5, 1),
    ],
)
def test_a_stuck_job_waits_longer_each_time_up_to_twelve_seconds(attempts: int, jitter: float, seconds: float) -> None:
    assert (next_try_at(attempts, NOW, jitter) - NOW).total_seconds() == seconds


@pytest.mark.parametrize(("nothing_sent", "state"), [(True, PrintState.STUCK), (False, PrintState.UNKNOWN)])
def test_only_what_surely_never_left_is_tried_again(nothing_sent: bool, state: PrintState) -> None:
    assert state_after(Trouble(Reason.NO_ANSWER, nothing_sent)) is state


@pytest.mark.parametrize(
    ("known", "reason", "news"),
    [
        (None, Reason.PAPER_OUT, True),
        ("paper_out", Reason.PAPER_OUT, False),
        ("paper_out", Reason.COVER_OPEN, True),
    ],
)
def test_a_retry_that_ends_like_the_one_before_is_no_news(known: str | None, reason: Reason, news: bool) -> None:
    assert is_news(known, reason) is news
