"""Recurring bookings, and what a visit books with it."""

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables."""
