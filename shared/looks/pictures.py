"""Logos and pictures as they are kept: what was uploaded is measured, opened once, and made anew.

Only PNG, JPEG and WebP are opened. An SVG is a program, so it is no picture here.
"""

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_UPLOAD_BYTES = 5_000_000
_MOST_PIXELS = 40_000_000
"""A picture is measured before it is decoded: a small file can claim to be as large as a house."""
_LOGO_SIZE = (720, 180)
_PICTURE_SIZE = (1400, 1400)
_QUALITY = 82


class BadPicture(ValueError):
    """The bytes are no picture that can be shown; the text is a code: `no_picture` or `too_large`."""


@dataclass(frozen=True)
class Kept:
    """A picture as it is kept and sent."""

    picture: bytes
    mime: str


def kept_logo(uploaded: bytes) -> Kept:
    """Return an uploaded logo as a PNG, cut to what is seen of it, with what lets through. Raises BadPicture."""
    logo = _opened(uploaded, "RGBA")
    box = logo.getchannel("A").getbbox()
    return _png(ImageOps.contain(logo.crop(box) if box else logo, _LOGO_SIZE, Image.Resampling.LANCZOS))


def kept_picture(uploaded: bytes) -> Kept:
    """Return an uploaded picture as a JPEG without anything else that its file held. Raises BadPicture."""
    picture = _opened(uploaded, "RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    flat = Image.alpha_composite(ground, picture).convert("RGB")
    flat.thumbnail(_PICTURE_SIZE, Image.Resampling.LANCZOS)
    out = BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Kept(out.getvalue(), "image/jpeg")


def _opened(uploaded: bytes, mode: str) -> Image.Image:
    if len(uploaded) > LARGEST_UPLOAD_BYTES:
        raise BadPicture("too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(uploaded), formats=("PNG", "JPEG", "WEBP")) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise BadPicture("too_large")
                return ImageOps.exif_transpose(picture).convert(mode)
    except Image.DecompressionBombError as trouble:
        raise BadPicture("too_large") from trouble
    except (UnidentifiedImageError, OSError, SyntaxError) as trouble:
        raise BadPicture("no_picture") from trouble


def _png(picture: Image.Image) -> Kept:
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return Kept(out.getvalue(), "image/png")
