"""Writing on a mode "1" picture: from a baseline, from the top, around a middle. Nothing is smoothed."""

from pathlib import Path

from PIL import Image

from hardware.badge import fonts

BLACK, WHITE = 0, 1


def put(badge: Image.Image, text: str, face: Path, size: int, at: tuple[int, int], colour: int = BLACK) -> None:
    """Write with the first letter's origin at x, on a baseline y."""
    fonts.write(badge, text, face, size, at, colour)


def put_from_top(badge: Image.Image, text: str, face: Path, size: int, at: tuple[int, int]) -> None:
    """Write with the highest dot in row y."""
    if text:
        put(badge, text, face, size, (at[0], at[1] - fonts.ink(face, size, text)[0]))


def put_centred(
    badge: Image.Image, text: str, face: Path, size: int, centre: tuple[int, int], colour: int = BLACK
) -> None:
    """Write with the middle of the line at a point."""
    ascent, descent = fonts.font(face, size).getmetrics()
    x = centre[0] - fonts.width(face, size, text) // 2
    put(badge, text, face, size, (x, centre[1] + (ascent - descent) // 2), colour)
