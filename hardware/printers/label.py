"""Brother's raster language, of QL label printers; written from its published "Raster Command Reference".

Badges go on continuous rolls, cut after each. A printer at USB answers on its line. One in the network takes jobs at
port 9100 and says nothing there: it is asked by SNMP (see `snmp.py`), unless its address says otherwise.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from hardware.printers.attached import after_sending, drain, paper_takes_s
from hardware.printers.label_replies import Kind, LabelStatus, Statuses
from hardware.printers.left_over import Left
from hardware.printers.lines import TIMEOUT_S, Line
from hardware.printers.printer import Confirmation, Identity, Job, PrinterStatus, PrinterTrouble
from hardware.printers.raster import bits_of
from shared.printing.rules import Reason

PRINTING_TAKES_S = 15.0
"""127 mm at 300 dpi take two seconds; a print head that is hot cools for several more."""

_INVALIDATE = bytes(400)
"""Brings the printer back to listening, wherever an earlier job broke off."""
_INITIALIZE = b"\x1b@"
_ASK_STATUS = b"\x1biS"
_RASTER_MODE = b"\x1bia\x01"
_CONTINUOUS, _KIND_AND_WIDTH_COUNT, _KEEP_GOING = 0x0A, 0x06, 0x80
_CUT = b"\x1biM\x40\x1biA\x01\x1biK\x08"
"""Various mode: automatic cut; after each label; at the end."""
_MARGIN = b"\x1bid\x23\x00"
"""35 dots, 3 mm: the least on a continuous roll."""
_PLAIN = b"M\x00"
_EMPTY_ROW = b"Z"
_PRINT, _PRINT_AND_GO_ON = b"\x1a", b"\x0c"
LONGEST_ROWS = 11_000
"""93 cm: no printer makes a label of more than a metre. A longer list comes out in pieces."""
_SHORTEST_ROWS = 150
_QUIET_LOOKS = 5
_ASK_AGAIN_AFTER_S = 0.2
_TURNED_ROUND = np.packbits(np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1)[:, ::-1], axis=1)[:, 0]
"""Each byte with its dots in the other order."""


@dataclass(frozen=True)
class Model:
    """How the models differ."""

    head_bytes: int = 90
    """The print head's dots, in bytes: a row is always as wide as the head."""
    offset: int = 12
    """Dots between the head's end and a 62 mm roll's first printable one."""
    knows_modes: bool = True
    """Whether it speaks other languages too, so that it must be told which."""
    knows_empty_rows: bool = True


_WIDE = Model(head_bytes=162, offset=56)
MODELS = {
    "QL-560": Model(knows_modes=False),
    "QL-570": Model(knows_modes=False),
    "QL-580N": Model(),
    "QL-700": Model(knows_modes=False),
    "QL-710W": Model(),
    "QL-720NW": Model(),
    "QL-800": Model(knows_empty_rows=False),
    "QL-810W": Model(),
    "QL-820NWB": Model(),
    "QL-1060N": _WIDE,
    "QL-1100": _WIDE,
    "QL-1110NWB": _WIDE,
    "QL-1115NWB": _WIDE,
}
LABELS = {62: 696}
"""Rolls by width in millimetres, and their printable dots at 300 dpi."""

AskStatus = Callable[[float], bytes]
"""Returns a printer's 32 bytes by another way than the line, waiting so many seconds; b"" if nothing came."""


class LabelLanguage:
    """What a QL printer understands. `ask_beside` is for one whose line can't be read."""

    def __init__(self, model: str, label_mm: int, ask_beside: AskStatus | None = None) -> None:
        self._name, self._model, self._label_mm = model, MODELS[model], label_mm
        self._ask_beside = ask_beside

    def ask(self, line: Line) -> PrinterStatus:
        """Ask by ESC i S. A roll of another width is trouble, too."""
        status = self._status(line)
        if status is None:
            return PrinterStatus(can_tell=False)
        trouble = status.trouble
        if trouble is None and status.label_mm != self._label_mm:
            trouble = Reason.WRONG_PAPER if status.label_mm else Reason.PAPER_OUT
        if trouble is None and status.is_printing:
            trouble = Reason.IN_USE  # another's label: its end must not be taken for the end of ours
        return PrinterStatus(trouble, was_heard=True)

    def ask_identity(self, line: Line) -> Identity:
        """Return the model that the printer says, or else the one that its address says; it tells no firmware."""
        status = self._status(line)
        return Identity((status.model if status else None) or self._name)

    def pack(self, picture: Image) -> bytes:
        """Return the job, from bringing the printer to listen to printing with a cut."""
        mode = _RASTER_MODE if self._model.knows_modes else b""
        labels = [self._label(piece, number) for number, piece in enumerate(pieces_of(picture))]
        return _INVALIDATE + _INITIALIZE + mode + _PRINT_AND_GO_ON.join(labels) + _PRINT

    def end_of_half(self, width: int) -> bytes:
        """Return nothing: each question and each job begin with it."""
        return b""

    def clear_up(self, line: Line, left: Left) -> None:
        """Nothing to do: half a label is forgotten with what begins the next one."""

    def word_after(self, line: Line, job: Job) -> Confirmation:
        """Wait until the printer says that it printed."""
        length, pieces = len(job.sent), len(pieces_of(job.picture))
        give_up_at = time.monotonic() + line.sending_takes_s(length) + paper_takes_s(length) + PRINTING_TAKES_S
        if line.can_receive:
            return self._word_on(line, give_up_at, pieces)
        if self._ask_beside is not None:
            return self._word_beside(self._ask_beside, give_up_at, 1 if pieces == 1 else _QUIET_LOOKS)
        return Confirmation.NOT_CONFIRMED

    def _label(self, picture: Image, number: int) -> bytes:
        """Return one label of a job, without the command that prints it."""
        valid = _KIND_AND_WIDTH_COUNT | _KEEP_GOING
        is_another = bytes((number > 0, 0))
        wanted = bytes((valid, _CONTINUOUS, self._label_mm, 0)) + picture.height.to_bytes(4, "little") + is_another
        plain = _PLAIN if self._model.knows_empty_rows else b""
        return b"\x1biz" + wanted + _CUT + _MARGIN + plain + self._rows(picture)

    def _rows(self, picture: Image) -> bytes:
        """Return the raster rows. The head's first dot is at the right of the label."""
        packed = _mirrored(bits_of(picture))
        begin = b"g\x00" + bytes((self._model.head_bytes,))
        rows = np.zeros((picture.height, len(begin) + self._model.head_bytes), dtype=np.uint8)
        rows[:, : len(begin)] = np.frombuffer(begin, dtype=np.uint8)
        _lay(packed, rows[:, len(begin) :], self._model.offset)
        if not self._model.knows_empty_rows:
            return rows.tobytes()
        is_filled = np.asarray(packed.any(axis=1))
        changes = np.flatnonzero(is_filled[1:] != is_filled[:-1]) + 1
        parts = zip(np.split(rows, changes), is_filled[[0, *changes]].tolist(), strict=True)
        return b"".join(part.tobytes() if filled else _EMPTY_ROW * len(part) for part, filled in parts)

    def _status(self, line: Line) -> LabelStatus | None:
        """Return what the printer says, or None if it has no way to. Raises PrinterTrouble when it doesn't answer."""
        if line.can_receive:
            return _answer_on(line)
        if self._ask_beside is None:
            return None
        if not (said := self._ask_beside(TIMEOUT_S)):
            raise PrinterTrouble(Reason.NO_ANSWER, "the printer does not answer by SNMP")
        return LabelStatus.read(said)

    def _word_on(self, line: Line, give_up_at: float, pieces: int) -> Confirmation:
        statuses = Statuses()
        while (left_s := give_up_at - time.monotonic()) > 0:
            for status in statuses.take(after_sending(line, left_s)):
                pieces -= _says_printed(status)
                if not pieces:
                    return Confirmation.PRINTED
        raise PrinterTrouble(Reason.NO_REPLY, "the printer did not say that it printed", nothing_sent=False)

    def _word_beside(self, ask: AskStatus, give_up_at: float, quiet_looks: int) -> Confirmation:
        """Watch it print: it must be seen to begin, and then to be done without an error.

        Between two pieces it rests for a moment, so it must be seen quiet so often.
        """
        began, quiet = False, 0
        while (left_s := give_up_at - time.monotonic()) > 0:
            if said := ask(min(left_s, TIMEOUT_S)):
                status = LabelStatus.read(said)
                began = _says_printed(status) or began or status.is_printing
                quiet = quiet + 1 if began and not status.is_printing else 0
                if quiet >= quiet_looks:
                    return Confirmation.PRINTED
            time.sleep(_ASK_AGAIN_AFTER_S)
        raise PrinterTrouble(Reason.NO_REPLY, "the printer was not seen to print", nothing_sent=False)


def pieces_of(picture: Image) -> list[Image]:
    """Cut what is too long for one label in pieces, between two lines where there is white."""
    if picture.height <= LONGEST_ROWS:
        return [picture]
    is_white = np.asarray(bits_of(picture).max(axis=1) == 0)
    pieces, top = [], 0
    while picture.height - top > LONGEST_ROWS:
        lowest = min(top + LONGEST_ROWS, picture.height - _SHORTEST_ROWS)
        white = np.flatnonzero(is_white[top + LONGEST_ROWS // 2 : lowest])
        foot = top + LONGEST_ROWS // 2 + int(white[-1]) if len(white) else lowest
        pieces.append(picture.crop((0, top, picture.width, foot)))
        top = foot
    return [*pieces, picture.crop((0, top, picture.width, picture.height))]


def _mirrored(packed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return packed rows from their last dot to their first: eight dots at once, which is four times as fast."""
    return _TURNED_ROUND[packed[:, ::-1]]


def _lay(packed: NDArray[np.uint8], head: NDArray[np.uint8], offset: int) -> None:
    """Lay packed rows on white ones of the head, so many dots from its end."""
    first, dots = divmod(offset, 8)
    width = packed.shape[1]
    head[:, first : first + width] = packed >> dots
    if dots:
        head[:, first + 1 : first + 1 + width] |= packed << (8 - dots)


def _says_printed(status: LabelStatus) -> bool:
    """Say whether the printer reports the end of a label. Raises PrinterTrouble if it reports an error instead."""
    if status.trouble is not None:
        raise PrinterTrouble(status.trouble, "the printer stopped while printing", nothing_sent=False)
    return status.kind == Kind.PRINTED


def _answer_on(line: Line) -> LabelStatus:
    drain(line)
    line.send(_INVALIDATE + _INITIALIZE + _ASK_STATUS)
    statuses, give_up_at = Statuses(), time.monotonic() + TIMEOUT_S
    while (left_s := give_up_at - time.monotonic()) > 0:
        for status in statuses.take(line.receive(left_s)):
            if status.kind == Kind.REPLY:
                return status
    raise PrinterTrouble(Reason.NO_ANSWER, "the printer does not answer when asked for its status")
