"""Ask for a visit (R1, R2, R5, R6)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.bookings.actions import write_booking
from shared.bookings.models import Booking
from shared.bookings.more import More
from shared.bookings.rules import Problem, State, Wish, WishRefused, problems_with
from shared.desk.ask_approval import ask_approval
from shared.desk.grading import keep_choice
from shared.desk.hold import hold_booking
from shared.desk.outcomes import NotAllowed
from shared.desk.papers_due import remind_of_papers
from shared.desk.permit import issue_permit
from shared.gate.models import Vehicle
from shared.grades.chain import is_the_hosts
from shared.grades.models import Grade
from shared.grades.queries import grade as grade_lettered
from shared.grades.queries import lead_time
from shared.grades.rules import lead_of
from shared.kernel.logbook import Kind, note
from shared.people.models import Employee
from shared.people.queries import employee
from shared.sites.models import Site


def book(session: Session, wish: Wish, by: Person, now: datetime) -> Booking:
    """Write a booking down; approved at once where the grade leaves it to the host who books (R6).

    Inside the lead time it is taken all the same, as urgent, with a date by which its papers are due (R5).
    Raises NotAllowed, and WishRefused with every problem at once.
    """
    wish = wish.tidied()
    check_may_book(wish, by)
    site, _, grade = checked(session, wish, now)
    approves_itself = is_the_hosts(grade.steps) and by.is_host(wish.host_id)
    booking = write_booking(session, wish, by.id, State.WAITING, now)
    expect_vehicle(session, booking, "", by.id, now)
    lead = lead_of(lead_time(session, wish.kind).ahead, grade.lead_days, wish.starts_at, now, site.hours)
    booking.is_urgent, booking.papers_due = lead.is_urgent, lead.papers_due
    remind_of_papers(session, booking, now)
    about = booking.about
    is_approved = not hold_booking(session, booking, now) and approves_itself
    made = State.APPROVED if is_approved else State.WAITING
    note(session, Kind.BookingMade, about, at=now, by=by.id, state=made.value, urgent=booking.is_urgent)
    keep_choice(session, booking, wish, by.id, now)
    if is_approved:
        issue_permit(session, booking, by.id, now)
    elif not approves_itself:
        ask_approval(session, booking, now)
    return booking


def expect_vehicle(session: Session, booking: Booking, before: str, by: str, now: datetime) -> None:
    """Let the gate know the plate of the leader's car before it comes (R11); what the gate noted itself stays.

    `before` is the plate that the booking had; empty for a new one.
    """
    plate = More.from_json(booking.more).plate
    if plate == before:
        return
    leader = booking.leader
    noted = session.get(Vehicle, leader.id) if booking.changes else None
    if noted is not None and noted.plate != before:
        return
    if noted is not None and not plate:
        session.delete(noted)
    elif noted is not None:
        noted.plate, noted.noted_at, noted.noted_by = plate, now, by
    else:
        facts = {"plate": plate, "place": "", "noted_at": now, "noted_by": by}
        session.add(Vehicle(guest_id=leader.id, site_id=booking.site_id, **facts))


def check_may_book(wish: Wish, by: Person) -> None:
    """Raise NotAllowed unless this person may book this host's visits at this site."""
    own = by.is_host(wish.host_id) and by.may(Permission.BOOK, wish.site_id)
    if not own and not by.may(Permission.BOOK_FOR_OTHERS, wish.site_id):
        raise NotAllowed


def checked(session: Session, wish: Wish, now: datetime) -> tuple[Site, Employee, Grade]:
    """Return the site, host and grade that a wish names; raise WishRefused with all that is wrong with it."""
    site, host = session.get(Site, wish.site_id), employee(session, wish.host_id)
    grade = grade_lettered(session, wish.grade)
    problems = [
        Problem(field, "unknown")
        for field, found in (("site", site), ("host", host), ("grade", grade))
        if found is None
    ]
    problems += problems_with(wish, now)
    if problems or site is None or host is None or grade is None:
        raise WishRefused(problems)
    return site, host, grade
