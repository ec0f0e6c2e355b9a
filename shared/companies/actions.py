"""Writing down who comes."""

from datetime import datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shared.companies.models import Company, Visitor
from shared.companies.queries import company_named, visitor_known_as
from shared.companies.rules import Contact, company_key
from shared.kernel.database import table_of
from shared.kernel.ids import new_id

_NEW_COMPANY = {
    "sqlite": sqlite.insert(table_of(Company)).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(table_of(Company)).on_conflict_do_nothing(),
}
KEPT_AFTER_LAST_VISIT = timedelta(days=180)
"""R29: personal data goes this long after the last visit."""


def know_company(session: Session, name: str) -> Company:
    """Return the company of this name, written down if it is new."""
    found = company_named(session, name)
    if found is None:  # two bookings at once may name it first: whoever comes second takes what the first one wrote
        row = {"id": new_id(), "name": name.strip(), "key": company_key(name)}
        session.execute(_NEW_COMPANY[session.get_bind().dialect.name], row)
        found = company_named(session, name)
    assert found is not None, "it was written, by us or by somebody else"
    return found


def know_visitor(session: Session, contact: Contact, last_visit_ends: datetime) -> Visitor:
    """Return the visitor with this contact, written down if new; kept 180 days beyond the visit (R29)."""
    company = know_company(session, contact.company)
    visitor = visitor_known_as(session, contact, company)
    forget_at = last_visit_ends + KEPT_AFTER_LAST_VISIT
    if visitor is None:
        visitor = Visitor(
            name=contact.name,
            company=company,
            phone=contact.phone,
            email=contact.email,
            kept_for="visit",
            forget_at=forget_at,
        )
        session.add(visitor)
        session.flush()
        return visitor
    visitor.phone = contact.phone or visitor.phone
    visitor.email = contact.email or visitor.email
    visitor.forget_at = max(visitor.forget_at, forget_at)
    return visitor
