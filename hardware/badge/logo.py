"""A company's logo: black or white, never dithered, in whole dots."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps

_DARK = 128


@lru_cache(maxsize=16)
def logo_dots(logo: bytes, box: tuple[int, int]) -> Image.Image:
    """Return a logo as a mode "1" picture, as large as it fits the box.

    `logo` is a PNG of greys, as `shared.badges.logos` keeps it.
    """
    with Image.open(BytesIO(logo), formats=("PNG",)) as picture:
        grey = picture.convert("L")
    fitted = ImageOps.contain(grey, box, Image.Resampling.LANCZOS)
    return fitted.point([255 * (value >= _DARK) for value in range(256)]).convert("1", dither=Image.Dither.NONE)
