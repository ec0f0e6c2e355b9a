"""Printers as rows, and stations that say that they are there."""

import sqlalchemy as sa
from alembic import op

import shared.kernel.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of printers; let stations have a last time that they were heard of."""
    moment = shared.kernel.database.Moment(timezone=True)
    op.create_table(
        "printers",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("firmware", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("last_heard_at", moment, nullable=True),
        sa.Column("heard_by", sa.Text(), nullable=True),
        sa.Column("is_near_end", sa.Boolean(), nullable=False),
        sa.Column("can_confirm", sa.Boolean(), nullable=False),
        sa.Column("last_job_id", sa.Text(), nullable=True),
        sa.Column("last_job_at", moment, nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_printers_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printers")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_printers_site_id_name")),
    )
    op.add_column("stations", sa.Column("last_heard_at", moment, nullable=True))
    op.add_column("stations", sa.Column("silent_since", moment, nullable=True))
