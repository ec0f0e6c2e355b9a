"""One more site for a house that runs, and what a young house still lacks."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, false, select, true
from sqlalchemy.orm import Session

from shared.access.models import Account, Grant
from shared.access.rules import Role
from shared.agreements.models import AgreementText
from shared.agreements.rules import AgreementKind
from shared.agreements.seed import SEEDED_BY, seed_agreements
from shared.bookings.models import Booking
from shared.desk.open_house import FIRST_ADMIN
from shared.devices.models import Printer, Station
from shared.invitations.models import Invitation
from shared.kernel.figures import FigureChange
from shared.kernel.house import DEMO, house_fact, set_house_fact
from shared.people.models import Employee
from shared.sites.actions import NewSite, add_site, history_of_site
from shared.sites.models import Site
from shared.visits.models import Visit

SETTING_UP = "setting up"
"""A fact of the house: `away` once an administrator doesn't want to read of its beginnings any more."""
_VIRTUAL = "virtual:%"


class Begin(StrEnum):
    """What a house needs before its first day, in the order in which it is best done."""

    SITE = "site"
    PEOPLE = "people"
    ACCOUNT = "account"
    ROLES = "roles"
    TEXTS = "texts"
    MAIL = "mail"
    KIOSK = "kiosk"
    PRINTER = "printer"
    VISIT = "visit"


def open_another_site(session: Session, wanted: NewSite, reason: str, by: str, now: datetime) -> Site:
    """Give the house one more site with all that its first one began with; grades and lead times are the house's."""
    site = add_site(session, wanted, reason, by, now)
    seed_agreements(session, site.id, now)
    return site


def is_settled(session: Session, site_id: str) -> bool:
    """Say whether permits, passes or invitations of a site are about: then its code and its zone stay what they are."""
    counting = (exists().where(noun.site_id == site_id) for noun in (Booking, Visit, Invitation))
    return any(session.execute(select(*counting)).one())


def beginnings(session: Session, has_mail: bool) -> dict[Begin, bool]:
    """Return what is done of a young house's beginnings, as its tables tell: one statement."""
    facts: dict[Begin, ColumnElement[bool]] = {
        Begin.SITE: exists().where(FigureChange.of.startswith(history_of_site(""))),
        Begin.PEOPLE: exists().where(Employee.left_at.is_(None)),
        Begin.ACCOUNT: _has_role(Role.ADMIN),
        Begin.ROLES: _has_role(Role.RECEPTIONIST) & _has_role(Role.GATE),
        Begin.TEXTS: exists().where(
            AgreementText.kind == AgreementKind.CONSENT, AgreementText.published_by != SEEDED_BY
        ),
        Begin.MAIL: true() if has_mail else false(),
        Begin.KIOSK: exists().where(Station.last_heard_at.is_not(None)),
        Begin.PRINTER: exists().where(Printer.last_heard_at.is_not(None), Printer.name.not_like(_VIRTUAL)),
        Begin.VISIT: exists().where(Booking.id.is_not(None)),
    }
    found = session.execute(select(*(fact.label(name) for name, fact in facts.items()))).one()
    return {name: bool(is_done) for name, is_done in zip(facts, found, strict=True)}


def is_put_away(session: Session) -> bool:
    """Say whether the first page is to keep silent of beginnings: somebody said so, or the house is a demonstration."""
    return house_fact(session, SETTING_UP) == "away" or house_fact(session, DEMO) == "yes"


def put_away(session: Session, is_away: bool) -> None:
    """Let the first page keep silent of beginnings, or speak of them again."""
    set_house_fact(session, SETTING_UP, "away" if is_away else "here")


def _has_role(role: Role) -> ColumnElement[bool]:
    """Say in SQL whether somebody who may sign in has a role; the first account of all is nobody's."""
    held = exists().where(Grant.role == role, Grant.account_id == Account.id)
    return held.where(Account.disabled_at.is_(None), Account.email != FIRST_ADMIN)
