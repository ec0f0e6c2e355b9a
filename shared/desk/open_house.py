"""The first start: an empty house gets its grades, its first site and someone who may sign in."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.actions import make_account
from shared.access.models import Account
from shared.access.rules import Role
from shared.agreements.seed import seed_agreements
from shared.grades.seed import seed_grades
from shared.sites.actions import open_site
from shared.sites.queries import every_site

FIRST_ADMIN = "admin@usher.invalid"
"""The first account's name until its owner gives it a real address (RFC 2606: never deliverable)."""


def is_empty(session: Session) -> bool:
    """Say whether nobody has moved in yet."""
    return not every_site(session)


def open_house(session: Session, now: datetime) -> Account:
    """Make an empty house usable: grades, a site to rename, and an administrator without a password."""
    seed_grades(session)
    site = open_site(session, "HQ", "总部", "Head office")
    seed_agreements(session, site.id, now)
    return make_account(session, FIRST_ADMIN, "Administrator", [(Role.ADMIN, None)], now)
