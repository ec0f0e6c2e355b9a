"""Call the roll of a site: begin, mark people from many devices, print the list, end (R22)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.badges.queries import badge_with_number, on_paper
from shared.badges.rules import AT_RECEPTION
from shared.bookings.passes import Code, Read, read
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.devices.queries import station_with_code
from shared.devices.rules import is_silent
from shared.kernel.ids import new_id
from shared.kernel.logbook import About, Kind, note
from shared.printing.actions import ToPrint, ask_for_print
from shared.printing.models import PrintJob
from shared.printing.rules import ROLL_CALL
from shared.roll_calls.actions import Press, add_marks, begin, end
from shared.roll_calls.models import RollCall
from shared.roll_calls.queries import open_roll_call, roll_call, standing_of
from shared.roll_calls.rules import LONGEST_POINT, Sheet, SheetLine, Sureness
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.queries import at_the_door_with_pass, visit

_SHEET_SEPARATOR = "."


def call_roll(
    session: Session,
    site_id: str,
    *,
    is_drill: bool,
    point: str,
    by: Person,
    now: datetime,
    ago: timedelta = timedelta(0),
) -> RollCall:
    """Turn an evacuation on; if one is on already, return that: two who press at once count in one list.

    `ago` is how long since it was pressed, on a device that had no connection then. Raises NotAllowed.
    """
    _check(by, site_id)
    tidy = " ".join(point.split())[:LONGEST_POINT]
    call, people = begin(session, site_id, is_drill=is_drill, point=tidy, by=by.id, started_at=now - ago)
    if people is not None:
        facts = {"roll_call": call.id, "drill": is_drill, "people": people}
        note(session, Kind.RollCallStarted, About(site_id), at=now, by=by.id, **facts)
    return call


def mark_people(
    session: Session, site_id: str, presses: Sequence[Press], device: str, by: Person, now: datetime
) -> RollCall:
    """Add what a device says of people. Each press is kept; the latest holds.

    Raises NotAllowed, and OutOfTurn when no roll call is on at the site (any more).
    """
    _check(by, site_id)
    call = open_roll_call(session, site_id)
    if call is None:
        raise OutOfTurn("no_roll_call")
    for press in add_marks(session, call, presses, device, by.id, now):
        about = About(site=site_id, visit=press.visit)
        said = "undone" if press.undoes else press.said.value
        note(session, Kind.RollCallMarked, about, at=now, by=by.id, roll_call=call.id, said=said)
    return call


def end_roll_call(session: Session, roll_call_id: str, by: Person, now: datetime) -> RollCall:
    """End it: kiosks serve visitors again. Twice is once. Raises NotAllowed."""
    call = roll_call(session, roll_call_id)
    if call is None:
        raise NotAllowed
    _check(by, call.site_id)
    missing = len(standing_of(session, call).missing)
    if end(session, call, by.id, now):
        facts = {"roll_call": call.id, "drill": call.is_drill, "missing": missing}
        note(session, Kind.RollCallEnded, About(call.site_id), at=now, by=by.id, **facts)
    return call


def print_roll_call(session: Session, roll_call_id: str, station: str, by: Person, now: datetime) -> PrintJob:
    """Ask for the list on a station's badge printer.

    Raises NotAllowed, and OutOfTurn for a roll call that is over, or a kiosk that can't be heard.
    """
    call = roll_call(session, roll_call_id)
    if call is None:
        raise NotAllowed
    _check(by, call.site_id)
    if call.ended_at is not None:
        raise OutOfTurn("no_roll_call")
    there = station_with_code(session, call.site_id, station)
    if there is None or is_silent(there.last_heard_at, now):
        raise OutOfTurn("no_kiosk")
    about = About(call.site_id)
    note(session, Kind.RollCallPrintAsked, about, at=now, by=by.id, roll_call=call.id, station=there.code)
    subject = f"{call.id}{_SHEET_SEPARATOR}{new_id()}"
    return ask_for_print(session, ToPrint(call.site_id, there.code, about, ROLL_CALL, subject), now)


def sheet_to_print(session: Session, subject_id: str, now: datetime) -> Sheet | None:
    """Return the list as it stands now; None once the roll call is over: old paper would send people in for nobody."""
    call = roll_call(session, subject_id.partition(_SHEET_SEPARATOR)[0])
    if call is None or call.ended_at is not None:
        return None
    site = session.get_one(Site, call.site_id)
    lines = tuple(
        SheetLine(
            name=person.visit.guest.visitor.name,
            company=person.visit.guest.visitor.company.name,
            where=person.visit.booking.area or _at_whose_place(person.visit),
            needs_help=person.visit.guest.needs_help,
            is_sure=person.counted.sureness is Sureness.SURE,
            is_safe=person.is_safe,
        )
        for person in standing_of(session, call).people
    )
    started, as_of = (moment.astimezone(site.tz) for moment in (call.started_at, now))
    return Sheet(site.name, call.is_drill, call.point, started, as_of, lines)


def _at_whose_place(stay: Visit) -> str:
    who = on_paper(stay)
    return who.name if who else AT_RECEPTION


def visit_of_code(session: Session, text: str, site_id: str, pass_key: bytes) -> str | None:
    """Return the visit at this site of whoever carries a badge or a pass, also a void one; None for nobody's."""
    code = read(text, pass_key)
    if not isinstance(code, Read):
        return None
    if code.code is Code.BADGE:
        found = badge_with_number(session, code.number)
        stay = visit(session, found.visit_id) if found else None
        return stay.id if stay is not None and stay.site_id == site_id else None
    guest = at_the_door_with_pass(session, code.number)
    return guest.visit_id if guest is not None and guest.visit_site_id == site_id else None


def _check(by: Person, site_id: str) -> None:
    if not by.may(Permission.CALL_ROLL, site_id):
        raise NotAllowed
