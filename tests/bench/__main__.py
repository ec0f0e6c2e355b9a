"""`python -m tests.bench`: measure, and print a JSON line for each figure. No test asserts any of them."""

import shutil
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests import postgres
from tests.bench import parts
from tests.bench.arrivals import QUICK, WHOLE
from tests.bench.figures import progress, tell, tell_machine
from tests.bench.houses import on_postgres, open_empty_house, open_large_house
from tests.bench.parts import House

PARTS = {
    "lists": parts.lists,
    "pages": parts.pages,
    "screens": parts.screens,
    "bare": parts.bare,
    "arrivals": parts.arrivals,
    "news": parts.news,
    "badges": parts.badges,
}
"""In this order: after `arrivals` a site holds thousands of visitors, and expects tens of thousands more that day."""
HOUSES = ("empty", "large")
DATABASES = ("sqlite", "postgresql")
WORSE = {"p50_ms": 1, "p95_ms": 1, "p99_ms": 1, "sustained": -1}
"""Figures that are compared, and whether more (1) or less (-1) is worse."""

Found = dict[tuple[str, str, str], dict[str, Any]]
"""Figures by house, part and name."""


def main() -> int:
    """Measure what is asked for in each house, and compare."""
    asked = _arguments()
    found: Found = {}
    tell_machine(asked.quick)
    with tempfile.TemporaryDirectory(prefix="usher-bench-") as folder:
        for house in asked.houses:
            _measure(house, Path(folder) / house, asked, found)
            shutil.rmtree(Path(folder) / house)
    for (house, part, name), figures in found.items():
        if part == "arrivals" and (yardstick := found.get((house, "bare", name))):
            tell(f"{name}: usher / bare", house=house, **_ratios(figures, yardstick))
        if house == "large" and (empty := found.get(("empty", part, name))):
            tell(f"{name}: large / empty house", part=part, **_ratios(figures, empty))
    return 0


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.bench", description="Measure Usher; figures as JSON lines.")
    parser.add_argument("--quick", action="store_true", help="a rough answer in a few minutes")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="what to measure")
    parser.add_argument("--houses", nargs="+", choices=HOUSES, default=list(HOUSES), help="in which houses")
    parser.add_argument("--visits", type=int, help="how many visits the large house has (1,000,000; quick: 100,000)")
    parser.add_argument("--database", choices=DATABASES, default=DATABASES[0], help="in which database the houses are")
    asked = parser.parse_args()
    asked.visits = asked.visits or (100_000 if asked.quick else 1_000_000)
    return asked


def _measure(name: str, folder: Path, asked: Namespace, found: Found) -> None:
    history = asked.visits if name == "large" else 0
    node = open_large_house(folder, history) if history else open_empty_house(folder)
    with ExitStack() as stack:
        if asked.database == "postgresql":
            node = on_postgres(node, stack.enter_context(postgres.running(on_disk=True)))
        stack.callback(node.close)
        for part in asked.parts:
            progress(f"{part}, {name} house")

            def note(measure: str, figures: dict[str, Any], part: str = part) -> None:
                found[name, part, measure] = figures
                tell(measure, house=name, app="bare" if part == "bare" else "usher", **figures)

            PARTS[part](House(node, QUICK if asked.quick else WHOLE, history, note))


def _ratios(figures: dict[str, Any], others: dict[str, Any]) -> dict[str, float]:
    """Return how many times worse these figures are than the others."""
    pairs = ((key, (figures[key] / others[key]) ** sign) for key, sign in WORSE.items() if key in figures)
    return {f"{key.removesuffix('_ms')}_ratio": round(ratio, 2) for key, ratio in pairs}


if __name__ == "__main__":
    sys.exit(main())
