"""What a program gets when something is wrong: a problem with a stable code, and a code for each wrong field."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import structlog
from apiflask import HTTPError
from flask import Flask, Response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from shared.bookings.rules import WishRefused
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.web.problems import problem

log = structlog.get_logger()

CODES = {
    400: "malformed",
    401: "unauthorized",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    422: "invalid",
    429: "too_many_calls",
    500: "broken",
}
"""The code of each status, where nothing more exact can be said."""

FIELD_CODES = {
    "missing": "missing",
    "string_type": "not_text",
    "string_unicode": "bad_characters",
    "bool_type": "not_true_or_false",
    "list_type": "not_a_list",
    "model_type": "not_an_object",
    "literal_error": "not_one_of",
    "int_parsing": "not_a_number",
    "int_type": "not_a_number",
    "int_parsing_size": "out_of_range",
    "int_from_float": "not_a_number",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "string_too_long": "too_long",
    "too_long": "too_long",
}
OUR_FIELD_CODES = {"bad_characters", "not_a_time", "no_zone", "out_of_range", "not_an_address"}
"""The types of errors that our own checks raise are codes already."""


class Refused(Exception):
    """A call can't be answered: the code says why, `field` which field is to blame, `more` what else helps."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        field: str | None = None,
        more: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.field, self.more = status, code, detail, field, more


class TooMany(Exception):
    """A token was used too often; the next call may come in `wait_s` seconds."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


def answer_faults(app: Flask) -> None:
    """Give the API its problems."""
    app.register_error_handler(HTTPError, _invalid)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(TooMany, lambda error: status_problem(429, {"Retry-After": str(int(error.wait_s) + 1)}))
    app.register_error_handler(WishRefused, _wish_refused)
    app.register_error_handler(NotAllowed, lambda error: problem(403, error.code))
    app.register_error_handler(OutOfTurn, lambda error: problem(409, error.code))
    app.register_error_handler(RecursionError, lambda _: problem(400, CODES[400], "The JSON is nested too deeply."))
    app.register_error_handler(Exception, _broken)


def status_problem(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return the problem of a bare status."""
    answer = problem(status, CODES.get(status, "failed"))
    answer.headers.update(headers or {})
    return answer


def _invalid(error: HTTPError) -> Response:
    """What APIFlask found wrong with the input, field by field."""
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return status_problem(error.status_code)
    fields = [
        {"field": ".".join(map(str, each["loc"])), "code": _field_code(each["type"]), "detail": each["msg"]}
        for each in cause.errors(include_url=False, include_context=False, include_input=False)
    ]
    return problem(422, CODES[422], errors=fields)


def _field_code(kind: str) -> str:
    return kind if kind in OUR_FIELD_CODES else FIELD_CODES.get(kind, "wrong")


def _http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return status_problem(error.code, kept)


def _refused(error: Refused) -> Response:
    more = dict(error.more) | ({"errors": [{"field": error.field, "code": error.code}]} if error.field else {})
    return problem(error.status, CODES[422] if error.field else error.code, error.detail, **more)


def _wish_refused(error: WishRefused) -> Response:
    fields = [{"field": each.field, "code": each.code} for each in error.problems]
    return problem(422, CODES[422], errors=fields)


def _broken(error: Exception) -> Response:
    log.exception("an API call failed", path=request.path, error=type(error).__name__)
    return status_problem(500)
