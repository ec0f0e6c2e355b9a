"""Answers that no summary has yet are found without walking over the others, however many there are."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_UNSUMMED = sa.text("summed_at IS NULL")


def upgrade() -> None:
    """Make the index anew, named and unnamed answers apart."""
    op.drop_index("ix_feedback_unsummed", table_name="feedback")
    op.create_index(
        "ix_feedback_unsummed",
        "feedback",
        ["site_id", "is_anonymous", "settled_at"],
        sqlite_where=_UNSUMMED,
        postgresql_where=_UNSUMMED,
    )
