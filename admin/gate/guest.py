"""One guest as the gate sees them: whether they may come in, what they came in, what they carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.asking import language, me
from admin.dates import moment_words, window
from admin.gate.alerts.door import held_words
from admin.gate.words import STOP_REASON
from admin.speech import _
from admin.wording import BOOKING, Said, answer_mark, answer_words, whom_they_see
from shared.access.queries import names_of
from shared.bookings.models import Guest
from shared.bookings.more import More
from shared.bookings.rules import State
from shared.desk.answer import may_take_over
from shared.desk.hold import waits_for_security
from shared.desk.release import brought_ahead, brought_in
from shared.gate.models import GateNote, GateStop, LaneGuest, Vehicle
from shared.gate.queries import lane_guest, notes_about, stop_of, vehicle_of
from shared.gate.rules import Stop, StopReason
from shared.leaving.queries import release_of
from shared.leaving.rules import Brought
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.queries import visits_of_booking
from shared.visits.rules import VisitState


@dataclass(frozen=True)
class Note:
    """Something that was written to reception."""

    words: str
    at: str
    by: str
    seen: bool


@dataclass(frozen=True)
class Sheet:
    """All that the page shows of a guest."""

    guest: Guest
    stay: Visit | None
    said: Said
    since: str
    host: str
    beside_host: str
    """The host's department; of who named nobody, that it is so."""
    grade: str
    window: str
    stop: GateStop | None
    stop_words: str
    stop_by: str
    vehicle: Vehicle | None
    lane: LaneGuest | None
    items: Sequence[Brought]
    notes: Sequence[Note]
    can_admit: bool
    can_take_over: bool
    """Whether somebody whom the host declined may come in after all, and reception looks after them."""
    is_inside: bool
    may_note_items: bool
    """Here, and not yet said what goes out."""
    needs_approval: bool
    """Not approved, so that nobody may be let in; an employee who brings them in anyway is put on record (R7)."""


def sheet_of(rows: Session, guest: Guest, site: Site, now: datetime) -> Sheet:
    """Return a guest's sheet."""
    booking, said = guest.booking, language()
    stay = _latest_stay(rows, guest)
    stop = stop_of(rows, guest.id)
    written = notes_about(rows, guest.id)
    names = names_of(rows, [note.written_by for note in written] + ([stop.by] if stop else []), language())
    is_inside = stay is not None and stay.state == VisitState.INSIDE
    is_asking = stay is not None and stay.state == VisitState.ASKING
    approved = booking.state == State.APPROVED and guest.uninvited_at is None
    can_take_over = stay is not None and stop is None and _may_come_in_after_all(stay)
    names_nobody = stay is not None and stay.names_nobody
    return Sheet(
        guest=guest,
        stay=stay,
        said=_state(guest, stay, stop),
        since=moment_words(stay.arrived_at, site.tz, now) if stay else "",
        host=whom_they_see(stay) if stay else booking.host.named(said),
        beside_host=_("named nobody; reception was asked") if names_nobody else booking.host.department.named(said),
        grade=f"{booking.grade_letter} {booking.grade.named(said)}",
        window=window(booking.starts_at, booking.ends_at, site.tz, now),
        stop=stop,
        stop_words=str(STOP_REASON[StopReason(stop.reason)]) if stop else "",
        stop_by=names.get(stop.by, "") if stop else "",
        vehicle=vehicle_of(rows, guest.id),
        lane=lane_guest(rows, guest.id),
        items=brought_in(rows, stay.id) if stay else _brought_ahead(guest),
        notes=[_note(note, names, site, now) for note in written],
        can_admit=is_asking or (approved and not is_inside),
        can_take_over=can_take_over,
        is_inside=is_inside,
        may_note_items=(is_inside or is_asking) and stay is not None and release_of(rows, stay.id) is None,
        needs_approval=not approved and not is_asking and not is_inside and not can_take_over,
    )


def _note(note: GateNote, names: Mapping[str, str], site: Site, now: datetime) -> Note:
    by, is_seen = names.get(note.written_by, ""), note.noted_at is not None
    return Note(note.words, moment_words(note.written_at, site.tz, now), by, is_seen)


def _may_come_in_after_all(stay: Visit) -> bool:
    """Say whether this person may let in somebody who was turned away; who is held waits for security."""
    is_away = stay.state == VisitState.TURNED_AWAY and not waits_for_security(stay)
    return is_away and may_take_over(me(), stay)


def _brought_ahead(guest: Guest) -> tuple[Brought, ...]:
    """Return what the leader will bring, as it was said with the booking."""
    return brought_ahead(More.from_json(guest.booking.more).items) if guest.is_leader else ()


def _latest_stay(rows: Session, guest: Guest) -> Visit | None:
    stays = [stay for stay in visits_of_booking(rows, guest.booking_id) if stay.guest_id == guest.id]
    return stays[-1] if stays else None


def _state(guest: Guest, stay: Visit | None, stop: GateStop | None) -> Said:
    """Say how a guest stands, the gate's own word first."""
    if stop is not None and not (stay is not None and stay.state == VisitState.INSIDE):
        if stop.said == Stop.HELD:
            return Said("attend", held_words(stop))
        return Said("stop", _("Refused: %(reason)s", reason=STOP_REASON[StopReason(stop.reason)]))
    if stay is None or stay.state in (VisitState.LEFT, VisitState.EXPIRED):
        if stay is not None:
            return Said("off", _("Left") if stay.state == VisitState.LEFT else _("Not signed out"))
        return Said("off", _("Not arrived")) if guest.booking.state == State.APPROVED else _not_approved(guest)
    if stay.state == VisitState.ASKING:
        return Said("wait", _("Asks to come in"))
    if stay.state == VisitState.INSIDE:
        if stay.answer:
            words = answer_words(stay.answer, stay.answer_minutes, stay.answer_place)
            return Said(answer_mark(stay.answer), words)
        return Said("wait", _("Asking the host"))
    return Said("stop", _("Turned away"))


def _not_approved(guest: Guest) -> Said:
    return BOOKING[State(guest.booking.state)]
