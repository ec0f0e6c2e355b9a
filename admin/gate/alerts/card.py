"""A card that asks for a person: what stands on it, and what it is made from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any
from zlib import crc32

from admin.asking import language
from admin.dates import duration, minutes_between, moment_words
from admin.speech import _
from admin.wording import Said, party, whom_they_see
from shared.bookings.models import Booking, Guest
from shared.gate.models import GateStop, LaneGuest, Vehicle
from shared.grades.models import Grade
from shared.printing.models import PrintJob
from shared.printing.rules import PrintState, Reason
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.present import Present

SHOWN = 4
"""Cards on a board; "and n more" leads to the others."""
MOST_SHOWN = 200
"""Cards on the whole list."""


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
    """What can be done here: admit, note, settle, items, or nothing but look, at the booking or at the devices."""
    subject: str
    """The logbook line, or the print job, that the action is about."""
    call: str
    """What is said aloud when it comes up."""
    guest: str = ""
    """Whom it is about, where that is one person whom the gate can let in, hold or refuse."""
    visit: str = ""
    """The visit, where somebody who was turned away can be let in after all."""
    seen_as: str = ""
    """What a page that shows it reports: the visit, with `:desk` once it is reception's turn; then it is told anew."""
    tone: str = "knock"
    """What it sounds like when it comes up."""

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the card does, its age aside."""
        shown = (self.who, self.facts, self.said.mark, str(self.said.word), self.action, self.guest)
        return crc32(repr(shown).encode())


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
    inside: Sequence[Present]
    unsure: Sequence[PrintJob]
    """Jobs of which nobody knows whether they came out."""
    printers: Sequence[Printer]
    waiting: Sequence[Visit] = ()
    """Who asks to come in."""
    lane: Sequence[LaneGuest] = ()
    """Who was registered for and is on the way in."""
    held: Sequence[GateStop] = ()
    vehicles: Mapping[str, Vehicle] = field(default_factory=dict)
    """What guests came in, by guest."""


class Rank(IntEnum):
    """What stands before what on a board, however long each waits."""

    ANSWER = 0
    """Somebody stands there until a person says or does something."""
    WORK = 1
    NOTE = 2
    """Good to know, no more."""


@dataclass(frozen=True)
class Need:
    """Something that asks for a person, since when; its card is written only where it is shown."""

    since: datetime
    card: Callable[[], Alert]
    rank: Rank = Rank.WORK

    @classmethod
    def of(cls, alert: Alert) -> "Need":
        """Return the need whose card is written already."""
        return cls(alert.since, lambda: alert)


def card(seen: Seen, since: datetime, *, who: str, said: Said, **more: Any) -> Alert:
    """Return a card with its times in words, and what is said aloud when it comes up."""
    return Alert(
        since=since,
        at=moment_words(since, seen.site.tz, seen.now),
        waited=duration(minutes_between(since, seen.now)),
        who=who,
        said=said,
        call=f"{who}: {said.word}",
        **more,
    )


def visit_facts(stay: Present) -> str:
    """Return company, host and grade of somebody inside, in one line."""
    return _facts_line(stay.company, whom_they_see(stay), stay.grade)


def guest_facts(guest: Guest, stay: Visit | None = None) -> str:
    """Return company, host and grade of a guest, who may have come, in one line."""
    host = whom_they_see(stay) if stay else guest.booking.host.named(language())
    return _facts_line(guest.visitor.company.name, host, guest.booking.grade)


def booking_facts(booking: Booking) -> str:
    """Return company, host and grade of a booking, in one line."""
    return _facts_line(booking.leader.visitor.company.name, booking.host.named(language()), booking.grade)


def _facts_line(company: str, host: str, grade: Grade) -> str:
    to = _("to see %(host)s", host=host)
    return f"{company} · {to} · {grade.letter} {grade.named(language())}"


def booking_party(booking: Booking) -> str:
    """Return who comes with a booking: the leader, and how many it is."""
    leader = booking.leader
    return party(leader.visitor.name, len(booking.guests))
