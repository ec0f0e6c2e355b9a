"""What needs somebody at the gate now: refusals, calls for help, silent hosts, badges nobody is sure of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zlib import crc32

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import clock, duration, minutes_between
from admin.speech import _, ngettext
from admin.waiting import still_waits
from admin.wording import PRINT_TROUBLE, REFUSAL, Said, party
from shared.bookings.models import Booking
from shared.bookings.queries import bookings_with_ids
from shared.desk.noted import ALERTS
from shared.kernel.logbook import Kind, LogLine, last_number, newest_lines
from shared.printing.models import PrintJob
from shared.printing.rules import PrintState, Reason
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.rules import DECLINED

SHOWN = 4
"""Cards on a board; the others wait behind "and n more"."""

_GRACE = timedelta(minutes=1)
_ALERT_LIVES = timedelta(minutes=30)
_REACH = 4000
"""How far back in the logbook an alert is looked for, in lines, so that the years before cost nothing."""
_MOST_LINES = 200


@dataclass(frozen=True)
class Alert:
    """A card that asks for a person."""

    key: str
    since: datetime
    at: str
    waited: str
    who: str
    facts: str
    said: Said
    booking: str | None
    action: str
    """What can be done here: note, settle or nothing but look, at the booking or at the devices."""
    subject: str
    """The logbook line, or the print job, that the action is about."""
    call: str
    """What is said aloud when it comes up."""

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the card does, its age aside."""
        return crc32(repr((self.who, self.facts, self.said.mark, str(self.said.word), self.action)).encode())


@dataclass(frozen=True)
class Printer:
    """A station's printer and the jobs that wait for it, the next one first."""

    station: str
    waiting: Sequence[PrintJob]

    @property
    def trouble(self) -> Reason | None:
        """Return why it prints nothing, as its first stuck job says; None while it is not known to be stuck."""
        stuck = (job.reason for job in self.waiting if job.state == PrintState.STUCK)
        return next((Reason(reason) for reason in stuck if reason in set(Reason)), None)

    @property
    def since(self) -> datetime:
        """Return since when its oldest job waits. Raises ValueError where none does."""
        return min(job.asked_at for job in self.waiting)


@dataclass(frozen=True)
class Seen:
    """What the board has read already."""

    site: Site
    now: datetime
    inside: Sequence[Visit]
    unsure: Sequence[PrintJob]
    """Jobs of which nobody knows whether they came out."""
    printers: Sequence[Printer]


@dataclass(frozen=True)
class Need:
    """Something that asks for a person, since when; its card is written only where it is shown."""

    since: datetime
    card: Callable[[], Alert]

    @classmethod
    def of(cls, alert: Alert) -> "Need":
        """Return the need whose card is written already."""
        return cls(alert.since, lambda: alert)


def needs(rows: Session, seen: Seen) -> list[Need]:
    """Return what needs somebody, in no order."""
    of_hosts = _silent_hosts(seen) + _declined(seen)
    return _refusals(rows, seen) + of_hosts + _unsure_badges(seen) + _stuck_printers(seen)


def _refusals(rows: Session, seen: Seen) -> list[Need]:
    lines = _open_lines(rows, seen)
    ids = sorted({line.booking_id for line in lines if line.booking_id})
    bookings = {booking.id: booking for booking in bookings_with_ids(rows, ids)}
    came = {stay.booking_id: stay.arrived_at for stay in sorted(seen.inside, key=lambda stay: stay.arrived_at)}
    newest: dict[tuple[str | None, Any], LogLine] = {}
    for line in lines:
        if not (line.booking_id in came and came[line.booking_id] >= line.at):  # nobody was let in since
            newest[line.booking_id or str(line.n), line.facts.get("reason")] = line
    return [
        Need(line.at, partial(_refusal, line, bookings.get(line.booking_id or ""), seen)) for line in newest.values()
    ]


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
    if line.kind == Kind.HelpAsked:
        said = Said("attend", _("Asks for help at %(station)s", station=line.by))
    else:
        reason = REFUSAL.get(str(line.facts.get("reason")), Said("attend", _("Turned away")))
        said = Said(reason.mark, _("%(reason)s, sent to reception", reason=reason.word))
    who = _who(booking) if booking else _("Somebody at %(station)s", station=line.by)
    return card(
        seen,
        line.at,
        key=f"line-{line.n}",
        who=who,
        facts=_facts(line, booking),
        said=said,
        booking=booking.id if booking else None,
        action="note",
        subject=str(line.n),
    )


def _facts(line: LogLine, booking: Booking | None) -> str:
    if booking:
        return booking_facts(booking)
    return _("Pressed the button there") if line.kind == Kind.HelpAsked else _("No booking found by this code")


def _silent_hosts(seen: Seen) -> list[Need]:
    """One card a party whose host has let the grade's waiting limit pass (R14); a minute's grace for grade A."""

    def is_silent(stay: Visit) -> bool:
        limit = max(timedelta(minutes=stay.booking.grade.waiting_limit_minutes), _GRACE)
        return still_waits(stay, seen.now) and seen.now - stay.arrived_at >= limit

    return [
        Need(stays[0].arrived_at, partial(_of_host, "visit", stays, _has_not_answered, seen))
        for stays in _parties(seen, is_silent)
    ]


def _declined(seen: Seen) -> list[Need]:
    """One card a party whose host can't receive them (R13), until they are let out or the host thinks better of it."""
    return [
        Need(stays[0].answered_at or stays[0].arrived_at, partial(_of_host, "declined", stays, _cannot_receive, seen))
        for stays in _parties(seen, lambda stay: stay.answer in DECLINED and seen.now < stay.booking.ends_at)
    ]


def _parties(seen: Seen, concerns: Callable[[Visit], bool]) -> list[list[Visit]]:
    parties: dict[str, list[Visit]] = {}
    for stay in seen.inside:
        if concerns(stay):
            parties.setdefault(stay.booking_id, []).append(stay)
    return list(parties.values())


def _has_not_answered(host: str) -> str:
    return _("%(host)s has not answered yet", host=host)


def _cannot_receive(host: str) -> str:
    return _("%(host)s cannot receive them", host=host)


def _of_host(why: str, stays: Sequence[Visit], words: Callable[[str], str], seen: Seen) -> Alert:
    first = stays[0]
    return card(
        seen,
        first.answered_at or first.arrived_at,
        key=f"{why}-{first.id}",
        who=party(first.guest.visitor.name, len(stays)),
        facts=visit_facts(first),
        said=Said("attend", words(first.booking.host.named(language()))),
        booking=first.booking_id,
        action="look",
        subject=first.id,
    )


def _stuck_printers(seen: Seen) -> list[Need]:
    stuck = ((printer, printer.trouble) for printer in seen.printers)
    return [
        Need(printer.since, partial(_stuck, printer, trouble, seen))
        for printer, trouble in stuck
        if trouble is not None
    ]


def _stuck(printer: Printer, trouble: Reason, seen: Seen) -> Alert:
    said = Said("attend", PRINT_TROUBLE[trouble])
    who = _("Badge printer, %(station)s", station=printer.station)
    return card(
        seen,
        printer.since,
        key=f"printer-{printer.station}",
        who=who,
        facts=ngettext("1 badge waiting", "%(num)d badges waiting", len(printer.waiting)),
        said=said,
        booking=None,
        action="look",
        subject=printer.station,
    )


def _unsure_badges(seen: Seen) -> list[Need]:
    visits = {stay.id: stay for stay in seen.inside}
    return [
        Need(job.asked_at, partial(_unsure, job, visits[job.about["visit"]], seen))
        for job in seen.unsure
        if job.about.get("visit") in visits
    ]


def _unsure(job: PrintJob, stay: Visit, seen: Seen) -> Alert:
    reason = PRINT_TROUBLE[Reason(job.reason)] if job.reason in set(Reason) else ""
    said = Said("wait", _("Did the badge come out? %(reason)s", reason=reason))
    return card(
        seen,
        job.asked_at,
        key=f"print-{job.id}",
        who=stay.guest.visitor.name,
        facts=visit_facts(stay),
        said=said,
        booking=stay.booking_id,
        action="settle",
        subject=job.id,
    )


def card(seen: Seen, since: datetime, *, who: str, said: Said, **more: Any) -> Alert:
    """Return a card with its times in words, and what is said aloud when it comes up."""
    return Alert(
        since=since,
        at=clock(since, seen.site.tz),
        waited=duration(minutes_between(since, seen.now)),
        who=who,
        said=said,
        call=f"{who}: {said.word}",
        **more,
    )


def visit_facts(stay: Visit) -> str:
    """Return company, host and grade of somebody inside, in one line."""
    return facts_line(stay.guest.visitor.company.name, stay.booking)


def booking_facts(booking: Booking) -> str:
    """Return company, host and grade of a booking, in one line."""
    leader = next((guest for guest in booking.guests if guest.is_leader), booking.guests[0])
    return facts_line(leader.visitor.company.name, booking)


def facts_line(company: str, booking: Booking) -> str:
    """Return company, host and grade with dots between."""
    said = language()
    to = _("to see %(host)s", host=booking.host.named(said))
    return f"{company} · {to} · {booking.grade_letter} {booking.grade.named(said)}"


def _who(booking: Booking) -> str:
    leader = next((guest for guest in booking.guests if guest.is_leader), booking.guests[0])
    return party(leader.visitor.name, len(booking.guests))
