"""Prints as a list shows them: what, for whom, when, how it ended, and what can be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from sqlalchemy.orm import Session

from admin.asking import me
from admin.dates import moment_words
from admin.devices.saying import said_of_print, took
from admin.speech import _
from admin.wording import Said
from shared.access.rules import Permission
from shared.badges.queries import SUBJECT
from shared.devices.models import Printer
from shared.printing.models import PrintJob
from shared.printing.rules import ROLL_CALL, PrintState
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.queries import visits_with_ids
from shared.visits.rules import VisitState


@dataclass(frozen=True)
class Print:
    """One line of a list."""

    id: str
    at: str
    what: str
    booking: str | None
    copy: int
    printer: str
    said: Said
    took: str
    can_settle: bool
    can_repeat: bool

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the line does."""
        return crc32(repr((self.at, self.what, self.printer, str(self.said.word), self.took, self.can_repeat)).encode())


def prints_of(
    rows: Session, jobs: Sequence[PrintJob], places: Mapping[str, str], site: Site, now: datetime
) -> list[Print]:
    """Return lines for some jobs of a site: one query for whom they are, however many.

    `places` are where the printers stand, by their names.
    """
    visits = {stay.id: stay for stay in visits_with_ids(rows, sorted(_visits_in(jobs)))}
    printers = {job.printer or "": places.get(job.printer or "", job.printer or "") for job in jobs}
    return [_print(job, visits.get(str(job.about.get("visit"))), printers, site, now) for job in jobs]


def places_of(printers: Sequence[Printer]) -> dict[str, str]:
    """Return where printers stand, or else their names, by their names."""
    return {printer.name: printer.place or printer.name for printer in printers}


def _visits_in(jobs: Sequence[PrintJob]) -> set[str]:
    return {str(job.about["visit"]) for job in jobs if job.about.get("visit")}


def _print(job: PrintJob, stay: Visit | None, printers: Mapping[str, str], site: Site, now: datetime) -> Print:
    may = me().may(Permission.CLOSE_VISIT, site.id)
    is_badge = job.subject_kind == SUBJECT
    is_inside = stay is not None and stay.state == VisitState.INSIDE
    others = {ROLL_CALL: _("Roll call list"), SUBJECT: _("A badge")}
    what = stay.guest.visitor.name if stay else others.get(job.subject_kind, _("Test print"))
    return Print(
        id=job.id,
        at=moment_words(job.asked_at, site.tz, now),
        what=what,
        booking=stay.booking_id if stay else None,
        copy=job.copy,
        printer=printers[job.printer or ""],
        said=said_of_print(job),
        took=took(job),
        can_settle=may and job.state == PrintState.UNKNOWN,
        can_repeat=may and is_badge and is_inside and job.state in (PrintState.DONE, PrintState.UNKNOWN),
    )
