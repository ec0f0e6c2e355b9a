"""Reading badges."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.badges.models import Badge, BadgeLogo, ChosenLayout
from shared.badges.rules import AT_RECEPTION, DEFAULT_LAYOUTS, BadgeContent, BadgeLayout, Roll
from shared.bookings.models import Booking, Guest
from shared.bookings.passes import Code, sign
from shared.bookings.rules import State
from shared.declarations.queries import photo_of
from shared.gate.queries import lane_guest_of_badge
from shared.people.models import Employee
from shared.printing.models import PrintJob
from shared.visits.models import Visit
from shared.visits.queries import visit as whole_visit
from shared.visits.rules import VisitState

SUBJECT = "badge"
"""What a badge's print job says that it prints."""


def badge(session: Session, badge_id: str, locked: bool = False) -> Badge | None:
    """Return a badge; `locked`, so that nobody else changes it until the end of the transaction."""
    return session.get(Badge, badge_id, with_for_update=True if locked else None)


def badge_with_number(session: Session, number: str) -> Badge | None:
    """Return the badge whose check-out code holds this number."""
    return session.scalars(select(Badge).where(Badge.number == number)).one_or_none()


def badges_of(session: Session, visit_id: str) -> Sequence[Badge]:
    """Return the copies of a visit's badge, the first first."""
    return session.scalars(select(Badge).where(Badge.visit_id == visit_id).order_by(Badge.copy)).all()


def newest_badges(session: Session, visit_ids: Sequence[str]) -> dict[str, str]:
    """Return the id of each visit's newest badge, by visit: one query for a whole page."""
    wanted = select(Badge.visit_id, Badge.id).where(Badge.visit_id.in_(visit_ids)).order_by(Badge.copy)
    return {row.visit_id: row.id for row in session.execute(wanted)}


def newest_copies(session: Session, visit_ids: Sequence[str]) -> dict[str, int]:
    """Return the number of each visit's newest copy, by visit; whose badge was never asked for has none: one query."""
    counted = select(Badge.visit_id, func.max(Badge.copy)).where(Badge.visit_id.in_(visit_ids))
    found = session.execute(counted.group_by(Badge.visit_id)) if visit_ids else ()
    return {row[0]: row[1] for row in found}


def job_of(session: Session, badge_id: str) -> PrintJob | None:
    """Return the print job of a badge."""
    wanted = select(PrintJob).where(PrintJob.subject_kind == SUBJECT, PrintJob.subject_id == badge_id)
    return session.scalars(wanted).one_or_none()


def content_of(session: Session, badge_id: str, key: bytes) -> BadgeContent | None:
    """Return what stands on a badge, its check-out code signed with the pass key; None if there is no such badge."""
    row = badge(session, badge_id)
    stay = whole_visit(session, row.visit_id) if row else None
    return _content(session, row, stay, key) if row and stay else None


def content_to_print(session: Session, badge_id: str, key: bytes) -> BadgeContent | None:
    """Return what to print; None if the badge is void or its visit has ended: then no paper should come out.

    The badge of a guest who was registered for is printed before there is a visit that it could be of.
    """
    row = badge(session, badge_id)
    if row is None:
        return _content_ahead(session, badge_id, key)
    stay = whole_visit(session, row.visit_id) if row and row.voided_at is None else None
    return _content(session, row, stay, key) if row and stay and stay.state == VisitState.INSIDE else None


def _content_ahead(session: Session, badge_id: str, key: bytes) -> BadgeContent | None:
    ready = lane_guest_of_badge(session, badge_id)
    if ready is None or ready.guest.booking.state != State.APPROVED or ready.guest.uninvited_at is not None:
        return None
    code = sign(Code.BADGE, ready.number, ready.badge_expires_at, key)
    return _of_guest(ready.guest, ready.guest.booking, code, copy=1)


def _content(session: Session, row: Badge, stay: Visit, key: bytes) -> BadgeContent:
    """The photo is of this visit; whether the badge shows it is its layout's to say."""
    content = _of_guest(stay.guest, stay.booking, sign(Code.BADGE, row.number, row.expires_at, key), row.copy)
    if stay.names_nobody:
        who = on_paper(stay)
        content = replace(content, host=_with_department(who) if who else AT_RECEPTION)
    return replace(content, photo=photo_of(session, stay.id))


def on_paper(stay: Visit) -> Employee | None:
    """Return whom a visitor is here for; None for reception: they named nobody, and nobody else has taken them on."""
    return stay.receiver if stay.names_nobody else stay.booking.host


def _with_department(who: Employee) -> str:
    return f"{who.name} {who.department.name}"


def _of_guest(guest: Guest, booking: Booking, code: str, copy: int) -> BadgeContent:
    visitor = guest.visitor
    return BadgeContent(
        name=visitor.name,
        company=visitor.company.name,
        host=_with_department(booking.host),
        area=booking.area,
        purpose=booking.purpose,
        grade=booking.grade_letter,
        grade_word=booking.grade.word,
        permit=booking.permit or "",
        valid_until=booking.ends_at.astimezone(booking.site.tz),
        code=code,
        escort=booking.grade.is_escorted,
        copy=copy,
        photos_allowed=booking.photos_allowed,
    )


def layout_of(session: Session, grade: str, roll: Roll) -> BadgeLayout:
    """Return how badges of a grade look on a paper: as was chosen, else as in a new house."""
    row = session.get(ChosenLayout, (grade, roll))
    return BadgeLayout.from_json(row.chosen, row.logo_id) if row else DEFAULT_LAYOUTS[roll]


def chosen_layouts(session: Session) -> Sequence[ChosenLayout]:
    """Return every layout that somebody chose."""
    return session.scalars(select(ChosenLayout)).all()


def logo_picture(session: Session, logo_id: str | None) -> bytes | None:
    """Return a logo as it is kept; None if there is none."""
    logo = session.get(BadgeLogo, logo_id) if logo_id else None
    return logo.picture if logo else None


def every_logo(session: Session) -> Sequence[BadgeLogo]:
    """Return the logos that are kept, the newest first."""
    return session.scalars(select(BadgeLogo).order_by(BadgeLogo.made_at.desc(), BadgeLogo.id)).all()
