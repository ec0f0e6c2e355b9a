"""How long it takes to draw a badge and to pack it for the printer, and how many bytes that is, on each paper."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from hardware.badge import DEFAULT, Layout, layout_for, render
from hardware.printers.label import LabelLanguage
from hardware.printers.raster import job_bytes
from shared.badges.queries import content_of
from shared.badges.rules import BadgeContent, BadgeLayout
from shared.kernel.node import Node
from tests.bench.figures import percentiles

WIDTHS = (384, 512, 576, 696)
"""Dots in a row: 58 mm paper (two kinds), 80 mm, 62 mm labels."""
_PACK = {696: LabelLanguage("QL-820NWB", 62).pack}
"""Papers of printers that don't speak ESC/POS."""
_LEAST = LabelLanguage("QL-800", 62).pack
"""The label printer that can be told the least: neither compressed rows nor empty ones."""
_FIRST = 20
"""Badges that are drawn before it is measured, by which time all usual fonts are open."""
_PHOTO_SIZE = (480, 640)
_WITH_PHOTO = 60

Tell = Callable[[str, dict[str, Any]], None]
Pack = Callable[[Image.Image], bytes]


def measure_badges(node: Node, badges: list[str], tell: Tell) -> None:
    """Draw and pack these badges, as the spooler does, in this process: on each paper, without and with a photo.

    Each badge is drawn once: every photo is another, as visitors' are, and is opened, cropped and dithered anew.
    """
    with node.reading() as session:
        found = [content_of(session, badge, node.keys.passes) for badge in badges]
    contents = [content for content in found if content is not None]
    tell("badge, the first after a start, render and encode", percentiles([sum(_timed(contents[0], DEFAULT)[:2])]))
    for width in WIDTHS:
        layout = layout_for(width, BadgeLayout(photo=True))
        for content in contents[:_FIRST]:
            render(content, layout)
        pictured = [replace(content, photo=_photo(seed)) for seed, content in enumerate(contents[:_WITH_PHOTO])]
        _measure(f"badge, {width} dots", layout, contents[_FIRST:], tell)
        _measure(f"badge, {width} dots, photo", layout, pictured, tell)
    _measure_least(contents[_FIRST:], tell)


def _measure(name: str, layout: Layout, contents: Sequence[BadgeContent], tell: Tell) -> None:
    took = [_timed(content, layout) for content in contents]
    tell(f"{name}, render", percentiles([each[0] for each in took]))
    tell(f"{name}, encode", percentiles([each[1] for each in took]))
    tell(f"{name}, render and encode", percentiles([each[0] + each[1] for each in took]) | _sizes(took))


def _measure_least(contents: Sequence[BadgeContent], tell: Tell) -> None:
    """Say how long a label gets for a printer that can be told little."""
    took = [_timed(content, layout_for(696), _LEAST) for content in contents]
    tell("badge, 696 dots, QL-800, encode", percentiles([each[1] for each in took]) | _sizes(took))


def _timed(content: BadgeContent, layout: Layout, pack: Pack | None = None) -> tuple[float, float, int, int]:
    """Return the seconds of drawing and of packing, the job's bytes and those of the bare dots."""
    pack = pack or _PACK.get(layout.width, job_bytes)
    began = time.perf_counter()
    picture = render(content, layout)
    drawn = time.perf_counter()
    sent = pack(picture)
    return drawn - began, time.perf_counter() - drawn, len(sent), picture.width * picture.height // 8


def _sizes(took: Iterable[tuple[float, float, int, int]]) -> dict[str, float]:
    """Return the largest job, and how much more than its dots it holds."""
    largest = max(took, key=lambda each: each[2] / each[3])
    return {"bytes": largest[2], "over_dots_percent": round(100 * (largest[2] / largest[3] - 1), 2)}


def _photo(seed: int) -> bytes:
    """Return a JPEG as a kiosk's camera would give it, of soft random greys."""
    grey = np.random.default_rng(seed).integers(0, 256, (16, 12), dtype=np.uint8)
    out = BytesIO()
    Image.fromarray(grey).resize(_PHOTO_SIZE, Image.Resampling.BICUBIC).save(out, "JPEG", quality=88)
    return out.getvalue()
