"""What was changed in the rules: when, by whom, from what to what, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import moment_words
from admin.forms import Typed
from admin.speech import _
from shared.access.queries import names_of
from shared.kernel.figures import FigureChange, changes_of

LONGEST_REASON = 200

Say = Callable[[str, Any], tuple[str, str]]
"""Says a figure's name and one of its values in words."""


@dataclass(frozen=True)
class Past:
    """One change, as the page shows it."""

    at: str
    who: str
    figure: str
    before: str
    after: str
    reason: str


def history(rows: Session, of: str, say: Say, zone: tzinfo, now: datetime) -> list[Past]:
    """Return the latest changes in words: two queries, however many they are."""
    changes = changes_of(rows, of)
    names = names_of(rows, {change.by for change in changes}, language())
    return [_past(change, names.get(change.by, ""), say, zone, now) for change in changes]


def _past(change: FigureChange, who: str, say: Say, zone: tzinfo, now: datetime) -> Past:
    figure, before = say(change.figure, change.before)
    _figure, after = say(change.figure, change.after)
    at = moment_words(change.at, zone, now)
    return Past(at, who or _("somebody who is no longer here"), figure, before, after, change.reason)


def nothing_said(figures: Sequence[str]) -> str:
    """Return what is said after saving: how many figures are other than before."""
    return _("Saved: %(n)s changed.", n=len(figures)) if figures else _("Nothing was changed.")


def reason_typed(typed: Typed) -> str:
    """Return why somebody changes a rule, on one line; it may be empty."""
    reason = " ".join(typed["reason"].split())
    if len(reason) > LONGEST_REASON:
        typed.is_wrong("reason", _("This is too long: %(n)s characters at most.", n=LONGEST_REASON))
    return reason
