"""How long a visitor waits for the door's answer, beside an app that only selects, updates, inserts and commits."""

import itertools
import json
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shared.kernel.settings import Address
from tests.bench.clients import Answer, at_their_own_pace, one_after_another, post
from tests.bench.figures import of_answers

CLIENTS = 16
PER_SECOND = 50
STEPS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
"""The rates that are tried, as parts of what the same clients reach when each asks as soon as it was answered."""
SUSTAINED_P99_MS = 250.0

Figures = dict[str, Any]
Tell = Callable[[str, Figures], None]


@dataclass(frozen=True)
class Length:
    """How long to measure, in seconds."""

    warm_up: float
    one_client: float
    open_loop: float
    step: float
    pages: int
    """How often each page of the office is asked for."""

    @property
    def all_in_all(self) -> float:
        """Return the longest that measuring arrivals takes."""
        return self.warm_up + self.one_client + self.open_loop + self.step * (1 + len(STEPS))


WHOLE = Length(3, 15, 30, 8, 60)
QUICK = Length(1, 3, 6, 2, 15)


def requests_of(address: Address, passes: Sequence[str], accept: str = "application/json") -> Iterator[bytes]:
    """Return the requests of visitors who each show their pass once."""
    for text in passes:
        yield post(address, "/arrivals", json.dumps({"pass": text, "tap": str(uuid.uuid4())}).encode(), accept)


def measure_arrivals(
    address: Address, requests: Iterator[bytes], length: Length, tell: Tell, between: Callable[[], None]
) -> dict[str, Figures]:
    """Measure an app that answers `POST /arrivals`; `between` lets it rest. Return the figures by their name."""
    figures: dict[str, Figures] = {}

    def note(name: str, answers: list[Answer], **more: Any) -> None:
        figures[name] = of_answers(answers) | more
        tell(name, figures[name])
        between()

    one_after_another(address, requests, 4, length.warm_up)
    between()
    note("arrivals, 1 client", one_after_another(address, requests, 1, length.one_client))
    moments = by_chance(PER_SECOND, length.open_loop)
    note(f"arrivals, {CLIENTS} clients, {PER_SECOND}/s", at_their_own_pace(address, requests, CLIENTS, moments))
    eager = one_after_another(address, requests, CLIENTS, length.step)
    note(f"arrivals, {CLIENTS} clients, as fast as answered", eager)
    most = of_answers(eager)["rate"]
    for part in STEPS:
        answers = at_their_own_pace(address, requests, CLIENTS, by_chance(most * part, length.step))
        if of_answers(answers)["p99_ms"] < SUSTAINED_P99_MS:
            note("arrivals, highest rate sustained", answers, sustained=round(most * part, 1))
            break
        between()
    return figures


def by_chance(rate: float, seconds: float, seed: int = 5) -> Iterator[float]:
    """Return moments that come as visitors come: by chance, `rate` a second on average, the same each time."""
    pick = random.Random(seed)
    moments = itertools.accumulate(pick.expovariate(rate) for _ in itertools.count())
    return itertools.takewhile(lambda moment: moment < seconds, moments)
