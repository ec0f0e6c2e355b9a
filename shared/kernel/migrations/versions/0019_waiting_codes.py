"""Codes for who waits; calls for help that nobody hears."""

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables."""
    op.add_column("sites", sa.Column("help_unanswered_s", sa.Integer(), nullable=False, server_default="150"))
    moment = Moment(timezone=True)
    op.create_table(
        "waiting_codes",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("seen_at", moment, nullable=True),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_waiting_codes_site_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_waiting_codes_visit_id")),
        sa.PrimaryKeyConstraint("site_id", "code", name=op.f("pk_waiting_codes")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_waiting_codes_visit_id")),
    )
    op.create_index("ix_waiting_codes_forget_at", "waiting_codes", ["forget_at"])
