"""A keyboard wedge at a real browser: it presses keys by their place, and the layout decides what they say."""

from collections.abc import Mapping

from playwright.sync_api import Page

_SHIFT = 8
_PLACES = {"]": "BracketRight", "-": "Minus"} | {str(n): f"Digit{n}" for n in range(10)}
_KEYS = {"Enter": 13, "Tab": 9, "CapsLock": 20, "ShiftLeft": 16}

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

    def types(self, text: str, end: str = "Enter") -> None:
        """Type a code: capitals with Shift, as scanners do."""
        for sign in text:
            self._strike(_PLACES.get(sign, f"Key{sign.upper()}"), sign.isupper())
        if end:
            self.presses(end)

    def presses(self, place: str) -> None:
        """Press a key that writes nothing."""
        said = {"key": place, "code": place, "windowsVirtualKeyCode": _KEYS[place]}
        text = {"text": "\r"} if place == "Enter" else {}
        self._door.send("Input.dispatchKeyEvent", {"type": "keyDown" if text else "rawKeyDown", **said, **text})
        self._door.send("Input.dispatchKeyEvent", {"type": "keyUp", **said})

    def _strike(self, place: str, with_shift: bool) -> None:
        letter = self._layout.get(place, place.removeprefix("Key").removeprefix("Digit").lower())
        letter = "]" if letter == "bracketright" else letter
        is_capital = with_shift != self._caps_lock and letter.isalpha()
        said = {
            "key": letter.upper() if is_capital else letter,
            "code": place,
            "modifiers": _SHIFT if with_shift else 0,
            "windowsVirtualKeyCode": ord(place[-1]),
        }
        self._door.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": said["key"], **said})
        self._door.send("Input.dispatchKeyEvent", {"type": "keyUp", **said})
