"""When employees work."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let everybody work whenever their site is open, until somebody says otherwise."""
    op.add_column("employees", sa.Column("works", sa.Text(), nullable=False, server_default=""))
