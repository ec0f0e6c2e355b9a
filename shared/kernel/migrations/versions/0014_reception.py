"""Reception plans and itineraries."""

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables. What each grade needs is the seed's, until somebody changes it."""
    moment = Moment(timezone=True)
    op.create_table(
        "reception_templates",
        sa.Column("grade_letter", sa.Text(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("itinerary", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["grade_letter"], ["grades.letter"], name=op.f("fk_reception_templates_grade_letter")),
        sa.PrimaryKeyConstraint("grade_letter", name=op.f("pk_reception_templates")),
    )
    numbers = ("remind_minutes", "overdue_minutes", "itinerary_days", "itinerary_send_hours")
    promises = ("promise_before_hours", "promise_after_hours", "promise_head_hours")
    meals = ("meal_few_guests", "meal_few_escorts", "meal_some_guests", "meal_some_escorts")
    kinds = ("key", "group", "ordinary", "ad_hoc")
    op.create_table(
        "reception_figures",
        sa.Column("only", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*numbers, *promises, *meals)),
        *(sa.Column(f"refreshments_{kind}", sa.Text(), nullable=False) for kind in kinds),
        *(sa.Column(f"escort_{kind}", sa.Text(), nullable=False) for kind in kinds),
        sa.CheckConstraint('"only" = 1', name=op.f("ck_reception_figures_one_row")),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_reception_figures")),
    )
    op.create_table(
        "reception_plans",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("grade_letter", sa.Text(), nullable=False),
        sa.Column("starts_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("secrecy", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("room_seats", sa.Integer(), nullable=True),
        sa.Column("escorts", sa.JSON(), nullable=False),
        sa.Column("diners", sa.JSON(), nullable=False),
        sa.Column("itinerary", sa.JSON(), nullable=False),
        sa.Column("itinerary_version", sa.Integer(), nullable=False),
        sa.Column("confirmed_version", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.Column("confirm_asked_at", moment, nullable=True),
        sa.Column("confirm_reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_reception_plans_booking_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_reception_plans_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_plans")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_reception_plans_booking_id")),
    )
    op.create_index("ix_reception_plans_site_time", "reception_plans", ["site_id", "starts_at", "id"])
    to_confirm = sa.text("confirm_asked_at IS NOT NULL")
    op.create_index(
        "ix_reception_plans_to_confirm",
        "reception_plans",
        ["site_id", "starts_at", "id"],
        sqlite_where=to_confirm,
        postgresql_where=to_confirm,
    )
    _tasks(moment)
    op.create_table(
        "reception_confirmations",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("starts_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["reception_plans.id"], name=op.f("fk_reception_confirmations_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_confirmations")),
    )
    op.create_index(op.f("ix_reception_confirmations_plan_id"), "reception_confirmations", ["plan_id"])
    _agreed(moment)


def _tasks(moment: Moment) -> None:
    op.create_table(
        "reception_tasks",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=True),
        sa.Column("edge", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_before", sa.Boolean(), nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("check", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("done_at", moment, nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_reception_tasks_booking_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_reception_tasks_employee_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["reception_plans.id"], name=op.f("fk_reception_tasks_plan_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_reception_tasks_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_tasks")),
    )
    to_do = sa.text("done_at IS NULL AND closed_at IS NULL")
    op.create_index(op.f("ix_reception_tasks_plan_id"), "reception_tasks", ["plan_id"])
    op.create_index("ix_reception_tasks_site_due", "reception_tasks", ["site_id", "due_at", "id"])
    op.create_index("ix_reception_tasks_employee_due", "reception_tasks", ["employee_id", "due_at", "id"])
    op.create_index(
        "ix_reception_tasks_to_do",
        "reception_tasks",
        ["site_id", "due_at"],
        sqlite_where=to_do,
        postgresql_where=to_do,
    )


def _agreed(moment: Moment) -> None:
    op.create_table(
        "talk_minutes",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_talk_minutes_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_talk_minutes")),
    )
    op.create_table(
        "cooperation_items",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("employee_id", sa.Text(), nullable=True),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'agreed', 'done', 'dropped')", name=op.f("ck_cooperation_items_state")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_cooperation_items_booking_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_cooperation_items_department_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_cooperation_items_employee_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_cooperation_items_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_items")),
    )
    op.create_index(op.f("ix_cooperation_items_booking_id"), "cooperation_items", ["booking_id"])
    is_open = sa.text("state IN ('proposed', 'agreed')")
    op.create_index(
        "ix_cooperation_items_open",
        "cooperation_items",
        ["site_id", "due_at", "id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
