"""The QR code that is scanned on the way out: version 3 at level M.

The library codes the text and draws the patterns. Checking and placing the bits is done here, with tables that are
made once: the library's own way takes two thirds of a badge's time. A test holds both to the same modules.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import qrcode
from numpy.typing import NDArray
from PIL import Image
from qrcode.base import Polynomial, gexp, glog
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import BitBuffer, QRData, length_in_bits

VERSION = 3
MODULES = 29
MASK = 2
"""One mask for all: looking for the best takes four milliseconds, and scanners read any."""

_DATA_BYTES, _CHECK_BYTES = 44, 26
_PADDING = b"\xec\x11" * _DATA_BYTES
_TIMING_COLUMN = 6
_ALL = (1 << 8 * _CHECK_BYTES) - 1
"""All bits of as many bytes."""


def qr_picture(code: str, dots: int) -> Image.Image:
    """Return the code in white on black, each module `dots` wide and high, without its quiet zone.

    Raises ValueError if the code is too long for the badge's QR.
    """
    modules = modules_of(code).repeat(dots, axis=0).repeat(dots, axis=1)
    return Image.frombytes("1", modules.shape[::-1], np.packbits(modules, axis=1).tobytes())


def modules_of(code: str) -> NDArray[np.bool_]:
    """Return rows of modules, True for black. Raises ValueError."""
    held = _held(code)
    bits = np.unpackbits(np.frombuffer(held + _checks(held), dtype=np.uint8)).astype(bool)
    empty, rows, columns = _places()
    modules = empty.copy()
    modules[rows, columns] ^= bits
    return modules


def _held(code: str) -> bytes:
    """Return the text's codewords, padded."""
    text = QRData(code)
    buffer = BitBuffer()
    buffer.put(text.mode, 4)
    buffer.put(len(text), length_in_bits(text.mode, VERSION))
    text.write(buffer)
    if len(buffer) > _DATA_BYTES * 8:
        raise ValueError(f"a code of {len(code)} characters is too long for a badge")
    buffer.put(0, min(4, _DATA_BYTES * 8 - len(buffer)))
    held = bytes(buffer.buffer)
    return held + _PADDING[: _DATA_BYTES - len(held)]


def _checks(held: bytes) -> bytes:
    """Return the codewords that correct errors (Reed-Solomon): what is left of a division by the generator."""
    multiples = _multiples()
    rest = 0
    for byte in held:
        first = byte ^ (rest >> 8 * (_CHECK_BYTES - 1))
        rest = (rest << 8 & _ALL) ^ multiples[first]
    return rest.to_bytes(_CHECK_BYTES, "big")


@cache
def _multiples() -> tuple[int, ...]:
    """Return the generator times 0 to 255, without its first term, each as one large number."""
    generator = Polynomial([1], 0)
    for power in range(_CHECK_BYTES):
        generator *= Polynomial([1, gexp(power)], 0)
    terms = [glog(term) for term in list(generator)[1:]]
    return (0, *(int.from_bytes(gexp(glog(factor) + term) for term in terms) for factor in range(1, 256)))


@cache
def _places() -> tuple[NDArray[np.bool_], NDArray[np.intp], NDArray[np.intp]]:
    """Return the modules of a code whose codewords are all zero, and where each bit of the codewords turns one."""
    empty, full = _drawn(0x00), _drawn(0xFF)
    places = np.array([(row, column) for row, column in _snake() if empty[row, column] != full[row, column]])
    return empty, places[:, 0], places[:, 1]


def _drawn(codeword: int) -> NDArray[np.bool_]:
    """Draw a code of one codeword repeated, by the library."""
    drawing = qrcode.QRCode(version=VERSION, error_correction=ERROR_CORRECT_M, mask_pattern=MASK)
    drawing.data_cache = [codeword] * (_DATA_BYTES + _CHECK_BYTES)
    drawing.makeImpl(False, MASK)
    return np.array(drawing.modules, dtype=bool)


def _snake() -> Iterator[tuple[int, int]]:
    """Give all modules in the order of the standard: two columns at a time from the right, up, down, up …"""
    upwards = True
    for right in range(MODULES - 1, 0, -2):
        column = right - 1 if right <= _TIMING_COLUMN else right
        for row in range(MODULES - 1, -1, -1) if upwards else range(MODULES):
            yield row, column
            yield row, column - 1
        upwards = not upwards
