"""What outsiders send that is no message of ours: a line in the log, and never a trace of our library's insides."""

import logging
from types import TracebackType

_OURS = ("admin.", "shared.")


def blame_outsiders(log: logging.Logger) -> None:
    """Let packets that cannot be read stand in a log as one warning each; a fault of our own keeps its places."""
    log.addFilter(_without_trace)


def _without_trace(record: logging.LogRecord) -> bool:
    fault = record.exc_info[1] if record.exc_info else None
    if fault is not None and not is_ours(fault.__traceback__):
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        record.msg, record.args = "a packet that cannot be read: %s", (type(fault).__name__,)
        record.exc_info = record.exc_text = None
    return True


def is_ours(place: TracebackType | None) -> bool:
    """Say whether any of our own code had begun to work on it."""
    while place is not None:
        if str(place.tb_frame.f_globals.get("__name__", "")).startswith(_OURS):
            return True
        place = place.tb_next
    return False
