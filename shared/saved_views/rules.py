"""What a saved view may be called, and how many somebody keeps; pure."""

from collections.abc import Collection
from enum import StrEnum

from shared.kernel.names import has_odd_characters

LONGEST_NAME = 30
MOST = 12
"""Of one list: more than fit on a line are looked for longer than they save."""


class List(StrEnum):
    """A list whose filter can be kept. The codes are stored."""

    BOOKINGS = "bookings"
    VISITS = "visits"
    VISITORS = "visitors"
    COMPANIES = "companies"
    PEOPLE = "people"
    TASKS = "tasks"
    COMPLAINTS = "complaints"
    CALENDAR = "calendar"
    APPROVALS = "approvals"
    PROMISES = "promises"
    ACCOUNTS = "accounts"
    INVITATIONS = "invitations"


def problem_with_name(name: str, others: Collection[str]) -> str | None:
    """Return what is wrong with a tidy name, as a code; `others` are the names of the same list's other views."""
    checks = (
        ("missing", not name),
        ("too_long", len(name) > LONGEST_NAME),
        ("odd", has_odd_characters(name)),
        ("taken", name.casefold() in {other.casefold() for other in others}),
        ("too_many", len(others) >= MOST),
    )
    return next((code for code, is_wrong in checks if is_wrong), None)
