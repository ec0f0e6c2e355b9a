"""The QR code that is scanned on the way out."""

from typing import Any

import numpy as np
import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

VERSION = 3
MODULES = 29
_MASK = 2
"""One mask for all: looking for the best takes four milliseconds, and scanners read any."""


QUIET = 4
"""Modules of white around a code."""


def survey_picture(address: str, dots: int) -> Image.Image:
    """Return the code of an address in white on black, as large as the address needs: phones read it held close."""
    drawing = qrcode.QRCode(error_correction=ERROR_CORRECT_L, mask_pattern=_MASK)
    drawing.add_data(address, optimize=0)
    drawing.make(fit=True)
    return _picture(drawing, dots)


def qr_picture(code: str, dots: int) -> Image.Image:
    """Return the code in white on black, each module `dots` wide and high, without its quiet zone.

    Raises ValueError if the code is too long for the badge's QR.
    """
    drawing = qrcode.QRCode(version=VERSION, error_correction=ERROR_CORRECT_M, mask_pattern=_MASK)
    drawing.add_data(code, optimize=0)
    try:
        drawing.make(fit=False)
    except DataOverflowError as trouble:
        raise ValueError(f"a code of {len(code)} characters is too long for a badge") from trouble
    return _picture(drawing, dots)


def _picture(drawing: "qrcode.QRCode[Any]", dots: int) -> Image.Image:
    modules = np.array(drawing.modules, dtype=bool).repeat(dots, axis=0).repeat(dots, axis=1)
    return Image.frombytes("1", modules.shape[::-1], np.packbits(modules, axis=1).tobytes())
