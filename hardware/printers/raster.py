"""Pictures as ESC/POS raster bytes (`GS v 0`), packed here: the printer's fonts and dithering are never used."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

ROWS_AT_ONCE = 128
"""Rows of one `GS v 0`: small buffers of cheap printers hold no more."""

_INITIALIZE = b"\x1b@"
_NO_AUTOMATIC_STATUS = b"\x1da\x00"
"""`GS a 0`: else unasked status bytes could stand where the reply is awaited."""
_AT_THE_LEFT = b"\x1ba\x00"
FEED_AND_CUT = b"\x1dVB\x00"
"""`GS V 66 0`: feed to the cutter, then cut."""
SAY_WHEN_DONE = b"\x1dr\x01"
"""`GS r 1` is answered only after everything before it was printed."""

_DLE = 0x10
_OBEYED_AFTER_DLE = (0x04, 0x05, 0x14)
"""`DLE EOT`, `DLE ENQ`, `DLE DC4`: printers obey these even in the middle of a picture."""
_ONE_MORE_DOT = 0x08
_LONGEST_COMMAND = 8


def job_bytes(picture: Image.Image) -> bytes:
    """Return the whole job in one buffer: initialise, picture, feed, cut, ask for a reply."""
    return b"".join((_INITIALIZE, _NO_AUTOMATIC_STATUS, _AT_THE_LEFT, pack(picture), FEED_AND_CUT, SAY_WHEN_DONE))


def end_of_half(width: int) -> bytes:
    """Return what ends a `GS v 0` that broke off anywhere, on paper of so many dots.

    As many zeroes as the largest one waits for: white dots within it, nothing to a printer outside.
    """
    return bytes(ROWS_AT_ONCE * width // 8 + _LONGEST_COMMAND)


def pack(picture: Image.Image) -> bytes:
    """Return a mode "1" picture as `GS v 0` commands of at most 128 rows; black dots are set bits."""
    rows = _without_commands(bits_of(picture))
    row_bytes = rows.shape[1]
    out = []
    for top in range(0, rows.shape[0], ROWS_AT_ONCE):
        part = rows[top : top + ROWS_AT_ONCE]
        out.append(b"\x1dv0\x00" + row_bytes.to_bytes(2, "little") + len(part).to_bytes(2, "little"))
        out.append(part.tobytes())
    return b"".join(out)


def as_printed(picture: Image.Image) -> Image.Image:
    """Return the picture with the few dots that `pack` sets beside others, so that no command stands in it."""
    rows = _without_commands(bits_of(picture))
    return Image.frombytes("1", picture.size, (~rows).tobytes())


def bits_of(picture: Image.Image) -> NDArray[np.uint8]:
    """Return the rows as packed bytes, 1 for black."""
    if picture.mode != "1":
        raise ValueError(f'a picture to print has mode "1", not "{picture.mode}": others would be dithered again')
    if picture.width % 8:
        raise ValueError(f"a picture to print is a multiple of 8 dots wide, not {picture.width}")
    return ~np.packbits(np.asarray(picture), axis=1)  # nine times as fast as picture.tobytes()


def _without_commands(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Set one dot beside the lone one of each byte 0x10 that a real-time command's second byte follows.

    A QR code can't be touched by this: its dots come six (or five) in a row, and 0x10 is a lone dot.
    """
    flat = rows.reshape(-1).copy()
    begins = np.flatnonzero(flat[:-1] == _DLE)
    followed = np.isin(flat[begins + 1], _OBEYED_AFTER_DLE)
    flat[begins[followed]] |= _ONE_MORE_DOT
    return flat.reshape(rows.shape)
