"""The form by which reception registers a walk-in, as the kiosk would."""

from datetime import datetime

from sqlalchemy.orm import Session

from admin.asking import language, me
from admin.bookings.wishes import host_typed
from admin.forms import Typed
from admin.speech import Words, _, _l
from admin.wording import problem_words
from shared.agreements.models import AgreementText
from shared.agreements.queries import newest_text
from shared.agreements.rules import AgreementKind
from shared.declarations.rules import Agreed, Declared
from shared.desk.walk_in import WalkIn
from shared.sites.models import Site
from shared.walk_ins.rules import RECEPTION, Purpose, contact_typed, troubles_with_contact

PURPOSE: dict[Purpose, Words] = {
    Purpose.BUSINESS: _l("Business talk"),
    Purpose.TOUR: _l("Tour of the site"),
    Purpose.INTERVIEW: _l("Job interview"),
    Purpose.MAINTENANCE: _l("Work on site"),
    Purpose.DELIVERY: _l("Delivery or pick-up"),
    Purpose.OTHER: _l("Something else"),
}


def walk_in_typed(rows: Session, typed: Typed, site: Site, now: datetime) -> WalkIn | None:
    """Return who is registered; None if something is wrong, which is noted beside its field."""
    contact = contact_typed(typed["name"], typed["company"], typed["reach"])
    for trouble in troubles_with_contact(contact, typed["reach"]):
        typed.is_wrong(trouble.field, _trouble_words(trouble.field, trouble.code))
    host = host_typed(rows, typed, site, me()) if typed["host"] else None
    text = consent_text(rows, site)
    if text is not None and typed["consent"] != text.id:
        typed.is_wrong("consent", _("The visitor has to read this and agree first."))
    if typed.troubles:
        return None
    agreed = (Agreed(text.id, text.sum, now),) if text is not None else ()
    purpose = Purpose(typed["purpose"]) if typed["purpose"] in set(Purpose) else Purpose.OTHER
    return WalkIn(contact, purpose, host.id if host else RECEPTION, Declared(agreed), search="")


def consent_text(rows: Session, site: Site) -> AgreementText | None:
    """Return what the visitor has to agree to before anything about them is kept (R17)."""
    return newest_text(rows, site.id, AgreementKind.CONSENT, language())


def _trouble_words(field: str, code: str) -> str:
    if field == "reach":
        return _("Write a phone number or an e-mail address.") if code == "missing" else _("This cannot be right.")
    return problem_words(field, code)
