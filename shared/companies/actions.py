"""Writing down who comes."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from shared.companies.models import Company, CompanyTerm, Visitor
from shared.companies.queries import companies_named, visitors_known_as
from shared.companies.rules import KEPT_AFTER_LAST_VISIT, Contact, company_key
from shared.kernel.database import insert_into
from shared.kernel.ids import new_id
from shared.kernel.likeness import keys_of_visitor
from shared.kernel.listed import rows_of
from shared.kernel.many import write_all
from shared.kernel.terms import company_terms_of


def know_companies(session: Session, names: Collection[str]) -> dict[str, Company]:
    """Return the companies of these names by key, written down if they are new, in four statements at most."""
    found = companies_named(session, names)
    new = {company_key(name): name.strip() for name in names if company_key(name) not in found}
    if not new:
        return found
    rows = [{"id": new_id(), "name": name, "key": key} for key, name in new.items()]
    # Two bookings at once may name a company first: whoever comes second takes what the first one wrote.
    session.execute(insert_into(session, Company).on_conflict_do_nothing(), rows)
    known = companies_named(session, names)
    index_companies(session, [known[key] for key in new])
    return known


def index_companies(session: Session, companies: Collection[Company]) -> None:
    """Write the terms under which companies are found, one statement; what is there already stays."""
    rows = [
        {"term": term, "company_id": company.id} for company in companies for term in company_terms_of(company.name)
    ]
    if rows:  # a name of one letter has no terms
        rows.sort(key=lambda row: (row["term"], row["company_id"]))
        session.execute(insert_into(session, CompanyTerm).on_conflict_do_nothing(), rows)


def know_visitors(session: Session, contacts: Collection[Contact], last_visit_ends: datetime) -> dict[Contact, Visitor]:
    """Return the visitors with these contacts, written down if new; kept 180 days beyond the visit (R29).

    However many they are, it takes a handful of statements: a group's booking must not hold the door up.
    """
    companies = know_companies(session, {contact.company for contact in contacts})
    visitors = visitors_known_as(session, contacts)
    keep_all_for_visit(session, visitors.values(), last_visit_ends)
    new = [contact for contact in dict.fromkeys(contacts) if contact not in visitors]
    theirs = [companies[company_key(contact.company)] for contact in new]
    end = {"forget_at": last_visit_ends + KEPT_AFTER_LAST_VISIT}
    rows = [_row(contact, company) | end for contact, company in zip(new, theirs, strict=True)]
    for contact, company, visitor in zip(new, theirs, write_all(session, Visitor, rows), strict=True):
        set_committed_value(visitor, "company", company)
        visitors[contact] = visitor
    return visitors


def keep_for_visit(visitor: Visitor, ends: datetime) -> None:
    """Keep a visitor on file for another visit, at least 180 days beyond its end (R29)."""
    visitor.forget_at = max(visitor.forget_at or ends, ends + KEPT_AFTER_LAST_VISIT)


def keep_all_for_visit(session: Session, visitors: Collection[Visitor], ends: datetime) -> None:
    """Keep visitors who are on file for another visit, in one statement."""
    until = ends + KEPT_AFTER_LAST_VISIT
    shorter = [visitor for visitor in visitors if visitor.forget_at is None or visitor.forget_at < until]
    if not shorter:
        return
    theirs = Visitor.id.in_(select(rows_of(visitor.id for visitor in shorter).c.value))
    kept = update(Visitor).where(theirs).values(forget_at=until)
    session.execute(kept.execution_options(synchronize_session=False))
    for visitor in shorter:
        set_committed_value(visitor, "forget_at", until)


def new_visitor(contact: Contact, company: Company) -> Visitor:
    """Return a visitor who is not on file yet."""
    return Visitor(company=company, **_row(contact, company))


def _row(contact: Contact, company: Company) -> dict[str, Any]:
    reached = {"phone": contact.phone, "email": contact.email}
    who = {"name": contact.name, "company_id": company.id, "likeness": keys_of_visitor(contact.name, **reached)}
    return who | reached | {"kept_for": "visit"}


def reach_by(visitor: Visitor, phone: str | None, email: str | None) -> None:
    """Give a visitor another phone and e-mail."""
    visitor.phone, visitor.email = phone, email
    visitor.likeness = keys_of_visitor(visitor.name, phone, email)
