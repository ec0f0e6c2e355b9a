"""The watchlist's verbs: propose, confirm, remove, read, and decide on a hit. Each is on record."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from shared.access.models import Account
from shared.access.rules import Permission, Person
from shared.bookings.models import Booking, Guest
from shared.bookings.queries import booking_in_hand
from shared.bookings.queries import guest as guest_with_id
from shared.bookings.rules import LONGEST_WINDOW, State
from shared.companies.models import Visitor
from shared.desk.hold import TOPIC, hold_booking, is_held, waits_for_security
from shared.desk.hold_waiting import hold_all_who_wait
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.desk.permit import issue_permit
from shared.desk.walk_in import go_on_with
from shared.grades.chain import is_the_hosts
from shared.kernel.logbook import About, Kind, note
from shared.notices.actions import drop, notice_told
from shared.notices.queries import notices_for
from shared.screening.actions import confirm_entry, end_entry, write_decision, write_entry, write_step
from shared.screening.models import WatchEntry, WatchHit
from shared.screening.queries import entry as entry_with_id
from shared.screening.queries import has_key_of
from shared.screening.queries import hit as hit_with_id
from shared.screening.rules import (
    Draft,
    DraftRefused,
    EntryState,
    HitState,
    Step,
    objection_to_confirming,
    problems_with,
)
from shared.visits.asked import asking_of_booking, asking_of_visitor, bookings_asking_of
from shared.visits.queries import visits_of_booking

_MOST_COMING = 500


def propose(session: Session, draft: Draft, by: Person, now: datetime) -> WatchEntry:
    """Propose an entry. Raises NotAllowed, and DraftRefused with every problem at once."""
    _check(by)
    draft = draft.tidied()
    if problems := problems_with(draft, now):
        raise DraftRefused(problems)
    entry = write_entry(session, draft, by.id, now)
    note(session, Kind.WatchEntryProposed, About(), at=now, by=by.id, entry=entry.id)
    return entry


def confirm(session: Session, entry_id: str, by: Person, now: datetime) -> WatchEntry:
    """Confirm what somebody else proposed: from now on it counts. Raises NotAllowed and OutOfTurn."""
    entry = _in_hand(session, entry_id, by)
    if objection := objection_to_confirming(entry.state, entry.proposed_by, by.id):
        raise NotAllowed(objection) if objection == "own_proposal" else OutOfTurn(objection)
    if entry.expires_at <= now:
        raise OutOfTurn("entry_over")
    confirm_entry(session, entry, by.id, now)
    note(session, Kind.WatchEntryConfirmed, About(), at=now, by=by.id, entry=entry.id)
    return entry


def flag_the_coming(session: Session, entry_id: str, now: datetime) -> int:
    """Tell security of bookings still to come that an entry concerns; return how many.

    Walk-ins among them who wait for an answer are held. To be done once the entry is confirmed, in a transaction of its
    own: the door, and whoever would be asked next, holds its people in any case.
    """
    return _flag_coming(session, has_key_of(entry_id), now)


def flag_the_merged(session: Session, visitor_id: str, now: datetime) -> int:
    """Do the same for a visitor whom security knows by one of two files that became one, in another transaction."""
    return _flag_coming(session, Guest.visitor_id == visitor_id, now) if is_held(session, [visitor_id], now) else 0


def _flag_coming(session: Session, concerns: ColumnElement[bool], now: datetime) -> int:
    coming = (
        select(Guest.booking_id)
        .distinct()
        .join(Booking, Booking.id == Guest.booking_id)
        .join(Visitor, Visitor.id == Guest.visitor_id)
        .where(Booking.starts_at > now - LONGEST_WINDOW, Booking.ends_at > now, Guest.uninvited_at.is_(None))
        .where(Booking.state.in_((State.WAITING, State.APPROVED)), concerns)
        .order_by(Guest.booking_id)
        .limit(_MOST_COMING)
    )
    found = [booking_in_hand(session, each) for each in session.scalars(coming).all()]
    for booking in found:
        hold_all_who_wait(session, asking_of_booking(session, booking.id) if booking else (), now)
    return sum(hold_booking(session, booking, now) for booking in found if booking is not None)


def end(session: Session, entry_id: str, why: str, by: Person, now: datetime) -> WatchEntry:
    """Reject a proposal, or take an entry off the list. Raises NotAllowed, OutOfTurn, DraftRefused without a reason."""
    entry, why = _in_hand(session, entry_id, by), _reason(why)
    if entry.state not in (EntryState.PROPOSED, EntryState.CONFIRMED):
        raise OutOfTurn(f"entry_{entry.state}")
    state = EntryState.REJECTED if entry.state == EntryState.PROPOSED else EntryState.REMOVED
    end_entry(session, entry, state, by.id, why, now)
    kind = Kind.WatchEntryRejected if state is EntryState.REJECTED else Kind.WatchEntryRemoved
    note(session, kind, About(), at=now, by=by.id, entry=entry.id)
    return entry


def read_list(session: Session, by: Person, now: datetime, entry_id: str | None = None) -> None:
    """Write that somebody reads the list, or one entry of it (R29). Raises NotAllowed."""
    _check(by)
    write_step(session, Step.READ, by.id, now, entry_id=entry_id)
    note(session, Kind.WatchlistRead, About(), at=now, by=by.id, entry=entry_id)


def show_hits(session: Session, hits: Sequence[WatchHit], by: Person, now: datetime) -> None:
    """Write that somebody who decides has these hits on the screen: security has been told."""
    for hit in hits:
        write_step(session, Step.READ, by.id, now, entry_id=hit.entry_id, hit_id=hit.id)
        for notice in notices_for(session, hit.id, TOPIC):
            notice_told(session, notice, "screen", now)
    note(session, Kind.WatchlistRead, About(), at=now, by=by.id, entry=None)


def decide_hit(session: Session, hit_id: str, state: HitState, why: str, by: Person, now: datetime) -> WatchHit:
    """Clear somebody (not the same person) or keep them out, with a reason; one decision may replace another.

    Who is cleared is not found by this entry again; who is kept out and waits for an answer is held. Raises NotAllowed,
    OutOfTurn, DraftRefused without a reason.
    """
    hit = _hit_in_hand(session, hit_id)
    if hit is None or not by.may(Permission.WATCHLIST, hit.site_id):
        raise NotAllowed
    why = _reason(why)
    if hit.state == state or state is HitState.OPEN:
        raise OutOfTurn(f"hit_{hit.state}")
    write_decision(session, hit, state, by.id, why, now)
    for notice in notices_for(session, hit.id, TOPIC):
        drop(notice)
    note(session, Kind.WatchHitDecided, About(), at=now, by=by.id, hit=hit.id, decision=state.value)
    note(session, Kind.SecurityAnswered, About(hit.site_id), at=now, by=by.id)
    session.flush()
    if state is HitState.CLEARED:
        _go_on(session, hit, now)
    elif state is HitState.KEPT_OUT:
        hold_all_who_wait(session, asking_of_visitor(session, hit.visitor_id), now)
    return hit


def _hit_in_hand(session: Session, hit_id: str) -> WatchHit | None:
    """Return a hit, to decide on it; the visits and the booking that it holds up are taken in hand before.

    Whoever finds somebody on the list has these in hand already and writes the hit then: so no two wait for each other.
    """
    hit = hit_with_id(session, hit_id)
    if hit is None:
        return None
    guest = guest_with_id(session, hit.guest_id) if hit.guest_id else None
    behind = set(bookings_asking_of(session, hit.visitor_id)) | ({guest.booking_id} if guest else set())
    for booking_id in sorted(behind):
        booking_in_hand(session, booking_id)
    return hit_with_id(session, hit_id, locked=True)


def _go_on(session: Session, hit: WatchHit, now: datetime) -> None:
    """Let what was held up go its way: a booking that its host approves by booking, a walk-in whose host is asked.

    Nobody goes on whose file became part of one that is held itself.
    """
    guest = guest_with_id(session, hit.guest_id) if hit.guest_id else None
    booking = booking_in_hand(session, guest.booking_id) if guest else None
    if guest is None or booking is None or booking.ends_at <= now:
        return
    if is_held(session, [hit.visitor_id, guest.visitor_id], now):
        return
    for stay in visits_of_booking(session, booking.id):
        if waits_for_security(stay):
            go_on_with(session, stay, now)
            return
    if (
        booking.state == State.WAITING
        and _approves_itself(session, booking)
        and not hold_booking(session, booking, now)
    ):
        issue_permit(session, booking, booking.last_asked_by, now)


def _approves_itself(session: Session, booking: Booking) -> bool:
    """Say whether booking it was approving it (R6): a D visit, asked for by its own host."""
    if not is_the_hosts(booking.grade.steps):
        return False
    booker = session.get(Account, booking.last_asked_by)
    return booker is not None and booker.employee_id == booking.host_id


def _in_hand(session: Session, entry_id: str, by: Person) -> WatchEntry:
    _check(by)
    entry = entry_with_id(session, entry_id, locked=True)
    if entry is None:
        raise NotAllowed
    return entry


def _check(by: Person) -> None:
    if not by.may_somewhere(Permission.WATCHLIST):
        raise NotAllowed


def _reason(why: str) -> str:
    tidy = " ".join(why.split())
    if not tidy:
        raise DraftRefused([("reason", "missing")])
    return tidy
