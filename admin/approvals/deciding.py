"""What is sent from a booking's page: a decision, what the review filled in, papers."""

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.approvals.words import DECIDED, NEXT_ASKED, STILL_CHECKED
from admin.asking import lost, me, node
from admin.bookings.page import booking_page, seen_booking, seen_state
from admin.forms import Typed
from admin.speech import _
from admin.wording import problem_words
from shared.access.rules import Person
from shared.approvals.queries import every_step
from shared.bookings.models import Booking
from shared.bookings.rules import Decision, State, WishRefused
from shared.desk.approve import decide as decide_on
from shared.desk.approve import turn_of
from shared.desk.approvers import deciders
from shared.desk.papers import file_papers
from shared.desk.review import ReviewWish, fill_in
from shared.people.queries import employee

pages = Blueprint("deciding", __name__)

Answer = str | tuple[str, int] | Response


@pages.post("/bookings/<booking_id>/decision")
def decide(booking_id: str) -> Answer:
    """Approve, reject or send back."""
    typed = Typed(request.form)
    if typed["decision"] not in set(Decision):
        lost()
    decision = Decision(typed["decision"])
    with node().reading() as rows:
        seen_booking(rows, booking_id)
    try:
        with node().transaction() as rows:
            booking = decide_on(rows, booking_id, decision, typed["reason"], me(), node().now(), seen_state(typed))
            words = words_after(rows, booking, decision, me())
    except WishRefused as refused:
        return _again(booking_id, typed, refused)
    flash(*words)
    return redirect(_back(booking_id))


@pages.post("/bookings/<booking_id>/review")
def review(booking_id: str) -> Answer:
    """Fill in what those who decide will read, and approve with it where the button says so."""
    typed = Typed(request.form)
    with node().reading() as rows:
        seen_booking(rows, booking_id)
        wish = _review_wish(rows, typed)
    if typed.troubles:
        return booking_page(booking_id, typed), 422
    words: tuple[str, str] = (_("Saved."), "go")
    try:
        with node().transaction() as rows:
            booking = fill_in(rows, booking_id, wish, me(), node().now(), seen_state(typed))
            if typed["do"] == "approve":
                decide_on(rows, booking_id, Decision.APPROVE, None, me(), node().now())
                words = words_after(rows, booking, Decision.APPROVE, me())
    except WishRefused as refused:
        return _again(booking_id, typed, refused)
    flash(*words)
    return redirect(_back(booking_id))


@pages.post("/bookings/<booking_id>/papers")
def papers(booking_id: str) -> Answer:
    """File the papers of an urgent booking."""
    typed = Typed(request.form)
    with node().reading() as rows:
        seen_booking(rows, booking_id)
    if typed["confirmed"] != "yes":
        typed.is_wrong("confirmed", _("Confirm that it is so."))
        return booking_page(booking_id, typed), 422
    try:
        with node().transaction() as rows:
            file_papers(rows, booking_id, typed["papers"], me(), node().now())
    except WishRefused as refused:
        return _again(booking_id, typed, refused)
    flash(_("The papers are filed."), "go")
    return redirect(_back(booking_id))


def words_after(rows: Session, booking: Booking, decision: Decision, by: Person) -> tuple[str, str]:
    """Return what is said after a decision, and its mark."""
    if decision is not Decision.APPROVE or booking.state == State.APPROVED:
        return str(DECIDED[decision]), "go"
    now = node().now()
    is_still_theirs = turn_of(booking, every_step(rows, booking.id), deciders(rows, by, now)).objection is None
    return (str(STILL_CHECKED), "wait") if is_still_theirs else (str(NEXT_ASKED), "go")


def _again(booking_id: str, typed: Typed, refused: WishRefused) -> Answer:
    for problem in refused.problems:
        typed.is_wrong(problem.field, problem_words(problem.field, problem.code))
    return booking_page(booking_id, typed), 422


def _review_wish(rows: Session, typed: Typed) -> ReviewWish:
    receiver = None
    if text := typed["receiver"]:
        found = employee(rows, text.rpartition("·")[2].strip())
        receiver = found.id if found else None
        if found is None:
            typed.is_wrong("receiver", problem_words("host", "unknown"))
    teams = tuple(request.form.getlist("departments"))
    return ReviewWish(typed["content"], typed["area"], typed["route"], teams, receiver)


def _back(booking_id: str) -> str:
    return url_for("booking.page", booking_id=booking_id)
