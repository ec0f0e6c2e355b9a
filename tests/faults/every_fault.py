"""Every fault at every moment, and what must come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image

from hardware.printers.raster import job_bytes
from tests.peers.printer import PtyPrinter, TcpPrinter

AnyPrinter = TcpPrinter | PtyPrinter


class Moment(StrEnum):
    """When it happens."""

    BEFORE = "before"
    FIRST_BYTE = "first byte"
    MID_RASTER = "mid-raster"
    AFTER_RASTER = "after the raster"
    BEFORE_REPLY = "before the reply"
    AFTER = "after the reply"


@dataclass(frozen=True)
class Fault:
    """What happens, and the reason that is named for it."""

    name: str
    happens: Callable[[AnyPrinter], None]
    before: str
    """The reason when it is noticed before anything was sent."""
    during: str
    """The reason when bytes have left."""
    holds_up_reply: bool = True
    """Whether a printer that has cut the badge already is kept from answering."""


@dataclass(frozen=True)
class End:
    """What the job comes to."""

    state: str
    reason: str | None


def _set(field: str) -> Callable[[AnyPrinter], None]:
    return lambda printer: setattr(printer.faults, field, True)


SILENCE = Fault("it falls silent", _set("silent"), "no_answer", "no_reply")
PULLED = Fault("the plug is pulled", lambda printer: printer.pull_plug(), "no_answer", "cut_off")
FAULTS = (
    Fault("the paper is out", _set("paper_out"), "paper_out", "paper_out"),
    Fault("the cover is open", _set("cover_open"), "cover_open", "cover_open"),
    Fault("the cutter jams", _set("cutter_jammed"), "cutter", "cutter", holds_up_reply=False),
    Fault("it breaks", _set("broken"), "fault", "fault", holds_up_reply=False),
    Fault("it goes offline", _set("offline"), "offline", "offline"),
    SILENCE,
    PULLED,
)


def bytes_before(moment: Moment, picture: Image.Image) -> int:
    """Return how many bytes of a job have come at a moment: at its end stand a cut of four bytes and `GS r 1`."""
    whole = len(job_bytes(picture))
    return {
        Moment.FIRST_BYTE: 1,
        Moment.MID_RASTER: whole // 2,
        Moment.AFTER_RASTER: whole - 7,
        Moment.BEFORE_REPLY: whole - 3,
        Moment.AFTER: whole,
    }[moment]


def end_of(fault: Fault, moment: Moment) -> End:
    """Return the right end: stuck while nothing was sent, done once the printer said so, else unknown."""
    if moment is Moment.BEFORE:
        return End("stuck", fault.before)
    if moment is Moment.AFTER or (moment is Moment.BEFORE_REPLY and not fault.holds_up_reply):
        return End("done", None)
    return End("unknown", fault.during)
