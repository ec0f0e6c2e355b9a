"""Answering by a link: one person, one visit, without signing in (R13).

Opening the link only shows the card: mail scanners open links. The answer is a POST with the form's own token, and the
first answer that settles the visit spends the link.
"""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import node
from admin.host.callers import one_caller
from admin.host.saying import say, trouble_words
from admin.speech import _
from admin.wording import objection_words
from shared.access.rules import Person
from shared.desk.answer import BadAnswer, may_answer
from shared.desk.answer_links import ANSWERS, person_behind
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.visits.asked import visit_in_hand
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import ACCEPTED, DECLINED, OPEN

pages = Blueprint("answer_links", __name__)
ASKED_MINUTES = (5, 10, 20)


@pages.get("/answers/<link>")
def page(link: str) -> str | tuple[str, int]:
    """Show who waits, and what can be answered; after the answer, only that there was one."""
    with node().reading() as rows:
        who, stay = _behind(rows, link)
        if who is None or stay is None:
            return render_template("host/link_over.html", said=_("This link does not work any more.")), 410
        if _is_settled(stay):
            return render_template("host/link_over.html", said=_("This has been answered. Thank you.")), 200
        card = one_caller(rows, stay, node().now(), is_anothers=not who.is_host(stay.host_id))
    return render_template("host/link.html", party=card, link=link, minutes=ASKED_MINUTES)


@pages.post("/answers/<link>")
def answer(link: str) -> Response | tuple[str, int]:
    """Answer for this one visit."""
    try:
        with node().transaction() as rows:
            who, stay = _behind(rows, link)
            locked = visit_in_hand(rows, stay.id) if stay else None
            if who is None or locked is None:
                return render_template("host/link_over.html", said=_("This link does not work any more.")), 410
            if _is_settled(locked):
                raise OutOfTurn("answered_meanwhile")
            say(rows, locked.id, request.form, who, node().now())
    except BadAnswer as wrong:
        flash(trouble_words(wrong), "attend")
    except (OutOfTurn, NotAllowed) as late:
        flash(objection_words(late.code), "attend")
    return redirect(url_for("answer_links.page", link=link))


def _behind(rows: Session, link: str) -> tuple[Person | None, Visit | None]:
    """Return whom a link speaks for and its visit, each None where the link opens nothing."""
    found = ANSWERS.read(link, node().keys.answers, node().now())
    who = person_behind(rows, found) if found else None
    stay = visit(rows, found.subject) if found and who else None
    if who is None or stay is None or not may_answer(rows, who, stay):
        return None, None
    g.setdefault("language", who.language)
    return who, stay


def _is_settled(stay: Visit) -> bool:
    return stay.state not in OPEN or stay.answer in ACCEPTED | DECLINED
