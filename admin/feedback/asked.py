"""What a summary is asked for: a week or a quarter, some sites, a grade; all of it stands in the address."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_interval

from admin.asking import language
from admin.forms import Typed, day_typed
from admin.speech import _
from shared.summaries.models import FeedbackSum, VisitSum
from shared.summaries.rules import Span, first_day, last_day, next_first, previous_first
from shared.web.languages import locale_of

_EARLIEST, _LATEST = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Asked:
    """One summary's question."""

    span: Span
    first: date
    site: str
    """A site's code; empty: all that one may see."""
    grade: str

    @classmethod
    def parse(cls, typed: Typed, today: date) -> "Asked":
        """Read it from the address; what can't be read is the week of today."""
        span = Span(typed["span"]) if typed["span"] in set(Span) else Span.WEEK
        day = day_typed(typed["from"]) or today
        day = today if not _EARLIEST <= day <= _LATEST else day
        return cls(span, min(first_day(day, span), first_day(today, span)), typed["site"], typed["grade"])

    def wants(self, row: FeedbackSum | VisitSum) -> bool:
        """Say whether a sum belongs to the grade that was asked for."""
        return not self.grade or row.grade_letter == self.grade

    def address(self, **different: str) -> dict[str, str]:
        """Return the parameters of the same summary, with some of them different."""
        asked = {"span": self.span.value, "from": self.first.isoformat(), "site": self.site, "grade": self.grade}
        return {name: value for name, value in (asked | different).items() if value}

    def before(self) -> dict[str, str]:
        """Return the parameters of the span before."""
        return self.address(**{"from": previous_first(self.first, self.span).isoformat()})

    def after(self, today: date) -> dict[str, str] | None:
        """Return the parameters of the next span; None if that has not begun."""
        following = next_first(self.first, self.span)
        return self.address(**{"from": following.isoformat()}) if following <= today else None


def span_words(first: date, span: Span, *, short: bool = False) -> str:
    """Return how a week or a quarter is called."""
    if span is Span.QUARTER:
        return _("%(year)s quarter %(n)s", year=first.year, n=(first.month + 2) // 3)
    week = first.isocalendar().week
    if short:
        return _("Week %(n)s", n=week)
    days = format_interval(first, last_day(first, span), "MMMd", locale=locale_of(language()))
    return _("Week %(n)s, %(days)s", n=week, days=days)
