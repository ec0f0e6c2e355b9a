"""Logos as they are kept: what was uploaded is opened once, and made anew as greys on white."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_UPLOAD_BYTES = 1_000_000
_MOST_PIXELS = 20_000_000
"""A picture is measured before it is decoded: a small file can claim to be as large as a house."""
_KEPT_SIZE = (1256, 400)
"""Twice the widest paper's room, so that it stays sharp on every paper."""
_WHITE_LETTERS = 250


class BadLogo(ValueError):
    """The bytes are no picture that can be printed; the text is a code: `no_picture`, `too_large` or `empty`."""


def kept_logo(uploaded: bytes) -> bytes:
    """Return an uploaded PNG, JPEG or WebP as a PNG of greys, cut to its ink; nothing else of the file is kept.

    A logo of white letters on nothing is turned to black ones. Raises BadLogo.
    """
    if len(uploaded) > LARGEST_UPLOAD_BYTES:
        raise BadLogo("too_large")
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(uploaded), formats=("PNG", "JPEG", "WEBP")) as picture:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            if picture.width * picture.height > _MOST_PIXELS:
                raise BadLogo("too_large")
            grey = _on_white(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as trouble:
        raise BadLogo("too_large") from trouble
    except (UnidentifiedImageError, OSError, SyntaxError) as trouble:
        raise BadLogo("no_picture") from trouble
    box = ImageOps.invert(grey).point(lambda value: value * (value > 127)).getbbox()
    if box is None:
        raise BadLogo("empty")
    small = ImageOps.contain(grey.crop(box), _KEPT_SIZE, Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Return greys; where all that is not transparent is white, its shape in black."""
    with_alpha = picture.convert("RGBA")
    alpha = with_alpha.getchannel("A")
    ground = Image.new("RGBA", with_alpha.size, "white")
    grey = Image.alpha_composite(ground, with_alpha).convert("L")
    darkest = grey.getextrema()[0]
    is_white = isinstance(darkest, int | float) and darkest >= _WHITE_LETTERS
    return ImageOps.invert(alpha) if is_white and alpha.getextrema() != (255, 255) else grey
