"""The directory that visitors search: few names, and only so many an hour (R16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.actions import remember_attempt
from shared.access.queries import is_over
from shared.access.rules import Limit
from shared.desk.outcomes import Door
from shared.kernel.logbook import About, Kind, note
from shared.notices.models import Notice
from shared.people.models import Employee
from shared.people.queries import found_in_directory
from shared.sites.models import Site
from shared.walk_ins.actions import count_names
from shared.walk_ins.queries import names_counted, shown_in
from shared.walk_ins.rules import NAMES_AT_ONCE, QUOTA_COUNTS_FOR

WITHHELD = "names_withheld"
"""The notice for reception's screens."""
_ALERT_ONCE = Limit(1, QUOTA_COUNTS_FOR)


@dataclass(frozen=True)
class Names:
    """Whom a search found; or that this kiosk shows no more names just now."""

    people: Sequence[Employee]
    is_withheld: bool = False


def names_like(session: Session, typed: str, search: str, door: Door, now: datetime) -> Names:
    """Return the people whom a visitor may be looking for, five at most, and count their names.

    A name counts once a search. Who is shown no more has to ask reception, and reception hears of it: somebody
    may be going through the alphabet. Two who search at once at one site are counted one after the other.
    """
    site = session.get(Site, door.site_id, with_for_update={"key_share": True}, populate_existing=True)
    assert site is not None, "the door's own site is gone"
    found = found_in_directory(session, site.id, typed, NAMES_AT_ONCE)
    new = {each.id for each in found} - set(shown_in(session, site.id, door.station, search))
    if names_counted(session, site.id, door.station, now) + len(new) > site.names_an_hour:
        _raise_alert(session, site.names_an_hour, door, now)
        return Names((), is_withheld=True)
    count_names(session, site.id, door.station, search, new, now)
    return Names(found)


def _raise_alert(session: Session, quota: int, door: Door, now: datetime) -> None:
    """Tell the gate and reception, once an hour and kiosk."""
    key = f"names at {door.site_id} {door.station}"
    if is_over(session, key, _ALERT_ONCE, now):
        return
    remember_attempt(session, key, now)
    note(session, Kind.NamesWithheld, About(door.site_id), at=now, by=door.station, shown=quota)
    about = About(door.site_id).as_json()
    facts = {"station": door.station}
    session.add(
        Notice(topic=WITHHELD, subject_id=door.site_id, role="reception", about=about, facts=facts, asked_at=now)
    )
