"""What printers say: status bytes of `DLE EOT`, and the reply of `GS r`."""

from shared.printing.rules import Reason

ASK_PRINTER = b"\x10\x04\x01"
ASK_OFFLINE_CAUSE = b"\x10\x04\x02"
ASK_ERROR_CAUSE = b"\x10\x04\x03"
ASK_PAPER = b"\x10\x04\x04"

_OFFLINE = 0x08
_COVER_OPEN = 0x04
_STOPPED_WITHOUT_PAPER = 0x20
_ERROR = 0x40
_CUTTER_ERROR = 0x08
_PAPER_NEAR_END = 0x0C
_PAPER_END = 0x60


def is_status(byte: int) -> bool:
    """Say whether a byte is an answer to `DLE EOT`: 0xx1xx10."""
    return byte & 0x93 == 0x12


def is_barrier(byte: int) -> bool:
    """Say whether a byte is an answer to `GS r 1`: 0xx0xxxx; the low four bits are the paper sensors."""
    return byte & 0x90 == 0x00


def is_unasked(byte: int) -> bool:
    """Say whether a byte begins an automatic status of four bytes: 0xx1xx00."""
    return byte & 0x93 == 0x10


def is_offline(printer: int) -> bool:
    """Read `DLE EOT 1`."""
    return bool(printer & _OFFLINE)


def is_error(offline_cause: int) -> bool:
    """Read `DLE EOT 2`: an error that `DLE EOT 3` names."""
    return bool(offline_cause & _ERROR)


def is_near_end(paper: int) -> bool:
    """Read `DLE EOT 4`: the roll ends soon."""
    return bool(paper & _PAPER_NEAR_END)


def trouble(printer: int, offline_cause: int, paper: int, error_cause: int | None) -> Reason | None:
    """Return the one reason to tell, the handiest first: what a person can mend at the printer."""
    if offline_cause & _COVER_OPEN:
        return Reason.COVER_OPEN
    if paper & _PAPER_END or offline_cause & _STOPPED_WITHOUT_PAPER:
        return Reason.PAPER_OUT
    if error_cause is not None and error_cause & _CUTTER_ERROR:
        return Reason.CUTTER
    if offline_cause & _ERROR:
        return Reason.FAULT
    return Reason.OFFLINE if printer & _OFFLINE else None


class BarrierWatch:
    """Finds the reply to `GS r` among what arrives; four-byte automatic status is stepped over."""

    def __init__(self) -> None:
        self._to_skip = 0

    def hears(self, arrived: bytes) -> bool:
        """Take in bytes; say whether the reply was among them."""
        for byte in arrived:
            if self._to_skip:
                self._to_skip -= 1
            elif is_unasked(byte):
                self._to_skip = 3
            elif is_barrier(byte):
                return True
        return False
