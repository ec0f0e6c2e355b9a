"""What is handed in and said on the way out, who stays too long, and the end of a site's day."""

import sqlalchemy as sa
from alembic import op

import shared.kernel.database

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables, and the columns of older ones that belong to leaving."""
    moment = shared.kernel.database.Moment(timezone=True)
    op.create_table(
        "feedback",
        sa.Column("tap", sa.Text(), nullable=True),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("grade_letter", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=True),
        sa.Column("host_id", sa.Text(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("given_at", moment, nullable=False),
        sa.Column("noted_at", moment, nullable=True),
        sa.Column("noted_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", moment, nullable=True),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_feedback_score")),
        sa.CheckConstraint(
            "NOT is_anonymous OR (visit_id IS NULL AND host_id IS NULL AND tap IS NULL)",
            name=op.f("ck_feedback_anonymous"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_feedback_site_id")),
        sa.ForeignKeyConstraint(["grade_letter"], ["grades.letter"], name=op.f("fk_feedback_grade_letter")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_feedback_visit_id")),
        sa.ForeignKeyConstraint(["host_id"], ["employees.id"], name=op.f("fk_feedback_host_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("tap", name=op.f("uq_feedback_tap")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_feedback_visit_id")),
    )
    op.create_index(op.f("ix_feedback_forget_at"), "feedback", ["forget_at"], unique=False)
    op.create_index("ix_feedback_site_given", "feedback", ["site_id", "given_at", "id"], unique=False)
    unseen = sa.text("noted_at IS NULL AND score <= 2")
    op.create_index(
        "ix_feedback_unseen",
        "feedback",
        ["site_id", "given_at"],
        unique=False,
        sqlite_where=unseen,
        postgresql_where=unseen,
    )
    op.create_table(
        "rated_visits",
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_rated_visits_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_rated_visits")),
    )
    op.create_table(
        "releases",
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.Column("differs", sa.Boolean(), nullable=False),
        sa.Column("said_at", moment, nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("settled_at", moment, nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_releases_visit_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_releases_site_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_releases")),
    )
    open_ones = sa.text("settled_at IS NULL")
    op.create_index(
        "ix_releases_open",
        "releases",
        ["site_id", "said_at"],
        unique=False,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    op.create_table(
        "closings",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", moment, nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_closings_site_id")),
        sa.PrimaryKeyConstraint("site_id", "day", name=op.f("pk_closings")),
    )
    op.add_column("visits", sa.Column("expired_at", moment, nullable=True))
    expired = sa.text("expired_at IS NOT NULL")
    op.create_index(
        "ix_visits_expired",
        "visits",
        ["site_id", "expired_at", "id"],
        unique=False,
        sqlite_where=expired,
        postgresql_where=expired,
    )
    op.add_column("badges", sa.Column("returned_at", moment, nullable=True))
    op.add_column("grades", sa.Column("overstay_host_minutes", sa.Integer(), nullable=False, server_default="15"))
    op.add_column("grades", sa.Column("overstay_gate_minutes", sa.Integer(), nullable=False, server_default="45"))
