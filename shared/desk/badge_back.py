"""A badge is handed back (R22)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.badges.queries import badges_of
from shared.kernel.logbook import About, Kind, note
from shared.visits.models import Visit


def hand_badge_back(session: Session, stay: Visit, by: str, now: datetime) -> bool:
    """Write that a visit's badge is back, the newest copy of it; False if there is none, or it was back before."""
    badge = next(reversed(badges_of(session, stay.id)), None)
    if badge is None or badge.returned_at is not None:
        return False
    badge.returned_at = now
    about = About(stay.site_id, stay.host_id, stay.booking_id, stay.id)
    note(session, Kind.BadgeReturned, about, at=now, by=by, badge=badge.id)
    return True
