"""What was said in a visit, and what both sides may do together (R21)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.dates import day as day_words
from admin.dates import moment_words
from admin.forms import Typed, day_typed
from admin.reception.seeing import may_read_talks
from admin.reception.words import COOPERATION
from admin.speech import _
from admin.wording import Said, party, problem_words
from shared.access.queries import names_of
from shared.bookings.models import Booking
from shared.bookings.queries import booking as booking_with_id
from shared.desk.itinerary import CHANGED
from shared.desk.outcomes import OutOfTurn
from shared.desk.preparing import may_prepare
from shared.desk.talks import Agreement, move_on, propose, write_minutes
from shared.kernel.names import has_odd_characters
from shared.people.models import Department
from shared.people.queries import departments, employee, employee_names
from shared.reception.models import Cooperation, TalkMinutes
from shared.reception.queries import cooperation_of
from shared.reception.rules import CooperationState
from shared.sites.rules import Hours

pages = Blueprint("talks", __name__)

LONGEST_MINUTES = 20_000
LONGEST_ITEM = 200
Answer = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Row:
    """A cooperation item as the page shows it."""

    id: str
    words: str
    department: str
    due: str
    is_late: bool
    said: Said
    who: str
    others: tuple[tuple[str, str], ...]
    """The states that it can be given."""
    is_open: bool


@pages.get("/bookings/<booking_id>/minutes")
def page(booking_id: str) -> str:
    """Show minutes and cooperation items."""
    with node().reading() as rows:
        return _page(rows, _seen(rows, booking_id), Typed())


@pages.post("/bookings/<booking_id>/minutes")
def save(booking_id: str) -> Answer:
    """Write the minutes."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        booking = _seen(rows, booking_id)
        check_words(typed, "minutes", LONGEST_MINUTES)
        if typed.troubles:
            return _page(rows, booking, typed), 422
        try:
            seen = int(typed["seen"]) if typed["seen"].isdecimal() else 0
            write_minutes(rows, booking_id, typed["minutes"], seen, me(), node().now())
        except OutOfTurn as refused:
            if refused.code != CHANGED:
                raise
            typed["seen"] = ""
            return _page(rows, booking, typed, was_late=True), 409
    flash(_("Saved."), "go")
    return redirect(url_for("talks.page", booking_id=booking_id))


@pages.post("/bookings/<booking_id>/cooperation")
def add(booking_id: str) -> Answer:
    """Write down what both sides may do together."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        booking = _seen(rows, booking_id)
        check_words(typed, "item", LONGEST_ITEM)
        due = due_typed(typed, booking.site.hours)
        department = rows.get(Department, typed["department"]) if typed["department"] else None
        if typed["department"] and department is None:
            typed.is_wrong("department", _("Choose one of these."))
        person = employee(rows, typed["person"].rpartition("·")[2].strip()) if typed["person"] else None
        if typed["person"] and person is None:
            typed.is_wrong("person", problem_words("host", "unknown"))
        if typed.troubles:
            return _page(rows, booking, typed), 422
        whose = department.id if department else person.department_id if person else None
        sees_to_it = person.id if person else None
        propose(rows, booking_id, Agreement(typed["item"], whose, due, sees_to_it), me(), node().now())
    flash(_("Written down."), "go")
    return redirect(url_for("talks.page", booking_id=booking_id))


@pages.post("/cooperation/<item_id>")
def move(item_id: str) -> Response:
    """Write where an item stands now."""
    state = request.form.get("state", "")
    if state not in set(CooperationState):
        lost()
    with node().transaction() as rows:
        item = rows.get(Cooperation, item_id) or lost()
        if item.employee_id != me().employee_id or me().employee_id is None:
            _seen(rows, item.booking_id)
        move_on(rows, item_id, CooperationState(state), me(), node().now())
        booking_id = item.booking_id
    if request.form.get("back") == "promises":
        return redirect(url_for("promises.listing"))
    return redirect(url_for("talks.page", booking_id=booking_id))


def _seen(rows: Session, booking_id: str) -> Booking:
    booking = booking_with_id(rows, booking_id)
    if booking is None or not may_read_talks(booking):
        lost()
    return booking


def check_words(typed: Typed, name: str, longest: int) -> None:
    """Note what is wrong with a text that somebody wrote."""
    if not typed[name]:
        typed.is_wrong(name, _("Write something here."))
    elif len(typed[name]) > longest:
        typed.is_wrong(name, _("This is too long: %(n)s characters at most.", n=longest))
    elif any(has_odd_characters(line) for line in typed[name].splitlines()):
        typed.is_wrong(
            name, _("There is a character in this that cannot be shown. Type it anew instead of pasting it.")
        )


def due_typed(typed: Typed, hours: Hours) -> datetime | None:
    """Return until when it is to be done: the day's closing time, or its end."""
    if not typed["due"]:
        return None
    day = day_typed(typed["due"])
    if day is None:
        typed.is_wrong("due", _("Choose a day."))
        return None
    return hours.closing(day) or hours.day_bounds(day)[1] - timedelta(minutes=1)


def _page(rows: Session, booking: Booking, typed: Typed, *, was_late: bool = False) -> str:
    now, zone, kept = node().now(), booking.site.tz, rows.get(TalkMinutes, booking.id)
    items = cooperation_of(rows, booking.id)
    people = employee_names(rows, {item.employee_id for item in items if item.employee_id}, language())
    teams = departments(rows)
    names = names_of(rows, {item.by for item in items} | ({kept.by} if kept else set()), language())
    if "minutes" not in typed.names():
        typed["minutes"] = kept.words if kept else ""
    if not typed["seen"]:
        typed["seen"] = str(kept.changes if kept else 0)
    leader = booking.leader
    said = {team.id: team.named(language()) for team in teams}
    return render_template(
        "reception/talks.html",
        typed=typed,
        booking=booking,
        who=party(leader.visitor.name, len(booking.guests)),
        written=moment_words(kept.at, zone, now) if kept else "",
        writer=names.get(kept.by, "") if kept else "",
        minutes=kept.words if kept else "",
        rows=[_row(item, said | people, names, zone, now) for item in items],
        departments=[("", _("Nobody yet")), *said.items()],
        can_change=may_prepare(me(), booking.site_id, booking.host_id),
        was_late=was_late,
    )


def _row(item: Cooperation, whose: dict[str, str], names: dict[str, str], zone: ZoneInfo, now: datetime) -> Row:
    state = CooperationState(item.state)
    is_open = state in (CooperationState.PROPOSED, CooperationState.AGREED)
    today = now.astimezone(zone).date()
    return Row(
        id=item.id,
        words=item.words,
        department=" · ".join(filter(None, (whose.get(item.employee_id or ""), whose.get(item.department_id or "")))),
        due=day_words(item.due_at.astimezone(zone).date(), today) if item.due_at else "",
        is_late=is_open and item.due_at is not None and item.due_at < now,
        said=COOPERATION[state],
        who=names.get(item.by, ""),
        others=tuple((other.value, str(COOPERATION[other].word)) for other in CooperationState if other is not state),
        is_open=is_open,
    )
