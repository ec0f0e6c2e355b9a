"""A visitor asks for a person: the call stands on the screens of gate and reception until one takes note.

Where nobody does, it goes on to people: by letter to those who are at reception and to the site's managers.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.access.actions import remember_attempt
from shared.access.queries import employees_with_roles, is_over
from shared.access.rules import CALL_BY_STATION, Role
from shared.desk.outcomes import Called, Door, Outcome
from shared.desk.taps import answer_once
from shared.kernel.logbook import About, Kind, LogLine, last_number, newest_lines, note
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notice_in_hand, notices_in_hand
from shared.notices.rules import Urgency
from shared.sites.models import Site

HELP_WAITS = "help_waits"
"""The notice that falls due when a call was left alone; it is no letter."""
HELP_UNANSWERED = "help_unanswered"
"""The letter that says so."""
ASKED_NEXT = (Role.RECEPTIONIST, Role.MANAGER)
COURIER = "courier"
_REACH = 4000
"""How far back in the logbook a call is looked for, in lines."""
_MOST_LINES = 200


def ask_for_help(session: Session, tap: str, door: Door, now: datetime, step: str = "") -> Outcome:
    """Call somebody to a station, where the visitor is at a step. Who presses again soon has called already."""
    return answer_once(session, tap, ("help", step), door, now, lambda: _call(session, door, now, step))


def call_unanswered(session: Session, notice_id: str, now: datetime) -> None:
    """Take a call that nobody has noted to people; one that somebody has noted is left alone."""
    notice = notice_in_hand(session, notice_id)
    if notice.state != "waiting" or notice.due_at is None or notice.due_at > now:
        return
    site, station = notice.about["site"], str(notice.facts["station"])
    calls = _open_calls(session, site, station, notice.asked_at)
    if not calls:
        drop(notice)
        return
    notice.state, notice.due_at = "taken", None
    people = employees_with_roles(session, site, ASKED_NEXT)
    facts = {"station": station, "since": calls[0].at.isoformat()}
    for person in people:
        told = {"employee_id": person, "about": About(site).as_json(), "facts": facts, "asked_at": now, "due_at": now}
        session.add(Notice(topic=HELP_UNANSWERED, subject_id=notice.id, urgency=Urgency.NOW, **told))
    note(session, Kind.HelpUnanswered, About(site), at=now, by=COURIER, station=station, people=len(people))


def is_still_open(session: Session, site_id: str, station: str, since: datetime) -> bool:
    """Say whether nobody has taken note of a station's calls yet."""
    return bool(_open_calls(session, site_id, station, since))


def _call(session: Session, door: Door, now: datetime, step: str) -> Called:
    key = f"call from {door.site_id} {door.station}"
    if not is_over(session, key, CALL_BY_STATION, now):
        remember_attempt(session, key, now)
        note(session, Kind.HelpAsked, About(door.site_id), at=now, by=door.station, step=step)
        _ask_others_later(session, door, now)
    return Called()


def _ask_others_later(session: Session, door: Door, now: datetime) -> None:
    """Let one notice a station fall due, counted from the first call that is open."""
    subject = f"{door.site_id} {door.station}"
    if any(each.state == "waiting" for each in notices_in_hand(session, [subject], [HELP_WAITS])):
        return
    due_at = now + timedelta(seconds=session.get_one(Site, door.site_id).help_unanswered_s)
    facts = {"topic": HELP_WAITS, "facts": {"station": door.station}, "role": "reception", "urgency": Urgency.NOW}
    about = About(door.site_id).as_json()
    session.add(Notice(subject_id=subject, about=about, asked_at=now, due_at=due_at, **facts))


def _open_calls(session: Session, site_id: str, station: str, since: datetime) -> list[LogLine]:
    lines = newest_lines(
        session,
        last_number(session) - _REACH,
        _MOST_LINES,
        LogLine.site_id == site_id,
        LogLine.kind.in_([Kind.HelpAsked, Kind.AlertNoted]),
        LogLine.at >= since,
    )
    noted = {line.facts.get("line") for line in lines if line.kind == Kind.AlertNoted}
    calls = [line for line in lines if line.kind == Kind.HelpAsked and line.by == station and line.n not in noted]
    return sorted(calls, key=lambda line: line.at)
