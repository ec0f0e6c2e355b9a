"""Holidays of a site, lead times by the kind of a visit, and who changed which figure when."""

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables; sites that there are keep the weekdays that they have, and no holidays."""
    op.add_column("sites", sa.Column("calendar", sa.Text(), nullable=False, server_default=""))
    op.add_column("sites", sa.Column("own_days", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "lead_times",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("lead_minutes", sa.Integer(), nullable=False),
        sa.Column("papers_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_lead_times")),
    )
    op.create_table(
        "figure_changes",
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_changes")),
    )
    op.create_index("ix_figure_changes_of", "figure_changes", ["of", "at", "id"])
