"""Who was refused at the door, and who calls for help there."""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from admin.dates import clock
from admin.gate.alerts.card import Alert, Need, Seen, booking_facts, booking_party, card
from admin.gate.alerts.holds import moments_of_holds
from admin.speech import _
from admin.wording import REFUSAL, Said, step_words
from shared.bookings.models import Booking
from shared.bookings.queries import bookings_with_ids
from shared.desk.noted import ALERTS
from shared.desk.while_waiting import SERVED_WITHIN
from shared.kernel.logbook import Kind, LogLine, last_number, newest_lines

_ALERT_LIVES = timedelta(minutes=30)
_REACH = 4000
"""How far back in the logbook an alert is looked for, in lines, so that the years before cost nothing."""
_MOST_LINES = 200


def refusals(rows: Session, seen: Seen) -> list[Need]:
    """Return a need for each refusal and call that nobody has noted, once for a booking and reason."""
    held = moments_of_holds(rows, seen)
    lines = [line for line in _open_lines(rows, seen) if not (line.at in held and _says_no_reason(line))]
    ids = sorted({line.booking_id for line in lines if line.booking_id})
    bookings = {booking.id: booking for booking in bookings_with_ids(rows, ids)}
    came = {stay.booking_id: stay.arrived_at for stay in sorted(seen.inside, key=lambda stay: stay.arrived_at)}
    newest: dict[tuple[str | None, Any], LogLine] = {}
    for line in lines:
        is_request = line.kind == Kind.RefreshmentAsked  # it stands, whoever was let in since
        if is_request or not (line.booking_id in came and came[line.booking_id] >= line.at):
            newest[line.booking_id or str(line.n), (line.kind, line.facts.get("reason"))] = line
    return [
        Need(line.at, partial(_refusal, line, bookings.get(line.booking_id or ""), seen)) for line in newest.values()
    ]


def _says_no_reason(line: LogLine) -> bool:
    return line.facts.get("reason") == "see_reception"


def _open_lines(rows: Session, seen: Seen) -> list[LogLine]:
    lines = newest_lines(
        rows,
        last_number(rows) - _REACH,
        _MOST_LINES,
        LogLine.site_id == seen.site.id,
        LogLine.kind.in_([*ALERTS, Kind.AlertNoted]),
        LogLine.at > seen.now - _ALERT_LIVES,
    )
    noted = {line.facts.get("line") for line in lines if line.kind == Kind.AlertNoted}
    return [line for line in lines if line.kind in ALERTS and line.n not in noted]


def _refusal(line: LogLine, booking: Booking | None, seen: Seen) -> Alert:
    if line.kind == Kind.NamesWithheld:
        said = Said("attend", _("Many names were looked up; the directory there is closed for an hour"))
    elif line.kind == Kind.RefreshmentAsked:
        by = clock(line.at + SERVED_WITHIN, seen.site.tz)
        said = Said("attend", _("Asks for something to drink, to be brought by %(time)s", time=by))
    elif line.kind == Kind.HelpAsked:
        said = Said("attend", _help_said(line, seen))
    else:
        reason = REFUSAL.get(str(line.facts.get("reason")), Said("attend", _("Turned away")))
        said = Said(reason.mark, _("%(reason)s, sent to reception", reason=reason.word))
    who = booking_party(booking) if booking else _("Somebody at %(station)s", station=line.by)
    return card(
        seen,
        line.at,
        key=f"line-{line.n}",
        who=who,
        facts=_facts(line, booking),
        said=said,
        booking=booking.id if booking else None,
        action="note",
        tone="knock" if line.kind == Kind.HelpAsked else "look",
        subject=str(line.n),
    )


def _help_said(line: LogLine, seen: Seen) -> str:
    """Say who calls, and when the call has gone on to people."""
    words = help_words(line.by or "", str(line.facts.get("step", "")))
    if seen.now < line.at + timedelta(seconds=seen.site.help_unanswered_s):
        return words
    return _("%(what)s. Nobody has come; reception and managers are written to", what=words)


def help_words(station: str, step: str) -> str:
    """Return who calls, and at which screen of the kiosk, where that is known."""
    at = step_words(step)
    if not at:
        return _("Asks for help at %(station)s", station=station)
    return _("Asks for help at %(station)s: %(step)s", station=station, step=at)


def _facts(line: LogLine, booking: Booking | None) -> str:
    if booking:
        return booking_facts(booking)
    if line.kind == Kind.NamesWithheld:
        return _(
            "%(shown)s names without a registration; visitors are sent to reception", shown=line.facts.get("shown")
        )
    return _("Pressed the button there") if line.kind == Kind.HelpAsked else _("No booking found by this code")
