"""The watchlist, and the keys by which it knows a visitor; codes for the desk."""

import sqlalchemy as sa
from alembic import op

import shared.kernel.database
from shared.kernel.likeness import keys_of_visitor

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_AT_ONCE = 500


def upgrade() -> None:
    """Make its tables; work out the keys of those who are on file already."""
    moment = shared.kernel.database.Moment(timezone=True)
    op.add_column("visitors", sa.Column("likeness", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    _know_visitors()
    op.create_table(
        "watch_entries",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("phones", sa.JSON(), nullable=False),
        sa.Column("emails", sa.JSON(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", moment, nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'confirmed', 'rejected', 'removed')", name=op.f("ck_watch_entries_state")
        ),
        sa.CheckConstraint("confirmed_by <> proposed_by", name=op.f("ck_watch_entries_two_people")),
        sa.CheckConstraint(
            "state <> 'confirmed' OR confirmed_by IS NOT NULL", name=op.f("ck_watch_entries_confirmed_by_somebody")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_entries")),
    )
    op.create_index("ix_watch_entries_state_end", "watch_entries", ["state", "expires_at", "id"], unique=False)
    op.create_index(op.f("ix_watch_entries_forget_at"), "watch_entries", ["forget_at"], unique=False)
    op.create_table(
        "watch_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("trait", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["watch_entries.id"], name=op.f("fk_watch_keys_entry_id")),
        sa.PrimaryKeyConstraint("key", "entry_id", name=op.f("pk_watch_keys")),
    )
    op.create_index("ix_watch_keys_entry", "watch_keys", ["entry_id"], unique=False)
    op.create_table(
        "watch_hits",
        sa.Column("visitor_id", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.Text(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("traits", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_at", moment, nullable=False),
        sa.Column("held_at", moment, nullable=True),
        sa.Column("station", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'cleared', 'kept_out')", name=op.f("ck_watch_hits_state")),
        sa.ForeignKeyConstraint(["visitor_id"], ["visitors.id"], name=op.f("fk_watch_hits_visitor_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["watch_entries.id"], name=op.f("fk_watch_hits_entry_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_watch_hits_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_hits")),
    )
    op.create_index("one_hit_per_visitor_and_entry", "watch_hits", ["visitor_id", "entry_id"], unique=True)
    op.create_index("ix_watch_hits_entry", "watch_hits", ["entry_id"], unique=False)
    op.create_index("ix_watch_hits_site_state", "watch_hits", ["site_id", "state", "found_at"], unique=False)
    op.create_index("ix_watch_hits_site_held", "watch_hits", ["site_id", "held_at"], unique=False)
    op.create_table(
        "watch_steps",
        sa.Column("entry_id", sa.Text(), nullable=True),
        sa.Column("hit_id", sa.Text(), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["watch_entries.id"], name=op.f("fk_watch_steps_entry_id")),
        sa.ForeignKeyConstraint(["hit_id"], ["watch_hits.id"], name=op.f("fk_watch_steps_hit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_steps")),
    )
    op.create_index("ix_watch_steps_entry_at", "watch_steps", ["entry_id", "at"], unique=False)
    op.create_index("ix_watch_steps_hit", "watch_steps", ["hit_id"], unique=False)
    op.create_table(
        "referrals",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.Text(), nullable=True),
        sa.Column("guest_id", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("forget_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_referrals_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
    )
    op.create_index("ix_referrals_site_code", "referrals", ["site_id", "code", "at"], unique=False)
    op.create_index(op.f("ix_referrals_forget_at"), "referrals", ["forget_at"], unique=False)


def _know_visitors() -> None:
    """Give everybody on file their keys, a few hundred at a time."""
    rows = op.get_bind()
    visitors = sa.table(
        "visitors",
        sa.column("id"),
        sa.column("name"),
        sa.column("phone"),
        sa.column("email"),
        sa.column("likeness", sa.JSON),
    )
    whom = (
        sa.select(visitors.c.id, visitors.c.name, visitors.c.phone, visitors.c.email)
        .order_by(visitors.c.id)
        .limit(_AT_ONCE)
    )
    write = (
        visitors.update()
        .where(visitors.c.id == sa.bindparam("whom"))
        .values(likeness=sa.bindparam("keys", type_=sa.JSON))
    )
    last = ""
    while some := rows.execute(whom.where(visitors.c.id > last)).all():
        rows.execute(
            write, [{"whom": id_, "keys": keys_of_visitor(name, phone, email)} for id_, name, phone, email in some]
        )
        last = some[-1][0]
