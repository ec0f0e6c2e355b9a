"""Decide on a booking, step by step: approve, reject, or send back (R6, R8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.approvals.actions import ask_next, write_decision
from shared.approvals.models import ApprovalStep
from shared.approvals.queries import steps_in_hand, steps_to_come
from shared.approvals.rules import StepState
from shared.bookings.actions import withhold_permit
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import Decision, Problem, State, WishRefused
from shared.desk.approvers import Deciders, deciders, kind_and_rank
from shared.desk.ask_approval import answered, ask_approval, ask_at, stop_asking
from shared.desk.at_the_door import why_only_at_the_door
from shared.desk.car_letters import tell_of_car_if_told
from shared.desk.confirming import write_confirmed
from shared.desk.declined import tell_invited_of_no_visit, tell_of_decline
from shared.desk.hold import hold_booking
from shared.desk.letters import take_back_passes, untell_host
from shared.desk.outcomes import CHANGED, NotAllowed, OutOfTurn
from shared.desk.papers_due import stop_reminding_of_papers
from shared.desk.permit import issue_permit
from shared.desk.reception import reception_follows
from shared.desk.visit_notice import take_back_visit_notices
from shared.grades.chain import StepKind
from shared.kernel.logbook import Kind, note
from shared.reception.queries import plan_in_hand

_STATES = {Decision.REJECT: State.REJECTED, Decision.SEND_BACK: State.SENT_BACK}
_STEP_STATES = {Decision.REJECT: StepState.REJECTED, Decision.SEND_BACK: StepState.SENT_BACK}
_KINDS = {Decision.REJECT: Kind.BookingRejected, Decision.SEND_BACK: Kind.BookingSentBack}
_OPEN_TO = {
    Decision.APPROVE: {State.WAITING},
    Decision.REJECT: {State.WAITING},
    Decision.SEND_BACK: {State.WAITING, State.APPROVED},
}


@dataclass(frozen=True)
class Turn:
    """What somebody may decide on a booking now."""

    objection: str | None
    """Why they may not, or None."""
    places: tuple[str | None, ...] = ()
    """For each step in a row that is theirs to answer, from the asked one on: in whose place, None for their own."""
    all_steps: int = 0
    """How many steps still wait, theirs or not."""

    @property
    def is_last(self) -> bool:
        """Say whether their yes is the last one that is needed."""
        return self.objection is None and len(self.places) == self.all_steps


@dataclass(frozen=True)
class _Said:
    """What is being decided."""

    decision: Decision
    reason: str | None
    by: Person
    places: tuple[str | None, ...]
    now: datetime


def decide(
    session: Session,
    booking_id: str,
    decision: Decision,
    reason: str | None,
    by: Person,
    now: datetime,
    seen: int | None = None,
) -> Booking:
    """Carry out a decision. Sending back an approved booking takes its approval back.

    Who approves answers all the steps in a row that are theirs to answer, one after the other; the last one issues the
    permit. `seen` is how often the booking had been changed when they looked: nobody approves what they never saw.
    Raises NotAllowed (with why), OutOfTurn (decided or changed meanwhile), WishRefused (a reason is missing).
    """
    booking = booking_in_hand(session, booking_id)
    if booking is None:
        raise NotAllowed
    steps = list(steps_in_hand(session, booking.id))
    turn = turn_of(booking, steps, deciders(session, by, now))
    if turn.objection:
        raise NotAllowed(turn.objection)
    if trouble := _why_not_now(session, booking, decision, now, seen):
        raise OutOfTurn(trouble)
    said = _Said(decision, _reason(decision, reason), by, turn.places, now)
    waiting = steps_to_come(steps) or (ask_approval(session, booking, now) if booking.state == State.WAITING else [])
    if decision is Decision.APPROVE:
        _approve(session, booking, waiting, said)
    else:
        _withhold(session, booking, waiting, said)
    return booking


def turn_of(booking: Booking, steps: Sequence[ApprovalStep], who: Deciders) -> Turn:
    """Return what somebody may decide on a booking, with all its steps at hand.

    Of one that waits for nothing it is said as of its last step: who could have approved it may take that back.
    """
    waiting = steps_to_come(steps)
    asked = [kind_and_rank(step) for step in waiting]
    if not asked:
        asked = [kind_and_rank(step) for step in (steps or booking.grade.steps)]
        asked = asked if booking.state == State.WAITING else asked[-1:]
    said = [who.say(booking, kind, rank) for kind, rank in asked]
    if said[0].objection:
        return Turn(said[0].objection, all_steps=len(said))
    places = []
    for each in said:
        if each.objection:
            break
        places.append(each.in_place_of)
    return Turn(None, tuple(places), len(said))


def _why_not_now(session: Session, booking: Booking, decision: Decision, now: datetime, seen: int | None) -> str | None:
    """Return why this can't be decided as things stand now, or None."""
    if code := why_only_at_the_door(session, booking):
        return code
    if booking.state not in _OPEN_TO[decision]:
        return f"booking_{booking.state}"
    if seen is not None and seen != booking.changes:
        return CHANGED
    return "booking_over" if decision is Decision.APPROVE and booking.ends_at <= now else None


def _reason(decision: Decision, reason: str | None) -> str | None:
    tidy = (reason or "").strip() or None
    if decision is Decision.REJECT and tidy is None:
        raise WishRefused([Problem("reason", "missing")])
    return tidy


def _approve(session: Session, booking: Booking, waiting: list[ApprovalStep], said: _Said) -> None:
    by, now = said.by.id, said.now
    mine = list(zip(waiting, said.places, strict=False))
    is_last = len(mine) == len(waiting)
    if is_last and hold_booking(session, booking, now):
        return  # it stays as it is: security looks at it first
    for step, in_place_of in mine:
        write_decision(step, StepState.APPROVED, by, in_place_of, said.reason, now)
    session.flush()
    answered(session, [step for step, _ in mine])
    if StepKind.ITINERARY in [step.kind for step, _ in mine]:
        _confirm_itinerary(session, booking, by, now)
    for step, in_place_of in mine[:-1] if is_last else mine:
        facts = {"step": step.kind, "person": in_place_of}
        note(session, Kind.StepApproved, booking.about, at=now, by=by, **facts)
    following = ask_next(waiting, now)
    session.flush()
    if following is None:
        issue_permit(session, booking, by, now, in_place_of=mine[-1][1])
    else:
        ask_at(session, booking, following, now)


def _confirm_itinerary(session: Session, booking: Booking, by: str, now: datetime) -> None:
    """Write that who approved has confirmed the itinerary with it, if one is written by now."""
    plan = plan_in_hand(session, booking.id)
    if plan is not None and plan.itinerary_version:
        write_confirmed(session, plan, by, now)


def _withhold(session: Session, booking: Booking, waiting: list[ApprovalStep], said: _Said) -> None:
    was_approved, in_place_of, decision, now = booking.state == State.APPROVED, said.places[0], said.decision, said.now
    asked_by = booking.asked_by
    if waiting:
        write_decision(waiting[0], _STEP_STATES[decision], said.by.id, in_place_of, said.reason, now)
        answered(session, waiting[:1])
    stop_asking(session, booking)
    withhold_permit(booking, _STATES[decision], said.by.id, said.reason, now)
    tell_of_decline(session, booking, asked_by, said.by, now)
    if decision is Decision.REJECT:
        stop_reminding_of_papers(session, booking)
        tell_of_car_if_told(session, booking, now)
    note(session, _KINDS[decision], booking.about, at=now, by=said.by.id, person=in_place_of)
    if was_approved:
        booking.changes += 1  # a calendar takes the withdrawal, and a later approval, only as something newer
        take_back_passes(session, booking, booking.guests, now)
        take_back_visit_notices(session, booking, now)
        untell_host(session, booking, now)
    elif decision is Decision.REJECT:
        tell_invited_of_no_visit(session, booking, now)
    reception_follows(session, booking, said.by.id, now)
