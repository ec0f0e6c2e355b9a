"""Pieces of SQL that the past is written with, for SQLite."""

NOT_YET = "'2027-12-31T00:00:00.000000+00:00'"
"""When the past is forgotten. A house forgets what is over day by day; years of it at once would be measured, too."""


def at(seconds: str) -> str:
    """Return SQL for a moment as its column holds it, from SQL for seconds since 1970."""
    return f"strftime('%Y-%m-%dT%H:%M:%f', {seconds}, 'unixepoch') || '000+00:00'"


def row_id(seconds: str) -> str:
    """Return SQL for an id made at that moment: in order of time, and before every id made today."""
    return f"printf('%012x', CAST(({seconds}) * 1000 AS INTEGER)) || lower(hex(randomblob(7)))"


def chance(below: str) -> str:
    """Return SQL for a whole number from 0 to below one."""
    return f"(abs(random() % 1000000) * ({below}) / 1000000)"


def often_small(below: str) -> str:
    """Return SQL for the same, small numbers more often: a few hosts and companies have most of the visits."""
    return f"({chance('1000')} * {chance('1000')} * ({below}) / 1000000)"
