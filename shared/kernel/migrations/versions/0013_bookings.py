"""Recurring bookings, who did not come, what a visit books with it, and the preview of the coming week."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from shared.kernel.database import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_AT_ONCE = 5_000
_BOOKINGS = sa.table(
    "bookings",
    sa.column("id", sa.Text()),
    sa.column("site_id", sa.Text()),
    sa.column("starts_at", Moment(timezone=True)),
    sa.column("ends_at", Moment(timezone=True)),
    sa.column("nights", sa.Integer()),
)


def upgrade() -> None:
    """Make its tables."""
    op.create_table(
        "booking_series",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_series")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_booking_series_site_id")),
    )
    _bookings()
    _resources()
    op.add_column("imports", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("imports", sa.Column("refused", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("sites", sa.Column("preview_weekday", sa.Integer(), nullable=False, server_default="4"))
    op.add_column("sites", sa.Column("preview_hour", sa.Text(), nullable=False, server_default="15:00"))
    op.create_table(
        "week_previews",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("sent_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "monday", name=op.f("pk_week_previews")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_week_previews_site_id")),
    )


def _bookings() -> None:
    op.add_column("bookings", sa.Column("series_id", sa.Text(), nullable=True))
    op.add_column("bookings", sa.Column("turnout", sa.Text(), nullable=True))
    op.add_column("bookings", sa.Column("nights", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_bookings_series", "bookings", ["series_id", "starts_at"], **_where("series_id IS NOT NULL"))
    unsettled = _where("turnout IS NULL AND state = 'approved'")
    op.create_index("ix_bookings_unsettled", "bookings", ["ends_at"], **unsettled)
    nobody = _where("turnout = 'nobody'")
    op.create_index("ix_bookings_site_nobody", "bookings", ["site_id", "starts_at", "id"], **nobody)
    op.create_index("ix_bookings_host_nobody", "bookings", ["host_id", "starts_at", "id"], **nobody)
    nights = _where("nights > 0")
    op.create_index("ix_bookings_site_nights", "bookings", ["site_id", "ends_at"], **nights)
    op.create_index("ix_bookings_host_nights", "bookings", ["host_id", "ends_at"], **nights)
    _count_nights()


def _count_nights() -> None:
    """Write how many midnights each booking lasts over, on its site's clock."""
    connection = op.get_bind()
    zones = {row[0]: ZoneInfo(row[1]) for row in connection.execute(sa.text("SELECT id, zone FROM sites"))}
    rows = connection.execute(
        sa.select(_BOOKINGS.c.id, _BOOKINGS.c.site_id, _BOOKINGS.c.starts_at, _BOOKINGS.c.ends_at)
    )
    long = [{"which": row.id, "how_many": nights} for row in rows if (nights := _nights(row, zones[row.site_id]))]
    count = _BOOKINGS.update().where(_BOOKINGS.c.id == sa.bindparam("which")).values(nights=sa.bindparam("how_many"))
    for start in range(0, len(long), _AT_ONCE):
        connection.execute(count, long[start : start + _AT_ONCE])


def _nights(row: Any, zone: ZoneInfo) -> int:
    last = (row.ends_at - timedelta(microseconds=1)).astimezone(zone)
    return int((last.date() - row.starts_at.astimezone(zone).date()).days)


def _resources() -> None:
    op.create_table(
        "resources",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("retired_at", Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resources")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_resources_site_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_resources_employee_id")),
        sa.CheckConstraint("kind IN ('room', 'equipment', 'car', 'driver')", name=op.f("ck_resources_kind")),
    )
    op.create_index("ix_resources_site", "resources", ["site_id", "kind", "name"])
    op.create_table(
        "reservations",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Text(), nullable=True),
        sa.Column("driver_id", sa.Text(), nullable=True),
        sa.Column("starts_at", Moment(timezone=True), nullable=False),
        sa.Column("ends_at", Moment(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("assigned_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_reservations_booking_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_reservations_site_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resources.id"], name=op.f("fk_reservations_resource_id")),
        sa.ForeignKeyConstraint(["driver_id"], ["resources.id"], name=op.f("fk_reservations_driver_id")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_reservations_window")),
        sa.CheckConstraint("kind = 'car' OR resource_id IS NOT NULL", name=op.f("ck_reservations_named")),
    )
    op.create_index("ix_reservations_booking", "reservations", ["booking_id"])
    op.create_index("ix_reservations_resource", "reservations", ["resource_id", "starts_at"])
    op.create_index("ix_reservations_driver", "reservations", ["driver_id", "starts_at"])
    op.create_index("ix_reservations_site", "reservations", ["site_id", "kind", "starts_at", "id"])


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
