"""Saying what was done, with a button beside it that takes it back."""

from collections.abc import Mapping

from flask import flash

UNDO = "undo"
"""The category of such a note: the layout draws it with its button."""


def done(words: str, back: str, fields: Mapping[str, str]) -> None:
    """Say what was done; the button posts these fields to `back`, a route that needs the same permission."""
    flash({"words": words, "back": back, "fields": dict(fields)}, UNDO)  # type: ignore[arg-type]
