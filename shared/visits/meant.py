"""Of a group's booking that was found by a word: whom the word means. A company's name means all of them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.bookings.models import Guest
from shared.companies.models import Visitor
from shared.kernel.names import normal
from shared.kernel.terms import company_terms_of, terms_of


def groups_among(session: Session, booking_ids: Collection[str]) -> set[str]:
    """Return those of these bookings that are for more than one guest."""
    wanted = select(Guest.booking_id).where(Guest.booking_id.in_(booking_ids), Guest.position > 0)
    return set(session.scalars(wanted.distinct())) if booking_ids else set()


def is_meant(visitor: Visitor, permit: str | None, terms: Sequence[str]) -> bool:
    """Say whether each term is one of this visitor's own: name, company, permit number."""
    shared = company_terms_of(visitor.company.name)
    number = normal(permit or "")
    left = [term for term in terms if term not in shared and term not in number]
    return not left or set(left) <= terms_of(visitor.name)
