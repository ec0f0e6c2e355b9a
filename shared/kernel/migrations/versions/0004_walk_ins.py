"""What a walk-in leaves at the door: agreements, pictures, items, a vehicle."""

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment
from shared.kernel.terms import terms_of

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NEVER = "a published text is never changed"
_ON_SQLITE = """
CREATE TRIGGER published_texts_stay_{deed} BEFORE {deed} ON agreement_texts
BEGIN SELECT RAISE(ABORT, '{never}'); END
"""
_ON_POSTGRESQL = """
CREATE FUNCTION published_texts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{never}'; END $$;
CREATE TRIGGER published_texts_stay BEFORE UPDATE OR DELETE ON agreement_texts
FOR EACH ROW EXECUTE FUNCTION published_texts_stay();
"""


def upgrade() -> None:
    """Make its tables; let those who work here be found by visitors, and sites and grades say what holds at the door."""
    op.add_column("sites", sa.Column("walk_in_grade", sa.Text(), nullable=False, server_default="D"))
    op.add_column("sites", sa.Column("names_an_hour", sa.Integer(), nullable=False, server_default="60"))
    op.add_column("grades", sa.Column("at_the_door", sa.JSON(), nullable=False, server_default="{}"))
    _agreements()
    _drafts()
    _directory()
    _declarations()


def _agreements() -> None:
    op.create_table(
        "agreement_texts",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sum", sa.Text(), nullable=False),
        sa.Column("published_at", Moment(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_agreement_texts_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_texts")),
        sa.UniqueConstraint(
            "site_id", "kind", "version", "language", name=op.f("uq_agreement_texts_site_id_kind_version_language")
        ),
    )
    # What somebody agreed to must still be there, word for word, when it is asked for years later.
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(_ON_SQLITE.format(deed=deed, never=_NEVER))
    else:
        op.execute(_ON_POSTGRESQL.format(never=_NEVER))


def _drafts() -> None:
    op.create_table(
        "walk_in_drafts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.Column("agreed_at", Moment(timezone=True), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["consent_id"], ["agreement_texts.id"], name=op.f("fk_walk_in_drafts_consent_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_walk_in_drafts_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_in_drafts")),
    )
    op.create_index(op.f("ix_walk_in_drafts_forget_at"), "walk_in_drafts", ["forget_at"])
    op.create_table(
        "walk_in_pictures",
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["walk_in_drafts.id"], name=op.f("fk_walk_in_pictures_draft_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draft_id", "name", name=op.f("pk_walk_in_pictures")),
    )


def _directory() -> None:
    op.create_table(
        "employee_terms",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_employee_terms_employee_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_employee_terms_site_id")),
        sa.PrimaryKeyConstraint("site_id", "term", "employee_id", name=op.f("pk_employee_terms")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_employee_terms_employee_id"), "employee_terms", ["employee_id"])
    op.create_table(
        "names_shown",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_names_shown_employee_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_names_shown_site_id")),
        sa.PrimaryKeyConstraint("site_id", "station", "search", "employee_id", name=op.f("pk_names_shown")),
    )
    op.create_index(op.f("ix_names_shown_forget_at"), "names_shown", ["forget_at"])
    op.create_index("ix_names_shown_station_at", "names_shown", ["site_id", "station", "at"])
    _index_those_who_work_here()


def _index_those_who_work_here() -> None:
    columns = ("site_id", "term", "employee_id")
    terms = sa.table("employee_terms", *(sa.column(name) for name in columns))
    people = op.get_bind().execute(sa.text("SELECT id, site_id, name, name_en FROM employees")).all()
    rows = [
        {"site_id": who.site_id, "term": term, "employee_id": who.id}
        for who in people
        for term in terms_of(who.name) | terms_of(who.name_en)
    ]
    if rows:
        op.get_bind().execute(terms.insert(), rows)


def _declarations() -> None:
    op.create_table(
        "visit_photos",
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", Moment(timezone=True), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_photos_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_visit_photos")),
    )
    op.create_index(op.f("ix_visit_photos_forget_at"), "visit_photos", ["forget_at"])
    op.create_table(
        "agreed_texts",
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.Column("sum", sa.Text(), nullable=False),
        sa.Column("agreed_at", Moment(timezone=True), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["agreement_texts.id"], name=op.f("fk_agreed_texts_text_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_agreed_texts_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_texts")),
        sa.UniqueConstraint("visit_id", "text_id", name=op.f("uq_agreed_texts_visit_id_text_id")),
    )
    op.create_table(
        "signatures",
        sa.Column("agreed_id", sa.Text(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.Column("typed", sa.Text(), nullable=True),
        sa.Column("sum", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", Moment(timezone=True), nullable=True),
        sa.CheckConstraint("picture IS NOT NULL OR typed IS NOT NULL", name=op.f("ck_signatures_drawn_or_typed")),
        sa.ForeignKeyConstraint(["agreed_id"], ["agreed_texts.id"], name=op.f("fk_signatures_agreed_id")),
        sa.PrimaryKeyConstraint("agreed_id", name=op.f("pk_signatures")),
    )
    op.create_index(op.f("ix_signatures_forget_at"), "signatures", ["forget_at"])
    op.create_table(
        "declared_items",
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_declared_items_some")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_declared_items_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_items")),
        sa.UniqueConstraint("visit_id", "position", name=op.f("uq_declared_items_visit_id_position")),
    )
    op.create_table(
        "door_answers",
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_door_answers_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "question", name=op.f("pk_door_answers")),
    )
