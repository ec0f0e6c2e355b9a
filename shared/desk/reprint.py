"""Print a badge once more: a new copy, which voids the one before."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.badges.models import Badge
from shared.badges.queries import SUBJECT, badge
from shared.bookings.passes import new_number
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.kernel.logbook import About, Kind, note
from shared.printing.actions import came_out, print_again
from shared.printing.models import PrintJob
from shared.printing.queries import job_with_id
from shared.visits.queries import visit
from shared.visits.rules import VisitState


def badge_came_out(session: Session, job_id: str, by: Person, now: datetime) -> None:
    """Write that a person saw the badge of which the printer did not say so. Raises NotAllowed."""
    came_out(session, _job(session, job_id, by), by.id, now)


def print_badge_again(session: Session, job_id: str, by: Person, now: datetime) -> None:
    """Void a badge and ask for its next copy, with a check-out code of its own.

    Two who press at once ask for one copy. Raises NotAllowed, and OutOfTurn when the visitor has left.
    """
    job = _job(session, job_id, by)
    old = badge(session, job.subject_id, locked=True) if job.subject_kind == SUBJECT else None
    stay = visit(session, old.visit_id) if old else None
    if old is None or stay is None:
        raise NotAllowed
    if stay.state != VisitState.INSIDE:
        raise OutOfTurn("visit_ended")
    if old.voided_at is not None:
        return
    old.voided_at = now
    new = Badge(visit_id=stay.id, copy=old.copy + 1, number=new_number(), expires_at=old.expires_at, made_at=now)
    session.add(new)
    session.flush()
    print_again(session, job, new.id, now)
    about = About(stay.site_id, stay.host_id, stay.booking_id, stay.id)
    note(session, Kind.BadgeReplaced, about, at=now, by=by.id, badge=new.id, copy=new.copy)


def _job(session: Session, job_id: str, by: Person) -> PrintJob:
    job = job_with_id(session, job_id, locked=True)
    if job is None or not by.may(Permission.CLOSE_VISIT, job.site_id):
        raise NotAllowed
    return job
