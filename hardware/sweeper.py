"""The sweeper: keeps the database's write-ahead log short, so that no commit at the door has to.

Every room has one; two that sweep at once don't hinder each other.
"""

from hardware.worker import Worker
from shared.kernel.node import Node

SWEEP_EVERY_S = 1.0


class Sweeper:
    """Sweeps in a thread of its own."""

    def __init__(self, node: Node) -> None:
        self._worker = Worker("sweeper", node, lambda: False)
        self._worker.when_idle(node.database.sweep, SWEEP_EVERY_S)
        self.start, self.stop = self._worker.start, self._worker.stop
