"""Who was refused at the door or turned away by their host, and who calls for help there."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from zlib import crc32

from sqlalchemy.orm import Session

from admin.dates import clock
from admin.gate.alerts.card import Alert, Need, Rank, Seen, booking_facts, booking_party, card
from admin.gate.alerts.holds import moments_of_holds
from admin.gate.alerts.turned_away import turned_away
from admin.speech import _
from admin.wording import REFUSAL, Said, step_words
from shared.bookings.models import Booking
from shared.bookings.queries import bookings_with_ids
from shared.desk.noted import ALERTS
from shared.kernel.logbook import Kind, LogLine, last_number, newest_lines

_ALERT_LIVES = timedelta(minutes=30)
_REACH = 4000
"""How far back in the logbook an alert is looked for, in lines, so that the years before cost nothing."""
_MOST_LINES = 400

Alike = tuple[str, str, str]


def refusals(rows: Session, seen: Seen) -> list[Need]:
    """Return a need for each refusal and call that nobody has noted, once for a booking or kiosk and reason."""
    held, found = moments_of_holds(rows, seen), _open_lines(rows, seen)
    away = [line for line in found if line.kind == Kind.VisitorTurnedAway]
    others = [line for line in found if line not in away and not (line.at in held and _says_no_reason(line))]
    return turned_away(rows, away, seen) + _refused(rows, others, seen)


def _refused(rows: Session, lines: Sequence[LogLine], seen: Seen) -> list[Need]:
    ids = sorted({line.booking_id for line in lines if line.booking_id})
    bookings = {booking.id: booking for booking in bookings_with_ids(rows, ids)}
    came = {stay.booking_id: stay.arrived_at for stay in sorted(seen.inside, key=lambda stay: stay.arrived_at)}
    equal: dict[Alike, list[LogLine]] = {}
    for line in lines:
        is_request = line.kind == Kind.RefreshmentAsked  # it stands, whoever was let in since
        if is_request or not (line.booking_id in came and came[line.booking_id] >= line.at):
            equal.setdefault(_alike(line), []).append(line)
    return [
        Need(same[0].at, partial(_refusal, same, bookings.get(same[0].booking_id or ""), seen), _rank(same[0]))
        for same in equal.values()
    ]


def _alike(line: LogLine) -> Alike:
    """Return what makes two alerts one card; a call for help has its own, since each is somebody who waits."""
    where = line.booking_id or (str(line.n) if line.kind == Kind.HelpAsked else f"{line.by} {line.host_id or ''}")
    return where, str(line.kind), str(line.facts.get("reason", ""))


def _rank(line: LogLine) -> Rank:
    if line.kind == Kind.HelpAsked:
        return Rank.ANSWER
    return Rank.WORK if line.booking_id else Rank.NOTE


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
    alerts = [line for line in lines if line.kind in ALERTS]
    # Who notes a card notes all that it counted: the newest of them, and the equal ones before it.
    seen_to = {_alike(line): line.n for line in sorted(alerts, key=lambda line: line.n) if line.n in noted}
    return [line for line in alerts if line.n > seen_to.get(_alike(line), 0)]


def _refusal(same: Sequence[LogLine], booking: Booking | None, seen: Seen) -> Alert:
    line = same[-1]
    if line.kind == Kind.NamesWithheld:
        said = Said("attend", _("Many names were looked up; the directory there is closed for an hour"))
    elif line.kind == Kind.RefreshmentAsked:
        by = clock(line.at + timedelta(minutes=seen.site.serve_minutes), seen.site.tz)
        said = Said("attend", _("Asks for something to drink, to be brought by %(time)s", time=by))
    elif line.kind == Kind.HelpAsked:
        said = Said("attend", _help_said(line, seen))
    else:
        reason = REFUSAL.get(str(line.facts.get("reason")), Said("attend", _("Turned away")))
        said = Said(reason.mark, _("%(reason)s, sent to reception", reason=reason.word))
    who = booking_party(booking) if booking else _("Somebody at %(station)s", station=line.by)
    return card(
        seen,
        same[0].at,
        key=f"line-{crc32(repr(_alike(line)).encode())}",  # stays while more come: the board knocks once
        who=who,
        facts=_counted(_facts(line, booking), same, seen),
        said=said,
        booking=booking.id if booking else None,
        action="note",
        tone="knock" if line.kind == Kind.HelpAsked else "look",
        subject=str(line.n),
    )


def _counted(facts: str, same: Sequence[LogLine], seen: Seen) -> str:
    """Say how often, and when last, where it was more than once."""
    if len(same) == 1:
        return facts
    last = clock(same[-1].at, seen.site.tz)
    return _("%(what)s · %(n)s times, last at %(time)s", what=facts, n=len(same), time=last)


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
