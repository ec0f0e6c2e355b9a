"""Photos and signatures as they are kept: what came in is measured, opened once, and made anew."""

import warnings
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_PHOTO_BYTES = 8_000_000
LARGEST_SIGNATURE_BYTES = 400_000
_MOST_PIXELS = 20_000_000
"""A picture is measured before it is decoded: a small file can claim to be as large as a house."""
_PHOTO_SIZE = (720, 960)
_SIGNATURE_SIZE = (1200, 480)
_FACE_HEIGHT = 0.4
_JPEG_QUALITY = 85
_LEAST_INK = 60
"""Dots of a signature: a finger that slipped is none."""


class BadPicture(ValueError):
    """The bytes are no picture that can be kept; the text is a code: `no_picture`, `too_large` or `empty`."""


def kept_photo(taken: bytes) -> bytes:
    """Return a photo as a JPEG of 720 by 960 dots; of the file nothing but the picture is kept. Raises BadPicture."""
    if len(taken) > LARGEST_PHOTO_BYTES:
        raise BadPicture("too_large")

    def upright(picture: Image.Image) -> Image.Image:
        picture.draft("RGB", (_PHOTO_SIZE[0] * 2, _PHOTO_SIZE[1] * 2))
        whole = ImageOps.exif_transpose(picture).convert("RGB")
        return ImageOps.fit(whole, _PHOTO_SIZE, Image.Resampling.LANCZOS, centering=(0.5, _FACE_HEIGHT))

    out = BytesIO()
    _opened(taken, ("JPEG", "PNG", "WEBP"), upright).save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return out.getvalue()


def kept_signature(drawn: bytes) -> bytes:
    """Return a drawn signature as a PNG of black on white, as it stood on the screen. Raises BadPicture."""
    if len(drawn) > LARGEST_SIGNATURE_BYTES:
        raise BadPicture("too_large")

    def on_white(picture: Image.Image) -> Image.Image:
        ink = picture.convert("RGBA")
        grey = Image.alpha_composite(Image.new("RGBA", ink.size, "white"), ink).convert("L")
        return ImageOps.contain(grey, _SIGNATURE_SIZE, Image.Resampling.LANCZOS) if _is_larger(grey) else grey

    kept = _opened(drawn, ("PNG",), on_white)
    if sum(kept.histogram()[:128]) < _LEAST_INK:
        raise BadPicture("empty")
    out = BytesIO()
    kept.save(out, "PNG", optimize=True)
    return out.getvalue()


def _is_larger(picture: Image.Image) -> bool:
    return picture.width > _SIGNATURE_SIZE[0] or picture.height > _SIGNATURE_SIZE[1]


def _opened(given: bytes, formats: tuple[str, ...], make: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """Measure a picture by its head, then make another of it. Raises BadPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we have a smaller limit of our own
            with Image.open(BytesIO(given), formats=formats) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise BadPicture("too_large")
                return make(picture)
    except Image.DecompressionBombError as trouble:
        raise BadPicture("too_large") from trouble
    except (UnidentifiedImageError, OSError, SyntaxError) as trouble:
        raise BadPicture("no_picture") from trouble
