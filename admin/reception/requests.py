"""What guests ask for while they are here: written down, met or explained within minutes (R18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.dates import clock
from admin.forms import Typed
from admin.reception.talks import check_words
from admin.reception.words import task_state
from admin.speech import Words, _, _l
from admin.wording import Said, party
from shared.bookings.models import Booking
from shared.bookings.queries import booking as booking_with_id
from shared.desk.preparing import may_prepare
from shared.desk.requests import note_request
from shared.desk.sent_once import FORM_KEY, made_once
from shared.kernel.ids import new_id
from shared.reception.models import Task
from shared.reception.queries import Reception, figures, open_requests, requests_of
from shared.reception.rules import LONGEST_NAME
from shared.visits.queries import visits_of_booking
from shared.visits.rules import VisitState

pages = Blueprint("guest_requests", __name__, url_prefix="/bookings/<booking_id>/requests")

MOST_SHOWN = 20
USUAL: tuple[Words, ...] = (
    _l("More tea or water"),
    _l("Help with the projector"),
    _l("Copies of papers"),
    _l("Power or an adapter"),
    _l("A taxi or a car"),
)
"""What is asked for most: one press each."""


@dataclass(frozen=True)
class Row:
    """A request as the pages show it."""

    id: str
    name: str
    at: str
    said: Said
    """How much time is left, or since when it is late."""
    is_done: bool
    note: str
    booking: str
    visit: str
    checks: tuple[tuple[int, str, bool], ...] = ()


@pages.get("")
def page(booking_id: str) -> str:
    """Show what the guests of a visit have asked for, and ask what they want now."""
    with node().reading() as rows:
        return _page(rows, _seen(rows, booking_id), Typed())


@pages.post("")
def ask(booking_id: str) -> str | tuple[str, int] | Response:
    """Write down what a guest asks for."""
    typed = Typed(request.form)
    typed["words"] = " ".join((typed["usual"] or typed["words"]).split())
    asked, now = {FORM_KEY: typed[FORM_KEY], "booking": booking_id, "words": typed["words"]}, node().now()
    with node().transaction() as rows:
        booking = _seen(rows, booking_id)
        check_words(typed, "words", LONGEST_NAME)
        if typed.troubles:
            return _page(rows, booking, typed), 422
        task_id, _new = made_once(
            rows, asked, me().id, now, lambda: note_request(rows, booking_id, typed["words"], me(), now).id
        )
        due = clock(rows.get_one(Task, task_id).due_at, booking.site.tz)
    flash(_("Written down: to be met or explained by %(time)s. Reception is told.", time=due), "go")
    return redirect(url_for("guest_requests.page", booking_id=booking_id))


def rows_of_requests(tasks: Sequence[Task], plans: dict[str, Reception], zone: tzinfo, now: datetime) -> list[Row]:
    """Return what guests ask for as a board shows it."""
    return [_row(task, party(plans[task.plan_id].leader, plans[task.plan_id].guests), zone, now) for task in tasks]


def requests_at(rows: Session, sites: Sequence[str]) -> Sequence[Task]:
    """Return what is open at some sites, the most pressing first."""
    return open_requests(rows, sites, MOST_SHOWN)


def _seen(rows: Session, booking_id: str) -> Booking:
    booking = booking_with_id(rows, booking_id)
    if booking is None or not may_prepare(me(), booking.site_id, booking.host_id):
        lost()
    return booking


def _page(rows: Session, booking: Booking, typed: Typed) -> str:
    now, leader = node().now(), booking.leader
    who = party(leader.visitor.name, len(booking.guests))
    stays = [stay for stay in visits_of_booking(rows, booking.id) if stay.state == VisitState.INSIDE]
    return render_template(
        "reception/requests.html",
        typed=typed,
        booking=booking,
        who=who,
        rows=[_row(task, who, booking.site.tz, now) for task in requests_of(rows, booking.id)],
        usual=[str(words) for words in USUAL],
        minutes=figures(rows).request_minutes,
        is_anybody_here=bool(stays),
        longest=LONGEST_NAME,
        form_key=new_id(),
    )


def _row(task: Task, visit: str, zone: tzinfo, now: datetime) -> Row:
    return Row(
        id=task.id,
        name=task.named(language()),
        at=clock(task.asked_at or task.due_at, zone),
        said=task_state(task, zone, now),
        is_done=task.done_at is not None,
        note=task.note,
        booking=task.booking_id,
        visit=visit,
    )
