"""The form by which reception registers a walk-in, as the kiosk would."""

from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from admin.asking import me
from admin.assisted.papers import Papers, declared_typed, plate_typed
from admin.bookings.wishes import host_typed
from admin.forms import Typed
from admin.speech import Words, _, _l
from admin.wording import problem_words
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


def walk_in_typed(
    rows: Session, typed: Typed, site: Site, papers: Papers, photo: FileStorage | None, now: datetime
) -> WalkIn | None:
    """Return who is registered; None if something is wrong, which is noted beside its field."""
    contact = contact_typed(typed["name"], typed["company"], typed["reach"], papers.language)
    for trouble in troubles_with_contact(contact, typed["reach"]):
        typed.is_wrong(trouble.field, _trouble_words(trouble.field, trouble.code))
    host = host_typed(rows, typed, site, me()) if typed["host"] else None
    declared, plate = declared_typed(rows, typed, papers, photo, now), plate_typed(typed)
    if typed.troubles:
        return None
    purpose = Purpose(typed["purpose"]) if typed["purpose"] in set(Purpose) else Purpose.OTHER
    return WalkIn(contact, purpose, host.id if host else RECEPTION, declared, search="", plate=plate)


def _trouble_words(field: str, code: str) -> str:
    if field == "reach":
        return _("Write a phone number or an e-mail address.") if code == "missing" else _("This cannot be right.")
    return problem_words(field, code)
