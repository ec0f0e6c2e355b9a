"""A keyboard wedge at a real browser: it presses keys by their place, and the layout decides what they say."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from typing import Any

from playwright.sync_api import Page

_SHIFT = 8
_SIGNS = {"]": "BracketRight", "-": "Minus", ".": "Period", "/": "Slash", ":": "Semicolon"}
_PLACES = _SIGNS | {str(n): f"Digit{n}" for n in range(10)}
_KEYS = {"Enter": 13, "Tab": 9}
_A_KEY_S = 0.008
"""How long a scanner takes for a key: the system says of each when it was struck."""

US: Mapping[str, str] = {}
"""Each place says what is printed on the scanner's own idea of a keyboard."""

FRENCH: Mapping[str, str] = {
    "KeyA": "q",
    "KeyQ": "a",
    "KeyZ": "w",
    "KeyW": "z",
    "KeyM": ",",
    "Digit2": "é",
    "Digit3": '"',
    "Digit4": "'",
    "Digit5": "(",
    "Digit6": "-",
    "Digit7": "è",
    "BracketRight": "$",
}
GERMAN: Mapping[str, str] = {"KeyY": "z", "KeyZ": "y", "BracketRight": "+"}


class WedgeKeys:
    """Presses keys as Chromium gets them from the system, through its debugging door."""

    def __init__(self, page: Page, layout: Mapping[str, str] = US, caps_lock: bool = False) -> None:
        self._door = page.context.new_cdp_session(page)
        self._layout = layout
        self._caps_lock = caps_lock
        self._struck_at = 0.0

    def types(self, text: str, end: str = "Enter") -> None:
        """Type a code: capitals with Shift, as scanners do."""
        events = [event for sign in text for event in self._strike(sign)]
        self._send([*events, *(_ending(end) if end else [])])

    def presses(self, place: str, later_s: float | None = None) -> None:
        """Press a key that writes nothing, now or so many seconds after the last one, whenever that is handed on."""
        self._send(list(_ending(place)), None if later_s is None else self._struck_at + later_s)

    def _strike(self, sign: str) -> Iterator[dict[str, Any]]:
        place, with_shift = _PLACES.get(sign, f"Key{sign.upper()}"), sign.isupper() or sign == ":"
        plain = sign if sign in _SIGNS else place.removeprefix("Key").removeprefix("Digit").lower()
        letter = self._layout.get(place, plain)
        said = {
            "key": letter.upper() if with_shift != self._caps_lock and letter.isalpha() else letter,
            "code": place,
            "modifiers": _SHIFT if with_shift else 0,
            "windowsVirtualKeyCode": ord(place[-1]),
        }
        yield {"type": "keyDown", "text": said["key"], **said}
        yield {"type": "keyUp", **said}

    def _send(self, events: list[dict[str, Any]], struck_at: float | None = None) -> None:
        """Send them all without waiting between, at a scanner's speed also on a busy machine."""
        begins_at = time.time() if struck_at is None else struck_at
        for number, event in enumerate(events):
            event["timestamp"] = self._struck_at = begins_at + number // 2 * _A_KEY_S
        door = self._door._impl_obj

        async def all_of_them() -> None:
            await asyncio.gather(*(door.send("Input.dispatchKeyEvent", event, None) for event in events))

        self._door._sync(all_of_them())


def _ending(place: str) -> Iterator[dict[str, Any]]:
    key = place.removeprefix("Numpad")
    said = {"key": key, "code": place, "windowsVirtualKeyCode": _KEYS[key]}
    yield {"type": "keyDown", "text": "\r", **said} if key == "Enter" else {"type": "rawKeyDown", **said}
    yield {"type": "keyUp", **said}
