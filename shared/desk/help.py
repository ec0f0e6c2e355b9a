"""A visitor asks for a person: the call stands on the screens of gate and reception until one takes note."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.actions import remember_attempt
from shared.access.queries import is_over
from shared.access.rules import CALL_BY_STATION
from shared.desk.outcomes import Called, Door, Outcome
from shared.desk.taps import answer_once
from shared.kernel.logbook import About, Kind, note


def ask_for_help(session: Session, tap: str, door: Door, now: datetime, step: str = "") -> Outcome:
    """Call somebody to a station, where the visitor is at a step. Who presses again soon has called already."""
    return answer_once(session, tap, ("help", step), door, now, lambda: _call(session, door, now, step))


def _call(session: Session, door: Door, now: datetime, step: str) -> Called:
    key = f"call from {door.site_id} {door.station}"
    if not is_over(session, key, CALL_BY_STATION, now):
        remember_attempt(session, key, now)
        note(session, Kind.HelpAsked, About(door.site_id), at=now, by=door.station, step=step)
    return Called()
