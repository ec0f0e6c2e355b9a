"""Whose turn it is to answer somebody who asks to come in: the host, others after the host, reception (R13, R14)."""

from dataclasses import dataclass
from enum import StrEnum

from admin.asking import language
from admin.gate.alerts.card import Seen
from admin.gate.words import asked_to_wait_too_long
from admin.speech import _
from admin.wording import Said, whom_they_see
from shared.visits.models import Asked, Visit
from shared.visits.rules import Figures, Step
from shared.web.host_line import Known, who_receives


class Call(StrEnum):
    """How often a board has knocked for somebody at the door: a new one is a new card."""

    FIRST = ""
    DESK = "-desk"
    """It is reception's turn."""
    LIMIT = "-limit"
    """They have waited too long."""


@dataclass(frozen=True)
class Turn:
    """What the card of somebody at the door says of who is asked."""

    said: Said
    call: Call = Call.FIRST
    is_with_reception: bool = False


def turn_of(stay: Visit, known: Known, seen: Seen) -> Turn:
    """Return whose turn it is for a visit that nobody has accepted or declined."""
    is_over = seen.now >= Figures.of(stay.booking.grade).limit(stay.arrived_at)
    at_desk = known.is_with_reception
    was_anothers = not stay.names_nobody or any(each.step == Step.COLLEAGUE for each in known.asked)
    call = Call.LIMIT if is_over else Call.DESK if at_desk and was_anothers else Call.FIRST
    if stay.names_nobody and (at_desk or not known.asked):
        said = _of_reception(is_over)
    else:
        said = _kept_waiting(stay, is_over) if stay.answer else _unanswered(stay, known, at_desk, is_over)
    return Turn(said, call, at_desk)


def _of_reception(is_over: bool) -> Said:
    if is_over:
        return Said("attend", _("Asks to come in; reception was asked, and they have waited too long"))
    return Said("wait", _("Asks to come in; reception is asked"))


def _kept_waiting(stay: Visit, is_over: bool) -> Said:
    host = who_receives(stay, language())
    if is_over:
        return Said("attend", asked_to_wait_too_long(host))
    return Said("wait", _("Asks to come in; %(host)s lets them wait a moment", host=host))


def _unanswered(stay: Visit, known: Known, at_desk: bool, is_over: bool) -> Said:
    host = whom_they_see(stay)
    if is_over:
        return Said("attend", _("Nobody has answered for %(host)s, and they have waited too long", host=host))
    if at_desk:
        return Said("attend", _("Nobody has answered for %(host)s: it is reception's turn", host=host))
    if known.asked:
        return Said("wait", _asked_next(host, known.asked[-1]))
    return Said("wait", _("Asks to come in; %(host)s is asked", host=host))


def _asked_next(host: str, last: Asked) -> str:
    who = last.employee
    if last.step == Step.COLLEAGUE:
        words = _("Asks to come in; %(host)s handed them to %(next)s", host=host, next=who.named(language()))
    elif last.step == Step.DEPARTMENT:
        department = who.department.named(language())
        words = _(
            "Asks to come in; %(host)s has not answered, the department %(next)s is asked", host=host, next=department
        )
    else:
        next_one = who.named(language())
        words = _("Asks to come in; %(host)s has not answered, %(next)s is asked", host=host, next=next_one)
    return words
