"""Which files somebody may open: of whom came to one's sites, and key customers' with a permission of its own (R27)."""

from sqlalchemy.orm import Session

from admin.asking import lost, me
from admin.speech import Words, _l
from shared.access.rules import Permission
from shared.companies.models import Company, Visitor
from shared.companies.queries import as_they_stand, tiers_kept_apart, visitor_with_company
from shared.companies.rules import Tier
from shared.visits.files import is_company_known_at, is_known_at

TIER: dict[Tier, Words] = {
    Tier.NONE: _l("No tier"),
    Tier.VIP: _l("VIP"),
    Tier.GOLD: _l("Gold"),
    Tier.PLATINUM: _l("Platinum"),
    Tier.DIAMOND: _l("Diamond"),
}


def my_sites() -> tuple[str, ...]:
    """Return the sites of whose visitors this person may open the files."""
    return me().sites_where(Permission.SEE_FILES)


def tiers_left_out(rows: Session) -> tuple[str, ...]:
    """Return the tiers whose files are kept from this person."""
    return () if me().may_somewhere(Permission.SEE_KEY_FILES) else tuple(sorted(tiers_kept_apart(rows)))


def visitor_seen(rows: Session, visitor_id: str) -> Visitor:
    """Return a visitor's file; 404 where it is not there or not for this person."""
    found = visitor_with_company(rows, visitor_id)
    if (
        found is None
        or found.company.tier in tiers_left_out(rows)
        or not is_known_at(rows, _stands(rows, found), my_sites())
    ):
        lost()
    return found


def _stands(rows: Session, file: Visitor | Company) -> str:
    """A file that became part of another has no bookings any more: the other one has them."""
    return as_they_stand(rows, [file])[file.id].id


def company_seen(rows: Session, company_id: str) -> Company:
    """Return a company's file; 404 where it is not there or not for this person."""
    found = rows.get(Company, company_id)
    if found is None or found.tier in tiers_left_out(rows):
        lost()
    return found if is_company_known_at(rows, _stands(rows, found), my_sites()) else lost()
