"""Surveys by grade, and what follows a bad score."""

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables."""
