"""The grade on a booking's form: what the rules propose, and why somebody chose another one (R3, R4)."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from admin.forms import Typed
from admin.speech import _
from admin.wording import KIND
from shared.bookings.more import More
from shared.bookings.rules import GuestWish, VisitKind, Wish
from shared.companies.rules import Contact
from shared.desk.grading import Proposed, proposal_for
from shared.grades.proposal import Line

_NEVER = datetime.min.replace(tzinfo=UTC)
"""A proposal asks for no time."""


def graded(rows: Session, typed: Typed, wish: Wish) -> Wish | None:
    """Return the wish with its grade: the chosen one, or where none was chosen the one that the rules propose.

    None where another one was chosen without saying why, which is then noted beside the field. A booking that keeps
    its grade is not asked again.
    """
    wish = replace(wish, grade_reason=typed["grade_reason"])
    if wish.grade and wish.grade == typed["grade_before"]:
        return wish
    proposed = proposal_for(rows, wish)
    if not wish.grade:
        return replace(wish, grade=proposed.grade)
    if wish.grade != proposed.grade and not typed["grade_reason"]:
        words = _("The rules propose %(grade)s: %(why)s. Say why it should be another.", **facts_in_words(proposed))
        typed.is_wrong("grade_reason", words)
        return None
    return wish


def proposal_words(rows: Session, typed: Typed, numbers: list[int]) -> str:
    """Return what the rules propose for what is typed so far; empty while nothing is known of the visit."""
    guests = [_guest(typed, number) for number in numbers if typed[f"guests.{number}.company"]]
    if not guests or typed["kind"] not in set(VisitKind):
        return ""
    more = More(decides=typed["more.decides"])
    wish = Wish("", "", "", VisitKind(typed["kind"]), "", _NEVER, _NEVER, tuple(guests), more=more)
    return _("The rules propose %(grade)s: %(why)s.", **facts_in_words(proposal_for(rows, wish)))


def line_words(line: Line) -> str:
    """Say what a line of the table asks of a visit; which tier a company has is not for everybody to read (R27)."""
    parts = []
    if line.kind:
        parts.append(_("kind of visit: %(kind)s", kind=str(KIND[VisitKind(line.kind)])))
    if line.tier:
        parts.append(_("the account's tier"))
    if line.titles:
        parts.append(_("a guest's title is one of: %(titles)s", titles=_(", ").join(line.titles)))
    if line.decides:
        parts.append(_("a visitor can decide on cooperation"))
    return _("; ").join(parts) or _("every visit")


def facts_in_words(proposed: Proposed) -> dict[str, str]:
    """Return what is proposed, and why."""
    why = line_words(proposed.line) if proposed.line else _("no line of the table fits")
    return {"grade": proposed.grade, "why": why}


def _guest(typed: Typed, number: int) -> GuestWish:
    company, title = typed[f"guests.{number}.company"], typed[f"guests.{number}.title"]
    return GuestWish(Contact("", company, None, None), title=title)
