"""Which files became part of one, as its page tells it."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import moment_words
from admin.speech import _
from shared.access.queries import names_of
from shared.companies.queries import merges_into


@dataclass(frozen=True)
class Past:
    """One merge."""

    id: str
    at: str
    who: str
    undone: str
    """When it was taken back; empty: it stands."""


def pasts(rows: Session, kept_id: str, zone: tzinfo, now: datetime) -> list[Past]:
    """Return what became part of a file, the latest first: two statements."""
    merges = merges_into(rows, kept_id)
    names = names_of(rows, {merge.by for merge in merges}, language()) if merges else {}
    return [
        Past(
            merge.id,
            moment_words(merge.at, zone, now),
            names.get(merge.by, _("somebody who is no longer here")),
            moment_words(merge.undone_at, zone, now) if merge.undone_at else "",
        )
        for merge in merges
    ]
