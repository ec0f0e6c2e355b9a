"""Two more figures are an administrator's: how soon a drink is brought, and which meetings are large (R14, R18)."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them as they were until now."""
    op.add_column("sites", sa.Column("serve_minutes", sa.Integer(), nullable=False, server_default="3"))
    op.add_column("reception_figures", sa.Column("large_guests", sa.Integer(), nullable=False, server_default="10"))
