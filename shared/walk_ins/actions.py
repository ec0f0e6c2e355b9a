"""Keeping what a walk-in says, and forgetting it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shared.kernel.database import insert_into
from shared.walk_ins.models import Draft, DraftPicture, NameShown
from shared.walk_ins.rules import DRAFT_LIVES, GIVEN_BACK, NAMES_KEPT_FOR


def begin(session: Session, draft_id: str, site_id: str, station: str, consent_id: str, now: datetime) -> Draft:
    """Begin a registration: somebody has agreed to the use of what they are about to say."""
    forget_drafts(session, now)
    new = Draft(
        id=draft_id,
        site_id=site_id,
        station=station,
        consent_id=consent_id,
        agreed_at=now,
        said={},
        kept_for="registration",
        forget_at=now + DRAFT_LIVES,
    )
    session.add(new)
    session.flush()
    return new


def keep_said(draft: Draft, now: datetime, **said: Any) -> None:
    """Keep what was typed or chosen, by step; the draft lives on from now."""
    draft.said = draft.said | said
    draft.forget_at = now + DRAFT_LIVES


def keep_picture(session: Session, draft: Draft, name: str, picture: bytes, now: datetime) -> None:
    """Keep a photo or a signature in place of an earlier one."""
    session.merge(DraftPicture(draft_id=draft.id, name=name, picture=picture))
    draft.forget_at = now + DRAFT_LIVES


def drop_picture(session: Session, draft: Draft, name: str) -> None:
    """Forget a photo or a signature: another is to be made."""
    session.execute(delete(DraftPicture).where(DraftPicture.draft_id == draft.id, DraftPicture.name == name))


def forget_draft(session: Session, draft_id: str) -> None:
    """Forget all that somebody has said; of the names that they were shown, nothing is taken back."""
    session.execute(delete(DraftPicture).where(DraftPicture.draft_id == draft_id))
    session.execute(delete(Draft).where(Draft.id == draft_id))


def forget_drafts(session: Session, now: datetime) -> None:
    """Forget the registrations that nobody goes on with, and the names that nobody chooses any more."""
    old = select(Draft.id).where(Draft.forget_at <= now)
    session.execute(delete(DraftPicture).where(DraftPicture.draft_id.in_(old)))
    session.execute(delete(Draft).where(Draft.forget_at <= now))
    session.execute(delete(NameShown).where(NameShown.forget_at <= now))


def count_names(
    session: Session, site_id: str, station: str, search: str, employees: Collection[str], now: datetime
) -> None:
    """Write down whose names are about to be shown."""
    rows = [
        {
            "site_id": site_id,
            "station": station,
            "search": search,
            "employee_id": employee,
            "at": now,
            "kept_for": "directory quota",
            "forget_at": now + NAMES_KEPT_FOR,
        }
        for employee in sorted(employees)
    ]
    if rows:
        session.execute(insert_into(session, NameShown).on_conflict_do_nothing(), rows)


def give_names_back(session: Session, site_id: str, station: str, search: str) -> None:
    """Count a search's names no more, since it led to a registration; of very many only some.

    Else whoever looks the whole house up would register once for each sixty names.
    """
    of_search = (NameShown.site_id == site_id, NameShown.station == station, NameShown.search == search)
    some: Sequence[str] = session.scalars(
        select(NameShown.employee_id).where(*of_search).order_by(NameShown.at, NameShown.employee_id).limit(GIVEN_BACK)
    ).all()
    session.execute(delete(NameShown).where(*of_search, NameShown.employee_id.in_(some)))
