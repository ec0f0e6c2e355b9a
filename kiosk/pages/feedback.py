"""After the goodbye: the badge handed back, and how it was, one tap (R22, R23)."""

from flask import Blueprint, Response, jsonify

from kiosk.asked import handing_badge_back, more_feedback, rating, refuse_strangers
from kiosk.lobby import lobby
from shared.desk.badge_back import hand_badge_back
from shared.desk.rate import More, NotTaken, is_asked, rate, say_more
from shared.feedback.models import Feedback
from shared.visits.queries import visit
from shared.web.problems import problem

pages = Blueprint("feedback", __name__)
pages.before_request(refuse_strangers)

_SAID: dict[NotTaken, tuple[int, str]] = {
    NotTaken.NOT_ASKED: (409, "Nobody has left here just now whose word this could be."),
    NotTaken.RATED_BEFORE: (409, "This visit was rated before."),
    NotTaken.TOO_LATE: (409, "It was said too long ago to be changed."),
    NotTaken.ODD: (422, "The comment holds characters that cannot be shown."),
}


@pages.post("/visits/<visit_id>/feedback")
def rated(visit_id: str) -> Response:
    """Take a rating down."""
    tap, score = rating()
    node = lobby().node
    with node.transaction() as session:
        return _told(rate(session, visit_id, tap, score, lobby().door, node.now()), 201)


@pages.post("/feedback/<feedback_id>")
def said(feedback_id: str) -> Response:
    """Take down what is said after the rating."""
    more = More(**more_feedback())
    node = lobby().node
    with node.transaction() as session:
        return _told(say_more(session, feedback_id, more, lobby().door, node.now()), 200)


@pages.post("/visits/<visit_id>/badge")
def handed_back(visit_id: str) -> Response:
    """Note that a visitor who has left says that the badge is back."""
    handing_badge_back()
    node, door = lobby().node, lobby().door
    with node.transaction() as session:
        stay = visit(session, visit_id)
        if stay is None or stay.site_id != door.site_id or not is_asked(stay, node.now()):
            return problem(409, NotTaken.NOT_ASKED.value, _SAID[NotTaken.NOT_ASKED][1])
        hand_badge_back(session, stay, door.station, node.now())
    return jsonify({"returned": True})


def _told(outcome: Feedback | NotTaken, status: int) -> Response:
    if isinstance(outcome, NotTaken):
        refused, words = _SAID[outcome]
        return problem(refused, outcome.value, words)
    response = jsonify({"feedback": outcome.id, "score": outcome.score, "anonymous": outcome.is_anonymous})
    response.status_code = status
    return response
