"""The photo that the grade asks and nobody could take at the kiosk: reception takes it (R12)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.declarations.actions import keep_photo
from shared.declarations.queries import without_photo
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.grades.door import DoorStep
from shared.kernel.logbook import About, Kind, note
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import OPEN


def photos_owed(session: Session, stays: Sequence[Visit]) -> set[str]:
    """Return those of these visits whose photo is still to be taken: registered at the door, and not over."""
    asked = [stay.id for stay in stays if stay.state in OPEN and DoorStep.PHOTO in stay.booking.grade.door.steps]
    return without_photo(session, asked)


def take_photo(session: Session, visit_id: str, picture: bytes, by: Person, now: datetime) -> None:
    """Keep the photo, as `kept_photo` made it. Raises NotAllowed, and OutOfTurn where none is owed any more."""
    stay = visit(session, visit_id)
    if stay is None or not by.may(Permission.CLOSE_VISIT, stay.site_id):
        raise NotAllowed
    if not photos_owed(session, [stay]):
        raise OutOfTurn("photo_not_owed")
    keep_photo(session, stay.id, picture, now)
    note(session, Kind.PhotoTaken, About(stay.site_id, stay.host_id, stay.booking_id, stay.id), at=now, by=by.id)
