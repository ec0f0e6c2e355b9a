"""Which files became part of one, as its page tells it."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import moment_words
from admin.speech import _
from shared.access.queries import names_of
from shared.companies.queries import merges_into, names_of_merged


@dataclass(frozen=True)
class Past:
    """One merge."""

    id: str
    which: str
    at: str
    who: str
    undone: str
    """When it was taken back; empty: it stands."""


def pasts(rows: Session, kept_id: str, zone: tzinfo, now: datetime) -> list[Past]:
    """Return what became part of a file, the latest first: three statements."""
    merges = merges_into(rows, kept_id)
    if not merges:
        return []
    names, files = names_of(rows, {merge.by for merge in merges}, language()), names_of_merged(rows, merges)
    return [
        Past(
            merge.id,
            files.get(merge.gone_id, _("forgotten")),
            moment_words(merge.at, zone, now),
            names.get(merge.by, _("somebody who is no longer here")),
            moment_words(merge.undone_at, zone, now) if merge.undone_at else "",
        )
        for merge in merges
    ]
