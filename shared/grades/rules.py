"""Lead times: when a booking is late, and when its papers are due (R5); and which figures have an order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from shared.sites.rules import Hours

LETTERS = ("A", "B", "C", "D")
"""The grades of R3, from the most important one down."""
_IN_ORDER = (
    ("ask_delegate_s", "ask_department_s", "ask_reception_s"),
    ("message_delegate_hours", "message_department_hours", "message_reception_hours"),
    ("overstay_host_minutes", "overstay_gate_minutes"),
)


@dataclass(frozen=True)
class Ahead:
    """How long before a visit of its kind an application is due."""

    days: int
    """Working days; 0: by the minutes alone."""
    minutes: int
    papers_days: int
    """Within how many working days the papers of a late one have to be filed (后补)."""


@dataclass(frozen=True)
class Lead:
    """Whether a booking came in time; if not, it is urgent and its papers follow."""

    is_urgent: bool
    papers_due: datetime | None


def out_of_order(figures: Mapping[str, int | None]) -> list[str]:
    """Return the figures that come too early: whoever is asked later is asked later, or at the same time (R13, R22)."""
    return [
        later
        for names in _IN_ORDER
        for earlier, later in pairwise(names)
        if (figures[earlier] or 0) > (figures[later] or 0)
    ]


def lead_of(ahead: Ahead, grade_lead_days: int, starts_at: datetime, now: datetime, hours: Hours) -> Lead:
    """Say whether a booking keeps the longer of its kind's and its grade's lead time (R5).

    Days are the site's working days: a visit on Thursday at any hour, asked for on Monday, is three days ahead;
    with a holiday on Wednesday it is two. Papers of an urgent one are counted from the visit's start.
    """
    days = max(ahead.days, grade_lead_days)
    if days:
        in_time = hours.working_days_between(hours.day_of(now), hours.day_of(starts_at)) >= days
    else:
        in_time = starts_at - now >= timedelta(minutes=ahead.minutes)
    if in_time:
        return Lead(is_urgent=False, papers_due=None)
    return Lead(is_urgent=True, papers_due=hours.working_days_after(max(now, starts_at), ahead.papers_days))
