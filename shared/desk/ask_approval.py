"""Asking those who decide on a booking: step by step, with reminders, and somebody above when nobody answers (R6).

Whom a step asks is found out when its turn comes, and again when somebody is reminded: by then others may be away.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.approvals.actions import begin_round, overtake
from shared.approvals.models import ApprovalStep
from shared.approvals.queries import every_step
from shared.approvals.rules import Asked, Candidate, StepState, heir_of, whom_to_ask, whom_to_escalate_to
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import State
from shared.desk.approvers import candidate_hosts, candidates_at, employees_behind, highest_rank_at, kind_and_rank
from shared.desk.nobody_decides import tell_that_nobody_can_decide
from shared.grades.chain import Chain, StepKind, as_asked
from shared.kernel.logbook import Kind, note
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notice_in_hand, notices_in_hand
from shared.people.rules import Rank

ASKED = "approval_asked"
"""A letter to one person who may decide, with a link that answers."""
REMINDER = "approval_reminder"
"""The moment from which whoever has not decided is reminded."""
ESCALATION = "approval_escalation"
"""The moment from which somebody above is asked as well."""
COURIER = "courier"
REMIND_AGAIN_HOURS = 24
"""So long after the first reminder, which the grade sets, there is another; later where the grade waits longer."""
LOOK_AGAIN_HOURS = 8
"""After so many hours it is looked again for somebody to ask, where there was nobody and the grade reminds nobody."""
_TOPICS = (ASKED, REMINDER, ESCALATION)


def chain_of(session: Session, booking: Booking) -> Chain:
    """Return the steps that a booking of this grade goes through at its site."""
    chain = booking.grade.steps
    if any(step.if_there for step in chain):
        return as_asked(chain, highest_rank_at(session, booking.site_id))
    return chain


def ask_approval(session: Session, booking: Booking, now: datetime) -> list[ApprovalStep]:
    """Ask for a booking from the first step on; whoever was asked before need not answer any more."""
    _drop_letters(session, every_step(session, booking.id))
    steps = begin_round(session, booking, chain_of(session, booking), now)
    ask_at(session, booking, steps[0], now)
    return steps


def stop_asking(session: Session, booking: Booking) -> None:
    """Ask nobody about this booking any more."""
    _drop_letters(session, overtake(session, every_step(session, booking.id)))


def ask_at(session: Session, booking: Booking, step: ApprovalStep, now: datetime) -> None:
    """Write to those whose turn it is, and remember to remind them; where there is nobody, to who can mend that."""
    asked = _whom_to_ask_now(session, booking, step, now)
    session.add_all(_letter(booking, step, each, now) for each in asked)
    if not asked:
        tell_that_nobody_can_decide(session, booking, now)
    remind_after = booking.grade.approval_remind_hours or (0 if asked else LOOK_AGAIN_HOURS)
    hours = ((REMINDER, remind_after), (ESCALATION, booking.grade.approval_escalate_hours))
    session.add_all(_later(booking, step, topic, now, after) for topic, after in hours if after)
    session.flush()


def whom_a_step_asks(session: Session, booking: Booking, step: ApprovalStep, now: datetime) -> tuple[Asked, ...]:
    """Return who is asked at a step of a booking, as people are there now."""
    return whom_to_ask(_candidates(session, booking, step, now), _near(booking, step), _not_these(session, booking))


def can_be_asked(session: Session, booking: Booking, step: ApprovalStep, now: datetime) -> bool:
    """Say whether there is anybody now who would be asked at a step, if need be in others' place."""
    if whom_a_step_asks(session, booking, step, now) or _heir(session, booking, step, now) is not None:
        return True
    return step.kind == StepKind.HOST and bool(_whom_above(session, booking, step, now, frozenset()))


def answered(session: Session, steps: Sequence[ApprovalStep]) -> None:
    """Take back what was still to be said about steps that are decided."""
    _drop_letters(session, steps)


def remind(session: Session, notice_id: str, now: datetime) -> None:
    """Remind whoever may decide and has not, once a day after the first time; a courier's duty.

    By then others may have to be asked, as somebody has left. While there is nobody, it looks again sooner.
    """
    booking, step = _due(session, notice_id, now)
    if booking is None or step is None:
        return
    asked = _whom_to_ask_now(session, booking, step, now)
    session.add_all(_letter(booking, step, each, now, reminder=True) for each in asked)
    after = booking.grade.approval_remind_hours
    hours = after and max(after, REMIND_AGAIN_HOURS) if asked else after or LOOK_AGAIN_HOURS
    if hours:
        session.add(_later(booking, step, REMINDER, now, hours))
    _note_reminded(session, booking, step, now, people=len(asked), escalated=False)


def escalate(session: Session, notice_id: str, now: datetime) -> None:
    """Ask somebody above as well; a courier's duty."""
    booking, step = _due(session, notice_id, now)
    if booking is None or step is None:
        return
    first = whom_a_step_asks(session, booking, step, now)
    asked = _whom_above(session, booking, step, now, frozenset(each.in_place_of or each.employee for each in first))
    session.add_all(_letter(booking, step, each, now, escalated=True) for each in asked)
    if not first and not asked:
        tell_that_nobody_can_decide(session, booking, now)
    _note_reminded(session, booking, step, now, people=len(asked), escalated=True)


def _whom_to_ask_now(session: Session, booking: Booking, step: ApprovalStep, now: datetime) -> tuple[Asked, ...]:
    """Return who is asked, the step handed over where all who could had a hand in the visit.

    For a host who can't be reached those are asked at once who may decide in the host's place.
    """
    asked = whom_a_step_asks(session, booking, step, now)
    if not asked and _hand_over(session, booking, step, now):
        asked = whom_a_step_asks(session, booking, step, now)
    if not asked and step.kind == StepKind.HOST:
        asked = _whom_above(session, booking, step, now, frozenset())
    return asked


def _whom_above(
    session: Session, booking: Booking, step: ApprovalStep, now: datetime, known: frozenset[str]
) -> tuple[Asked, ...]:
    """Return who is asked beside those who are known; above a host that is whoever may decide in the host's place."""
    kind = StepKind.APPROVE if StepKind(step.kind) is StepKind.HOST else StepKind(step.kind)
    possible = candidates_at(session, booking.site_id, kind, step.rank, booking.site.hours.day_of(now))
    return whom_to_escalate_to(possible, known, _not_these(session, booking))


def _candidates(session: Session, booking: Booking, step: ApprovalStep, now: datetime) -> list[Candidate]:
    today, (kind, rank) = booking.site.hours.day_of(now), kind_and_rank(step)
    if kind is StepKind.HOST:
        return candidate_hosts(booking.host, today)
    return candidates_at(session, booking.site_id, kind, rank, today)


def _hand_over(session: Session, booking: Booking, step: ApprovalStep, now: datetime) -> bool:
    """Let the highest of the others decide where all who could had a hand in the visit; say whether there are any (R6).

    A step for which the house has nobody at all stays as the chain has it; so does one whose people are only away.
    """
    heir = _heir(session, booking, step, now)
    if heir is None:
        return False
    step.rank = int(heir)
    step.kind = StepKind.APPROVE.value if step.kind == StepKind.REVIEW else step.kind
    return True


def _heir(session: Session, booking: Booking, step: ApprovalStep, now: datetime) -> Rank | None:
    others = candidates_at(session, booking.site_id, StepKind.APPROVE, None, booking.site.hours.day_of(now))
    return heir_of(_candidates(session, booking, step, now), others, _not_these(session, booking))


def _near(booking: Booking, step: ApprovalStep) -> str:
    """Return the department whose people are asked first: of a review nobody's, customer service does it for all."""
    return "" if step.kind == StepKind.REVIEW else booking.host.department_id


def _not_these(session: Session, booking: Booking) -> frozenset[str]:
    """Return who may not decide on it: whoever asked, and the host of a visit that is not the host's alone."""
    own = employees_behind(session, booking.asked_by)
    chain = [step.kind for step in booking.grade.steps]
    return own - {booking.host_id} if StepKind.HOST in chain else own | {booking.host_id}


def _due(session: Session, notice_id: str, now: datetime) -> tuple[Booking | None, ApprovalStep | None]:
    """Return booking and step of a due notice, settled now; None where another has settled it, or it is moot."""
    step = session.get(ApprovalStep, session.get_one(Notice, notice_id).subject_id)
    booking = booking_in_hand(session, step.booking_id) if step else None
    notice = notice_in_hand(session, notice_id)
    if notice.state != "waiting" or notice.due_at is None or notice.due_at > now:
        return None, None
    if step is not None:
        session.refresh(step)
    is_open = booking is not None and booking.state == State.WAITING and booking.ends_at > now
    if booking is None or step is None or not is_open or step.state != StepState.ASKED:
        drop(notice)
        return None, None
    notice.state, notice.due_at = "taken", None
    return booking, step


def _drop_letters(session: Session, steps: Sequence[ApprovalStep]) -> None:
    for notice in notices_in_hand(session, [step.id for step in steps], _TOPICS):
        drop(notice)


def _letter(booking: Booking, step: ApprovalStep, asked: Asked, now: datetime, **facts: bool) -> Notice:
    kept = facts | ({"in_place_of": asked.in_place_of} if asked.in_place_of else {})
    return Notice(
        topic=ASKED,
        subject_id=step.id,
        employee_id=asked.employee,
        about=booking.about.as_json(),
        facts=kept,
        asked_at=now,
        due_at=now,
    )


def _later(booking: Booking, step: ApprovalStep, topic: str, now: datetime, hours: int) -> Notice:
    due = now + timedelta(hours=hours)
    return Notice(topic=topic, subject_id=step.id, about=booking.about.as_json(), facts={}, asked_at=now, due_at=due)


def _note_reminded(
    session: Session, booking: Booking, step: ApprovalStep, now: datetime, *, people: int, escalated: bool
) -> None:
    facts = {"step": step.kind, "people": people, "escalated": escalated}
    note(session, Kind.ApprovalReminded, booking.about, at=now, by=COURIER, **facts)
