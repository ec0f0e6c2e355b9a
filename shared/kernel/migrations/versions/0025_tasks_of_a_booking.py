"""The tasks of a booking are found when it is forgotten, without walking over everybody else's."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_reception_tasks_booking_id", "reception_tasks", ["booking_id"])
