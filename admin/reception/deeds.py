"""What people do with a plan: tick, hand over, add, arrange, confirm. Each leads back to where it was pressed."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node, safe_path
from admin.forms import Typed, day_typed, hour_typed, moment_typed
from admin.reception.people import people_typed, person_typed
from admin.reception.plan import plan_page
from admin.reception.seeing import may_see, seen_plan
from admin.speech import _
from shared.bookings.models import Booking
from shared.desk.arranging import Arrangements, arrange
from shared.desk.itinerary import send_now
from shared.desk.preparing import Confirmed, add_task, confirm, hand_task, tick_part, tick_task, write_task_note
from shared.desk.reception import choose_meeting, make_plan
from shared.kernel.names import has_odd_characters
from shared.reception.models import Task
from shared.reception.queries import plan_of
from shared.reception.rules import LONGEST_NAME, LONGEST_NOTE, Means, Meeting, Owner, Point, Secrecy

pages = Blueprint("plan_deeds", __name__)

Answer = tuple[str, int] | Response
_MOST_SEATS = 2000


@pages.post("/bookings/<booking_id>/reception")
def make(booking_id: str) -> Response:
    """Make the plan before it is made by itself."""
    _check_seen(booking_id)
    with node().transaction() as rows:
        make_plan(rows, booking_id, me(), node().now())
    flash(_("The plan is made. Name who does what, and write the itinerary."), "go")
    return _to_plan(booking_id)


@pages.post("/reception/tasks/<task_id>/tick")
def tick(task_id: str) -> Response:
    """Write that a task is done, or take it back."""
    done = request.form.get("done") == "yes"
    with node().transaction() as rows:
        task = tick_task(rows, task_id, done, me(), node().now())
        name, booking_id = task.named(language()), task.booking_id
    flash(_("%(task)s: done.", task=name) if done else _("%(task)s: to do again.", task=name), "go")
    return _back(booking_id)


@pages.post("/reception/tasks/<task_id>/part")
def part(task_id: str) -> Response:
    """Tick something that belongs to a task, or take the tick back."""
    number = request.form.get("number", "")
    with node().transaction() as rows:
        task = tick_part(rows, task_id, int(number) if number.isdecimal() else -1, me(), node().now())
    return _back(task.booking_id, f"#task-{task_id}")


@pages.post("/reception/tasks/<task_id>")
def save_task(task_id: str) -> Answer:
    """Give a task to somebody, and write a note."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        booking_id = _booking_of_task(rows, task_id)
        person = person_typed(rows, typed, "person")
        words = _words(typed, "note", LONGEST_NOTE, may_be_empty=True)
        if typed["owner"] not in set(Owner):
            typed.is_wrong("owner", _("Choose one of these."))
        if typed.troubles:
            flash(" ".join(typed.troubles.values()), "attend")
            return plan_page(rows, booking_id, typed), 422
        hand_task(rows, task_id, Owner(typed["owner"]), person.id if person else None, me(), node().now())
        write_task_note(rows, task_id, words, me())
    flash(_("Saved."), "go")
    return _to_plan(booking_id, f"task-{task_id}")


@pages.post("/bookings/<booking_id>/reception/tasks")
def add(booking_id: str) -> Answer:
    """Add a task of one's own."""

    def do(rows: Session, typed: Typed) -> None:
        _reception, site = seen_plan(rows, booking_id)
        name = _words(typed, "task", LONGEST_NAME)
        on, hour = day_typed(typed["day"]), hour_typed(typed["hour"])
        if on is None:
            typed.is_wrong("day", _("Choose a day."))
        if hour is None:
            typed.is_wrong("hour", _("Write an hour such as 14:30."))
        if typed["owner"] not in set(Owner):
            typed.is_wrong("owner", _("Choose one of these."))
        if not typed.troubles and on and hour:
            due = moment_typed(on, hour, site.tz)
            add_task(rows, booking_id, name, Owner(typed["owner"]), due, me(), node().now())

    return _send(booking_id, do, _("Added. It moves with the visit."))


@pages.post("/bookings/<booking_id>/reception/arrangements")
def arrangements(booking_id: str) -> Answer:
    """Write who goes along and eats with the guests, where, and how confidential it is."""

    def do(rows: Session, typed: Typed) -> None:
        room = _words(typed, "room", LONGEST_NAME, may_be_empty=True)
        escorts, diners = (people_typed(rows, typed, name) for name in ("escorts", "diners"))
        seats = int(typed["seats"]) if typed["seats"].isascii() and typed["seats"].isdecimal() else None
        if typed["seats"] and (seats is None or not 1 <= seats <= _MOST_SEATS):
            typed.is_wrong("seats", _("Write a whole number from %(a)s to %(b)s.", a=1, b=_MOST_SEATS))
        if typed["secrecy"] not in set(Secrecy) or typed["meeting"] not in set(Meeting):
            typed.is_wrong("secrecy", _("Choose one of these."))
        if not typed.troubles:
            wanted = Arrangements(escorts, diners, room, seats, typed["secrecy"])
            arrange(rows, booking_id, wanted, me(), node().now())
            choose_meeting(rows, booking_id, Meeting(typed["meeting"]), me(), node().now())

    return _send(booking_id, do, _("Saved."))


@pages.post("/bookings/<booking_id>/reception/confirmation")
def confirmation(booking_id: str) -> Answer:
    """Write what was confirmed with the visitor."""

    def do(rows: Session, typed: Typed) -> None:
        whom = _words(typed, "whom", LONGEST_NAME)
        words = _words(typed, "words", LONGEST_NOTE, may_be_empty=True)
        points = tuple(point for point in Point if typed[f"point.{point.value}"])
        if not points:
            typed.is_wrong("point.time", _("Tick what was confirmed."))
        if typed["means"] not in set(Means):
            typed.is_wrong("means", _("Choose one of these."))
        if not typed.troubles:
            confirm(rows, booking_id, Confirmed(whom, Means(typed["means"]), points, words), me(), node().now())

    return _send(booking_id, do, _("Written down. If time or place change, it is asked again."))


@pages.post("/bookings/<booking_id>/itinerary/send")
def send(booking_id: str) -> Response:
    """Let the itinerary go out now."""
    _check_seen(booking_id)
    with node().transaction() as rows:
        send_now(rows, booking_id, me(), node().now())
    flash(_("It is on its way. This page says when it has been sent."), "wait")
    return _to_plan(booking_id)


def _send(booking_id: str, do: Callable[[Session, Typed], Any], words: str) -> Answer:
    typed = Typed(request.form)
    with node().transaction() as rows:
        seen_plan(rows, booking_id)
        do(rows, typed)
        if typed.troubles:
            return plan_page(rows, booking_id, typed), 422
    flash(words, "go")
    return _to_plan(booking_id)


def _words(typed: Typed, name: str, longest: int, *, may_be_empty: bool = False) -> str:
    """Return what was typed, trimmed; what is wrong with it is noted at the field."""
    text = typed[name]
    if not text and not may_be_empty:
        typed.is_wrong(name, _("Write something here."))
    elif len(text) > longest:
        typed.is_wrong(name, _("This is too long: %(n)s characters at most.", n=longest))
    elif any(has_odd_characters(line) for line in text.splitlines()):
        typed.is_wrong(
            name, _("There is a character in this that cannot be shown. Type it anew instead of pasting it.")
        )
    return text


def _check_seen(booking_id: str) -> None:
    with node().reading() as rows:
        booking = rows.get(Booking, booking_id)
        if booking is None or not may_see(booking):
            lost()


def _booking_of_task(rows: Session, task_id: str) -> str:
    task = rows.get(Task, task_id) or lost()
    if plan_of(rows, task.booking_id) is None:
        lost()
    seen_plan(rows, task.booking_id)
    return task.booking_id


def _to_plan(booking_id: str, anchor: str | None = None) -> Response:
    return redirect(url_for("plans.page", booking_id=booking_id, _anchor=anchor))


def _back(booking_id: str, anchor: str = "") -> Response:
    """Lead back to the board as it was, or to the plan."""
    asked = request.form.get("back", "")
    is_ours = asked.startswith(("/reception", f"/bookings/{booking_id}/"))
    return redirect(safe_path(asked) if is_ours else f"/bookings/{booking_id}/reception{anchor}")
