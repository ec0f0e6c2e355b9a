"""The pulse of a station: tells the house that it is there, and how its printers are."""

import time
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.exc import DBAPIError

from shared.desk.watched import station_says
from shared.devices.models import Station
from shared.devices.rules import BEAT_EVERY, Saying
from shared.kernel.node import Node

_AFTER_A_FAULT_S = 1.0

log = structlog.get_logger()


class Pulse:
    """Writes at once what has changed, and else a beat every few seconds, so that silence means something."""

    def __init__(self, node: Node, station: Station, sayings: Callable[[], Sequence[Saying]]) -> None:
        self._node = node
        self._station = station
        self._sayings = sayings
        self._told: Sequence[Saying] | None = None
        self._beat_at = 0.0

    def beat(self) -> bool:
        """Write what there is to write; say whether there was anything. Call it often."""
        sayings = self._sayings()
        if sayings == self._told and time.monotonic() < self._beat_at:
            return False
        self._told, self._beat_at = sayings, time.monotonic() + BEAT_EVERY.total_seconds()
        try:
            with self._node.transaction() as session:
                station_says(session, self._station, sayings, self._node.now())
        except DBAPIError as trouble:
            log.warning("can't write down how the printers are", trouble=type(trouble).__name__)
            self._beat_at = time.monotonic() + _AFTER_A_FAULT_S
            return False
        return True
