"""${message}."""

import sqlalchemy as sa
from alembic import op

import shared.kernel.database

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables here."""
    ${upgrades if upgrades else "pass"}
