"""Deciding by a link from a letter: one person, one step, without signing in (R6).

Opening the link only shows the application: mail scanners open links. The answer is a POST with the form's own token.
"""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.approvals.deciding import words_after
from admin.approvals.itinerary import word_given
from admin.approvals.itinerary_shown import ItineraryShown, itinerary_shown
from admin.approvals.words import OUT_OF_TIME, step_name
from admin.asking import language, lost, node
from admin.dates import window
from admin.forms import Typed
from admin.speech import _
from admin.wording import KIND, objection_words, party, problem_words
from shared.access.rules import Person
from shared.approvals.models import ApprovalStep
from shared.approvals.queries import every_step, review_of, step_with_id
from shared.approvals.rules import StepState
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import Decision, State, VisitKind, WishRefused
from shared.desk.approval_links import APPROVALS, approver_behind
from shared.desk.approve import decide
from shared.desk.approvers import deciders, kind_and_rank
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.grades.chain import StepKind
from shared.people.queries import departments, employee_names

pages = Blueprint("approval_links", __name__)

_GONE = 410


@pages.get("/approvals/answers/<link>")
def page(link: str) -> str | tuple[str, int]:
    """Show what is asked, and what can be answered; after the answer, only that there was one."""
    return _page(link, Typed())


@pages.post("/approvals/answers/<link>")
def answer(link: str) -> str | tuple[str, int] | Response:
    """Decide at this one step."""
    typed = Typed(request.form)
    if typed["decision"] not in set(Decision):
        lost()
    decision, seen = Decision(typed["decision"]), typed["seen"]
    try:
        with node().transaction() as rows:
            who, step = _behind(rows, link)
            if who is None or step is None:
                return _over(_("This link does not work any more.")), _GONE
            booking_in_hand(rows, step.booking_id)
            rows.refresh(step)  # of two answers at once the second sees the first
            if step.state == StepState.OVERTAKEN:
                return redirect(url_for("approval_links.page", link=link))  # which says why
            if step.state != StepState.ASKED:
                raise OutOfTurn("step_decided")
            number, now = int(seen) if seen.isdecimal() else None, node().now()
            booking = decide(rows, step.booking_id, decision, typed["reason"], who, now, number)
            flash(*words_after(rows, booking, decision, who))
    except WishRefused as refused:
        for problem in refused.problems:
            typed.is_wrong(problem.field, problem_words(problem.field, problem.code))
        return _page(link, typed, 422)
    except (OutOfTurn, NotAllowed) as late:
        flash(objection_words(late.code), "attend")
    return redirect(url_for("approval_links.page", link=link))


@pages.post("/approvals/answers/<link>/itinerary")
def confirm(link: str) -> str | tuple[str, int] | Response:
    """Confirm the itinerary of a visit that is approved, or ask for another one."""
    typed = Typed(request.form)
    try:
        with node().transaction() as rows:
            who, step = _behind(rows, link)
            if who is None or step is None:
                return _over(_("This link does not work any more.")), _GONE
            flash(word_given(rows, step.booking_id, typed, who, node().now()), "go")
    except WishRefused as refused:
        for problem in refused.problems:
            typed.is_wrong("itinerary_reason", problem_words(problem.field, problem.code))
        return _page(link, typed, 422)
    except (OutOfTurn, NotAllowed) as late:
        flash(objection_words(late.code), "attend")
    return redirect(url_for("approval_links.page", link=link))


def _page(link: str, typed: Typed, status: int = 200) -> str | tuple[str, int]:
    with node().reading() as rows:
        who, step = _behind(rows, link)
        if who is None or step is None:
            return _over(_("This link does not work any more.")), _GONE
        if step.state != StepState.ASKED or step.booking.state != State.WAITING:
            now = node().now()
            itinerary = itinerary_shown(
                rows, step.booking, every_step(rows, step.booking_id), deciders(rows, who, now), now
            )
            if itinerary is not None and itinerary.may_confirm:
                return _to_confirm(who, step.booking, itinerary, link, typed), status
            return _over(_why_over(step))
        return _shown(rows, who, step, link, typed), status


def _shown(rows: Session, who: Person, step: ApprovalStep, link: str, typed: Typed) -> str:
    booking, said, now = step.booking, language(), node().now()
    may = deciders(rows, who, now).say(booking, *kind_and_rank(step))
    absent = employee_names(rows, [may.in_place_of], said) if may.in_place_of else {}
    review = review_of(rows, booking.id)
    chosen = set(review.departments) if review else set()
    leader = booking.leader.visitor
    return render_template(
        "approvals/link.html",
        booking=booking,
        who=party(leader.name, len(booking.guests)),
        company=leader.company.name,
        when=window(booking.starts_at, booking.ends_at, booking.site.tz, now),
        grade=f"{booking.grade_letter} {booking.grade.named(said)}",
        kind=str(KIND[VisitKind(booking.kind)]),
        host=f"{booking.host.named(said)} · {booking.host.department.named(said)}",
        site=booking.site.named(said),
        step=step_name(step.kind, step.rank),
        itinerary=itinerary_shown(rows, booking, every_step(rows, booking.id), deciders(rows, who, now), now),
        is_review=step.kind == StepKind.REVIEW,
        review=review,
        departments=_(", ").join(team.named(said) for team in departments(rows) if team.id in chosen) if chosen else "",
        in_place_of=absent.get(may.in_place_of or "", ""),
        why_not=objection_words(may.objection) if may.objection else "",
        link=link,
        typed=typed,
        name=who.named(said),
    )


def _to_confirm(who: Person, booking: Booking, itinerary: ItineraryShown, link: str, typed: Typed) -> str:
    said = language()
    leader = booking.leader.visitor
    return render_template(
        "approvals/link_itinerary.html",
        who=party(leader.name, len(booking.guests)),
        company=leader.company.name,
        when=window(booking.starts_at, booking.ends_at, booking.site.tz, node().now()),
        grade=f"{booking.grade_letter} {booking.grade.named(said)}",
        host=f"{booking.host.named(said)} · {booking.host.department.named(said)}",
        site=booking.site.named(said),
        shown=itinerary,
        link=link,
        typed=typed,
        name=who.named(said),
    )


def _why_over(step: ApprovalStep) -> str:
    if step.is_out_of_time:
        return str(OUT_OF_TIME.word)
    if step.booking.state == State.CANCELLED:
        return objection_words("booking_cancelled")
    if step.state == StepState.OVERTAKEN:
        return _("The visit was changed meanwhile. Whoever has to decide on it now gets a letter of its own.")
    return _("This has been answered. Thank you.")


def _over(said: str) -> str:
    return render_template("approvals/link_over.html", said=said)


def _behind(rows: Session, link: str) -> tuple[Person | None, ApprovalStep | None]:
    """Return whom a link speaks for and its step, each None where the link opens nothing."""
    found = APPROVALS.read(link, node().keys.answers, node().now())
    who = approver_behind(rows, found) if found else None
    step = step_with_id(rows, found.subject) if found and who else None
    if who is None or step is None:
        return None, None
    g.setdefault("language", who.language)
    return who, step
