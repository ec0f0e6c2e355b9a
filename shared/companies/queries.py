"""Finding companies and visitors again."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from shared.companies.models import Company, Visitor
from shared.companies.rules import Contact, company_key


def company_named(session: Session, name: str) -> Company | None:
    """Return the company of this name, in whatever spacing it is written."""
    return session.scalars(select(Company).where(Company.key == company_key(name))).one_or_none()


def visitor_known_as(session: Session, contact: Contact, company: Company) -> Visitor | None:
    """Return the visitor of this company with the same name and the same phone or e-mail."""
    ways = [
        column == value
        for column, value in ((Visitor.phone, contact.phone), (Visitor.email, contact.email))
        if value is not None
    ]
    if not ways:
        return None
    wanted = select(Visitor).where(or_(*ways), Visitor.name == contact.name, Visitor.company_id == company.id)
    return session.scalars(wanted.order_by(Visitor.id).limit(1)).one_or_none()
