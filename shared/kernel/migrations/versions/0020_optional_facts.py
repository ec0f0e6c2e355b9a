"""The optional facts of a booking, the table that it came with, and proposals for visitors who can decide."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_IMPORTED = sa.text("import_id IS NOT NULL")


def upgrade() -> None:
    """Add the columns; what is there stays as it is."""
    op.add_column("bookings", sa.Column("more", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("bookings", sa.Column("import_id", sa.Text(), nullable=True))
    op.create_index(
        "ix_bookings_import",
        "bookings",
        ["import_id", "starts_at"],
        sqlite_where=_IMPORTED,
        postgresql_where=_IMPORTED,
    )
    op.add_column("grade_rules", sa.Column("decides", sa.Boolean(), server_default=sa.false(), nullable=False))
