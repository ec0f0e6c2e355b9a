"""What printers say: status bytes of `DLE EOT`, and the reply of `GS r`."""

import re

from shared.printing.rules import Reason

ASK_PRINTER = b"\x10\x04\x01"
ASK_OFFLINE_CAUSE = b"\x10\x04\x02"
ASK_ERROR_CAUSE = b"\x10\x04\x03"
ASK_PAPER = b"\x10\x04\x04"
ASK_FIRMWARE = b"\x1dIA"
"""`GS I 65`."""
ASK_MODEL = b"\x1dIC"
"""`GS I 67`."""

_NAME = re.compile(rb"_([\x20-\x7e]{1,40})\x00")
_NAME_BEGINS, _NAME_ENDS = 0x5F, 0x00

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


def name_in(arrived: bytes) -> str | None:
    """Return the text of a reply to `GS I`, which stands between an underscore and a zero byte."""
    found = _NAME.search(arrived)
    return found[1].decode("ascii").strip() if found else None


class BarrierWatch:
    """Finds the reply to `GS r` among what arrives; automatic status and a late reply to `GS I` are stepped over."""

    def __init__(self) -> None:
        self._to_skip = 0
        self._in_name = False

    def hears(self, arrived: bytes) -> bool:
        """Take in bytes; say whether the reply was among them."""
        for byte in arrived:
            if self._in_name or byte == _NAME_BEGINS:
                self._in_name = byte != _NAME_ENDS
            elif self._to_skip:
                self._to_skip -= 1
            elif is_unasked(byte):
                self._to_skip = 3
            elif is_barrier(byte):
                return True
        return False
