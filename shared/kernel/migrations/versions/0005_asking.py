"""Who is asked for a visitor, in which order and when; and what passes between the two meanwhile."""

import sqlalchemy as sa
from alembic import op

import shared.kernel.database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables."""
    moment = shared.kernel.database.Moment(timezone=True)
    op.create_table(
        "asked",
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_asked_employee_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_asked_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "employee_id", name=op.f("pk_asked")),
    )
    op.create_index("ix_asked_employee", "asked", ["employee_id", "asked_at"])
    op.create_table(
        "messages",
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("host_id", sa.Text(), nullable=False),
        sa.Column("is_from_visitor", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", moment, nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["employees.id"], name=op.f("fk_messages_host_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_messages_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_forget_at"), "messages", ["forget_at"])
    op.create_index("ix_messages_visit", "messages", ["visit_id", "at"])
    to_answer = sa.text("due_at IS NOT NULL AND answered_at IS NULL")
    op.create_index(
        "ix_messages_to_answer",
        "messages",
        ["host_id", "due_at"],
        sqlite_where=to_answer,
        postgresql_where=to_answer,
    )
