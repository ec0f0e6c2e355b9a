"""The watchman: notices kiosks that have fallen silent. Several may walk at once; each silence is noticed once."""

from hardware.worker import Worker
from shared.desk.watched import find_the_silent
from shared.devices.queries import stations_unheard_since
from shared.devices.rules import SILENT_AFTER
from shared.kernel.node import Node

ROUND_EVERY_S = 2.0


class Watchman:
    """Walks his rounds in a thread (or greenlet) of his own."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._worker = Worker("watchman", node, lambda: False)
        self._worker.when_idle(self.walk, ROUND_EVERY_S)

    def start(self) -> None:
        """Begin to walk."""
        self._worker.start()

    def stop(self) -> None:
        """Go home."""
        self._worker.stop()

    def walk(self) -> None:
        """Look once; nothing is written unless somebody has fallen silent."""
        now = self._node.now()
        with self._node.reading() as session:
            if not stations_unheard_since(session, now - SILENT_AFTER):
                return
        with self._node.transaction() as session:
            find_the_silent(session, now)
