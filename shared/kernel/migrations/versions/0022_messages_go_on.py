"""Who is asked for the answer to a message that is overdue; questions as their visitors read them."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment
from shared.kernel.ids import new_id

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_AFTER_HOURS = {"message_delegate_hours": 2, "message_department_hours": 4, "message_reception_hours": 8}
_STEPS = ("host", "delegate", "department", "reception")


def upgrade() -> None:
    """Make its table and columns; messages that wait for an answer now go on as well."""
    for name, hours in _AFTER_HOURS.items():
        op.add_column("grades", sa.Column(name, sa.Integer(), nullable=False, server_default=str(hours)))
    op.execute(
        "UPDATE grades SET message_delegate_hours = 0, message_department_hours = 1, message_reception_hours = 2"
        " WHERE letter = 'A'"
    )
    op.create_table(
        "asked_to_answer",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_asked_to_answer_employee_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_asked_to_answer_message_id")),
        sa.PrimaryKeyConstraint("message_id", "employee_id", name=op.f("pk_asked_to_answer")),
    )
    op.add_column("door_answers", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("door_answers", sa.Column("shown", sa.Text(), nullable=False, server_default=""))
    op.add_column("door_answers", sa.Column("language", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_asked_to_answer_employee", "asked_to_answer", ["employee_id"])
    ask_on_for_what_waits(op.get_bind())


def ask_on_for_what_waits(database: sa.Connection) -> None:
    """Give each open message the steps that it would have had, had it been left today."""
    waiting = sa.text(
        "SELECT messages.id, messages.at, messages.due_at, visits.id, visits.site_id, visits.host_id,"
        " visits.booking_id, bookings.grade_letter FROM messages"
        " JOIN visits ON visits.id = messages.visit_id JOIN bookings ON bookings.id = visits.booking_id"
        " WHERE messages.due_at IS NOT NULL AND messages.answered_at IS NULL"
    ).columns(
        sa.column("message"),
        sa.column("at", Moment),
        sa.column("due_at", Moment),
        *(sa.column(name) for name in ("visit", "site", "host", "booking", "grade")),
    )
    columns = [sa.column(name) for name in ("id", "topic", "subject_id", "state", "attempts", "urgency")]
    columns += [sa.column(name, sa.JSON) for name in ("about", "facts")]
    columns += [sa.column(name, Moment(timezone=True)) for name in ("asked_at", "due_at")]
    rows = []
    for message, at, due_at, visit, site, host, booking, grade in database.execute(waiting):
        hours = (0, 0, 1, 2) if grade == "A" else (0, *_AFTER_HOURS.values())
        about = {"site": site, "host": host, "booking": booking, "visit": visit}
        for n, (step, later) in enumerate(zip(_STEPS, hours, strict=True)):
            rows.append(
                {
                    "id": new_id(),
                    "topic": "message_waits",
                    "subject_id": message,
                    "state": "waiting",
                    "attempts": 0,
                    "urgency": 1,
                    "about": about,
                    "facts": {"step": step},
                    "asked_at": at,
                    "due_at": due_at + timedelta(hours=later, microseconds=n),
                }
            )
    if rows:
        database.execute(sa.table("notices", *columns).insert(), rows)
