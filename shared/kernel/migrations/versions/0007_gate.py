"""What the gate says and writes down, and the roll call."""

import sqlalchemy as sa
from alembic import op

import shared.kernel.database

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables; let a guest be one who needs help in an evacuation."""
    moment = shared.kernel.database.Moment(timezone=True)
    op.add_column("guests", sa.Column("needs_help", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "gate_stops",
        sa.Column("guest_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.CheckConstraint("said IN ('held', 'refused')", name=op.f("ck_gate_stops_said")),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_gate_stops_guest_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_gate_stops_site_id")),
        sa.PrimaryKeyConstraint("guest_id", name=op.f("pk_gate_stops")),
    )
    op.create_index("ix_gate_stops_site", "gate_stops", ["site_id", "said", "at"], unique=False)
    op.create_table(
        "vehicles",
        sa.Column("guest_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("plate", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("noted_at", moment, nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_vehicles_guest_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_vehicles_site_id")),
        sa.PrimaryKeyConstraint("guest_id", name=op.f("pk_vehicles")),
    )
    op.create_table(
        "gate_notes",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("noted_at", moment, nullable=True),
        sa.Column("noted_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_gate_notes_site_id")),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_gate_notes_guest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_notes")),
    )
    op.create_index(op.f("ix_gate_notes_forget_at"), "gate_notes", ["forget_at"], unique=False)
    op.create_index("ix_gate_notes_guest", "gate_notes", ["guest_id"], unique=False)
    unread = sa.text("noted_at IS NULL")
    op.create_index(
        "ix_gate_notes_open", "gate_notes", ["site_id", "written_at"], sqlite_where=unread, postgresql_where=unread
    )
    op.create_table(
        "lane_guests",
        sa.Column("guest_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("badge_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("badge_expires_at", moment, nullable=False),
        sa.Column("expected_at", moment, nullable=False),
        sa.Column("registered_at", moment, nullable=False),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("came_at", moment, nullable=True),
        sa.Column("identification", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_lane_guests_guest_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_lane_guests_site_id")),
        sa.PrimaryKeyConstraint("guest_id", name=op.f("pk_lane_guests")),
        sa.UniqueConstraint("badge_id", name=op.f("uq_lane_guests_badge_id")),
    )
    coming = sa.text("came_at IS NULL")
    op.create_index(
        "ix_lane_guests_coming", "lane_guests", ["site_id", "expected_at"], sqlite_where=coming, postgresql_where=coming
    )
    _roll_call(moment)


def _roll_call(moment: shared.kernel.database.Moment) -> None:
    op.create_table(
        "roll_calls",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_roll_calls_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_calls")),
    )
    still_on = sa.text("ended_at IS NULL")
    op.create_index(
        "one_open_roll_call_per_site",
        "roll_calls",
        ["site_id"],
        unique=True,
        sqlite_where=still_on,
        postgresql_where=still_on,
    )
    op.create_index("ix_roll_calls_site_start", "roll_calls", ["site_id", "started_at", "id"], unique=False)
    op.create_table(
        "roll_entries",
        sa.Column("roll_call_id", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sureness", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("sureness IN ('sure', 'doubtful')", name=op.f("ck_roll_entries_sureness")),
        sa.ForeignKeyConstraint(["roll_call_id"], ["roll_calls.id"], name=op.f("fk_roll_entries_roll_call_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_roll_entries_visit_id")),
        sa.PrimaryKeyConstraint("roll_call_id", "visit_id", name=op.f("pk_roll_entries")),
    )
    op.create_index("ix_roll_entries_visit", "roll_entries", ["visit_id"], unique=False)
    op.create_table(
        "roll_marks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("roll_call_id", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("pressed_at", moment, nullable=False),
        sa.Column("heard_at", moment, nullable=False),
        sa.CheckConstraint("said IN ('safe', 'missing')", name=op.f("ck_roll_marks_said")),
        sa.ForeignKeyConstraint(["roll_call_id"], ["roll_calls.id"], name=op.f("fk_roll_marks_roll_call_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_roll_marks_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_marks")),
    )
    op.create_index("ix_roll_marks_call", "roll_marks", ["roll_call_id", "pressed_at", "id"], unique=False)
    op.create_index("ix_roll_marks_visit", "roll_marks", ["visit_id"], unique=False)
