"""Lead times: when a booking is late, and when its papers are due (R5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.sites.rules import Hours

KIND_LEAD_DAYS = {"key": 3, "group": 3, "ordinary": 1, "ad_hoc": 0}
"""R5: key and group visits 3 days ahead, ordinary ones 1; ad hoc ones by the hour."""

AD_HOC_LEAD = timedelta(hours=1)
PAPERS_WITHIN_WORKING_DAYS = 1


@dataclass(frozen=True)
class Lead:
    """Whether a booking came in time; if not, it is urgent and its papers follow."""

    is_urgent: bool
    papers_due: datetime | None


def lead_of(kind: str, grade_lead_days: int, starts_at: datetime, now: datetime, hours: Hours) -> Lead:
    """Say whether a booking keeps the longer of its kind's and its grade's lead time (R5).

    Days are the site's calendar days: a visit on Thursday at any hour, asked for on Monday, is three
    days ahead. An ad hoc visit needs its hour only. Papers are due within 1 working day of the visit's start.
    """
    days = max(KIND_LEAD_DAYS[kind], grade_lead_days)
    if days:
        in_time = (hours.day_of(starts_at) - hours.day_of(now)).days >= days
    else:
        in_time = kind != "ad_hoc" or starts_at - now >= AD_HOC_LEAD
    if in_time:
        return Lead(is_urgent=False, papers_due=None)
    return Lead(is_urgent=True, papers_due=hours.working_days_after(max(now, starts_at), PAPERS_WITHIN_WORKING_DAYS))
