"""What the OpenAPI document says of every call alike: its problems, and the key of a POST."""

from typing import Any

from admin.api.once import HEADER

_PROBLEM = "Problem"
_SCHEMA = {
    "type": "object",
    "required": ["type", "status", "code"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, for programs."},
        "detail": {"type": "string", "description": "For people."},
        "errors": {
            "type": "array",
            "description": "What is wrong, field by field, such as guests.0.phone.",
            "items": {
                "type": "object",
                "required": ["field", "code"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
        "taken": {"type": "array", "description": "With `resources_taken`: what somebody else has then."},
        "free": {"type": "array", "description": "With `resources_taken`: what nobody has then."},
    },
}
_ALWAYS = {
    "400": "The request can't be read.",
    "401": "There is no token, or one that opens nothing.",
    "403": "This token may not do that.",
    "429": "Too many calls with this token; Retry-After says how many seconds to wait.",
    "500": "It is our fault, and written down.",
}
_WITH_AN_ID = {"404": "There is no such thing, or it belongs to a site that this token doesn't see."}
_CHANGING = {"409": "It can't be done as things stand now.", "413": "The body is too large."}
_WITH_INPUT = {"422": "The input is wrong; `errors` says where."}
_KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "The same call under the same key gets its first answer, for a day, and has no second effect.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


def completed(document: dict[str, Any] | str) -> dict[str, Any] | str:
    """Return the document with what is true of every call."""
    assert isinstance(document, dict)
    document["components"].setdefault("schemas", {})[_PROBLEM] = _SCHEMA
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, has_an_id="{" in path)
    return document


def _complete(operation: dict[str, Any], method: str, *, has_an_id: bool) -> None:
    problems = dict(_ALWAYS)
    problems |= _WITH_AN_ID if has_an_id else {}
    problems |= _CHANGING if method != "get" else {}
    problems |= _WITH_INPUT if "requestBody" in operation or operation["parameters"] else {}
    operation["responses"] |= {status: _problem(words) for status, words in problems.items()}
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    if method == "post":
        operation["parameters"].append(_KEY)


def _problem(words: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{_PROBLEM}"}
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}
