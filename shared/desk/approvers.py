"""Who may decide on a booking: by themselves, or as the delegate of somebody who is away (R6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from shared.access.models import Account, Grant
from shared.access.queries import person_of
from shared.access.rules import ALLOWED, Permission, Person, Role
from shared.approvals.models import ApprovalStep
from shared.approvals.queries import Queue, Scope
from shared.approvals.rules import Candidate, Say, Standing, say_at
from shared.bookings.models import Booking
from shared.grades.chain import ChainStep, StepKind
from shared.people.models import Employee
from shared.people.rules import Rank, is_away
from shared.sites.models import Site

_MAY = {
    StepKind.REVIEW: Permission.REVIEW,
    StepKind.HOST: Permission.APPROVE,
    StepKind.APPROVE: Permission.APPROVE,
    StepKind.ITINERARY: Permission.APPROVE,
}


@dataclass(frozen=True)
class Deciders:
    """Somebody who may decide, and those who are away today and have named them their delegate."""

    by: Person
    absent: tuple[Person, ...] = ()

    def say(self, booking: Booking, kind: StepKind, rank: int | None) -> Say:
        """Return whether they may decide at a step of this booking, and in whose place."""
        absent = {str(each.employee_id): standing(each, booking) for each in self.absent}
        return say_at(kind, rank, standing(self.by, booking), absent)

    def queue(self, now: datetime) -> Queue:
        """Return what a queue has to be asked for so that it holds all that they may decide on."""
        return Queue(now, tuple(_scope(each, self.by) for each in (self.by, *self.absent)))


def deciders(session: Session, by: Person, now: datetime) -> Deciders:
    """Return somebody with those whose delegate they are today: one query, another two where there are such."""
    if by.employee_id is None:
        return Deciders(by)
    wanted = (
        select(Account, Site)
        .join(Employee, Employee.id == Account.employee_id)
        .join(Site, Site.id == Employee.site_id)
        .where(Employee.delegate_id == by.employee_id, Employee.away_from.is_not(None), Employee.left_at.is_(None))
        .where(Account.disabled_at.is_(None))
        .options(joinedload(Account.employee), selectinload(Account.grants))
    )
    rows = session.execute(wanted).all()
    away = [account for account, site in rows if account.employee and account.employee.is_away(site.hours.day_of(now))]
    return Deciders(by, tuple(person_of(session, account) for account in away))


def standing(who: Person, booking: Booking) -> Standing:
    """Return what somebody is to a booking."""
    return Standing(
        rank=who.rank,
        may_review=who.may(Permission.REVIEW, booking.site_id),
        may_approve=who.may(Permission.APPROVE, booking.site_id),
        is_host=who.is_host(booking.host_id),
        is_own=who.id in booking.asked_by,
    )


def highest_rank_at(session: Session, site_id: str) -> Rank:
    """Return how high the highest of those stands who may approve at a site."""
    found = candidates_at(session, site_id, StepKind.APPROVE, None, None)
    return max((each.rank for each in found), default=Rank.STAFF)


def candidates_at(
    session: Session, site_id: str, kind: StepKind, rank: int | None, today: date | None
) -> list[Candidate]:
    """Return the employees who may decide at such a step of a site, in one query; on `today` some are away."""
    roles = [role.value for role in Role if _MAY[kind] in ALLOWED[role]]
    wanted = (
        select(Employee)
        .join(Account, Account.employee_id == Employee.id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.role.in_(roles), or_(Grant.site_id.is_(None), Grant.site_id == site_id))
        .where(Account.disabled_at.is_(None), Employee.left_at.is_(None), Employee.rank >= (rank or 0))
        .order_by(Employee.id)
        .options(joinedload(Employee.delegate))
        .distinct()
    )
    return [_candidate(each, today) for each in session.scalars(wanted)]


def candidate_hosts(host: Employee, today: date) -> list[Candidate]:
    """Return the host as the only one who can be asked."""
    return [_candidate(host, today)]


def employees_behind(session: Session, ids: Iterable[str]) -> frozenset[str]:
    """Return which employees these accounts are."""
    wanted = select(Account.employee_id).where(Account.id.in_(tuple(ids)), Account.employee_id.is_not(None))
    return frozenset(str(found) for found in session.scalars(wanted))


def kind_and_rank(step: ApprovalStep | ChainStep) -> tuple[StepKind, int | None]:
    """Return what makes somebody the right one for a step."""
    return StepKind(step.kind), step.rank


def _candidate(employee: Employee, today: date | None) -> Candidate:
    delegate = employee.delegate
    reached = delegate is not None and delegate.left_at is None
    if reached and today is not None and delegate is not None:
        reached = not is_away(delegate.away_from, delegate.away_until, today)
    return Candidate(
        employee.id,
        Rank(employee.rank),
        employee.department_id,
        employee.delegate_id if reached else None,
        today is not None and employee.is_away(today),
    )


def _scope(who: Person, by: Person) -> Scope:
    """Return where one of them may decide; what either asked for is neither's to decide on."""
    return Scope(
        rank=int(who.rank),
        review_sites=who.sites_where(Permission.REVIEW),
        approve_sites=who.sites_where(Permission.APPROVE),
        employee=who.employee_id,
        ids=tuple(dict.fromkeys((who.id, by.id))),
    )
