"""The figures of a summary: read from the sums, said with how many they are of, hidden where they are too few (R23)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from admin.asking import language
from admin.feedback.asked import Asked, span_words
from shared.feedback.models import FeedbackFigures
from shared.feedback.queries import every_dimension, figures
from shared.grades.queries import every_grade
from shared.people.queries import employee_names
from shared.sites.models import Site
from shared.summaries.models import FeedbackSum
from shared.summaries.queries import feedback_sums, people_sums, visit_sums, visits_reached
from shared.summaries.rules import Cut, Tally, Wait, spans_until

SPANS_SHOWN = 13
MOST_PEOPLE = 30
"""Hosts and receptionists that the page names; the table names all."""


@dataclass(frozen=True)
class Line:
    """One group's figures; None where it is too few to say."""

    name: str
    n: int
    satisfied: float | None
    average: float | None
    recommend: int | None
    n_recommend: int
    """Not everybody who answers says whether they recommend."""


@dataclass(frozen=True)
class Summary:
    """All that the page and the table show of one span."""

    words: str
    first: date
    total: Line
    target: int
    smallest: int
    distribution: tuple[int, ...]
    unnamed: int
    trend: list[Line]
    dimensions: list[tuple[str, int, float | None]]
    cuts: dict[str, list[Line]]
    wait: Wait
    reached: datetime | None


def summary_of(rows: Session, asked: Asked, sites: Sequence[Site], most_people: int | None = MOST_PEOPLE) -> Summary:
    """Read a summary: nine statements, whatever it is of and however many visits there were."""
    held = figures(rows)
    ids = [site.id for site in sites]
    spans = spans_until(asked.first, asked.span, SPANS_SHOWN)
    over_time = [row for row in feedback_sums(rows, ids, asked.span, spans) if asked.wants(row)]
    people = {
        cut: people_sums(rows, ids, asked.span, cut, asked.first, asked.grade, most_people)
        for cut in (Cut.HOST, Cut.RECEPTIONIST)
    }
    now = [row for row in over_time if row.first_day == asked.first]
    whole = _sum(now)
    names = employee_names(rows, {who for found in people.values() for who, _tally in found}, language())
    dimensions = [
        (each.named(language()), *whole.of_dimension(each.code, held.smallest_group)) for each in every_dimension(rows)
    ]
    grades = {grade.letter: f"{grade.letter} {grade.named(language())}" for grade in every_grade(rows)}
    visits = [row.wait for row in visit_sums(rows, ids, asked.span, asked.first) if asked.wants(row)]
    return Summary(
        words=span_words(asked.first, asked.span),
        first=asked.first,
        total=_line("", whole, held),
        target=held.target_percent,
        smallest=held.smallest_group,
        distribution=whole.scores,
        unnamed=whole.unnamed,
        trend=_trend(over_time, spans, asked, held),
        dimensions=[each for each in dimensions if each[1]],
        cuts={
            "grade": _cut(now, "grade_letter", grades, held),
            "site": _cut(now, "site_id", {site.id: site.named(language()) for site in sites}, held),
            "host": [_line(names.get(who, "?"), tally, held) for who, tally in people[Cut.HOST]],
            "receptionist": [_line(names.get(who, "?"), tally, held) for who, tally in people[Cut.RECEPTIONIST]],
        },
        wait=sum(visits, Wait()),
        reached=visits_reached(rows, ids),
    )


def _trend(found: Sequence[FeedbackSum], spans: Sequence[date], asked: Asked, held: FeedbackFigures) -> list[Line]:
    of_span: defaultdict[date, list[FeedbackSum]] = defaultdict(list)
    for row in found:
        of_span[row.first_day].append(row)
    return [_line(span_words(first, asked.span, short=True), _sum(of_span[first]), held) for first in spans]


def _cut(found: Iterable[FeedbackSum], by: str, names: dict[str, str], held: FeedbackFigures) -> list[Line]:
    """Return a line for each group, the largest first: who has few answers is not ranked by them."""
    groups: defaultdict[str, list[FeedbackSum]] = defaultdict(list)
    for row in found:
        groups[getattr(row, by)].append(row)
    lines = [_line(names.get(key, "?"), _sum(group), held) for key, group in groups.items()]
    return sorted(lines, key=lambda line: (-line.n, line.name))


def _line(name: str, tally: Tally, held: FeedbackFigures) -> Line:
    few = held.smallest_group
    satisfied = tally.satisfied(held.satisfied_from, few)
    return Line(name, tally.n, satisfied, tally.average(few), tally.recommendation(few), tally.n_recommend)


def _sum(found: Iterable[FeedbackSum]) -> Tally:
    return sum((row.tally for row in found), Tally())
