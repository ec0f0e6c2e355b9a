"""The itinerary reaches whom it is for: the leader in time, and every change all who were told (R9, R19)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.models import Booking
from shared.bookings.rules import State
from shared.desk.confirming import forget_asking, waits_for_word, written_anew
from shared.desk.letters import may_have_gone
from shared.desk.outcomes import OutOfTurn
from shared.desk.preparing import NO_PLAN, booking_to_prepare
from shared.kernel.logbook import Kind, note
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notices_in_hand
from shared.reception.itinerary import Item, goes_out_at
from shared.reception.models import Plan
from shared.reception.queries import figures, plan_in_hand
from shared.reception.standing import ITINERARY

ITINERARY_OFF, ITINERARY_TAKEN_BACK = "itinerary_off", "itinerary_taken_back"
"""Letters to those of ours who hold one: the visit does not take place; it does, and they take no part in it."""
CHANGED = "plan_changed"
"""OutOfTurn: somebody else was quicker."""
_LETTERS = (ITINERARY, ITINERARY_TAKEN_BACK)


def write_itinerary(
    session: Session,
    booking_id: str,
    items: Sequence[Item],
    language: str,
    by: Person,
    now: datetime,
    seen: int | None = None,
) -> Plan:
    """Write a visit's itinerary. It goes out by itself in time; who was told of another is told of this one.

    `seen` is how often it had been written when the form was filled. Raises NotAllowed, OutOfTurn.
    """
    booking = booking_to_prepare(session, booking_id, by)
    plan = plan_in_hand(session, booking_id)
    if plan is None or plan.closed_at is not None:
        raise OutOfTurn(NO_PLAN)
    if seen is not None and seen != plan.itinerary_version:
        raise OutOfTurn(CHANGED)
    plan.itinerary = [item.as_json() for item in sorted(items, key=lambda item: (item.starts_at, item.ends_at))]
    plan.language = language
    plan.itinerary_version += 1
    written_anew(session, booking, plan)
    note(session, Kind.ItineraryWritten, booking.about, at=now, by=by.id, items=len(items))
    if booking.state == State.APPROVED:
        send_itinerary(session, booking, plan, now)
    return plan


def send_now(session: Session, booking_id: str, by: Person, now: datetime) -> None:
    """Let the itinerary go out at once. Raises NotAllowed, OutOfTurn."""
    booking = booking_to_prepare(session, booking_id, by)
    plan = plan_in_hand(session, booking_id)
    if plan is None or not plan.itinerary_version or booking.state != State.APPROVED:
        raise OutOfTurn(NO_PLAN)
    send_itinerary(session, booking, plan, now, at_once=True)


def send_itinerary(session: Session, booking: Booking, plan: Plan, now: datetime, *, at_once: bool = False) -> None:
    """Have it sent: to the leader, the host and the escorts in time, at once where it has gone out already.

    Guests who hold an older one are told with them, as long as they are guests; those of ours who take no part in the
    visit any more hear that. Where the grade wants it confirmed, nothing goes out before that (R6).
    """
    if not plan.itinerary_version:
        return
    if waits_for_word(session, booking, plan, now):
        hold_itinerary(session, plan)
        return
    letters = notices_in_hand(session, [plan.id], _LETTERS)
    held, readers = _held(letters), _readers(booking, plan)
    readers |= held.keys() & {("visitor", guest.visitor_id) for guest in booking.guests}
    know_it = {whom for whom in readers if held.get(whom) == plan.itinerary_version}
    for letter in letters:
        if letter.topic == ITINERARY_TAKEN_BACK or _whom(letter) not in know_it:
            drop(letter)
    goes_out = now if at_once or held else goes_out_at(booking.starts_at, figures(session).itinerary_send_hours, now)
    session.add_all(_letter(ITINERARY, booking, plan, whom, now, goes_out) for whom in sorted(readers - know_it))
    gone = sorted(whom for whom in held.keys() - readers if whom[0] == "employee")
    session.add_all(_letter(ITINERARY_TAKEN_BACK, booking, plan, whom, now, now) for whom in gone)


def hold_itinerary(session: Session, plan: Plan) -> None:
    """Send nothing while nobody has approved the visit, or confirmed its itinerary; who holds one is remembered."""
    for letter in notices_in_hand(session, [plan.id], (ITINERARY,)):
        drop(letter)


def call_itinerary_off(session: Session, booking: Booking, plan: Plan, now: datetime) -> None:
    """Tell those of ours who hold an itinerary that the visit does not take place; guests hear of it by their pass."""
    forget_asking(session, plan)
    letters = notices_in_hand(session, [plan.id], _LETTERS)
    held = _held(letters)
    for letter in letters:
        drop(letter)
    for whom in sorted(held):
        if whom[0] == "employee":
            session.add(_letter(ITINERARY_OFF, booking, plan, whom, now, now))


def _held(letters: Iterable[Notice]) -> dict[tuple[str, str], int]:
    """Return who may hold an itinerary, and which version of it; also while a courier has it in hand."""
    held: dict[tuple[str, str], int] = {}
    for letter in sorted(letters, key=lambda each: (each.asked_at, each.id)):
        if may_have_gone(letter) and letter.topic == ITINERARY:
            held[_whom(letter)] = letter.facts["version"]
        elif may_have_gone(letter):
            held.pop(_whom(letter), None)
    return held


def _readers(booking: Booking, plan: Plan) -> set[tuple[str, str]]:
    leader = booking.leader
    ours = {("employee", each) for each in (booking.host_id, *plan.escorts)}
    return ours | ({("visitor", leader.visitor_id)} if leader.visitor.email else set())


def _whom(letter: Notice) -> tuple[str, str]:
    return ("visitor", letter.visitor_id) if letter.visitor_id else ("employee", letter.employee_id or "")


def _letter(topic: str, booking: Booking, plan: Plan, whom: tuple[str, str], now: datetime, due_at: datetime) -> Notice:
    kind, who = whom
    return Notice(
        topic=topic,
        subject_id=plan.id,
        visitor_id=who if kind == "visitor" else None,
        employee_id=who if kind == "employee" else None,
        about=booking.about.as_json(),
        facts={"version": plan.itinerary_version},
        asked_at=now,
        due_at=due_at,
    )
