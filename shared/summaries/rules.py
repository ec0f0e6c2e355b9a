"""What is added up, in which spans, and which figures may be shown of it (R23, R28); pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

WAITS = (2, 5, 10, 20)
"""Minutes until a first answer: up to two, five, ten, twenty, and longer."""
ANSWERED_WITHIN = timedelta(hours=1)
"""A visit comes into the sums an hour after it began: who has no answer by then got none."""
_PROMOTES, _IS_PASSIVE = 9, 7


class Span(StrEnum):
    """How long a stretch is summed."""

    WEEK = "week"
    QUARTER = "quarter"


class Cut(StrEnum):
    """Whose answers are summed."""

    ALL = "all"
    HOST = "host"
    RECEPTIONIST = "receptionist"


def first_day(day: date, span: Span) -> date:
    """Return the Monday of a day's week, or the first day of its quarter."""
    if span is Span.WEEK:
        return day - timedelta(days=day.weekday())
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def last_day(first: date, span: Span) -> date:
    """Return the last day of a span that begins on a day."""
    return next_first(first, span) - timedelta(days=1)


def next_first(first: date, span: Span) -> date:
    """Return where the next span begins."""
    return first_day(first + timedelta(days=7 if span is Span.WEEK else 100), span)


def previous_first(first: date, span: Span) -> date:
    """Return where the span before begins."""
    return first_day(first - timedelta(days=1), span)


def spans_until(first: date, span: Span, number: int) -> list[date]:
    """Return the beginnings of some spans, the last one beginning on a day."""
    found = [first]
    while len(found) < number:
        found.append(previous_first(found[-1], span))
    return found[::-1]


@dataclass(frozen=True)
class Said:
    """One answer, as it is added up."""

    score: int
    scores: Mapping[str, int] = field(default_factory=dict)
    recommend: int | None = None
    is_unnamed: bool = False


@dataclass(frozen=True)
class Tally:
    """Answers added up."""

    scores: tuple[int, ...] = (0,) * 5
    recommends: tuple[int, ...] = (0,) * 3
    dimensions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    unnamed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        codes = {*self.dimensions, *other.dimensions}
        both = {code: _plus(self.dimensions.get(code, (0, 0)), other.dimensions.get(code, (0, 0))) for code in codes}
        return Tally(
            _plus(self.scores, other.scores),
            _plus(self.recommends, other.recommends),
            {code: (n, total) for code, (n, total) in both.items()},
            self.unnamed + other.unnamed,
        )

    @classmethod
    def of(cls, said: Iterable[Said]) -> "Tally":
        """Add answers up."""
        return sum((_one(each) for each in said), cls())

    @property
    def n(self) -> int:
        """Return how many answered."""
        return sum(self.scores)

    @property
    def n_recommend(self) -> int:
        """Return how many said whether they recommend."""
        return sum(self.recommends)

    def average(self, smallest: int) -> float | None:
        """Return the average score; None for too few."""
        if self.n < smallest:
            return None
        return sum(score * number for score, number in enumerate(self.scores, 1)) / self.n

    def satisfied(self, satisfied_from: int, smallest: int) -> float | None:
        """Return how many of a hundred were satisfied (R28); None for too few."""
        return None if self.n < smallest else 100 * sum(self.scores[satisfied_from - 1 :]) / self.n

    def recommendation(self, smallest: int) -> int | None:
        """Return who recommends less who doesn't, of a hundred (-100 to 100); None for too few."""
        against, _passive, for_us = self.recommends
        n = self.n_recommend
        return None if n < smallest else round(100 * (for_us - against) / n)

    def of_dimension(self, code: str, smallest: int) -> tuple[int, float | None]:
        """Return how many answered about a dimension, and the average; None for too few."""
        n, total = self.dimensions.get(code, (0, 0))
        return n, None if n < smallest else total / n


@dataclass(frozen=True)
class Wait:
    """Arrivals by hour, and waits, added up."""

    hours: tuple[int, ...] = (0,) * 24
    waits: tuple[int, ...] = (0,) * (len(WAITS) + 2)

    def __add__(self, other: "Wait") -> "Wait":
        return Wait(_plus(self.hours, other.hours), _plus(self.waits, other.waits))

    @classmethod
    def of(cls, hour: int, waited: timedelta | None) -> "Wait":
        """Return one visit: its hour, and how long until a first answer; None where there was none."""
        bucket = len(WAITS) + 1 if waited is None or waited > ANSWERED_WITHIN else _bucket(waited)
        return cls(_at(hour, 24), _at(bucket, len(WAITS) + 2))

    @property
    def n(self) -> int:
        """Return how many came."""
        return sum(self.hours)

    @property
    def answered(self) -> int:
        """Return how many got a first answer, so that their wait is known."""
        return sum(self.waits[:-1])


def batches(unnamed: Mapping[str, Sequence[datetime]], smallest: int) -> dict[str, datetime]:
    """Return which grades' unnamed answers come into the sums now, and for which moment all of them count (R23).

    They come in together, never fewer than the smallest group, and then stay together: whatever sums are
    subtracted from one another, what is left over holds none of them or at least so many.
    """
    return {grade: max(given) for grade, given in unnamed.items() if len(given) >= smallest}


def _one(said: Said) -> Tally:
    recommends = (0, 0, 0)
    if said.recommend is not None:
        recommends = _at(2 if said.recommend >= _PROMOTES else int(said.recommend >= _IS_PASSIVE), 3)  # type: ignore[assignment]
    scores = {code: (1, score) for code, score in said.scores.items()}
    return Tally(_at(said.score - 1, 5), recommends, scores, int(said.is_unnamed))


def _bucket(waited: timedelta) -> int:
    minutes = waited.total_seconds() / 60
    return next((number for number, most in enumerate(WAITS) if minutes <= most), len(WAITS))


def _at(place: int, length: int) -> tuple[int, ...]:
    return tuple(int(each == place) for each in range(length))


def _plus(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))
