"""Changing how badges look."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shared.badges.models import BadgeLogo, ChosenLayout
from shared.badges.queries import layout_of
from shared.badges.rules import BadgeLayout, Roll
from shared.kernel.figures import FigureChange
from shared.kernel.logbook import About, Kind, note


def history_of_badge(grade: str, roll: Roll) -> str:
    """Return under what name the changes of a grade's badges on a paper are kept."""
    return f"badge {grade} {roll.value}"


def choose_layout(
    session: Session, places: Iterable[tuple[str, Roll]], layout: BadgeLayout, by: str, now: datetime, reason: str = ""
) -> None:
    """Let the badges of these grades on these papers look so, from the next print on; how they looked is kept."""
    for grade, roll in places:
        before = layout_of(session, grade, roll)
        session.merge(
            ChosenLayout(
                grade=grade,
                roll=roll,
                chosen=layout.as_json(),
                logo_id=layout.logo,
                changed_at=now,
                changed_by=by,
            )
        )
        _keep_past(session, grade, roll, before, reason, by, now)
        note(session, Kind.BadgeLayoutChanged, About(), at=now, by=by, grade=grade, paper=roll.value)
    _forget_logos_that_no_badge_shows(session)


def forget_layout(session: Session, grade: str, roll: Roll, by: str, now: datetime) -> None:
    """Let the badges of a grade on a paper look as in a new house."""
    row = session.get(ChosenLayout, (grade, roll))
    if row is None:
        return
    before = layout_of(session, grade, roll)
    session.delete(row)
    _keep_past(session, grade, roll, before, "", by, now)
    note(session, Kind.BadgeLayoutChanged, About(), at=now, by=by, grade=grade, paper=roll.value)
    _forget_logos_that_no_badge_shows(session)


def keep_logo(session: Session, picture: bytes, now: datetime) -> BadgeLogo:
    """Keep a logo as `kept_logo` made it; the same picture is kept once."""
    digest = sha256(picture).hexdigest()
    logo = session.scalars(select(BadgeLogo).where(BadgeLogo.sum == digest)).one_or_none()
    if logo is None:
        logo = BadgeLogo(picture=picture, sum=digest, made_at=now)
        session.add(logo)
        session.flush()
    return logo


def _keep_past(
    session: Session, grade: str, roll: Roll, before: BadgeLayout, reason: str, by: str, now: datetime
) -> None:
    """Keep what is other now than it was, a figure for each thing that an administrator chooses."""
    session.flush()
    after, kept = layout_of(session, grade, roll), {"reason": reason, "by": by, "at": now}
    for figure in (field.name for field in fields(BadgeLayout)):
        was, is_now = getattr(before, figure), getattr(after, figure)
        if was != is_now:
            session.add(FigureChange(of=history_of_badge(grade, roll), figure=figure, before=was, after=is_now, **kept))


def _forget_logos_that_no_badge_shows(session: Session) -> None:
    session.flush()
    shown = select(ChosenLayout.logo_id).where(ChosenLayout.logo_id.is_not(None))
    session.execute(delete(BadgeLogo).where(BadgeLogo.id.not_in(shown)))
