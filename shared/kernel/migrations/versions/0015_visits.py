"""Finding visits, tiers of companies, files that are one person's, saved views."""

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment
from shared.kernel.terms import company_terms_of

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# R4, in fen a year.
_TIERS = (
    {"tier": "vip", "from_fen": 1_000_000, "is_kept_apart": False},
    {"tier": "gold", "from_fen": 20_000_000, "is_kept_apart": False},
    {"tier": "platinum", "from_fen": 200_000_000, "is_kept_apart": True},
    {"tier": "diamond", "from_fen": 500_000_000, "is_kept_apart": True},
)
_AT_ONCE = 1000
_REFUSED = sa.text("kind = 'ArrivalRefused'")


def upgrade() -> None:
    """Make its tables."""
    _companies()
    _visitors()
    op.create_table(
        "merges",
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("kept_id", sa.Text(), nullable=False),
        sa.Column("gone_id", sa.Text(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("filled", sa.JSON(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("undone_at", Moment(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index("ix_merges_kept", "merges", ["kept_id", "at"])
    op.create_table(
        "saved_views",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_saved_views_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("account_id", "of", "name", name=op.f("uq_saved_views_account_id_of_name")),
    )
    op.create_index("ix_vehicles_plate_tail", "vehicles", [sa.text("substr(plate, length(plate) - 3)")])
    op.create_index(
        "ix_logbook_refused", "logbook", ["site_id", "at", "n"], sqlite_where=_REFUSED, postgresql_where=_REFUSED
    )


def _companies() -> None:
    op.drop_column("companies", "tier")  # nothing was ever written there
    op.add_column("companies", sa.Column("tier", sa.Text(), nullable=False, server_default="none"))
    op.add_column("companies", sa.Column("revenue_fen", sa.BigInteger(), nullable=True))
    op.add_column("companies", sa.Column("currency", sa.Text(), nullable=False, server_default="CNY"))
    op.add_column("companies", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    op.add_column("companies", sa.Column("merged_into_id", sa.Text(), nullable=True))
    tiers = op.create_table(
        "account_tiers",
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("from_fen", sa.BigInteger(), nullable=False),
        sa.Column("is_kept_apart", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tier", name=op.f("pk_account_tiers")),
    )
    op.bulk_insert(tiers, list(_TIERS))
    terms = op.create_table(
        "company_terms",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_company_terms_company_id")),
        sa.PrimaryKeyConstraint("term", "company_id", name=op.f("pk_company_terms")),
        sqlite_with_rowid=False,
    )
    rows = op.get_bind().execute(sa.text("SELECT id, name FROM companies")).all()
    found = [{"term": term, "company_id": row.id} for row in rows for term in sorted(company_terms_of(row.name))]
    for start in range(0, len(found), _AT_ONCE):
        op.bulk_insert(terms, found[start : start + _AT_ONCE])
    op.create_index(op.f("ix_company_terms_company_id"), "company_terms", ["company_id"])


def _visitors() -> None:
    for name in ("language", "preferences", "needs"):
        op.add_column("visitors", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("visitors", sa.Column("merged_into_id", sa.Text(), nullable=True))
    op.add_column("visitors", sa.Column("forgotten_at", Moment(timezone=True), nullable=True))
    op.create_index("ix_visitors_company", "visitors", ["company_id", "name", "id"])
    op.create_index("ix_visitors_phone_tail", "visitors", [sa.text("substr(phone, length(phone) - 3)")])
