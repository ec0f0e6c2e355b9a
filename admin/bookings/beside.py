"""What stands beside a booking on its page: what it has reserved, and the other dates of its series."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from admin.asking import language, me, node
from admin.calendar.tiles import reserved_words
from admin.dates import clock, moment_words, window
from admin.wording import Said, booking_said
from shared.access.rules import Permission
from shared.bookings.models import Booking
from shared.bookings.more import More
from shared.bookings.queries import series_of
from shared.bookings.rules import State
from shared.desk.series import STANDING
from shared.resources.models import Reservation
from shared.resources.queries import reservations_of
from shared.resources.rules import ResourceKind


@dataclass(frozen=True)
class Sister:
    """Another date of the series, or this one."""

    id: str
    when: str
    said: Said
    is_this: bool


@dataclass(frozen=True)
class Beside:
    """What the page shows beside the booking."""

    reserved: list[tuple[str, str]]
    """What, and when where that is not the visit's own time, and where a car comes."""
    series: list[Sister]
    waiting: int
    """How many of the series wait for a decision."""
    following: int
    """How many come after this one and still stand."""
    to_come: int
    """How many of the series still stand and are not over, this one included."""
    may_copy: bool
    wants_car: str
    """Where guests want to be fetched, while no car is asked for."""


def beside(rows: Session, booking: Booking) -> Beside:
    """Return it, in at most two queries."""
    now, zone = node().now(), booking.site.tz
    held = reservations_of(rows, [booking.id])
    sisters = series_of(rows, booking.series_id) if booking.series_id else ()
    later = [row for row in sisters if row.starts_at > booking.starts_at and row.ends_at > now]
    return Beside(
        reserved=[(reserved_words(each, language()), _when_and_where(each, booking)) for each in held],
        series=[
            Sister(
                row.id,
                window(row.starts_at, row.ends_at, zone, now)
                if row.id == booking.id
                else moment_words(row.starts_at, zone, now),
                booking_said(row.state, row.turnout),
                row.id == booking.id,
            )
            for row in sisters
        ],
        waiting=sum(row.state == State.WAITING and row.ends_at > now for row in sisters),
        following=sum(row.state in STANDING for row in later),
        to_come=sum(row.state in STANDING and row.ends_at > now for row in sisters),
        wants_car="" if any(each.kind == ResourceKind.CAR for each in held) else More.from_json(booking.more).pick_up,
        may_copy=me().may(Permission.BOOK, booking.site_id),
    )


def _when_and_where(held: Reservation, booking: Booking) -> str:
    is_as_long = (held.starts_at, held.ends_at) == (booking.starts_at, booking.ends_at)
    if held.kind != ResourceKind.CAR and is_as_long:
        return ""
    hours = f"{clock(held.starts_at, booking.site.tz)}–{clock(held.ends_at, booking.site.tz)}"
    return f"{hours} · {held.place}" if held.place else hours
