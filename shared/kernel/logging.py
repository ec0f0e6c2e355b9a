"""The log: one JSON line an event, on standard error; never names, contacts or codes."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog


def write_log() -> None:
    """Send structlog's and the libraries' lines to standard error as JSON."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        where_it_broke,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def where_it_broke(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put types and places in an exception's stead, the first cause first: its words may hold a name."""
    said = event.pop("exc_info", None)
    fault = sys.exc_info()[1] if said is True else said[1] if isinstance(said, tuple) else said
    if not isinstance(fault, BaseException):
        return event
    chain: list[dict[str, Any]] = []
    while fault is not None:
        frames = traceback.extract_tb(fault.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        chain.insert(0, {"fault": type(fault).__name__, "places": places})
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    event["faults"] = chain
    return event
