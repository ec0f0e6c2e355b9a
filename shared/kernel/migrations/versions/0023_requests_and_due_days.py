"""What guests ask for during a visit is due in minutes; the day of what was agreed can be moved."""

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_OPEN = sa.text("asked_at IS NOT NULL AND done_at IS NULL AND closed_at IS NULL")


def upgrade() -> None:
    """Make their table and columns."""
    op.add_column("reception_tasks", sa.Column("asked_at", Moment(timezone=True), nullable=True))
    op.create_index(
        "ix_reception_tasks_requests",
        "reception_tasks",
        ["site_id", "due_at", "id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.add_column("reception_figures", sa.Column("request_minutes", sa.Integer(), nullable=False, server_default="5"))
    op.create_table(
        "cooperation_days",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("before", Moment(timezone=True), nullable=True),
        sa.Column("after", Moment(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["cooperation_items.id"], name=op.f("fk_cooperation_days_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_days")),
    )
    op.create_index("ix_cooperation_days_item_id", "cooperation_days", ["item_id"])
