"""The house."""

import sqlalchemy as sa
from alembic import op

import shared.kernel.database

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of one arrival, and the logbook's counter at zero."""
    op.create_table(
        "attempts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_forget_at"), "attempts", ["forget_at"], unique=False)
    op.create_index("ix_attempts_key_at", "attempts", ["key", "at"], unique=False)
    op.create_table(
        "companies",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
        sa.UniqueConstraint("key", name=op.f("uq_companies_key")),
    )
    op.create_table(
        "departments",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("name", name=op.f("uq_departments_name")),
    )
    op.create_table(
        "grades",
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("word_en", sa.Text(), nullable=False),
        sa.Column("approver_rank", sa.Integer(), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("early_minutes", sa.Integer(), nullable=False),
        sa.Column("waiting_limit_minutes", sa.Integer(), nullable=False),
        sa.Column("ask_delegate_s", sa.Integer(), nullable=False),
        sa.Column("ask_department_s", sa.Integer(), nullable=False),
        sa.Column("ask_reception_s", sa.Integer(), nullable=False),
        sa.Column("message_answer_hours", sa.Integer(), nullable=False),
        sa.Column("is_escorted", sa.Boolean(), nullable=False),
        sa.Column("standard", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_grades")),
    )
    op.create_table(
        "logbook",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=True),
        sa.Column("host_id", sa.Text(), nullable=True),
        sa.Column("booking_id", sa.Text(), nullable=True),
        sa.Column("visit_id", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_logbook")),
    )
    op.create_index("ix_logbook_booking_n", "logbook", ["booking_id", "n"], unique=False)
    op.create_index("ix_logbook_host_n", "logbook", ["host_id", "n"], unique=False)
    op.create_index("ix_logbook_site_n", "logbook", ["site_id", "n"], unique=False)
    op.create_index("ix_logbook_visit_n", "logbook", ["visit_id", "n"], unique=False)
    op.create_table(
        "logbook_counter",
        sa.Column("only", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.CheckConstraint('"only" = 1', name=op.f("ck_logbook_counter_one_row")),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_logbook_counter")),
    )
    op.create_table(
        "permit_counters",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_permit_counters")),
    )
    op.create_table(
        "sites",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("permit_prefix", sa.Text(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("seating", sa.Text(), nullable=False),
        sa.Column("seating_en", sa.Text(), nullable=False),
        sa.Column("wifi_name", sa.Text(), nullable=False),
        sa.Column("wifi_password", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("code", name=op.f("uq_sites_code")),
    )
    op.create_table(
        "taps",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taps")),
    )
    op.create_index(op.f("ix_taps_at"), "taps", ["at"], unique=False)
    op.create_table(
        "employees",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Text(), nullable=True),
        sa.Column("is_unlisted", sa.Boolean(), nullable=False),
        sa.Column("left_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["delegate_id"], ["employees.id"], name=op.f("fk_employees_delegate_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_employees_department_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_employees_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employees")),
        sa.UniqueConstraint("email", name=op.f("uq_employees_email")),
    )
    op.create_index(op.f("ix_employees_forget_at"), "employees", ["forget_at"], unique=False)
    op.create_index("ix_employees_site_name", "employees", ["site_id", "name"], unique=False)
    op.create_table(
        "print_jobs",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("printer", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("lease_until", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("bytes_sent_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("asked_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("settled_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("printed_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting', 'printing', 'done', 'stuck', 'unknown', 'replaced')",
            name=op.f("ck_print_jobs_known_state"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_print_jobs_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_jobs")),
    )
    op.create_index("one_print_of_a_copy", "print_jobs", ["subject_kind", "subject_id", "copy"], unique=True)
    op.create_index(
        "print_jobs_due",
        "print_jobs",
        ["site_id", "station", "next_try_at", "id"],
        unique=False,
        sqlite_where=sa.text("next_try_at IS NOT NULL"),
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
    op.create_index(
        "print_jobs_in_the_works",
        "print_jobs",
        ["site_id", "station", "lease_until"],
        unique=False,
        sqlite_where=sa.text("lease_until IS NOT NULL"),
        postgresql_where=sa.text("lease_until IS NOT NULL"),
    )
    op.create_index("print_jobs_of_station", "print_jobs", ["site_id", "station", "asked_at", "id"], unique=False)
    op.create_index(
        "print_jobs_to_settle",
        "print_jobs",
        ["site_id", "asked_at"],
        unique=False,
        sqlite_where=sa.text("state = 'unknown'"),
        postgresql_where=sa.text("state = 'unknown'"),
    )
    op.create_table(
        "stations",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("printers", sa.JSON(), nullable=False),
        sa.Column("started_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_stations_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_stations_site_id_code")),
    )
    op.create_table(
        "tokens",
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=True),
        sa.Column("made_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("revoked_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_tokens_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_tokens_secret_hash")),
    )
    op.create_table(
        "visitors",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_visitors_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitors")),
    )
    op.create_index("ix_visitors_email", "visitors", ["email"], unique=False)
    op.create_index(op.f("ix_visitors_forget_at"), "visitors", ["forget_at"], unique=False)
    op.create_index("ix_visitors_phone", "visitors", ["phone"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("made_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("disabled_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_accounts_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
        sa.UniqueConstraint("employee_id", name=op.f("uq_accounts_employee_id")),
    )
    op.create_index(op.f("ix_accounts_forget_at"), "accounts", ["forget_at"], unique=False)
    op.create_table(
        "bookings",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("host_id", sa.Text(), nullable=False),
        sa.Column("booked_by", sa.Text(), nullable=False),
        sa.Column("grade_letter", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("photos_allowed", sa.Boolean(), nullable=False),
        sa.Column("starts_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("ends_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("permit", sa.Text(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("papers_due", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'approved' OR permit IS NOT NULL", name=op.f("ck_bookings_approved_has_permit")),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'rejected', 'sent_back', 'cancelled')",
            name=op.f("ck_bookings_state"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_bookings_window")),
        sa.ForeignKeyConstraint(["grade_letter"], ["grades.letter"], name=op.f("fk_bookings_grade_letter")),
        sa.ForeignKeyConstraint(["host_id"], ["employees.id"], name=op.f("fk_bookings_host_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_bookings_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("permit", name=op.f("uq_bookings_permit")),
    )
    op.create_index(op.f("ix_bookings_forget_at"), "bookings", ["forget_at"], unique=False)
    op.create_index("ix_bookings_host_time", "bookings", ["host_id", "starts_at", "id"], unique=False)
    op.create_index(
        "ix_bookings_site_grade_time",
        "bookings",
        ["site_id", "grade_letter", "starts_at", "id"],
        unique=False,
    )
    op.create_index("ix_bookings_site_state_time", "bookings", ["site_id", "state", "starts_at", "id"], unique=False)
    op.create_index("ix_bookings_site_time", "bookings", ["site_id", "starts_at", "id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=True),
        sa.Column("visitor_id", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("asked_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("due_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("leased_until", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("told_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_notices_employee_id")),
        sa.ForeignKeyConstraint(["visitor_id"], ["visitors.id"], name=op.f("fk_notices_visitor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_visitor_id"), "notices", ["visitor_id"], unique=False)
    op.create_index(
        "ix_notices_due",
        "notices",
        ["urgency", "due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_notices_subject", "notices", ["subject_id", "topic"], unique=False)
    op.create_table(
        "booking_terms",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("starts_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_booking_terms_site_id")),
        sa.PrimaryKeyConstraint("site_id", "term", "starts_at", "booking_id", name=op.f("pk_booking_terms")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "grants",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_grants_account_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_grants_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_account_id"), "grants", ["account_id"], unique=False)
    op.create_table(
        "guests",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("visitor_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_leader", sa.Boolean(), nullable=False),
        sa.Column("uninvited_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_guests_booking_id")),
        sa.ForeignKeyConstraint(["visitor_id"], ["visitors.id"], name=op.f("fk_guests_visitor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guests")),
    )
    op.create_index(op.f("ix_guests_booking_id"), "guests", ["booking_id"], unique=False)
    op.create_index(op.f("ix_guests_visitor_id"), "guests", ["visitor_id"], unique=False)
    op.create_table(
        "links",
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("made_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("ends_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("used_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_links_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_links_secret_hash")),
    )
    op.create_table(
        "sign_ins",
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("made_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("seen_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("ends_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("revoked_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sign_ins_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sign_ins_secret_hash")),
    )
    op.create_index(op.f("ix_sign_ins_forget_at"), "sign_ins", ["forget_at"], unique=False)
    op.create_index(op.f("ix_sign_ins_account_id"), "sign_ins", ["account_id"], unique=False)
    op.create_table(
        "passes",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.Text(), nullable=False),
        sa.Column("issued_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("voided_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_passes_guest_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_passes")),
    )
    op.create_index(op.f("ix_passes_guest_id"), "passes", ["guest_id"], unique=False)
    op.create_index(
        "one_valid_pass_per_guest",
        "passes",
        ["guest_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "visits",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("host_id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("arrived_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("admitted_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("left_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_minutes", sa.Integer(), nullable=True),
        sa.Column("answer_place", sa.Text(), nullable=True),
        sa.Column("answered_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("first_answered_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("receiver_id", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('asking', 'inside', 'left', 'expired', 'turned_away', 'withdrawn')", name=op.f("ck_visits_state")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_visits_booking_id")),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_visits_guest_id")),
        sa.ForeignKeyConstraint(["host_id"], ["employees.id"], name=op.f("fk_visits_host_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["employees.id"], name=op.f("fk_visits_receiver_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_visits_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_booking", "visits", ["booking_id"], unique=False)
    op.create_index("ix_visits_guest", "visits", ["guest_id", "arrived_at"], unique=False)
    op.create_index("ix_visits_host_arrival", "visits", ["host_id", "arrived_at", "id"], unique=False)
    op.create_index("ix_visits_site_arrival", "visits", ["site_id", "arrived_at", "id"], unique=False)
    op.create_index("ix_visits_site_state_arrival", "visits", ["site_id", "state", "arrived_at", "id"], unique=False)
    op.create_index(
        "one_open_visit_per_guest",
        "visits",
        ["guest_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('asking', 'inside')"),
        postgresql_where=sa.text("state IN ('asking', 'inside')"),
    )
    op.create_table(
        "badges",
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("expires_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("made_at", shared.kernel.database.Moment(timezone=True), nullable=False),
        sa.Column("voided_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_badges_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badges")),
        sa.UniqueConstraint("number", name=op.f("uq_badges_number")),
        sa.UniqueConstraint("visit_id", "copy", name=op.f("uq_badges_visit_id_copy")),
    )
    op.create_table(
        "house",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_house")),
    )
    op.create_table(
        "idempotent_calls",
        sa.Column("token_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", shared.kernel.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["token_id"], ["tokens.id"], name=op.f("fk_idempotent_calls_token_id")),
        sa.PrimaryKeyConstraint("token_id", "key", name=op.f("pk_idempotent_calls")),
    )
    op.create_index(op.f("ix_idempotent_calls_forget_at"), "idempotent_calls", ["forget_at"], unique=False)
    op.execute('INSERT INTO logbook_counter ("only", last) VALUES (1, 0)')
