"""Customer service looks through an application: content, areas, route, who is to know, who receives (R6, R8, R3)."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.approvals.models import Review
from shared.approvals.queries import review_of
from shared.approvals.rules import LONGEST_TEXT
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import Problem, State, WishRefused
from shared.desk.outcomes import CHANGED, NotAllowed, OutOfTurn
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
    """Write what the review found, before anybody has approved: all who decide afterwards read it.

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
    before = (review.content, review.route, review.departments, review.receiver_id, booking.area)
    review.content, review.route, review.departments = wish.content, wish.route, sorted(wish.departments)
    review.receiver_id, review.by, review.at = wish.receiver, by.id, now
    booking.area = wish.area
    session.add(review)
    if before != (review.content, review.route, review.departments, review.receiver_id, booking.area):
        booking.changes += 1  # nobody approves what they have not seen
        note(session, Kind.BookingReviewed, booking.about, at=now, by=by.id)
    session.flush()


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
