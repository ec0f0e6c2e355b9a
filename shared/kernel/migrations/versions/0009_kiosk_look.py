"""How a company's kiosk looks and greets."""

import sqlalchemy as sa
from alembic import op

import shared.kernel.database

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables, empty: without a row the kiosk looks as it came."""
    moment = shared.kernel.database.Moment(timezone=True)
    op.create_table(
        "look_pictures",
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("sum", sa.Text(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_pictures")),
        sa.UniqueConstraint("sum", name=op.f("uq_look_pictures_sum")),
    )
    op.create_table(
        "kiosk_looks",
        sa.Column("whose", sa.Text(), nullable=False),
        sa.Column("wall", sa.Text(), nullable=True),
        sa.Column("lamp", sa.Text(), nullable=True),
        sa.Column("logo_id", sa.Text(), nullable=True),
        sa.Column("picture_id", sa.Text(), nullable=True),
        sa.Column("greetings", sa.JSON(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["logo_id"], ["look_pictures.id"], name=op.f("fk_kiosk_looks_logo_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["look_pictures.id"], name=op.f("fk_kiosk_looks_picture_id")),
        sa.PrimaryKeyConstraint("whose", name=op.f("pk_kiosk_looks")),
    )
