"""A printer's mind: takes ESC/POS bytes, keeps the paper that comes out, gives replies.

Written from the command reference, not from our packer, so that the two can catch each other's faults.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

_LENGTHS = {b"\x1b@": 2, b"\x1da": 3, b"\x1ba": 3, b"\x1bJ": 3, b"\x1bd": 3, b"\x1dr": 3, b"\x1dL": 4, b"\x1dI": 3}
"""Commands of one length, with their arguments."""
_RASTER = b"\x1dv0"
_CUT = b"\x1dV"
_SAY_WHEN_DONE = b"\x1dr\x01"
_NAMES = {b"A": b"_1.07 ESC/POS\x00", b"C": b"_TM-T88VI\x00"}
"""Replies to `GS I`: firmware and model."""
_STATUS_ASKED = re.compile(rb"\x10\x04([\x01-\x04])")


@dataclass
class Faults:
    """What is wrong with this printer, now or at its next job."""

    silent: bool = False
    """Takes bytes and never says anything."""
    paper_out: bool = False
    """Says so, and holds what it has been sent."""
    paper_ends_after_rows: int | None = None
    """The roll ends in the middle of a picture."""
    cover_open: bool = False
    cutter_jammed: bool = False
    near_end: bool = False
    no_barrier: bool = False
    """Prints, and never answers `GS r`."""
    cut_line_after: int | None = None
    """Hangs up after so many bytes of a job; 0: as soon as it has told its status."""
    offline: bool = False
    """Says so, and not why."""
    broken: bool = False
    """Says that it has an error that is not the cutter's."""
    nameless: bool = False
    """Never answers `GS I`, as many copies of the great makes."""


@dataclass
class Mind:
    """Real-time commands are obeyed as they arrive, all others in their turn."""

    reply: Callable[[bytes], None]
    faults: Faults = field(default_factory=Faults)
    sheets: list[Image.Image] = field(default_factory=list)
    """What was cut off, oldest first."""
    scraps: list[Image.Image] = field(default_factory=list)
    """What was cut off after the line was lost in the middle of a job: part of a badge, or one that nobody cut."""
    not_understood: bytearray = field(default_factory=bytearray)
    obeyed_inside_pictures: int = 0
    """Real-time commands that stood in picture data: a printer obeys those."""
    fragments: list[int] = field(default_factory=list)
    """The rows of each picture command."""

    def __post_init__(self) -> None:
        self._waiting = bytearray()
        self._rows = bytearray()
        self._row_bytes = 0
        self._before = bytearray()
        self._is_torn = False
        self.changed = threading.Condition()

    def takes(self, arrived: bytes) -> None:
        """Take in bytes as they arrive."""
        with self.changed:
            self._obey_at_once(arrived)
            self._waiting += arrived
            self._go_on()
            self.changed.notify_all()

    def repair(self) -> None:
        """Put everything right: new paper, cover closed; what was held comes out."""
        with self.changed:
            self.faults = Faults()
            self._go_on()
            self.changed.notify_all()

    @staticmethod
    def is_question(arrived: bytes) -> bool:
        """Say whether this asks for status or name, and is no job."""
        return arrived.startswith((b"\x10\x04", b"\x1dI"))

    def hears_nothing_more(self) -> None:
        """The line was cut. A printer has power of its own: it waits for the rest, and holds what it held."""
        with self.changed:
            waiting = _STATUS_ASKED.sub(b"", bytes(self._waiting))
            is_in_a_job = bool(waiting or self._rows) and not waiting.endswith(_SAY_WHEN_DONE)
            self._is_torn = self._is_torn or is_in_a_job
            self._before.clear()
            self.changed.notify_all()

    def wait_for_sheets(self, count: int, timeout: float = 10) -> None:
        """Wait until so many badges came out. Raises AssertionError if they don't."""
        with self.changed:
            came = self.changed.wait_for(lambda: len(self.sheets) >= count, timeout)
            assert came, f"{len(self.sheets)} of {count} badges came out"

    def _obey_at_once(self, arrived: bytes) -> None:
        """Answer `DLE EOT` wherever it stands, also across two arrivals."""
        for asked in _STATUS_ASKED.finditer(bytes(self._before) + arrived):
            if not self.faults.silent:
                self.reply(bytes([self._status(asked[1][0])]))
        self._before = (self._before + arrived)[-2:]

    def _status(self, question: int) -> int:
        faults = self.faults
        broken = faults.cutter_jammed or faults.broken
        offline = faults.cover_open or faults.paper_out or broken or faults.offline
        bits = {
            1: 0x08 * offline,
            2: 0x04 * faults.cover_open | 0x20 * faults.paper_out | 0x40 * broken,
            3: 0x08 * faults.cutter_jammed,
            4: 0x0C * (faults.near_end or faults.paper_out) | 0x60 * faults.paper_out,
        }
        return 0x12 | bits[question]

    def _stands_still(self) -> bool:
        """Say whether it waits for somebody to help."""
        return self.faults.paper_out or self.faults.cover_open or self.faults.offline

    def _go_on(self) -> None:
        while self._waiting and not (self.faults.silent or self._stands_still()):
            taken = self._one_command()
            if not taken:
                return
            del self._waiting[:taken]

    def _one_command(self) -> int:
        """Carry out the command in front; return its length, 0 if it has not all arrived."""
        if zeroes := len(self._waiting) - len(self._waiting.lstrip(b"\x00")):
            return zeroes
        head = bytes(self._waiting[:3])
        if head.startswith(b"\x10\x04"):
            return 3 if len(head) == 3 else 0
        if len(head) < 3 and head[:2] != b"\x1b@":
            return 0
        if head == _RASTER:
            return self._raster()
        if head[:2] == _CUT:
            return self._cut(head[2])
        length = _LENGTHS.get(head[:2])
        if length is None:
            self.not_understood.append(head[0])
            return 1
        if length <= len(self._waiting):
            self._carry_out(head)
            return length
        return 0

    def _carry_out(self, head: bytes) -> None:
        if head[:2] == b"\x1dr" and not self.faults.no_barrier:
            self.reply(b"\x00")
        elif head[:2] == b"\x1dI" and not self.faults.nameless:
            self.reply(_NAMES.get(head[2:], b""))
        elif head[:2] == b"\x1bJ":
            self._rows += bytes(self._row_bytes * head[2])

    def _raster(self) -> int:
        if len(self._waiting) < 8:
            return 0
        self._row_bytes = self._waiting[4] | self._waiting[5] << 8
        rows = self._waiting[6] | self._waiting[7] << 8
        length = self._row_bytes * rows
        if len(self._waiting) < 8 + length:
            return 0
        if self._roll_ends_within(rows):
            return 0
        data = bytes(self._waiting[8 : 8 + length])
        self.obeyed_inside_pictures += sum(data.count(b"\x10" + second) for second in (b"\x04", b"\x05", b"\x14"))
        self.fragments.append(rows)
        self._rows += data
        return 8 + length

    def _roll_ends_within(self, rows: int) -> bool:
        ends_after = self.faults.paper_ends_after_rows
        if ends_after is None or len(self._rows) // max(self._row_bytes, 1) + rows <= ends_after:
            return False
        self.faults.paper_out = True
        return True

    def _cut(self, how: int) -> int:
        length = 4 if how in (65, 66) else 3
        if len(self._waiting) < length or self.faults.cutter_jammed or self.faults.broken:
            return 0
        if self._rows:
            size = (self._row_bytes * 8, len(self._rows) // self._row_bytes)
            # "1;I": set bits are black dots
            paper = Image.frombytes("1", size, bytes(self._rows), "raw", "1;I")
            (self.scraps if self._is_torn else self.sheets).append(paper)
            self._rows.clear()
        self._is_torn = False
        return length


def printed_from(sent: bytes) -> Mind:
    """Return a printer that was sent these bytes, to look at its paper."""
    mind = Mind(reply=lambda _: None)
    mind.takes(sent)
    return mind
