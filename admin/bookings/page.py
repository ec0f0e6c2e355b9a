"""One booking: its way, its logbook, its permit, its guests; and what can be decided about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.approvals.showing import approval_of, review_form
from admin.asking import language, lost, me, node
from admin.bookings.beside import beside
from admin.bookings.more import more_said
from admin.bookings.unreached import not_reached_by_mail
from admin.bookings.way import Station, way_of
from admin.dates import duration, minutes_between, moment_words, window
from admin.forms import Typed
from admin.speech import _
from admin.telling import Told
from admin.told import told_lines
from admin.wording import KIND, VISIT, Said, booking_said, objection_words, party
from shared.access.queries import names_of
from shared.access.rules import Permission, Person
from shared.approvals.queries import every_step
from shared.bookings.models import Booking, Guest
from shared.bookings.queries import booking as booking_with_id
from shared.bookings.queries import valid_pass
from shared.bookings.rules import State, VisitKind
from shared.desk.approve import Turn, turn_of
from shared.desk.approvers import deciders
from shared.desk.at_the_door import why_only_at_the_door, why_only_there
from shared.desk.cancel import cancel as cancel_visit
from shared.desk.cancel import may_change
from shared.desk.outcomes import NotAllowed
from shared.kernel.logbook import LogLine, lines_about
from shared.people.queries import departments, employee_names
from shared.visits.models import Visit
from shared.visits.queries import visits_of_booking
from shared.visits.rules import CAME_IN, VisitState

pages = Blueprint("booking", __name__)

SHOWN_LINES = 12
MOST_LINES = 2000
_CHANGEABLE = (State.WAITING, State.SENT_BACK, State.APPROVED)


@dataclass(frozen=True)
class Member:
    """A guest as the page shows one."""

    id: str
    name: str
    company: str
    contact: str
    leads: bool
    has_pass: bool
    said: Said
    when: str
    visit: str
    """Their visit, with all that happened in it; empty while they have not come."""
    needs_help: bool
    """Looked for first when the site is evacuated."""


@dataclass(frozen=True)
class Shown:
    """A booking as its page shows it."""

    id: str
    who: str
    said: Said
    permit: str
    grade: str
    kind: str
    host: str
    department: str
    purpose: str
    area: str
    photos: bool
    site: str
    window: str
    reason: str
    urgent_until: str
    members: list[Member]
    arrived: int
    way: list[Station]
    lines: list[Told]
    all_lines: int
    has_passes: bool
    inside: str
    changes: int
    more: list[tuple[str, str]]
    """The optional facts that somebody said, each with its word."""


@dataclass(frozen=True)
class Can:
    """What this person may do with this booking now."""

    decide: bool
    why_not: str
    change: bool
    cancel: bool
    take_back: bool
    let_group_in: bool


def seen_booking(rows: Session, booking_id: str) -> Booking:
    """Return a booking that this person may see; 404 for any other, so that guessing tells nothing."""
    booking = booking_with_id(rows, booking_id)
    if booking is None or not (_may_see(me(), booking) or _is_asked_of(rows, booking)):
        lost()
    return booking


@pages.get("/bookings/<booking_id>")
def page(booking_id: str) -> str:
    """Show a booking."""
    return booking_page(booking_id, Typed())


def seen_state(typed: Typed) -> int | None:
    """Return which state of the booking the form was made from, where it says so."""
    return int(typed["seen"]) if typed["seen"].isdecimal() else None


@pages.get("/bookings/<booking_id>/cancel")
def cancelling(booking_id: str) -> str:
    """Say what cancelling would do, and ask."""
    with node().reading() as rows:
        booking = seen_booking(rows, booking_id)
        if not _can(booking, me(), _turn(rows, booking), why_only_at_the_door(rows, booking)).cancel:
            raise NotAllowed
        mailed = [guest.visitor.name for guest in booking.guests if guest.visitor.email and valid_pass(guest)]
        inside = [stay for stay in visits_of_booking(rows, booking_id) if stay.state == VisitState.INSIDE]
        shown = _shown(booking, [], [], {}, show_all=False)
        told = {"mailed": mailed, "to_call": not_reached_by_mail(booking.guests)}
        return render_template("bookings/cancel.html", booking=shown, inside=len(inside), **told)


@pages.post("/bookings/<booking_id>/cancel")
def cancel(booking_id: str) -> Response:
    """Cancel the booking."""
    with node().reading() as rows:
        seen_booking(rows, booking_id)
    with node().transaction() as rows:
        cancel_visit(rows, booking_id, me(), node().now())
    flash(_("Cancelled. Its passes open no door from now on."), "go")
    return redirect(url_for("booking.page", booking_id=booking_id))


def booking_page(booking_id: str, typed: Typed) -> str:
    """Return a booking's page, with what was typed into its forms and is still to be mended."""
    with node().reading() as rows:
        booking = seen_booking(rows, booking_id)
        visits = list(visits_of_booking(rows, booking_id))
        lines = list(lines_about(rows, booking=booking_id, limit=MOST_LINES))
        names = names_of(rows, _ids(booking, lines), language())
        names |= employee_names(rows, persons_of(lines) | _ids(booking, lines), language())
        names |= {stay.id: stay.guest.visitor.name for stay in visits}
        approval = approval_of(rows, booking, node().now())
        teams = departments(rows) if approval.may_review else ()
        stands_beside = beside(rows, booking)
    only_there = why_only_there(booking, {stay.state for stay in visits})
    shown = _shown(booking, visits, lines, names, show_all="all" in request.args)
    return render_template(
        "bookings/page.html",
        booking=shown,
        can=_can(booking, me(), approval.turn, only_there),
        typed=typed,
        approval=approval,
        beside=stands_beside,
        review_typed=typed if "content" in typed.names() else review_form(approval, booking.area),
        chosen_teams=request.form.getlist("departments") or approval.department_ids,
        teams=[(team.id, team.named(language())) for team in teams],
    )


def persons_of(lines: Sequence[LogLine]) -> set[str]:
    """Return the ids of the employees whom lines name."""
    return {line.facts["person"] for line in lines if line.facts.get("person")}


def _ids(booking: Booking, lines: list[LogLine]) -> set[str]:
    ids = {line.by for line in lines} | {booking.booked_by, booking.decided_by}
    return {each for each in ids if each}


def _shown(
    booking: Booking, visits: list[Visit], lines: list[LogLine], names: dict[str, str], *, show_all: bool
) -> Shown:
    now, zone, said = node().now(), booking.site.tz, language()
    told = told_lines(lines, names, booking, now)
    leader = booking.leader
    by_guest = {stay.guest_id: stay for stay in visits}
    members = [_member(guest, by_guest.get(guest.id), booking, now) for guest in booking.guests]
    inside = [stay for stay in visits if stay.state == VisitState.INSIDE]
    return Shown(
        id=booking.id,
        who=party(leader.visitor.name, len(booking.guests)),
        said=booking_said(booking.state, booking.turnout, {stay.state for stay in visits}),
        permit=booking.permit or "",
        grade=f"{booking.grade_letter} {booking.grade.named(said)}",
        kind=str(KIND[VisitKind(booking.kind)]),
        host=booking.host.named(said),
        department=booking.host.department.named(said),
        purpose=booking.purpose,
        area=booking.area,
        photos=booking.photos_allowed,
        site=booking.site.named(said),
        window=window(booking.starts_at, booking.ends_at, zone, now),
        reason=booking.reason or "",
        urgent_until=moment_words(booking.papers_due, zone, now) if booking.is_urgent and booking.papers_due else "",
        members=members,
        arrived=len({stay.guest_id for stay in visits if stay.state in CAME_IN}),
        way=way_of(booking, visits, names, now),
        lines=told if show_all else told[-SHOWN_LINES:],
        all_lines=len(told),
        has_passes=any(member.has_pass for member in members),
        inside=_inside_words(inside, now),
        changes=booking.changes,
        more=more_said(booking.more),
    )


def _inside_words(inside: list[Visit], now: datetime) -> str:
    if not inside:
        return ""
    minutes = minutes_between(min(stay.arrived_at for stay in inside), now)
    return _("On site for %(time)s", time=duration(minutes)) if minutes else _("On site")


def _member(guest: Guest, stay: Visit | None, booking: Booking, now: datetime) -> Member:
    visitor, zone = guest.visitor, booking.site.tz
    works = valid_pass(guest) is not None and booking.state == State.APPROVED and may_change(booking, me())
    if stay is None:
        said, when = Said("off", _("Not arrived")), ""
    else:
        said = VISIT[VisitState(stay.state)]
        when = moment_words(stay.left_at or stay.arrived_at, zone, now)
    return Member(
        id=guest.id,
        name=visitor.name,
        company=visitor.company.name,
        contact=visitor.phone or visitor.email or "",
        leads=guest.is_leader and len(booking.guests) > 1,
        has_pass=works,
        said=said,
        when=when,
        visit=stay.id if stay else "",
        needs_help=guest.needs_help,
    )


def _turn(rows: Session, booking: Booking) -> Turn:
    return turn_of(booking, every_step(rows, booking.id), deciders(rows, me(), node().now()))


def _can(booking: Booking, who: Person, turn: Turn, only_at_the_door: str | None) -> Can:
    state, objection = State(booking.state), turn.objection
    over = booking.ends_at <= node().now()
    may_change_it = may_change(booking, who) and state in _CHANGEABLE and not over and not only_at_the_door
    return Can(
        decide=objection is None and state is State.WAITING and not over and not only_at_the_door,
        why_not=_why_not(state, objection, only_at_the_door),
        change=may_change_it,
        cancel=may_change_it,
        take_back=objection is None and state is State.APPROVED and not over,
        let_group_in=_may_let_group_in(booking, who) and state is State.APPROVED and not over,
    )


def _why_not(state: State, objection: str | None, only_at_the_door: str | None) -> str:
    if only_at_the_door:
        return objection_words(only_at_the_door)
    return objection_words(objection) if objection and state is State.WAITING else ""


def _may_let_group_in(booking: Booking, who: Person) -> bool:
    return len(booking.guests) > 1 and who.may(Permission.ADMIT, booking.site_id)


def _may_see(who: Person, booking: Booking) -> bool:
    own = who.is_host(booking.host_id) or booking.booked_by == who.id
    return own or who.may(Permission.SEE_ALL_VISITS, booking.site_id)


def _is_asked_of(rows: Session, booking: Booking) -> bool:
    """Say whether it is this person who decides now, as a delegate of somebody who is away."""
    return booking.state == State.WAITING and _turn(rows, booking).objection is None
