"""Things that go wrong in the middle of a job, after so many of its bytes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass
class Mishap:
    """One thing that happens once."""

    after: int
    """How many bytes of a job have come by then."""
    happens: Callable[[], None]


class Mishaps:
    """Counts a job's bytes as they come, and lets mishaps happen in between."""

    def __init__(self) -> None:
        self._pending: list[Mishap] = []
        self._count = 0

    def plan(self, after: int, happens: Callable[[], None]) -> None:
        """Let this happen once so many bytes of a job have come."""
        self._pending.append(Mishap(after, happens))

    def forget(self) -> None:
        """Let nothing happen any more."""
        self._pending.clear()

    def job_is_over(self) -> None:
        """Count the next job from its beginning."""
        self._count = 0

    def parts(self, arrived: bytes) -> Iterator[bytes]:
        """Yield what arrived, cut where something happens: it has happened before the next part is yielded."""
        while arrived:
            ahead = [mishap for mishap in self._pending if mishap.after <= self._count + len(arrived)]
            if not ahead:
                self._count += len(arrived)
                yield arrived
                return
            first = min(ahead, key=lambda mishap: mishap.after)
            cut = max(first.after - self._count, 0)
            if cut:
                yield arrived[:cut]
            self._count, arrived = self._count + cut, arrived[cut:]
            self._pending.remove(first)
            first.happens()
