"""Finding visits, tiers of companies, saved views."""

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables."""
