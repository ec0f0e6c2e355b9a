"""The desk's answers as programs read them: a status and a few fixed words."""

from flask import Response, jsonify

from shared.desk.outcomes import (
    Admitted,
    Asking,
    Called,
    GateAsked,
    GroupAdmitted,
    Inside,
    ItemsOpen,
    Left,
    Outcome,
    Refused,
    SeeReception,
    StillHere,
    outcome_word,
)

_STATUS: dict[type, int] = {
    Admitted: 201,
    GroupAdmitted: 201,
    Asking: 201,
    Inside: 200,
    Left: 201,
    Refused: 409,
    SeeReception: 409,
    ItemsOpen: 409,
    GateAsked: 409,
    StillHere: 201,
    Called: 201,
}


def status_of_answer(answer: Outcome) -> int:
    """Return the HTTP status: it is promised to programs, and the same for screens."""
    return _STATUS[type(answer)]


def told(answer: Outcome) -> Response:
    """Return an answer as JSON, with ids and reason where it has them."""
    body: dict[str, str | list[str]] = {"outcome": outcome_word(answer)}
    for name in ("reason", "visit", "badge"):
        value = getattr(answer, name, None)
        if value is not None:
            body[name] = str(value)
    if isinstance(answer, GroupAdmitted):
        body["visits"] = list(answer.visits)
    response = jsonify(body)
    response.status_code = status_of_answer(answer)
    return response
