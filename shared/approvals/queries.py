"""Reading the steps of approvals, the queue of those who decide, reviews, and papers that are owed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from shared.approvals.models import ApprovalStep, GradeChoice, Review
from shared.approvals.rules import StepState
from shared.bookings.models import Booking, Guest
from shared.bookings.narrowed import EVERYTHING, Narrowed
from shared.bookings.rules import State
from shared.companies.models import Visitor
from shared.grades.chain import StepKind
from shared.kernel.database import Moment
from shared.kernel.logbook import Kind, LogLine
from shared.people.models import Employee

_BOOKING = (
    joinedload(Booking.site),
    joinedload(Booking.host).joinedload(Employee.department),
    joinedload(Booking.grade),
    selectinload(Booking.history),
    selectinload(Booking.guests).joinedload(Guest.visitor).joinedload(Visitor.company),
)


def every_step(session: Session, booking_id: str) -> Sequence[ApprovalStep]:
    """Return all steps of a booking, those of earlier rounds first."""
    wanted = select(ApprovalStep).where(ApprovalStep.booking_id == booking_id)
    return session.scalars(wanted.order_by(ApprovalStep.round, ApprovalStep.position)).all()


def steps_in_hand(session: Session, booking_id: str) -> Sequence[ApprovalStep]:
    """Return all steps of a booking that is in hand as they stand now, whatever was read of them before."""
    wanted = select(ApprovalStep).where(ApprovalStep.booking_id == booking_id)
    ordered = wanted.order_by(ApprovalStep.round, ApprovalStep.position)
    return session.scalars(ordered.execution_options(populate_existing=True)).all()


def steps_of_each(session: Session, booking_ids: Sequence[str]) -> Sequence[ApprovalStep]:
    """Return all steps of several bookings."""
    wanted = select(ApprovalStep).where(ApprovalStep.booking_id.in_(booking_ids))
    return session.scalars(wanted.order_by(ApprovalStep.round, ApprovalStep.position)).all() if booking_ids else ()


def steps_to_come(steps: Sequence[ApprovalStep]) -> list[ApprovalStep]:
    """Return the steps that still wait, the asked one first."""
    return [step for step in steps if step.state in (StepState.ASKED, StepState.AHEAD)]


def out_of_time(site_id: str, now: datetime, limit: int) -> Select[Booking]:
    """Return the question for bookings of a site that are over and at one of whose steps somebody is still asked.

    What is asked about visits that have begun is a short range of the queue's index, however many are to come.
    """
    chosen = select(Booking).join(ApprovalStep, ApprovalStep.booking_id == Booking.id)
    has_begun = ApprovalStep.site_id == site_id, ApprovalStep.state == _ASKED, ApprovalStep.starts_at <= now
    return chosen.where(*has_begun, Booking.ends_at <= now).order_by(*_IN_ORDER).limit(limit)


def step_with_id(session: Session, step_id: str) -> ApprovalStep | None:
    """Return a step with its booking."""
    wanted = select(ApprovalStep).where(ApprovalStep.id == step_id)
    return session.scalars(wanted.options(joinedload(ApprovalStep.booking).options(*_BOOKING))).one_or_none()


def review_of(session: Session, booking_id: str) -> Review | None:
    """Return what customer service filled in for a booking."""
    wanted = select(Review).where(Review.booking_id == booking_id)
    return session.scalars(wanted.options(joinedload(Review.receiver))).one_or_none()


def grade_choices_of(session: Session, booking_id: str) -> Sequence[GradeChoice]:
    """Return how a booking came by its grade, oldest first."""
    wanted = select(GradeChoice).where(GradeChoice.booking_id == booking_id)
    return session.scalars(wanted.order_by(GradeChoice.at, GradeChoice.id)).all()


# Written out, not bound: an index of some rows is used only where the question says so in its own words.
_ASKED: ColumnElement[str] = literal_column("'asked'")
_IN_ORDER = (ApprovalStep.starts_at, ApprovalStep.id)
_OWED_IN: tuple[ColumnElement[str], ...] = (literal_column("'waiting'"), literal_column("'approved'"))


@dataclass(frozen=True)
class Scope:
    """Which steps one person may decide at, by themselves or in the place of somebody who is away."""

    rank: int
    review_sites: tuple[str, ...]
    approve_sites: tuple[str, ...]
    employee: str | None
    ids: tuple[str, ...]
    """The account that may have asked for the visit."""


@dataclass(frozen=True)
class Queue:
    """What a page of the queue shows: steps within these scopes, or all that are asked at these sites."""

    now: datetime
    """Visits that are over by then wait for nothing any more."""
    scopes: tuple[Scope, ...] = ()
    sites: tuple[str, ...] = ()
    narrowed: Narrowed = EVERYTHING


def bookings_to_decide(session: Session, booking_ids: Sequence[str]) -> Sequence[Booking]:
    """Return bookings with what says who may decide on them, in no order: three statements."""
    wanted = select(Booking).where(Booking.id.in_(booking_ids)).options(*_BOOKING)
    return session.scalars(wanted).all() if booking_ids else ()


def queue_page(
    session: Session, wanted: Queue, after: tuple[datetime, str] | None, limit: int
) -> Sequence[ApprovalStep]:
    """Return steps that wait for a decision, the soonest visit first: three statements, however many there are.

    Of the dates of a series that wait for the same only the first stands here, so that no page ends within a series;
    `others_of_series` has the rest. All that waits at some sites is an index range a site, each cut to one page.
    """
    if wanted.scopes or not wanted.sites:
        begins = _page(wanted, wanted, after, limit)
    else:
        places = [_page(replace(wanted, sites=(site,)), wanted, after, limit) for site in wanted.sites]
        ranges = [select(each.with_only_columns(ApprovalStep.id, ApprovalStep.starts_at).subquery()) for each in places]
        found = union_all(*ranges).subquery()
        first = select(found.c.id).order_by(found.c.starts_at, found.c.id).limit(limit)
        begins = select(ApprovalStep).where(ApprovalStep.id.in_(first)).order_by(*_IN_ORDER)
    return session.scalars(begins.options(joinedload(ApprovalStep.booking).options(*_BOOKING))).all()


def others_of_series(
    session: Session, wanted: Queue, firsts: Sequence[ApprovalStep], limit: int
) -> Sequence[ApprovalStep]:
    """Return the further dates of the series that begin on a page: three statements, none where there is no series."""
    series = {step.booking.series_id for step in firsts if step.booking.series_id}
    if not series:
        return ()
    chosen = _queued(wanted).where(Booking.series_id.in_(series), ApprovalStep.id.not_in([step.id for step in firsts]))
    ordered = chosen.order_by(*_IN_ORDER).limit(limit)
    return session.scalars(ordered.options(joinedload(ApprovalStep.booking).options(*_BOOKING))).all()


def _page(part: Queue, whole: Queue, after: tuple[datetime, str] | None, limit: int) -> Select[ApprovalStep]:
    """Return the next steps of a part of a queue, without those of whose series an earlier date stands in the whole."""
    begins = _queued(part).where(or_(Booking.series_id.is_(None), ~_earlier_in_series(whole)))
    if after is not None:
        begins = begins.where(tuple_(ApprovalStep.starts_at, ApprovalStep.id) > _place(after))
    return begins.order_by(*_IN_ORDER).limit(limit)


def _queued(wanted: Queue) -> Select[ApprovalStep]:
    chosen = select(ApprovalStep).join(Booking, Booking.id == ApprovalStep.booking_id)
    return chosen.where(_waits(wanted, ApprovalStep, Booking))


def _earlier_in_series(wanted: Queue) -> ColumnElement[bool]:
    """Say in SQL whether an earlier date of a step's series waits for the same, within the same queue.

    The series leads, one question within the other: else a database may walk all that waits for each of its dates.
    """
    step, booking = aliased(ApprovalStep), aliased(Booking)
    same_rank = func.coalesce(step.rank, -1) == func.coalesce(ApprovalStep.rank, -1)
    earlier = tuple_(step.starts_at, step.id) < tuple_(ApprovalStep.starts_at, ApprovalStep.id)
    same = and_(step.booking_id == booking.id, step.kind == ApprovalStep.kind, same_rank, earlier)
    asked = select(step.id).where(same, _waits(wanted, step, booking)).correlate(booking, ApprovalStep).exists()
    of_series = select(booking.id).where(booking.series_id == Booking.series_id, asked)
    return of_series.correlate(Booking, ApprovalStep).exists()


def _waits(wanted: Queue, step: type[ApprovalStep], booking: type[Booking]) -> ColumnElement[bool]:
    """Say in SQL whether a step of a visit that is not over waits, in this queue."""
    within = or_(step.site_id.in_(wanted.sites), *(_within(scope, step, booking) for scope in wanted.scopes))
    # Nearly every asked step's booking waits. Said plainly, PostgreSQL expects one in a hundred and reads them all.
    is_open = and_(booking.state == State.WAITING.value, booking.ends_at > wanted.now)
    is_waiting = case((is_open, 1)).is_not(None)
    left = (*wanted.narrowed.of(booking, step.site_id), *wanted.narrowed.within(step.starts_at))
    return and_(step.state == _ASKED, is_waiting, within, *left)


def _within(scope: Scope, step: type[ApprovalStep], booking: type[Booking]) -> ColumnElement[bool]:
    """Return `objection_to_step` as SQL: the same table, so a test holds the two together."""
    is_host = booking.host_id == scope.employee if scope.employee else false()
    asked = or_(booking.booked_by.in_(scope.ids), func.coalesce(booking.decided_by, "").in_(scope.ids))
    is_own = or_(asked, and_(booking.changes > 0, _had_a_hand(scope, booking)))
    others = and_(~is_own, ~is_host)
    may_approve = step.site_id.in_(scope.approve_sites)
    high_enough = or_(step.rank.is_(None), step.rank <= scope.rank)
    return or_(
        and_(step.kind == StepKind.HOST.value, or_(is_host, and_(may_approve, ~is_own))),
        and_(step.kind == StepKind.REVIEW.value, step.site_id.in_(scope.review_sites), others),
        and_(step.kind.in_([StepKind.APPROVE.value, StepKind.ITINERARY.value]), may_approve, high_enough, others),
    )


def _had_a_hand(scope: Scope, booking: type[Booking]) -> ColumnElement[bool]:
    """Return `hands_in` as SQL, of a booking that waits: who changed it since it was last approved."""
    change, approval = aliased(LogLine), aliased(LogLine)
    since = select(approval.n).where(
        approval.booking_id == booking.id, approval.kind == Kind.BookingApproved.value, approval.n > change.n
    )
    changed = select(change.n).where(
        change.booking_id == booking.id,
        change.kind == Kind.BookingChanged.value,
        change.by.in_(scope.ids),
        change.facts["approval_needed"].as_boolean(),
        ~since.correlate(booking, change).exists(),
    )
    return changed.correlate(booking).exists()


def papers_owed(
    session: Session,
    sites: Sequence[str],
    employee: str | None,
    booked_by: str,
    after: tuple[datetime, str] | None,
    limit: int,
    narrowed: Narrowed = EVERYTHING,
) -> Sequence[Booking]:
    """Return bookings whose papers are still to be filed (R5), what is due first on top.

    All of these sites, and the reader's own wherever they are.
    """
    own = Booking.booked_by == booked_by
    mine = or_(own, Booking.host_id == employee) if employee else own
    chosen = select(Booking).where(Booking.papers_due.is_not(None), Booking.papers_filed_at.is_(None))
    chosen = chosen.where(Booking.state.in_(_OWED_IN), or_(Booking.site_id.in_(sites), mine))
    chosen = chosen.where(*narrowed.of(), *narrowed.within(Booking.papers_due))
    if after is not None:
        chosen = chosen.where(tuple_(Booking.papers_due, Booking.id) > _place(after))
    return session.scalars(chosen.order_by(Booking.papers_due, Booking.id).limit(limit).options(*_BOOKING)).all()


def _place(after: tuple[datetime, str]) -> ColumnElement[tuple[datetime, str]]:
    """Return a place in a list as SQL: a moment is compared as it is stored."""
    return tuple_(literal(after[0], Moment), literal(after[1]))
