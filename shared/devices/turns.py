"""Whose turn it is at a printer that kiosks of several machines share.

A lock file reaches no other machine, so the printer's row is the lock: it names the job that is on its way. Clocks
of machines differ, so an end that lies too far ahead counts as little as one that is past.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, and_, or_, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from shared.devices.models import Printer
from shared.devices.queries import printer_named, stations_of

TURN = timedelta(seconds=90)
"""Longer than any badge or list takes: so long others wait for a kiosk that has lost its power in the middle of one."""
_WANTED_FOR = timedelta(seconds=2)


@dataclass(frozen=True)
class Turn:
    """How it stands with a printer, seen from one station."""

    is_shared: bool = False
    """Whether another station prints there, too."""
    is_free: bool = True
    broke_off: bool = False
    """Whether the kiosk that had it last never said how its job ended."""
    left: str | None = None


def turn_at(session: Session, site_id: str, name: str, station: str, now: datetime) -> Turn:
    """Return whether a station may print now, and what it would find in the printer."""
    row = printer_named(session, site_id, name)
    if row is None:
        return Turn()
    others = [each for each in stations_of(session, site_id) if each.code != station and name in each.printers]
    is_busy = row.busy_with is not None and _counts(row.busy_until, now)
    is_promised = row.wanted_by not in (None, station) and _counts(row.wanted_until, now)
    return Turn(bool(others), not is_busy and not is_promised, row.busy_with is not None and not is_busy, row.left)


def take_turn(session: Session, site_id: str, name: str, job_id: str, station: str, now: datetime) -> bool:
    """Have the printer until `end_turn`, or for a minute; False if it is another's turn."""
    is_free = or_(Printer.busy_with.is_(None), _is_over(Printer.busy_until, now))
    is_mine = or_(Printer.wanted_by.is_(None), Printer.wanted_by == station, _is_over(Printer.wanted_until, now))
    taken = update(Printer).where(Printer.site_id == site_id, Printer.name == name, is_free, is_mine)
    is_ours = _is_done(
        session,
        taken.values(
            last_job_id=job_id,
            last_job_at=now,
            busy_with=job_id,
            busy_until=now + TURN,
            wanted_by=None,
            wanted_until=None,
        ),
    )
    return is_ours or printer_named(session, site_id, name) is None  # one that nobody has written down is nobody else's


def end_turn(session: Session, site_id: str, name: str, job_id: str, left: str | None) -> None:
    """Let others have the printer, and say what the job has left in it; nothing if it is another's turn meanwhile."""
    mine = update(Printer).where(Printer.site_id == site_id, Printer.name == name, Printer.busy_with == job_id)
    _is_done(session, mine.values(busy_with=None, busy_until=None, left=left))


def want_turn(session: Session, site_id: str, name: str, station: str, now: datetime) -> None:
    """Ask to be next, for some seconds: who prints much must not keep others away. One station can be next."""
    row = update(Printer).where(Printer.site_id == site_id, Printer.name == name)
    is_open = or_(Printer.wanted_by.is_(None), Printer.wanted_by == station, _is_over(Printer.wanted_until, now))
    _is_done(session, row.where(is_open).values(wanted_by=station, wanted_until=now + _WANTED_FOR))


def leave_line(session: Session, site_id: str, name: str, station: str) -> None:
    """Ask no more to be next."""
    row = update(Printer).where(Printer.site_id == site_id, Printer.name == name, Printer.wanted_by == station)
    _is_done(session, row.values(wanted_by=None, wanted_until=None))


def _counts(until: datetime | None, now: datetime) -> bool:
    return until is not None and now < until <= now + TURN


def _is_over(until: InstrumentedAttribute[datetime | None], now: datetime) -> ColumnElement[bool]:
    return or_(until.is_(None), until <= now, and_(until > now + TURN))


def _is_done(session: Session, step: object) -> bool:
    result = session.execute(step, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)
    return bool(result.rowcount)
