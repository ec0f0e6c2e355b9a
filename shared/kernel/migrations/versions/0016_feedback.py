"""Surveys by grade, and what follows a bad score; sums that the summaries read."""

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

DIMENSIONS = (
    ("reception", "接待礼仪", "Reception"),
    ("punctuality", "等候时间", "Waiting time"),
    ("guide", "引导陪同", "Guide and escort"),
    ("environment", "环境设施", "Rooms and surroundings"),
)
ALERT_HOURS = {"A": 4, "B": 8, "C": 24, "D": 24}
"""Urgent: 4 to 8 hours, others a day (R24)."""


def upgrade() -> None:
    """Make its tables, with the surveys that every house begins with (R23, R24, R28)."""
    _feedback()
    _surveys()
    _low_scores()
    _sums()


def _feedback() -> None:
    op.add_column("feedback", sa.Column("receptionist_id", sa.Text(), nullable=True))
    op.add_column("feedback", sa.Column("scores", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("feedback", sa.Column("recommend", sa.Integer(), nullable=True))
    op.add_column("feedback", sa.Column("settled_at", Moment(timezone=True), nullable=True))
    op.add_column("feedback", sa.Column("summed_at", Moment(timezone=True), nullable=True))
    op.execute("UPDATE feedback SET settled_at = given_at")
    unsummed = sa.text("summed_at IS NULL")
    words = sa.text("comment <> ''")
    op.create_index(
        "ix_feedback_words",
        "feedback",
        ["site_id", "given_at", "id"],
        sqlite_where=words,
        postgresql_where=words,
    )
    op.create_index(
        "ix_feedback_unsummed",
        "feedback",
        ["site_id", "settled_at"],
        sqlite_where=unsummed,
        postgresql_where=unsummed,
    )


def _surveys() -> None:
    dimensions = op.create_table(
        "survey_dimensions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("word_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_survey_dimensions")),
    )
    op.bulk_insert(
        dimensions,
        [
            {"code": code, "word": word, "word_en": word_en, "position": position}
            for position, (code, word, word_en) in enumerate(DIMENSIONS)
        ],
    )
    surveys = op.create_table(
        "surveys",
        sa.Column("grade_letter", sa.Text(), nullable=False),
        sa.Column("dimensions", sa.JSON(), nullable=False),
        sa.Column("asks_recommend", sa.Boolean(), nullable=False),
        sa.Column("mail_after_minutes", sa.Integer(), nullable=False),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.Column("link_days", sa.Integer(), nullable=False),
        sa.Column("low_score", sa.Integer(), nullable=False),
        sa.Column("alert_hours", sa.Integer(), nullable=False),
        sa.Column("alert_role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("grade_letter", name=op.f("pk_surveys")),
    )
    asked = [code for code, _word, _word_en in DIMENSIONS]
    op.bulk_insert(
        surveys,
        [
            {
                "grade_letter": letter,
                "dimensions": asked,
                "asks_recommend": True,
                "mail_after_minutes": 60,
                "remind_days": 3,
                "link_days": 14,
                "low_score": 2,
                "alert_hours": hours,
                "alert_role": "manager",
            }
            for letter, hours in ALERT_HOURS.items()
        ],
    )
    figures = op.create_table(
        "feedback_figures",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("satisfied_from", sa.Integer(), nullable=False),
        sa.Column("target_percent", sa.Integer(), nullable=False),
        sa.Column("smallest_group", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_figures")),
    )
    op.bulk_insert(figures, [{"id": "house", "satisfied_from": 4, "target_percent": 95, "smallest_group": 5}])


def _low_scores() -> None:
    moment = Moment(timezone=True)
    op.create_table(
        "low_scores",
        sa.Column("feedback_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("raised_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("taken_at", moment, nullable=True),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_low_scores_feedback_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_low_scores_site_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["employees.id"], name=op.f("fk_low_scores_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_low_scores")),
        sa.UniqueConstraint("feedback_id", name=op.f("uq_low_scores_feedback_id")),
    )
    op.create_index(op.f("ix_low_scores_forget_at"), "low_scores", ["forget_at"])
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_low_scores_open",
        "low_scores",
        ["site_id", "due_at", "id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_low_scores_site", "low_scores", ["site_id", "raised_at", "id"])


def _sums() -> None:
    op.create_table(
        "feedback_sums",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("cut", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("grade_letter", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("score_1", sa.Integer(), nullable=False),
        sa.Column("score_2", sa.Integer(), nullable=False),
        sa.Column("score_3", sa.Integer(), nullable=False),
        sa.Column("score_4", sa.Integer(), nullable=False),
        sa.Column("score_5", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("passive", sa.Integer(), nullable=False),
        sa.Column("promoting", sa.Integer(), nullable=False),
        sa.Column("dimensions", sa.JSON(), nullable=False),
        sa.Column("unnamed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_feedback_sums_site_id")),
        sa.PrimaryKeyConstraint(
            "site_id", "span", "cut", "first_day", "grade_letter", "who", name=op.f("pk_feedback_sums")
        ),
    )
    op.create_table(
        "visit_sums",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("grade_letter", sa.Text(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("waits", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_visit_sums_site_id")),
        sa.PrimaryKeyConstraint("site_id", "span", "first_day", "grade_letter", name=op.f("pk_visit_sums")),
    )
    op.create_table(
        "sums_reached",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("visits_at", Moment(timezone=True), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_sums_reached_site_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_sums_reached")),
    )
