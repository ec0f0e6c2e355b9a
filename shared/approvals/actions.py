"""Writing the steps of an approval. Who may decide, and who is told, is the desk's business."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from shared.approvals.models import ApprovalStep
from shared.approvals.queries import every_step, steps_to_come
from shared.approvals.rules import StepState
from shared.bookings.models import Booking
from shared.grades.chain import Chain


def begin_round(session: Session, booking: Booking, chain: Chain, now: datetime) -> list[ApprovalStep]:
    """Ask for a booking from the first step on; what was asked before is overtaken."""
    earlier = every_step(session, booking.id)
    overtake(session, earlier)
    number = max((step.round for step in earlier), default=0) + 1
    steps = [
        ApprovalStep(
            booking_id=booking.id,
            site_id=booking.site_id,
            starts_at=booking.starts_at,
            round=number,
            position=position,
            kind=step.kind.value,
            rank=None if step.rank is None else int(step.rank),
            state=StepState.AHEAD.value,
        )
        for position, step in enumerate(chain)
    ]
    session.add_all(steps)
    ask_next(steps, now)
    session.flush()
    return steps


def overtake(session: Session, steps: Sequence[ApprovalStep]) -> list[ApprovalStep]:
    """Let the steps that wait wait no more; return them."""
    stopped = steps_to_come(steps)
    for step in stopped:
        step.state, step.asked_at = StepState.OVERTAKEN.value, None
    session.flush()
    return stopped


def run_out(steps: Sequence[ApprovalStep], now: datetime) -> None:
    """Close the steps that wait, of a visit that is over; the asked one says that nobody decided there in time."""
    for step in steps_to_come(steps):
        step.decided_at = now if step.state == StepState.ASKED else None
        step.state = StepState.OVERTAKEN.value


def write_decision(
    step: ApprovalStep, state: StepState, by: str, in_place_of: str | None, reason: str | None, now: datetime
) -> None:
    """Write what was decided at a step, by whom and in whose place."""
    step.state, step.decided_by, step.decided_at = state.value, by, now
    step.in_place_of, step.reason, step.asked_at = in_place_of, reason, step.asked_at or now


def ask_next(steps: list[ApprovalStep], now: datetime) -> ApprovalStep | None:
    """Let the first step that is still ahead be asked; None if there is none."""
    following = next((step for step in steps if step.state == StepState.AHEAD), None)
    if following is not None:
        following.state, following.asked_at = StepState.ASKED.value, now
    return following
