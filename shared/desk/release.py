"""What goes out with a visitor is what came in, or the gate has a look (R11, R22)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.bookings.models import Booking, Guest
from shared.bookings.more import More, items_in
from shared.declarations.queries import items_of
from shared.kernel.logbook import About, Kind, note
from shared.leaving.actions import settle, write_taken
from shared.leaving.models import Release
from shared.leaving.queries import release_of
from shared.leaving.rules import Brought, differences, problem_with_remark, problem_with_taken
from shared.visits.models import Visit


class WrongItems(ValueError):
    """The numbers, or the remark, can't be written; the text is a code."""


def brought_in(session: Session, visit_id: str) -> tuple[Brought, ...]:
    """Return what a visitor declared, on the way in or when booking: the lines of the release pass."""
    declared = tuple(Brought(item.id, item.what, item.quantity) for item in items_of(session, visit_id))
    return declared or _said_ahead(session, visit_id)


def brought_ahead(text: str) -> tuple[Brought, ...]:
    """Return what a booking says will be brought, as lines of the release pass."""
    return tuple(Brought(f"ahead{place}", what, number) for place, (what, number) in enumerate(items_in(text)))


def _said_ahead(session: Session, visit_id: str) -> tuple[Brought, ...]:
    """Return what was said with the booking: the leader brings it, and nothing is written for it at the door."""
    leads = select(Booking.more).join(Guest, Guest.booking_id == Booking.id).join(Visit, Visit.guest_id == Guest.id)
    kept = session.scalars(leads.where(Visit.id == visit_id, Guest.is_leader)).one_or_none()
    return brought_ahead(More.from_json(kept or {}).items)


def open_items(session: Session, visit_id: str) -> tuple[Brought, ...]:
    """Return what still has to be accounted for before a visit may end; nothing where that is settled."""
    brought = brought_in(session, visit_id)
    release = release_of(session, visit_id) if brought else None
    return () if release is not None and release.settled_at is not None else brought


def visitor_says(session: Session, stay: Visit, taken: Mapping[str, int], by: str, now: datetime) -> Release:
    """Write what the visitor says goes out. Where it differs the gate is asked. Raises WrongItems."""
    brought = _checked(session, stay, taken)
    release = release_of(session, stay.id, locked=True)
    if release is not None and release.settled_at is not None:
        return release
    differing = differences(brought, taken)
    said_before = release is not None and release.differs and release.taken == dict(taken)
    release = write_taken(session, release, stay, taken, differs=bool(differing), by=by, now=now)
    if differing and not said_before:
        note(session, Kind.ItemsDiffer, _about(stay), at=now, by=by, items=len(differing))
    return release


def gate_says(session: Session, stay: Visit, taken: Mapping[str, int], remark: str, by: str, now: datetime) -> Release:
    """Write what the gate has seen go out: that is the last word, whether it differs or not. Raises WrongItems."""
    brought = _checked(session, stay, taken)
    remark = " ".join(remark.split())
    if trouble := problem_with_remark(remark):
        raise WrongItems(trouble)
    differing = differences(brought, taken)
    if differing and not remark:
        raise WrongItems("missing")
    release = release_of(session, stay.id, locked=True)
    release = write_taken(session, release, stay, taken, differs=bool(differing), by=by, now=now)
    settle(release, remark, by, now)
    note(session, Kind.ItemsReleased, _about(stay), at=now, by=by, items=len(differing))
    return release


def _checked(session: Session, stay: Visit, taken: Mapping[str, int]) -> tuple[Brought, ...]:
    session.execute(select(Visit.id).where(Visit.id == stay.id).with_for_update())  # kiosk and gate speak one by one
    brought = brought_in(session, stay.id)
    if trouble := problem_with_taken(brought, taken):
        raise WrongItems(trouble)
    return brought


def _about(stay: Visit) -> About:
    return About(stay.site_id, stay.host_id, stay.booking_id, stay.id)
