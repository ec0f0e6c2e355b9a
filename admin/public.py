"""How often one address may send what anybody may send: forms behind links, without an account."""

from datetime import timedelta

from flask import request
from sqlalchemy.orm import Session

from admin.asking import node
from shared.access.actions import remember_attempt
from shared.access.queries import is_over
from shared.access.rules import Limit

FORMS_BY_ADDRESS = Limit(60, timedelta(minutes=15))
"""A lobby full of visitors behind one address passes, a program that tries links doesn't."""


def is_too_often() -> bool:
    """Say whether this address has sent too many forms lately; then nothing is written down."""
    with node().reading() as rows:
        return is_over(rows, _key(), FORMS_BY_ADDRESS, node().now())


def tried(rows: Session) -> None:
    """Count a form of this address."""
    remember_attempt(rows, _key(), node().now())


def _key() -> str:
    return f"public form from {request.remote_addr or ''}"
