"""What every page of the kiosk stands on: the node, the door it serves, and the hardware behind it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from kiosk.scans import Scans
from shared.desk.outcomes import Door
from shared.kernel.node import Node

_KEY = "kiosk lobby"
_WAITING_SCREENS = 12


@dataclass(frozen=True)
class Lobby:
    """One lobby's screen, as its front door furnished it."""

    node: Node
    door: Door
    badge_picture: Callable[[Session, str], bytes | None]
    """Draws a badge: its id in, PNG out; None if there is no such badge."""
    printer_states: Callable[[], Mapping[str, str]]
    """Says of each printer `ready` or a code, for the health page."""
    news_wait_s: float
    scans: Scans | None = None
    """What the scanner at the serial port reads; None where there is none."""
    seats: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(_WAITING_SCREENS))
    """Each screen that waits for news holds a thread: so many may, and the next one is answered at once."""


def furnish(app: Any, lobby: Lobby) -> None:
    """Give an app its lobby."""
    app.extensions[_KEY] = lobby


def lobby() -> Lobby:
    """Return the lobby of the request at hand."""
    found: Lobby = current_app.extensions[_KEY]
    return found
