"""How long it takes to draw a badge and to pack it for the printer."""

import time
from collections.abc import Callable
from typing import Any

from hardware.badge import render
from hardware.printers.raster import job_bytes
from shared.badges.queries import content_of
from shared.badges.rules import BadgeContent
from shared.kernel.node import Node
from tests.bench.figures import percentiles


def measure_badges(node: Node, badges: list[str], tell: Callable[[str, dict[str, Any]], None]) -> None:
    """Draw and pack these badges, as the spooler does, in this process."""
    with node.reading() as session:
        contents = [content_of(session, badge, node.keys.passes) for badge in badges]
    took = [_timed(content) for content in contents if content is not None]
    for name, place in (("badge, render", 0), ("badge, pack", 1)):
        tell(name, percentiles([each[place] for each in took]))
    tell("badge, render and pack", percentiles([sum(each) for each in took]))


def _timed(content: BadgeContent) -> tuple[float, float]:
    began = time.perf_counter()
    picture = render(content)
    drawn = time.perf_counter()
    job_bytes(picture)
    return drawn - began, time.perf_counter() - drawn
