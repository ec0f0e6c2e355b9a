"""The bytes of a scanner, put together to codes; pure."""

import re

LONGEST = 400
"""No code of ours comes near it: what is longer is noise on the line."""

_END = re.compile(rb"[\r\n\t\x00\x03\x04]")
_AIM_PREFIX = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""What a scanner may be set to say of the kind of code before the code: `]Q1` for a QR code (ISO/IEC 15424)."""


class CodesInBytes:
    """Takes bytes as they arrive and gives codes.

    A code ends with CR, LF, tab, NUL, ETX or EOT, or when nothing follows.
    """

    def __init__(self) -> None:
        self._held = b""

    @property
    def is_in_a_code(self) -> bool:
        """Say whether a code has begun and not ended."""
        return bool(self._held)

    def arrive(self, some: bytes) -> list[str]:
        """Take what has arrived; return the codes that have ended with it."""
        *ended, self._held = _END.split(self._held + some)
        if len(self._held) > LONGEST:
            self._held = self._held[: LONGEST + 1]  # remembered as too long, so that its end is no code either
        return [code for each in ended if (code := _text(each))]

    def pause(self) -> list[str]:
        """Nothing followed for a while: what is held is a code of a scanner that marks no end."""
        held, self._held = self._held, b""
        code = _text(held)
        return [code] if code else []


def _text(raw: bytes) -> str:
    """Return a code's text, without what a scanner puts before it; empty for noise."""
    text = raw.decode("ascii", errors="replace").strip().lstrip("\x02")
    if len(raw) > LONGEST or not text.isascii() or not text.isprintable():
        return ""
    return _AIM_PREFIX.sub("", text, count=1) if _AIM_PREFIX.match(text) else text
