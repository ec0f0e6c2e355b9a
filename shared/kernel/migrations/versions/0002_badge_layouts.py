"""Badge layouts that an administrator chose, and the logos on them."""

import sqlalchemy as sa
from alembic import op

import shared.kernel.database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables, empty: without a row a badge looks as it did."""
    moment = shared.kernel.database.Moment(timezone=True)
    op.create_table(
        "badge_logos",
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("sum", sa.Text(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_logos")),
        sa.UniqueConstraint("sum", name=op.f("uq_badge_logos_sum")),
    )
    op.create_table(
        "badge_layouts",
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("roll", sa.Text(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("logo_id", sa.Text(), nullable=True),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["grade"], ["grades.letter"], name=op.f("fk_badge_layouts_grade")),
        sa.ForeignKeyConstraint(["logo_id"], ["badge_logos.id"], name=op.f("fk_badge_layouts_logo_id")),
        sa.PrimaryKeyConstraint("grade", "roll", name=op.f("pk_badge_layouts")),
    )
