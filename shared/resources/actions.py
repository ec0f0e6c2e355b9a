"""Keeping the list of what visits can book."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.kernel.figures import change_figures
from shared.kernel.logbook import About, Kind, note
from shared.resources.models import Resource


def history_of_resource(resource_id: str) -> str:
    """Return under what name the changes of an entry are kept."""
    return f"resource {resource_id}"


def enter_resource(session: Session, site_id: str, facts: Mapping[str, Any], by: str, now: datetime) -> Resource:
    """Add a room, car, driver or piece of equipment to a site's list."""
    entry = Resource(site_id=site_id, **facts)
    session.add(entry)
    session.flush()
    note(session, Kind.ResourceChanged, About(site_id), at=now, by=by, resource=entry.id, figures=["entered"])
    return entry


def change_resource(session: Session, entry: Resource, facts: Mapping[str, Any], by: str, now: datetime) -> list[str]:
    """Change an entry; return the names of what is other than before, each kept with its past."""
    changed = change_figures(session, history_of_resource(entry.id), entry, facts, "", by, now)
    if changed:
        about = About(entry.site_id)
        note(session, Kind.ResourceChanged, about, at=now, by=by, resource=entry.id, figures=changed)
    return changed


def retire_resource(session: Session, entry: Resource, by: str, now: datetime, *, is_back: bool = False) -> None:
    """Take an entry off the list, or put it back: nobody books it any more, and what is booked stays booked."""
    entry.retired_at = None if is_back else now
    figures = ["back" if is_back else "retired"]
    note(session, Kind.ResourceChanged, About(entry.site_id), at=now, by=by, resource=entry.id, figures=figures)
