"""Tea is topped up again and again while guests are here, as often as each site says (R18)."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TEMPLATES = sa.table("reception_templates", sa.column("grade_letter", sa.Text()), sa.column("tasks", sa.JSON()))
_TASKS = sa.table(
    "reception_tasks",
    sa.column("key", sa.Text()),
    sa.column("repeats", sa.Boolean()),
    sa.column("done_at"),
    sa.column("closed_at"),
)


def upgrade() -> None:
    """Give sites the two figures, and let the line that Usher came with repeat itself where it is still there."""
    op.add_column("sites", sa.Column("top_up_minutes", sa.Integer(), nullable=False, server_default="20"))
    op.add_column("sites", sa.Column("top_up_latest_minutes", sa.Integer(), nullable=False, server_default="25"))
    repeats = sa.Column("repeats", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("reception_tasks", repeats)
    to_do = (_TASKS.c.done_at.is_(None), _TASKS.c.closed_at.is_(None))
    op.execute(sa.update(_TASKS).where(_TASKS.c.key == "top_up", *to_do).values(repeats=True))
    connection = op.get_bind()
    for letter, tasks in connection.execute(sa.select(_TEMPLATES.c.grade_letter, _TEMPLATES.c.tasks)).all():
        lines = [line | {"repeats": True} if _is_tea(line) else line for line in tasks]
        connection.execute(sa.update(_TEMPLATES).where(_TEMPLATES.c.grade_letter == letter).values(tasks=lines))


def _is_tea(line: dict[str, object]) -> bool:
    """Say whether it is that line, still counted from the start in minutes."""
    return line["key"] == "top_up" and line["edge"] == "after_start" and not line.get("days")
