"""The stack of parts that a badge is: where each begins, and how long the paper gets."""

from dataclasses import dataclass
from functools import lru_cache

from hardware.badge.code import QUIET
from hardware.badge.fitting import fill_lines
from hardware.badge.fonts import MEDIUM
from hardware.badge.layout import Layout
from hardware.badge.logo import logo_dots
from hardware.badge.paper import Paper
from hardware.badge.words import legible

LOGO_MARGIN = 16
SMALL_MARGIN = 12
"""Above and below the disclaimers."""
_MOST_SMALL_LINES = 40


@dataclass(frozen=True)
class Plan:
    """The first row of each part."""

    logo: int
    name: int
    facts: int
    validity: int
    survey: int
    small: int
    bar: int
    height: int
    small_lines: tuple[str, ...]
    """The disclaimers, broken into lines."""
    has_photo: bool


@lru_cache(maxsize=64)
def plan_of(layout: Layout, has_photo: bool, survey_height: int = 0) -> Plan:
    """Return where the parts stand; what is not shown takes no rows. `survey_height`: that of its code."""
    paper = layout.paper
    lines = _small_lines(layout)
    logo = paper.band.height
    name = logo + _logo_height(layout)
    facts = name + (paper.name.height if layout.chosen.company else paper.name.height_without_company)
    validity = facts + facts_height(layout, has_photo)
    survey = validity + paper.validity.height
    small = survey + (survey_height + survey_margin(paper) if survey_height else 0)
    bar = small + (len(lines) * small_step(layout) + 2 * SMALL_MARGIN if lines else 0)
    height = bar + paper.bar.height + paper.bar.foot
    return Plan(logo, name, facts, validity, survey, small, bar, height, lines, has_photo)


def survey_margin(paper: Paper) -> int:
    """Return the rows of a line, and of white, that part the survey's code from the one that signs out."""
    return 2 * QUIET * paper.survey_dots + paper.frame


def photo_rule_top(layout: Layout, has_photo: bool) -> int:
    """Return the row, within the facts, where the frame begins that tells of taking pictures (R10)."""
    facts = layout.paper.facts
    below = facts.top + facts.step * len(layout.chosen.facts) + facts.gap
    if not has_photo:
        return below
    photo_foot = facts.photo[3] + 1
    return (
        max(below, photo_foot + facts.gap) if facts.rule_is_below_photo else max(below, photo_foot - facts.rule_height)
    )


def facts_height(layout: Layout, has_photo: bool) -> int:
    """Return the rows of the part with facts and photo."""
    facts = layout.paper.facts
    return photo_rule_top(layout, has_photo) + facts.rule_height + facts.foot


def small_step(layout: Layout) -> int:
    """Return the rows from one line of the disclaimers to the next."""
    return round(1.3 * layout.paper.small_size)


def _logo_height(layout: Layout) -> int:
    if layout.logo is None:
        return 0
    return logo_dots(layout.logo, (layout.paper.text_width, layout.paper.logo_height)).height + LOGO_MARGIN


def _small_lines(layout: Layout) -> tuple[str, ...]:
    """Break both disclaimers into lines; none is ever cut, since the paper grows with them."""
    lines: list[str] = []
    for words in (layout.chosen.disclaimer, layout.chosen.disclaimer_en):
        if shown := legible(words, MEDIUM):
            paper = layout.paper
            lines += fill_lines(shown, MEDIUM, paper.small_size, paper.text_width, _MOST_SMALL_LINES).lines
    return tuple(lines)
