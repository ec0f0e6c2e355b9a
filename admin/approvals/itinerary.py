"""The itinerary before whoever confirms it, on a booking's page and behind a link; and their word (R6)."""

from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import me, node
from admin.bookings.page import booking_page, seen_booking
from admin.forms import Typed
from admin.speech import _
from admin.wording import problem_words
from shared.access.rules import Person
from shared.bookings.rules import WishRefused
from shared.desk.confirm_itinerary import confirm_itinerary

pages = Blueprint("itinerary_words", __name__)


@pages.post("/bookings/<booking_id>/itinerary/word")
def confirm(booking_id: str) -> str | tuple[str, int] | Response:
    """Confirm a visit's itinerary, or say what should change."""
    typed = Typed(request.form)
    with node().reading() as rows:
        seen_booking(rows, booking_id)
    try:
        with node().transaction() as rows:
            flash(word_given(rows, booking_id, typed, me(), node().now()), "go")
    except WishRefused as refused:
        for problem in refused.problems:
            typed.is_wrong("itinerary_reason", problem_words(problem.field, problem.code))
        return booking_page(booking_id, typed), 422
    return redirect(url_for("booking.page", booking_id=booking_id))


def word_given(rows: Session, booking_id: str, typed: Typed, by: Person, now: datetime) -> str:
    """Do what a form about an itinerary says; return what is said then. Raises what `confirm_itinerary` raises."""
    reason = typed["itinerary_reason"] if typed["do"] == "question" else None
    seen = int(typed["version"]) if typed["version"].isdecimal() else -1
    confirm_itinerary(rows, booking_id, reason, by, now, seen)
    if reason is not None:
        return _("Reception reads what should change. You are asked again once it is changed.")
    return _("Confirmed. It goes to whom it is for.")
