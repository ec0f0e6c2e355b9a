"""A visit says whether its visitor named nobody, so that who stands for reception is never called their host (R13)."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_VISITS = sa.table("visits", sa.column("id", sa.Text()), sa.column("host_id", sa.Text()), sa.column("names_nobody"))
_NOTICES = sa.table(
    "notices",
    sa.column("subject_id", sa.Text()),
    sa.column("topic", sa.Text()),
    sa.column("employee_id", sa.Text()),
    sa.column("facts", sa.JSON()),
)


def upgrade() -> None:
    """Add the column, true for those of whom reception was asked and their booking's host never."""
    column = sa.Column("names_nobody", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("visits", column)
    mark_who_named_nobody(op.get_bind())


def mark_who_named_nobody(connection: sa.Connection) -> None:
    """Read it from the notices, by which it was told until now."""
    asked = _NOTICES.alias()
    at_reception = sa.select(_NOTICES.c.subject_id).where(_NOTICES.c.topic == "reception_asked")
    of_host = (asked.c.subject_id == _VISITS.c.id, asked.c.topic == "arrival", asked.c.employee_id == _VISITS.c.host_id)
    is_as_host = sa.func.coalesce(asked.c.facts["step"].as_string(), "host") != "reception"
    asks_host = sa.exists().where(*of_host, is_as_host).correlate(_VISITS)
    nobody = (_VISITS.c.id.in_(at_reception), ~asks_host)
    connection.execute(sa.update(_VISITS).where(*nobody).values(names_nobody=sa.true()))
