"""Customer service looks through an application: content, areas, route, who is to know, who receives (R6, R8, R3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.approvals.models import ApprovalStep, Review
from shared.approvals.queries import every_step, review_of, steps_to_come
from shared.approvals.rules import LONGEST_TEXT, StepState
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import Problem, State, WishRefused
from shared.desk.ask_approval import ask_approval
from shared.desk.outcomes import CHANGED, NotAllowed, OutOfTurn
from shared.grades.chain import StepKind
from shared.kernel.logbook import Kind, note
from shared.kernel.names import has_odd_characters
from shared.people.models import Department, Employee


@dataclass(frozen=True)
class ReviewWish:
    """What customer service fills in."""

    content: str = ""
    area: str = ""
    route: str = ""
    departments: tuple[str, ...] = ()
    receiver: str | None = None
    """Who receives the guests: an employee's id."""

    def tidied(self) -> "ReviewWish":
        """Return it with its texts trimmed; the content keeps its lines."""
        lines = "\n".join(" ".join(line.split()) for line in self.content.strip().splitlines())
        return replace(self, content=lines, area=" ".join(self.area.split()), route=" ".join(self.route.split()))


def may_review(booking: Booking, by: Person) -> bool:
    """Say whether somebody may fill in what the others read: customer service, not about a request of their own."""
    is_own = by.id in booking.asked_by or by.is_host(booking.host_id)
    return by.may(Permission.REVIEW, booking.site_id) and not is_own


def fill_in(
    session: Session, booking_id: str, wish: ReviewWish, by: Person, now: datetime, seen: int | None = None
) -> Booking:
    """Write what the review found: all who decide afterwards read it.

    Where somebody has approved in this round, with other content, area or route, it is asked for anew (R6).
    Raises NotAllowed, OutOfTurn and WishRefused.
    """
    booking = booking_in_hand(session, booking_id)
    if booking is None or not may_review(booking, by):
        raise NotAllowed
    if booking.state != State.WAITING:
        raise OutOfTurn(f"booking_{booking.state}")
    if seen is not None and seen != booking.changes:
        raise OutOfTurn(CHANGED)
    wish = wish.tidied()
    if problems := _problems(session, wish):
        raise WishRefused(problems)
    _write(session, booking, wish, by, now)
    return booking


def _write(session: Session, booking: Booking, wish: ReviewWish, by: Person, now: datetime) -> None:
    review = review_of(session, booking.id) or Review(booking_id=booking.id)
    before = (review.content, booking.area, review.route, review.departments, review.receiver_id)
    review.content, review.route, review.departments = wish.content, wish.route, sorted(wish.departments)
    review.receiver_id, review.by, review.at = wish.receiver, by.id, now
    booking.area = wish.area
    session.add(review)
    after = (review.content, booking.area, review.route, review.departments, review.receiver_id)
    if before != after:
        booking.changes += 1  # nobody approves what they have not seen
        note(session, Kind.BookingReviewed, booking.about, at=now, by=by.id)
    session.flush()
    if before[:3] != after[:3] and is_approved_in_part(every_step(session, booking.id)):
        ask_approval(session, booking, now)


def is_approved_in_part(steps: Sequence[ApprovalStep]) -> bool:
    """Say whether somebody beside customer service has said yes to what others still have to decide on."""
    rounds = {step.round for step in steps_to_come(steps)}
    said_yes = (step for step in steps if step.state == StepState.APPROVED and step.kind != StepKind.REVIEW)
    return any(step.round in rounds for step in said_yes)


def _problems(session: Session, wish: ReviewWish) -> list[Problem]:
    texts = {"content": wish.content, "area": wish.area, "route": wish.route}
    problems = [Problem(field, "too_long") for field, text in texts.items() if len(text) > LONGEST_TEXT]
    problems += [Problem(field, "odd") for field, text in texts.items() if has_odd_characters(text.replace("\n", " "))]
    known = select(Department.id).where(Department.id.in_(wish.departments))
    if set(wish.departments) - set(session.scalars(known)):
        problems.append(Problem("departments", "unknown"))
    receiver = session.get(Employee, wish.receiver) if wish.receiver else None
    if wish.receiver and (receiver is None or receiver.left_at is not None):
        problems.append(Problem("receiver", "unknown"))
    return problems
