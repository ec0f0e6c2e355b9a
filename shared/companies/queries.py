"""Finding companies and visitors again."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from shared.companies.models import Company, Visitor
from shared.companies.rules import Contact, company_key, identity


def companies_named(session: Session, names: Collection[str]) -> dict[str, Company]:
    """Return the known ones of these companies by key, in whatever spacing they are written: one query."""
    keys = {company_key(name) for name in names}
    return {company.key: company for company in session.scalars(select(Company).where(Company.key.in_(keys)))}


def visitors_known_as(session: Session, contacts: Collection[Contact]) -> dict[Contact, Visitor]:
    """Return the known ones of these people, of twins the older: one query."""
    reached = or_(
        Visitor.phone.in_({contact.phone for contact in contacts if contact.phone}),
        Visitor.email.in_({contact.email for contact in contacts if contact.email}),
    )
    wanted = select(Visitor).join(Visitor.company).where(reached, Visitor.name.in_({each.name for each in contacts}))
    found = session.scalars(wanted.options(contains_eager(Visitor.company)).order_by(Visitor.id.desc()))
    known = {identity(contact_of(visitor)): visitor for visitor in found}
    return {contact: known[identity(contact)] for contact in contacts if identity(contact) in known}


def contact_of(visitor: Visitor) -> Contact:
    """Return a visitor as a booking would name them."""
    return Contact(visitor.name, visitor.company.name, visitor.phone, visitor.email)
