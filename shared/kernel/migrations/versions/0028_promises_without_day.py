"""What was promised without a day is found, the newest first, however much was promised and kept (R21)."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    is_open_without_day = sa.text("state IN ('proposed', 'agreed') AND due_at IS NULL")
    op.create_index(
        "ix_cooperation_items_without_day",
        "cooperation_items",
        ["id"],
        sqlite_where=is_open_without_day,
        postgresql_where=is_open_without_day,
    )
