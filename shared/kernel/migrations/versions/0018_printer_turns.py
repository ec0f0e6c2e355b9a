"""Whose turn it is at a printer that kiosks of several machines share, and what a job has left in it."""

import sqlalchemy as sa
from alembic import op

import shared.kernel.database

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its columns."""
    moment = shared.kernel.database.Moment(timezone=True)
    op.add_column("printers", sa.Column("busy_with", sa.Text(), nullable=True))
    op.add_column("printers", sa.Column("busy_until", moment, nullable=True))
    op.add_column("printers", sa.Column("wanted_by", sa.Text(), nullable=True))
    op.add_column("printers", sa.Column("wanted_until", moment, nullable=True))
    op.add_column("printers", sa.Column("left", sa.Text(), nullable=True))
