"""Errors for programs: application/problem+json (RFC 9457) with a stable code."""

from typing import Any

from flask import Response, json


def problem(status: int, code: str, detail: str = "", **more: Any) -> Response:
    """Return an error answer; `detail` is for people, `code` and `more` for programs."""
    body = {"type": "about:blank", "status": status, "code": code}
    if detail:
        body["detail"] = detail
    return Response(json.dumps(body | more), status, content_type="application/problem+json")
