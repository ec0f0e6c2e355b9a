"""Figures as JSON lines: one measurement a line, with what it was measured on."""

import json
import os
import platform
import sys
from collections.abc import Sequence
from typing import Any

from shared.kernel.database import SQLITE_VERSION
from tests.bench.clients import Answer


def tell(measure: str, **figures: Any) -> None:
    """Print one line. Times are in milliseconds where a name ends in `_ms`, rates per second."""
    print(json.dumps({"measure": measure, **figures}, ensure_ascii=False), flush=True)


def progress(words: str) -> None:
    """Say on stderr what is being done, since some of it takes minutes."""
    print(f"bench: {words}", file=sys.stderr, flush=True)


def tell_machine(quick: bool) -> None:
    """Print what all of it is measured on; a load that is not near zero says that others were using the machine."""
    tell(
        "machine",
        cores=os.cpu_count(),
        load=round(os.getloadavg()[0], 2),
        python=platform.python_version(),
        sqlite=SQLITE_VERSION,
        quick=quick,
    )


def percentiles(seconds: Sequence[float], *parts: int) -> dict[str, float]:
    """Return p50 and p99 (or the parts asked for) and the largest of some times, in milliseconds, and their number."""
    ordered = sorted(seconds)
    at = {f"p{part}_ms": _ms(ordered[min(len(ordered) * part // 100, len(ordered) - 1)]) for part in parts or (50, 99)}
    return at | {"max_ms": _ms(ordered[-1]), "n": len(ordered)}


def of_answers(answers: Sequence[Answer], *parts: int) -> dict[str, Any]:
    """Return percentiles, the rate and how many answers were not the expected 201 or 200."""
    span = max(answer.done_at for answer in answers) - min(answer.wanted_at for answer in answers)
    odd = sum(answer.status not in (200, 201) for answer in answers)
    times = percentiles([answer.took for answer in answers], *parts)
    return times | {"rate": round(len(answers) / span, 1)} | ({"other_answers": odd} if odd else {})


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
