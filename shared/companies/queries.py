"""Finding companies and visitors again."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from sqlalchemy import ColumnElement, exists, literal_column, or_, select
from sqlalchemy.orm import Session, contains_eager

from shared.companies.models import AccountTier, Company, CompanyTerm, Merge, Visitor
from shared.companies.rules import Contact, company_key, identity
from shared.kernel.likeness import keys_looked_for
from shared.kernel.terms import company_terms_of

_File = TypeVar("_File", bound=Company | Visitor)
_Identity: TypeAlias = tuple[str, str, str | None, str | None]

_MOST_COMPARED = 1000
"""Names of one company that are compared: a list's length must not show in a page's time."""


@dataclass(frozen=True)
class SoughtCompanies:
    """Which companies a list shows."""

    terms: tuple[str, ...] = ()
    tier: str = ""
    tiers_left_out: tuple[str, ...] = ()
    conditions: tuple[ColumnElement[bool], ...] = ()
    """What else has to hold, such as that somebody of theirs came to one's site."""


def companies_named(session: Session, names: Collection[str]) -> dict[str, Company]:
    """Return the known ones of these companies by key, in whatever spacing they are written: one query.

    One that turned out to be another is that other one.
    """
    keys = {company_key(name) for name in names}
    found = session.scalars(select(Company).where(Company.key.in_(keys))).all()
    stands = as_they_stand(session, found)
    return {company.key: stands[company.id] for company in found}


def visitors_known_as(session: Session, contacts: Collection[Contact]) -> dict[Contact, Visitor]:
    """Return the known ones of these people, of twins the older: one query."""
    reached = or_(
        Visitor.phone.in_({contact.phone for contact in contacts if contact.phone}),
        Visitor.email.in_({contact.email for contact in contacts if contact.email}),
    )
    wanted = select(Visitor).join(Visitor.company).where(reached, Visitor.name.in_({each.name for each in contacts}))
    found = session.scalars(wanted.options(contains_eager(Visitor.company)).order_by(Visitor.id.desc())).all()
    stands = as_they_stand(session, found)
    known = {identity(contact_of(visitor)): stands[visitor.id] for visitor in found}
    return {contact: known[identity(contact)] for contact in contacts if identity(contact) in known}


def as_they_stand(session: Session, files: Iterable[_File]) -> dict[str, _File]:
    """Return by id of each file what it is now: itself, or the one that it became part of at last.

    No query where none became part of another; else one for each time that this happened to it.
    """
    stands = {each.id: each for each in files}
    while merged := {each.merged_into_id for each in stands.values() if each.merged_into_id}:
        model = type(next(iter(stands.values())))
        further = {each.id: each for each in session.scalars(select(model).where(model.id.in_(merged)))}
        if not further:
            break
        stands = {file: further.get(each.merged_into_id or "", each) for file, each in stands.items()}
    return stands


def also_reached_by(session: Session, visitor_ids: Collection[str], tail: str) -> set[str]:
    """Return those of these visitors of whose files that became part of theirs one has a phone that ends so."""
    ends: ColumnElement[str] = literal_column("substr(visitors.phone, length(visitors.phone) - 3)")
    merged = session.scalars(select(Visitor).where(ends == tail, Visitor.merged_into_id.is_not(None)))
    return {each.id for each in as_they_stand(session, merged).values()} & set(visitor_ids)


def visitor_with_company(session: Session, visitor_id: str) -> Visitor | None:
    """Return a visitor's file, one that became part of another as well."""
    wanted = select(Visitor).join(Visitor.company).where(Visitor.id == visitor_id)
    return session.scalars(wanted.options(contains_eager(Visitor.company))).one_or_none()


def tiers(session: Session) -> Sequence[AccountTier]:
    """Return the tiers, the highest threshold first (R4)."""
    return session.scalars(select(AccountTier).order_by(AccountTier.from_fen.desc())).all()


def tiers_kept_apart(session: Session) -> frozenset[str]:
    """Return the tiers whose companies' files need a permission of their own (R27)."""
    return frozenset(session.scalars(select(AccountTier.tier).where(AccountTier.is_kept_apart)))


def companies_page(session: Session, sought: SoughtCompanies, after: str, limit: int) -> Sequence[Company]:
    """Return companies by key, from one on."""
    wanted = select(Company).where(Company.merged_into_id.is_(None), Company.key > after)
    if sought.tiers_left_out:
        wanted = wanted.where(Company.tier.not_in(sought.tiers_left_out))
    if sought.tier:
        wanted = wanted.where(Company.tier == sought.tier)
    for term in sought.terms:
        is_called = exists().where(CompanyTerm.company_id == Company.id, CompanyTerm.term == term)
        wanted = wanted.where(is_called)
    return session.scalars(wanted.where(*sought.conditions).order_by(Company.key).limit(limit)).all()


def visitors_of_company(session: Session, company_id: str, limit: int) -> Sequence[Visitor]:
    """Return a company's visitors by name."""
    wanted = select(Visitor).where(
        Visitor.company_id == company_id, Visitor.merged_into_id.is_(None), Visitor.forgotten_at.is_(None)
    )
    return session.scalars(wanted.order_by(Visitor.name, Visitor.id).limit(limit)).all()


def visitors_like(session: Session, visitor: Visitor, limit: int) -> Sequence[Visitor]:
    """Return whose file may be the same person's: the same phone or e-mail, or a like name in the same company.

    王伟 and Wei Wang are alike, Müller and Mueller, but not 王伟 and 汪伟. Who has nothing in common but a name
    elsewhere is not proposed. Two statements: a company's names, then index ranges.
    """
    same: list[ColumnElement[bool]] = [Visitor.id.in_(_called_alike(session, visitor))]
    same += [Visitor.phone == visitor.phone] if visitor.phone else []
    same += [Visitor.email == visitor.email] if visitor.email else []
    wanted = select(Visitor).join(Visitor.company).where(or_(*same), Visitor.id != visitor.id)
    wanted = wanted.where(Visitor.merged_into_id.is_(None), Visitor.forgotten_at.is_(None))
    return session.scalars(wanted.options(contains_eager(Visitor.company)).order_by(Visitor.id).limit(limit)).all()


def _called_alike(session: Session, visitor: Visitor) -> list[str]:
    """Return the ids of those of the same company who have a like name, or the same in another spelling."""
    sought = keys_looked_for([visitor.name], (), ()).keys()
    theirs = select(Visitor.id, Visitor.likeness).where(Visitor.company_id == visitor.company_id)
    theirs = theirs.where(Visitor.merged_into_id.is_(None), Visitor.forgotten_at.is_(None))
    rows = session.execute(theirs.order_by(Visitor.name, Visitor.id).limit(_MOST_COMPARED)).all()
    return [which for which, keys in rows if not sought.isdisjoint(keys)]


def companies_like(session: Session, company: Company, limit: int) -> Sequence[Company]:
    """Return the companies of which a term is the same as the longest of this one's: its name begins alike."""
    longest = max(company_terms_of(company.name), key=lambda term: (len(term), term), default="")
    wanted = select(Company).join(CompanyTerm, CompanyTerm.company_id == Company.id)
    wanted = wanted.where(CompanyTerm.term == longest, Company.id != company.id, Company.merged_into_id.is_(None))
    return session.scalars(wanted.order_by(Company.key).limit(limit)).all()


def merges_into(session: Session, kept_id: str, limit: int = 20) -> Sequence[Merge]:
    """Return what became part of a file, the latest first."""
    wanted = select(Merge).where(Merge.kept_id == kept_id).order_by(Merge.at.desc(), Merge.id.desc())
    return session.scalars(wanted.limit(limit)).all()


def names_of_merged(session: Session, merges: Sequence[Merge]) -> dict[str, str]:
    """Return by its id what each file that became part of another is called; what was forgotten since is left out."""
    kept = Visitor if merges[0].of == "visitor" else Company
    rows = session.execute(select(kept.id, kept.name).where(kept.id.in_([each.gone_id for each in merges])))
    return {file_id: name for file_id, name in rows if name}


def contact_of(visitor: Visitor) -> Contact:
    """Return a visitor as a booking would name them."""
    return Contact(visitor.name, visitor.company.name, visitor.phone, visitor.email)
