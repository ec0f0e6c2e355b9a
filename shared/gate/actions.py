"""Writing down what the gate says."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from shared.bookings.models import Booking, Guest
from shared.bookings.passes import new_number
from shared.gate.models import GateNote, GateStop, LaneGuest, Vehicle
from shared.gate.rules import NOTE_KEPT, Identification, Stop, StopReason
from shared.kernel.database import insert_into
from shared.kernel.ids import new_id

_BADGE_OUTLIVES = timedelta(days=7)
"""Who overstays must still be able to leave by the badge."""


def keep_out(session: Session, guest: Guest, said: Stop, why: tuple[StopReason, str], by: str, now: datetime) -> None:
    """Hold or refuse a guest, for a reason and with words to the desk; the latest word holds."""
    reason, words = why
    row = {"said": said.value, "reason": reason.value, "words": words, "at": now, "by": by}
    new = insert_into(session, GateStop).values(guest_id=guest.id, site_id=guest.booking.site_id, **row)
    session.execute(new.on_conflict_do_update(index_elements=["guest_id"], set_=row))


def lift(session: Session, guest_id: str) -> bool:
    """Take the gate's word back; say whether there was one."""
    gone = delete(GateStop).where(GateStop.guest_id == guest_id).returning(GateStop.guest_id)
    return session.scalars(gone).one_or_none() is not None


def write_vehicle(
    session: Session, guest_id: str, site_id: str, plate: str, place: str, by: str, now: datetime
) -> None:
    """Keep what a guest came in and where it stands."""
    row = {"plate": plate, "place": place, "noted_at": now, "noted_by": by}
    new = insert_into(session, Vehicle).values(guest_id=guest_id, site_id=site_id, **row)
    session.execute(new.on_conflict_do_update(index_elements=["guest_id"], set_=row))


def write_note(session: Session, site_id: str, guest_id: str | None, words: str, by: str, now: datetime) -> GateNote:
    """Keep a few words to reception."""
    new = GateNote(
        site_id=site_id,
        guest_id=guest_id,
        words=words,
        written_at=now,
        written_by=by,
        kept_for="note to reception",
        forget_at=now + NOTE_KEPT,
    )
    session.add(new)
    session.flush()
    return new


def make_ready(
    session: Session,
    guest: Guest,
    booking: Booking,
    station: str,
    by: str,
    now: datetime,
    identification: Identification | None = None,
) -> LaneGuest:
    """Give a guest who was registered for a badge that can be printed before they come."""
    ready = LaneGuest(
        guest_id=guest.id,
        site_id=booking.site_id,
        station=station,
        badge_id=new_id(),
        number=new_number(),
        badge_expires_at=booking.ends_at + _BADGE_OUTLIVES,
        expected_at=booking.starts_at,
        registered_at=now,
        registered_by=by,
        identification=identification.value if identification else None,
    )
    session.add(ready)
    session.flush()
    return ready
