"""What a host's card sends: an answer, words for the visitor's screen, or the visitor handed to somebody else."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from admin.asking import lost
from admin.speech import _
from shared.access.rules import Person
from shared.desk.answer import BadAnswer, answer
from shared.desk.hand_over import hand_over, pass_on
from shared.desk.messages import send_message
from shared.people.queries import colleagues_named, employee
from shared.visits.models import Visit
from shared.visits.rules import LONGEST_MESSAGE, Answer

HAND_OVER, PASS_ON, MESSAGE = "hand_over", "pass_on", "message"
_BY_ITSELF = frozenset(Answer) - {Answer.DESK, Answer.MESSAGE}
KNOWN = frozenset({*(said.value for said in _BY_ITSELF), HAND_OVER, PASS_ON, MESSAGE})


def say(rows: Session, visit_id: str, form: Mapping[str, str], by: Person, now: datetime) -> None:
    """Do what a card's form says for one visit; 404 for what no card says.

    Raises NotAllowed, OutOfTurn and BadAnswer.
    """
    said, seen = form.get("said", ""), seen_in(form)
    if said == HAND_OVER:
        hand_over(rows, visit_id, _colleague(rows, form.get("to", ""), visit_id), by, now, seen)
    elif said == PASS_ON:
        pass_on(rows, visit_id, by, now)
    elif said == MESSAGE:
        send_message(rows, visit_id, form.get("text", ""), by, now, seen)
    elif said in KNOWN:
        minutes = int(form["minutes"]) if form.get("minutes", "").isdecimal() else None
        answer(rows, visit_id, Answer(said), by, now, seen=seen, minutes=minutes, place=form.get("place"))
    else:
        lost()


def trouble_words(wrong: BadAnswer) -> str:
    """Say what is wrong with what was sent."""
    return {
        "place": _("Write where the visitor should go."),
        "minutes": _("Say in how many minutes you come, 240 at most."),
        "colleague": _("Nobody of this name works here."),
        "colleagues": _("Several people here have this name. Write the e-mail address of the right one."),
        "message_missing": _("Write what the visitor should read."),
        "message_too_long": _("This is too long: %(n)s characters at most.", n=LONGEST_MESSAGE),
        "message_odd": _("There is a character in this that cannot be shown. Type it anew instead of pasting it."),
    }[str(wrong)]


def _colleague(rows: Session, typed: str, visit_id: str) -> str:
    """Return the id of a colleague: chosen, suggested as name, department and e-mail, or a whole name of the site.

    Raises BadAnswer: beginnings of names find nobody, since a link that was passed on must be no directory.
    """
    if not typed.strip():
        raise BadAnswer("colleague")
    if found := employee(rows, typed.rpartition("·")[2].strip()):
        return found.id
    stay = rows.get(Visit, visit_id)
    named = colleagues_named(rows, typed, stay.site_id) if stay else ()
    if len(named) != 1:
        raise BadAnswer("colleagues" if named else "colleague")
    return named[0].id


def seen_in(form: Mapping[str, str]) -> datetime | None:
    """Return when the answer was given that the form's page showed; None for none, or for what is no moment."""
    try:
        seen = datetime.fromisoformat(form.get("seen", ""))
    except ValueError:
        return None
    return seen if seen.tzinfo else None
