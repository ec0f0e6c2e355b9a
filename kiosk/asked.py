"""What a screen or a program asks of the door, checked before anyone looks at it."""

import re
from collections.abc import Collection
from typing import Any

from flask import Response, request

from shared.bookings.rules import MOST_GUESTS
from shared.desk.arrive import LookUp, Scan
from shared.desk.depart import Leaving
from shared.feedback.rules import HIGHEST_RECOMMENDATION, LONGEST_COMMENT, MOST_DIMENSIONS, Score
from shared.web.problems import problem

LONGEST_BODY = 4096
LONGEST_GROUP_BODY = 16_384
"""Two hundred guests by their ids fit."""
LONGEST_PASS = 512
LONGEST_WORDS = 1000
"""More than any message may have: what is a little too long is said so beside what was written."""
LONGEST_PERMIT = 40
_TAP = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ID = re.compile(r"[0-9a-z]{20,32}")
_STEP = re.compile(r"[a-z-]{0,40}")
_TAIL = re.compile(r"[0-9]{4}")


class Malformed(ValueError):
    """The body is not what the call takes; the text names the field and what it should hold."""


def refuse_strangers() -> Response | None:
    """Refuse a call from a page of another origin, and a body that isn't JSON."""
    if refusal := refuse_foreign_origin():
        return refusal
    if request.method == "POST" and request.mimetype != "application/json":
        return problem(415, "not_json", "Send Content-Type: application/json.")
    return None


def refuse_foreign_origin() -> Response | None:
    """Refuse a call from a page of another origin: only this kiosk's own pages and programs may ask."""
    if request.method != "POST":
        return None
    origin = request.headers.get("Origin")
    if origin is not None and origin not in (f"http://{request.host}", f"https://{request.host}"):
        return problem(403, "foreign_origin", "This kiosk answers only its own pages.")
    return None


def arriving() -> Scan | LookUp:
    """Read an arrival: a pass, or a permit number with the last four digits of a phone."""
    body = _body()
    if "pass" in body:
        return Scan(**_fields(body, tap=_tap, text=("pass", _pass)))
    return LookUp(**_fields(body, tap=_tap, permit=_permit, phone_tail=_tail))


def leaving() -> Leaving:
    """Read a departure: the text of a pass or of a badge."""
    return Leaving(**_fields(_body(), tap=_tap, text=("pass", _pass)))


def naming_members() -> tuple[str, list[str]]:
    """Read whom a group's leader has ticked: the tap, and the guests' ids."""
    body = _body()
    guests = body.pop("guests", None)
    if not isinstance(guests, list) or not 1 <= len(guests) <= MOST_GUESTS or not all(map(_is_id, guests)):
        raise Malformed(f"guests must be a list of 1 to {MOST_GUESTS} ids")
    return _fields(body, tap=_tap)["tap"], guests


def accounting_for_items() -> tuple[str, dict[str, int]]:
    """Read what goes out again: the tap, and how many of each item."""
    body = _body()
    taken = body.pop("taken", None)
    if not isinstance(taken, dict) or not all(_is_id(item) and type(number) is int for item, number in taken.items()):
        raise Malformed("taken must be an object of whole numbers by item")
    return _fields(body, tap=_tap)["tap"], taken


def handing_badge_back() -> str:
    """Read that a badge was handed back: its tap."""
    return _fields(_body(), tap=_tap)["tap"]


def rating() -> tuple[str, Score]:
    """Read a rating: the tap, and one to five."""
    body = _body()
    score = body.pop("score", None)
    return _fields(body, tap=_tap)["tap"], _score(score)


def more_feedback() -> dict[str, Any]:
    """Read what is said after a rating, at least one thing: a number, words, the wish to stay unnamed, answers."""
    body = _body()
    wanted: dict[str, Any] = {
        "score": _score,
        "comment": _comment,
        "anonymous": _yes_or_no,
        "scores": _scores,
        "recommend": _recommend,
    }
    if set(body) - set(wanted) or not body:
        raise Malformed(f"only {', '.join(wanted)}, and at least one of them")
    return {name: wanted[name](value) for name, value in body.items()}


def calling() -> str:
    """Read a call: its tap."""
    return _fields(_body(), tap=_tap)["tap"]


def calling_for_help() -> tuple[str, str]:
    """Read a call for help: its tap, and at which step the visitor is, where the screen says so."""
    fields = _fields(_body(), tap=_tap, step=_step)
    return fields["tap"], fields["step"]


def writing() -> tuple[str, str]:
    """Read a message for the host: the tap, and its words as they were written."""
    fields = _fields(_body(), tap=_tap, text=_words)
    return fields["tap"], fields["text"]


def waiting_for_scans() -> tuple[str, str | None]:
    """Read which screen waits for the scanner, and the tap of the last scan that it has."""
    fields = _fields(_body(), screen=_tap, had=_tap_or_none)
    return fields["screen"], fields["had"] or None


def registering(known: Collection[str]) -> tuple[str, dict[str, Any]]:
    """Read a registration's tap and its body, which may have these fields."""
    body = _body()
    if unknown := set(body) - {"tap", *known}:
        raise Malformed(f"unknown: {', '.join(sorted(unknown))[:200]}")
    return _tap("tap", body.get("tap")), body


def wants_a_page() -> bool:
    """Say whether the asker would rather see the answer as a screen than as JSON."""
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted["application/json"]


def _body() -> dict[str, Any]:
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets within brackets, thousands deep
        body = None
    if not isinstance(body, dict):
        raise Malformed("the body must be a JSON object")
    return body


def _fields(body: dict[str, Any], **wanted: Any) -> dict[str, str]:
    """Return each wanted field, checked; a value that is a pair renames the body's field."""
    named = {ours: check if isinstance(check, tuple) else (ours, check) for ours, check in wanted.items()}
    unknown = set(body) - {theirs for theirs, _ in named.values()}
    if unknown:
        raise Malformed(f"unknown: {', '.join(sorted(unknown))[:200]}")
    return {ours: check(theirs, body.get(theirs)) for ours, (theirs, check) in named.items()}


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _score(value: Any) -> Score:
    if type(value) is not int or value not in set(Score):
        raise Malformed("score must be a whole number from 1 to 5")
    return Score(value)


def _scores(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or not 1 <= len(value) <= MOST_DIMENSIONS or any(len(code) > 40 for code in value):
        raise Malformed(f"scores must be an object of 1 to {MOST_DIMENSIONS} numbers by dimension")
    return {code: int(_score(score)) for code, score in value.items()}


def _recommend(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= HIGHEST_RECOMMENDATION:
        raise Malformed(f"recommend must be a whole number from 0 to {HIGHEST_RECOMMENDATION}")
    return value


def _comment(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_COMMENT or not is_text(value):
        raise Malformed(f"comment must be a text of at most {LONGEST_COMMENT} characters")
    return value.strip()


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Malformed("anonymous must be true or false")
    return value


def _tap(name: str, value: Any) -> str:
    if not isinstance(value, str) or not _TAP.fullmatch(value):
        raise Malformed(f"{name} must be a UUID")
    return value.lower()


def _step(name: str, value: Any) -> str:
    if value is not None and not (isinstance(value, str) and _STEP.fullmatch(value)):
        raise Malformed(f"{name} must be small letters and dashes, 40 at most")
    return value or ""


def _tap_or_none(name: str, value: Any) -> str:
    return "" if value is None else _tap(name, value)


def _pass(name: str, value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_PASS or not is_text(value):
        raise Malformed(f"{name} must be a text of 1 to {LONGEST_PASS} characters")
    return value


def _words(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_WORDS or not is_text(value):
        raise Malformed(f"{name} must be a text of at most {LONGEST_WORDS} characters")
    return value


def _permit(name: str, value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= LONGEST_PERMIT or not is_text(value):
        raise Malformed(f"{name} must be a text of 1 to {LONGEST_PERMIT} characters")
    return value


def _tail(name: str, value: Any) -> str:
    if not isinstance(value, str) or not _TAIL.fullmatch(value):
        raise Malformed(f"{name} must be four digits")
    return value


def is_text(value: str) -> bool:
    """A NUL can't be stored in PostgreSQL, a lone surrogate can't be sent anywhere."""
    return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
