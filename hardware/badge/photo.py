"""The visitor's photo: cropped, lightened for the printer, and made of dots (Floyd-Steinberg)."""

import warnings
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

_MOST_PIXELS = 40_000_000
"""A picture is measured before it is decoded: a small file can claim to be as large as a house."""
_GAMMA = 1.4
"""Dots on thermal paper grow: without this a face comes out too dark."""
_FACE_HEIGHT = 0.4
"""Where the crop is centred: faces stand above the middle."""


class BadPhoto(ValueError):
    """The bytes are no picture that can be printed."""


@lru_cache(maxsize=8)
def dotted(photo: bytes, size: tuple[int, int]) -> Image.Image:
    """Return the photo as a mode "1" picture of this size. Raises BadPhoto."""
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(photo), formats=("JPEG", "PNG", "WEBP")) as picture:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            if picture.width * picture.height > _MOST_PIXELS:
                raise BadPhoto(f"a photo of {picture.width} × {picture.height} dots is too large")
            picture.draft("L", (size[0] * 2, size[1] * 2))
            grey = ImageOps.exif_transpose(picture).convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as trouble:
        raise BadPhoto(f"not a photo: {type(trouble).__name__}") from trouble
    face = ImageOps.fit(grey, size, Image.Resampling.LANCZOS, centering=(0.5, _FACE_HEIGHT))
    lighter = ImageOps.autocontrast(face, cutoff=1).point([round(255 * (v / 255) ** (1 / _GAMMA)) for v in range(256)])
    return lighter.convert("1", dither=Image.Dither.FLOYDSTEINBERG)
