"""The 32 bytes in which Brother's label printers say how they are ("Raster Command Reference", ESC i S)."""

from dataclasses import dataclass
from enum import IntEnum

from shared.printing.rules import Reason

LENGTH = 32
HEAD = b"\x80\x20B"

_NO_MEDIA, _END_OF_MEDIA, _CUTTER_JAM = 0x01, 0x02, 0x04
_WRONG_MEDIA, _COVER_OPEN, _NOT_FED = 0x01, 0x10, 0x40

_CODES = b"123456789ACDE"
_NAMES = "560 570 580N 1060N 700 710W 720NW 800 810W 820NWB 1100 1110NWB 1115NWB".split()
_MODELS = {code: f"QL-{name}" for code, name in zip(_CODES, _NAMES, strict=True)}


class Kind(IntEnum):
    """What a status is sent for."""

    REPLY = 0x00
    PRINTED = 0x01
    ERROR = 0x02
    TURNED_OFF = 0x04
    NOTIFICATION = 0x05
    PHASE_CHANGE = 0x06


@dataclass(frozen=True)
class LabelStatus:
    """One status, taken apart."""

    kind: int
    is_printing: bool
    trouble: Reason | None
    label_mm: int
    """How wide the roll in the printer is; 0: there is none."""
    model: str | None

    @classmethod
    def read(cls, said: bytes) -> "LabelStatus":
        """Take 32 bytes apart. Raises ValueError if they are no status."""
        if len(said) != LENGTH or not said.startswith(HEAD):
            raise ValueError("not a status of a label printer")
        return cls(
            kind=said[18],
            is_printing=said[19] == 0x01,
            trouble=_trouble(said[8], said[9], said[18]),
            label_mm=said[10],
            model=_MODELS.get(said[4]),
        )


def _trouble(first: int, second: int, kind: int) -> Reason | None:
    """Return the one reason to tell, the handiest first: what a person can mend at the printer."""
    if second & _COVER_OPEN:
        return Reason.COVER_OPEN
    if first & (_NO_MEDIA | _END_OF_MEDIA) or second & _NOT_FED:
        return Reason.PAPER_OUT
    if second & _WRONG_MEDIA:
        return Reason.WRONG_PAPER
    if first & _CUTTER_JAM:
        return Reason.CUTTER
    if kind == Kind.TURNED_OFF:
        return Reason.OFFLINE
    return Reason.FAULT if first or second or kind == Kind.ERROR else None


class Statuses:
    """Cuts what arrives into statuses, whatever the pieces it arrives in."""

    def __init__(self) -> None:
        self._rest = b""

    def take(self, arrived: bytes) -> list[LabelStatus]:
        """Take in bytes; return the statuses that are whole now."""
        self._rest += arrived
        whole = []
        while (begins := self._rest.find(HEAD)) >= 0 and len(self._rest) >= begins + LENGTH:
            whole.append(LabelStatus.read(self._rest[begins : begins + LENGTH]))
            self._rest = self._rest[begins + LENGTH :]
        return whole
