"""Steps of an approval, what the review fills in, papers that were filed, and the rules that propose a grade."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment
from shared.kernel.ids import new_id

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ASKED = sa.text("state = 'asked'")
_OWED = sa.text("papers_due IS NOT NULL AND papers_filed_at IS NULL AND state IN ('waiting', 'approved')")
_RECEIVERS = {"A": 3, "B": 2, "C": 1}


def upgrade() -> None:
    """Make its tables; a grade's one approver becomes a chain, and what waits for one waits at a step."""
    _make_steps()
    _make_the_rest()
    _add_columns()
    _turn_approvers_into_chains()
    _ask_for_what_waits()
    op.drop_column("grades", "approver_rank")


def _make_steps() -> None:
    states = "state IN ('ahead', 'asked', 'approved', 'rejected', 'sent_back', 'overtaken')"
    op.create_table(
        "approval_steps",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("starts_at", Moment(timezone=True), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("in_place_of", sa.Text(), nullable=True),
        sa.Column("decided_at", Moment(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.CheckConstraint(states, name=op.f("ck_approval_steps_state")),
        sa.CheckConstraint(
            "(state = 'asked') = (asked_at IS NOT NULL AND decided_at IS NULL)", name=op.f("ck_approval_steps_asked")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_approval_steps_booking_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_approval_steps_site_id")),
        sa.ForeignKeyConstraint(["in_place_of"], ["employees.id"], name=op.f("fk_approval_steps_in_place_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_steps")),
    )
    op.create_index("ix_approval_steps_booking", "approval_steps", ["booking_id", "round", "position"])
    op.create_index(
        "ix_approval_steps_queue",
        "approval_steps",
        ["site_id", "starts_at", "id"],
        postgresql_where=_ASKED,
        sqlite_where=_ASKED,
    )
    op.create_index(
        "one_asked_step", "approval_steps", ["booking_id"], unique=True, postgresql_where=_ASKED, sqlite_where=_ASKED
    )


def _make_the_rest() -> None:
    op.create_table(
        "reviews",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("receiver_id", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_reviews_booking_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["employees.id"], name=op.f("fk_reviews_receiver_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_reviews")),
    )
    op.create_table(
        "grade_choices",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_grade_choices_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_choices")),
    )
    op.create_index(op.f("ix_grade_choices_booking_id"), "grade_choices", ["booking_id"])
    op.create_table(
        "grade_rules",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["grade"], ["grades.letter"], name=op.f("fk_grade_rules_grade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_rules")),
    )


def _add_columns() -> None:
    for name, usual in (("approval_remind_hours", "8"), ("approval_escalate_hours", "24"), ("receiver_rank", "0")):
        op.add_column("grades", sa.Column(name, sa.Integer(), nullable=False, server_default=usual))
    op.add_column("grades", sa.Column("chain", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("lead_times", sa.Column("papers_remind_hours", sa.Integer(), nullable=False, server_default="4"))
    op.add_column("bookings", sa.Column("papers_filed_at", Moment(timezone=True), nullable=True))
    op.add_column("bookings", sa.Column("papers_filed_by", sa.Text(), nullable=True))
    op.add_column("bookings", sa.Column("papers_note", sa.Text(), nullable=True))
    op.create_index(
        "ix_bookings_papers_owed",
        "bookings",
        ["site_id", "papers_due", "id"],
        postgresql_where=_OWED,
        sqlite_where=_OWED,
    )


def _turn_approvers_into_chains() -> None:
    columns = (sa.column("letter"), sa.column("approver_rank"), sa.column("receiver_rank"), sa.column("chain", sa.JSON))
    grades = sa.table("grades", *columns)
    database = op.get_bind()
    for letter, rank in database.execute(sa.select(grades.c.letter, grades.c.approver_rank)).all():
        wanted = grades.update().where(grades.c.letter == letter)
        database.execute(wanted.values(chain=_chain(rank), receiver_rank=_RECEIVERS.get(letter, 0)))


def _chain(rank: int | None) -> list[dict[str, Any]]:
    if rank is None:
        return [{"kind": "host", "rank": None, "if_there": False}]
    review = {"kind": "review", "rank": None, "if_there": False}
    return [review, {"kind": "approve", "rank": rank, "if_there": False}]


def _ask_for_what_waits() -> None:
    """Let each booking that waits wait for its grade's approver; a walk-in is asked about at the door instead."""
    database, now = op.get_bind(), datetime.now(UTC)
    waiting = sa.text(
        "SELECT bookings.id, bookings.site_id, bookings.starts_at, grades.approver_rank FROM bookings"
        " JOIN grades ON grades.letter = bookings.grade_letter WHERE bookings.state = 'waiting'"
        " AND NOT EXISTS (SELECT 1 FROM visits WHERE visits.booking_id = bookings.id)"
    ).columns(starts_at=Moment)
    names = ("id", "booking_id", "site_id", "round", "position", "kind", "state")
    columns = (sa.column(name) for name in names)
    moments = (sa.column(name, Moment(timezone=True)) for name in ("starts_at", "asked_at"))
    steps = sa.table("approval_steps", *columns, sa.column("rank", sa.Integer), *moments)
    rows = [
        {
            "id": new_id(),
            "booking_id": booking,
            "site_id": site,
            "starts_at": starts,
            "round": 1,
            "position": 0,
            "kind": "host" if rank is None else "approve",
            "rank": rank,
            "state": "asked",
            "asked_at": now,
        }
        for booking, site, starts, rank in database.execute(waiting)
    ]
    if rows:
        database.execute(steps.insert(), rows)
