"""Invitations that a visitor fills in."""

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables."""
    moment = Moment(timezone=True)
    op.create_table(
        "invitations",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("host_id", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("grade_letter", sa.Text(), nullable=False),
        sa.Column("grade_reason", sa.Text(), nullable=False),
        sa.Column("starts_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("withdrawn_at", moment, nullable=True),
        sa.Column("used_at", moment, nullable=True),
        sa.Column("booking_id", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", moment, nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_invitations_window")),
        sa.CheckConstraint("used_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_invitations_one_end")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_invitations_site_id")),
        sa.ForeignKeyConstraint(["host_id"], ["employees.id"], name=op.f("fk_invitations_host_id")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_invitations_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_invitations_booking_id")),
    )
    op.create_index(op.f("ix_invitations_forget_at"), "invitations", ["forget_at"])
    op.create_index("ix_invitations_host", "invitations", ["host_id", "made_at", "id"])
    op.create_index("ix_invitations_maker", "invitations", ["made_by", "made_at", "id"])
    op.create_table(
        "said_ahead",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("agreed", sa.JSON(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("said_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_said_ahead_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_said_ahead")),
    )
