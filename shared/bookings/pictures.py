"""A pass as a picture: a QR code that a phone's screen shows well."""

from io import BytesIO

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.pil import PilImage

_MASK = 4  # any mask reads; choosing the prettiest costs six times the whole code
_DOTS_A_MODULE = 12
_QUIET_MODULES = 4


def pass_picture(text: str) -> bytes:
    """Return the PNG of a pass code: version 4 at ECC Q, 492 dots wide, quiet zone included."""
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECT_Q, box_size=_DOTS_A_MODULE, border=_QUIET_MODULES, mask_pattern=_MASK
    )
    code.add_data(text)
    code.make(fit=True)
    out = BytesIO()
    code.make_image(image_factory=PilImage).save(out, "PNG")
    return out.getvalue()
