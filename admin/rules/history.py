"""What was changed in the rules: when, by whom, from what to what, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import takewhile
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from admin.asking import language, me, node
from admin.dates import day_and_hour
from admin.forms import Typed
from admin.speech import _
from shared.access.queries import names_of
from shared.kernel.figures import FigureChange, changes_of
from shared.kernel.paging import Cursor

LONGEST_REASON = 200
SEEN = "seen"
"""The field in which a form says up to which change its page knew."""
_PRESSED_TWICE = timedelta(seconds=5)

Say = Callable[[str, Any], tuple[str, str]]
"""Says a figure's name and one of its values in words."""

Differences = Sequence[tuple[str, str, str]]
"""What is other than before, one after the other: its name, what it was and what it is."""

Tell = Callable[[FigureChange], Differences]
"""Says what a change changed; a figure of many parts says only those that are other."""


@dataclass(frozen=True)
class Past:
    """One change, as the page shows it."""

    at: str
    who: str
    figure: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class History:
    """Some changes, the latest first, and the ways to the others."""

    changes: Sequence[Past]
    earlier: str | None
    """The address at which older ones stand."""
    latest: str | None
    """The address of the latest, where these are older ones."""
    seen: str
    """The latest change that whoever reads the page could know of."""


def history(rows: Session, of: str | Sequence[str], tell: Tell, zone: tzinfo, now: datetime, page: str = "") -> History:
    """Return changes in words, the latest or those that the address asks for: two queries, however many there are.

    `page`: the endpoint of the page on which they stand, where its forms are sent elsewhere.
    """
    asked = _asked()
    found = changes_of(rows, _each(of), asked)
    names = names_of(rows, {change.by for change in found.items}, language())
    nobody = _("somebody who is no longer here")
    past = [
        Past(day_and_hour(change.at, zone, now), names.get(change.by) or nobody, *difference, change.reason)
        for change in found.items
        for difference in tell(change)
    ]
    page = page or str(request.endpoint)
    ways = _address(page, str(found.next)) if found.next else None, _address(page) if asked else None
    return History(past, *ways, _latest(rows, _each(of)) if asked else _first(found.items))


def notice_other_changes(rows: Session, of: str | Sequence[str], typed: Typed) -> None:
    """Note where this was changed since the page was opened, also in another window: it is not taken back unseen.

    What one's own first press of two has just changed is no such thing.
    """
    if SEEN not in typed.names():
        return
    unseen = takewhile(lambda change: change.id != typed[SEEN], changes_of(rows, _each(of)).items)
    just_now = node().now() - _PRESSED_TWICE
    if any(change.by != me().id or change.at < just_now for change in unseen):
        words = _("This was changed since you opened the page: see the history below. Save again if you mean it.")
        typed.is_wrong("reason", words)


def _each(of: str | Sequence[str]) -> Sequence[str]:
    return [of] if isinstance(of, str) else of


def _latest(rows: Session, of: Sequence[str]) -> str:
    return _first(changes_of(rows, of, limit=1).items)


def _first(changes: Sequence[FigureChange]) -> str:
    return changes[0].id if changes else ""


def one_by_one(say: Say) -> Tell:
    """Return how figures are told of which each is said whole."""

    def tell(change: FigureChange) -> Differences:
        figure, before = say(change.figure, change.before)
        return [(figure, before, say(change.figure, change.after)[1])]

    return tell


def _asked() -> Cursor | None:
    try:
        return Cursor(Cursor.parse(request.args["earlier"]).position) if "earlier" in request.args else None
    except ValueError:
        return None


def _address(page: str, earlier: str | None = None) -> str:
    return url_for(page, **request.view_args or {}, earlier=earlier, _anchor="history")


def nothing_said(figures: Sequence[str]) -> str:
    """Return what is said after saving: how many figures are other than before."""
    return _("Saved: %(n)s changed.", n=len(figures)) if figures else _("Nothing was changed.")


def reason_typed(typed: Typed) -> str:
    """Return why somebody changes a rule, on one line; it may be empty."""
    reason = " ".join(typed["reason"].split())
    if len(reason) > LONGEST_REASON:
        typed.is_wrong("reason", _("This is too long: %(n)s characters at most.", n=LONGEST_REASON))
    return reason
