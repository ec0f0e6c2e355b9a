"""When somebody is away, and tables that wait to be taken in."""

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables."""
    op.add_column("employees", sa.Column("away_from", sa.Date(), nullable=True))
    op.add_column("employees", sa.Column("away_until", sa.Date(), nullable=True))
    op.create_table(
        "imports",
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_forget_at"), "imports", ["forget_at"])
