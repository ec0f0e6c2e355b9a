"""Someone at the gate or the desk has taken note of an alert: every board puts it away (R11)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.desk.outcomes import NotAllowed
from shared.kernel.logbook import About, Kind, LogLine, note

ALERTS = (Kind.ArrivalRefused, Kind.HelpAsked, Kind.NamesWithheld, Kind.RefreshmentAsked, Kind.VisitorTurnedAway)
"""Lines that ask for a person, until one has taken note."""


def take_note(session: Session, number: int, by: Person, now: datetime) -> None:
    """Write that a person has seen the alert of this logbook line. Twice is once more in the book, and no harm.

    Raises NotAllowed for a line that is no alert, or one of a site whose gate is not this person's to watch.
    """
    line = session.get(LogLine, number)
    if line is None or line.kind not in ALERTS or not by.may(Permission.SEE_GATE, line.site_id or ""):
        raise NotAllowed
    about = About(line.site_id, line.host_id, line.booking_id, line.visit_id)
    note(session, Kind.AlertNoted, about, at=now, by=by.id, line=number)
