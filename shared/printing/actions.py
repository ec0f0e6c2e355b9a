"""What can be done to a print job.

Every step names the job as it was read: its number of `attempts` tells one hand on it from the
next. A step changes nothing, and says so, when the job has gone another way meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from shared.kernel.ids import new_id
from shared.kernel.logbook import About, Kind, note
from shared.printing.models import PrintJob
from shared.printing.rules import ROLL_CALL, TEST, PrintState, Reason, Trouble, is_news

_BY = "spooler"


@dataclass(frozen=True)
class ToPrint:
    """What is to be printed, and where."""

    site_id: str
    station: str
    about: About
    subject_kind: str
    """What kind of thing it is: 'badge'."""
    subject_id: str
    copy: int = 1
    printer: str | None = None
    """The name of the printer that a test is for; a badge takes whichever is ready."""


def print_job_row(wanted: ToPrint, now: datetime) -> dict[str, Any]:
    """Return a new job's columns, for one Core insert among others: due at once."""
    return {
        "id": new_id(),
        "site_id": wanted.site_id,
        "station": wanted.station,
        "about": wanted.about.as_json(),
        "subject_kind": wanted.subject_kind,
        "subject_id": wanted.subject_id,
        "copy": wanted.copy,
        "printer": wanted.printer,
        "state": PrintState.WAITING.value,
        "attempts": 0,
        "asked_at": now,
        "next_try_at": now,
    }


def ask_for_print(session: Session, wanted: ToPrint, now: datetime) -> PrintJob:
    """Ask for a print: due at once."""
    job = PrintJob(**print_job_row(wanted, now))
    session.add(job)
    return job


def sending(session: Session, job: PrintJob, printer: str, now: datetime, lease: timedelta) -> bool:
    """Take a due job and mark that its first byte is about to leave. False if it is due no longer: send nothing.

    Commit before sending. A crash before this leaves the job waiting, safe to print; a crash
    after it leaves the job unknown. Of two spoolers that try at once, one gets it.
    """
    return _step(
        session,
        job,
        PrintJob.next_try_at <= now,
        state=PrintState.PRINTING.value,
        attempts=job.attempts + 1,
        printer=printer,
        bytes_sent_at=now,
        next_try_at=None,
        lease_until=now + lease,
    )


def done(session: Session, job: PrintJob, now: datetime) -> bool:
    """The printer said that it printed."""
    if not _step(session, job, state=PrintState.DONE.value, reason=None, printed_at=now, **_settled(now)):
        return False
    _tell(session, Kind.BadgePrinted, job, now)
    return True


def stuck(session: Session, job: PrintJob, trouble: Trouble, next_try_at: datetime, now: datetime) -> bool:
    """Nothing left the house: the job waits until its next try. A test is over: whoever asked for it stands there."""
    is_over = job.subject_kind == TEST
    news = is_news(job.reason, trouble.reason)
    if not _step(
        session,
        job,
        state=PrintState.STUCK.value,
        attempts=job.attempts + (1 if job.is_open else 0),
        reason=trouble.reason.value,
        printer=trouble.printer or job.printer,
        next_try_at=None if is_over else next_try_at,
        settled_at=now if is_over else None,
        lease_until=None,
        bytes_sent_at=None,
    ):
        return False
    if news:
        _tell(session, Kind.PrinterStuck, job, now, reason=trouble.reason.value)
    return True


def put_back(session: Session, job: PrintJob, now: datetime) -> bool:
    """No byte left at this printer: the job is due at once, for another one."""
    state = PrintState.STUCK if job.reason else PrintState.WAITING
    return _step(session, job, state=state.value, next_try_at=now, lease_until=None, bytes_sent_at=None)


def unknown(session: Session, job: PrintJob, reason: Reason, now: datetime) -> bool:
    """Bytes may have left and nothing says what became of them: staff settles it."""
    if not _step(session, job, state=PrintState.UNKNOWN.value, reason=reason.value, **_settled(now)):
        return False
    _tell(session, Kind.PrintUnknown, job, now, reason=reason.value)
    return True


def not_wanted(session: Session, job: PrintJob, now: datetime) -> bool:
    """What the job was for is over: it is not printed."""
    return _step(session, job, state=PrintState.REPLACED.value, reason=Reason.NOT_WANTED.value, **_settled(now))


def replace(session: Session, job: PrintJob, now: datetime, reason: Reason = Reason.PRINTED_AGAIN) -> None:
    """Void a job in whatever state: it is not printed any more, and what came out no longer counts.

    Should it be at the printer just now, paper comes out all the same; the job stays replaced.
    """
    job.state, job.reason = PrintState.REPLACED.value, reason.value
    job.next_try_at, job.lease_until, job.settled_at = None, None, now


def came_out(session: Session, job: PrintJob, by: str, now: datetime) -> bool:
    """Write that staff (`by`) saw the badge of an unknown job come out.

    False if the job is not unknown (any more): two at the desk may answer at once.
    """
    if job.state != PrintState.UNKNOWN.value:
        return False
    job.state, job.reason, job.printed_at, job.settled_at = PrintState.DONE.value, None, now, now
    _tell(session, Kind.BadgeSettled, job, now, by=by)
    return True


def print_again(session: Session, job: PrintJob, subject_id: str, now: datetime) -> PrintJob:
    """Void the job and ask for the next copy, which is a subject (a badge) of its own."""
    replace(session, job, now)
    again = ToPrint(
        site_id=job.site_id,
        station=job.station,
        about=About.from_json(job.about),
        subject_kind=job.subject_kind,
        subject_id=subject_id,
        copy=job.copy + 1,
    )
    return ask_for_print(session, again, now)


def recover_abandoned(
    session: Session, site_id: str, stations: Sequence[str], now: datetime, all_of: bool
) -> Sequence[PrintJob]:
    """Write down as unknown what a spooler that is gone left in the works. Return the jobs.

    With `all_of` a lease that still runs counts too: for the start of the stations' only spooler.
    """
    lying = select(PrintJob).where(
        PrintJob.site_id == site_id, PrintJob.station.in_(stations), PrintJob.lease_until.is_not(None)
    )
    if not all_of:
        lying = lying.where(PrintJob.lease_until <= now)
    jobs = session.scalars(lying.with_for_update(skip_locked=True)).all()
    return [job for job in jobs if unknown(session, job, Reason.INTERRUPTED, now)]


def try_now(session: Session, site_id: str, stations: Sequence[str]) -> int:
    """Make the stations' stuck jobs due, in the order in which they were asked for. Return how many.

    For the moment when a printer answers again: nobody waits for a back-off to run out.
    """
    stuck_ones = (
        update(PrintJob)
        .where(
            PrintJob.site_id == site_id,
            PrintJob.station.in_(stations),
            PrintJob.next_try_at.is_not(None),
            PrintJob.state == PrintState.STUCK.value,
        )
        .values(next_try_at=PrintJob.asked_at)
        .execution_options(synchronize_session=False)
    )
    return _rows(session.execute(stuck_ones))


def _settled(now: datetime) -> dict[str, Any]:
    return {"settled_at": now, "lease_until": None, "next_try_at": None}


def _step(session: Session, job: PrintJob, *conditions: ColumnElement[bool], **columns: Any) -> bool:
    """Change the job, in the database and in hand, if it still is as it was read."""
    as_read = (PrintJob.id == job.id, PrintJob.state == job.state, PrintJob.attempts == job.attempts)
    step = update(PrintJob).where(*as_read, *conditions).values(**columns)
    if _rows(session.execute(step.execution_options(synchronize_session=False))) != 1:
        return False
    for name, value in columns.items():
        set_committed_value(job, name, value)
    return True


def _rows(result: Any) -> int:
    assert isinstance(result, CursorResult)
    return int(result.rowcount)


def _tell(session: Session, kind: Kind, job: PrintJob, now: datetime, by: str = _BY, **facts: Any) -> None:
    if job.subject_kind == TEST:
        kind, facts = Kind.TestPrintEnded, {"printer": job.printer, "state": job.state, "reason": job.reason}
    elif job.subject_kind == ROLL_CALL:
        kind, facts = Kind.RollCallPrintTried, {"printer": job.printer, "state": job.state, "reason": job.reason}
    else:
        facts = {job.subject_kind: job.subject_id, "copy": job.copy, "printer": job.printer, **facts}
    note(session, kind, About.from_json(job.about), at=now, by=by, **facts)
