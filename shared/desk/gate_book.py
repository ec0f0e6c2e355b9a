"""What the gate writes down: vehicles, notes to reception, who needs help, and who was brought in anyway (R7, R11)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.badges.models import Badge
from shared.bookings.models import Guest
from shared.bookings.queries import guest as guest_with_id
from shared.desk.cancel import may_change
from shared.desk.gate_word import BadWords
from shared.desk.let_in import badge_row
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.gate.actions import write_note, write_vehicle
from shared.gate.models import GateNote
from shared.gate.rules import LONGEST_PLACE, LONGEST_WORDS, problem_with_text
from shared.kernel.ids import new_id
from shared.kernel.logbook import About, Kind, note
from shared.kernel.plates import LONGEST_PLATE, tidy_plate
from shared.people.models import Employee
from shared.visits.models import Visit
from shared.visits.queries import open_visit_of
from shared.visits.rules import VisitState


def note_vehicle(session: Session, guest_id: str, plate: str, place: str, by: Person, now: datetime) -> None:
    """Write what a guest came in and where it was told to park. Raises NotAllowed and BadWords."""
    guest = _guest(session, guest_id, by)
    plate = tidy_plate(plate)
    place = " ".join(place.split())
    if trouble := problem_with_text(plate, LONGEST_PLATE) or problem_with_text(place, LONGEST_PLACE):
        raise BadWords(trouble)
    write_vehicle(session, guest_id, guest.booking.site_id, plate, place, by.id, now)
    note(session, Kind.VehicleNoted, _about(guest), at=now, by=by.id, guest=guest.id)


def tell_reception(
    session: Session, site_id: str, guest_id: str | None, words: str, by: Person, now: datetime
) -> GateNote | None:
    """Write a note to reception; nothing for no words. Raises NotAllowed and BadWords."""
    if not by.may(Permission.SEE_GATE, site_id):
        raise NotAllowed
    guest = _guest(session, guest_id, by) if guest_id else None
    words = " ".join(words.split())
    if trouble := problem_with_text(words, LONGEST_WORDS):
        raise BadWords(trouble)
    if not words:
        return None
    written = write_note(session, site_id, guest_id, words, by.id, now)
    about = _about(guest) if guest else About(site_id)
    note(session, Kind.GateNoteWritten, about, at=now, by=by.id, note=written.id)
    return written


def take_note_of(session: Session, note_id: str, by: Person, now: datetime) -> None:
    """Write that reception has read a note: every screen puts it away. Twice is once. Raises NotAllowed."""
    row = session.get(GateNote, note_id, with_for_update=True)
    if row is None or not by.may(Permission.SEE_GATE, row.site_id):
        raise NotAllowed
    if row.noted_at is None:
        row.noted_at, row.noted_by = now, by.id
        note(session, Kind.GateNoteSeen, About(row.site_id), at=now, by=by.id, note=row.id)


def say_needs_help(session: Session, guest_id: str, needs: bool, by: Person, now: datetime) -> None:
    """Write whether a guest has to be looked for first when the site is evacuated.

    Said by who may change the booking, or by the gate. Raises NotAllowed.
    """
    guest = guest_with_id(session, guest_id)
    if guest is None or not (by.may(Permission.ADMIT, guest.booking.site_id) or may_change(guest.booking, by)):
        raise NotAllowed
    if guest.needs_help != needs:
        guest.needs_help = needs
        note(session, Kind.HelpNeedNoted, _about(guest), at=now, by=by.id, guest=guest.id, needs=needs)


def bring_in_anyway(
    session: Session, guest_id: str, employee_id: str, station: str, by: Person, now: datetime
) -> Visit:
    """Put on record that an employee has brought somebody in without an approval (R7).

    They are inside, so they are on the list of who has to be found; no badge prints, since nobody let them in.
    Raises NotAllowed, and OutOfTurn for who has an open visit.
    """
    guest = _guest(session, guest_id, by)
    employee = session.get(Employee, employee_id)
    if employee is None or employee.left_at is not None:
        raise NotAllowed
    if open_visit_of(session, guest_id):
        raise OutOfTurn("visitor_inside")
    booking = guest.booking
    stay = Visit(
        id=new_id(),
        booking_id=booking.id,
        guest_id=guest.id,
        site_id=booking.site_id,
        host_id=booking.host_id,
        station=station,
        state=VisitState.INSIDE,
        arrived_at=now,
        admitted_at=now,
    )
    session.add(stay)
    session.flush()
    badge = new_id()
    session.add(Badge(**badge_row(badge, stay.id, booking, now)))
    about = About(booking.site_id, booking.host_id, booking.id, stay.id)
    note(session, Kind.BroughtInAnyway, about, at=now, by=by.id, person=employee.id)
    note(session, Kind.VisitorArrived, about, at=now, by=by.id, badge=badge)
    return stay


def _guest(session: Session, guest_id: str, by: Person) -> Guest:
    guest = guest_with_id(session, guest_id)
    if guest is None or not by.may(Permission.ADMIT, guest.booking.site_id):
        raise NotAllowed
    return guest


def _about(guest: Guest) -> About:
    return About(guest.booking.site_id, guest.booking.host_id, guest.booking_id)
