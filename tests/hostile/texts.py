"""What somebody with time and ill will types."""

from typing import Final

NASTY: Final[dict[str, str]] = {
    "ten thousand letters": "王" * 10_000,
    "a script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "a formula": "=cmd|' /C calc'!A0",
    "a NUL": "Wang\x00Wei",
    "an override of direction": "Wang\u202egnaW",
    "escapes of a terminal": "\x1b[31mred\x1b]0;title\x07",
    "an emoji of four bytes": "😀👩‍👩‍👧‍👦🏴",
    "a format": "%(name)s {0} {{ 7*7 }} %n ${HOME}",
    "half a letter": "a\ud83d",
    "white space": " \t\r\n\u2028\u3000",
    "somebody else's quote": "'; DROP TABLE visits; --\\",
    "numbers that are none": "٣٤٥٦ -1 1e309 NaN",
}
"""By what is wrong with each."""
TOGETHER: Final = " ".join(
    NASTY[name] for name in ("a script", "a formula", "an emoji of four bytes", "a format", "somebody else's quote")
)
"""What may be typed, all in one: it is kept as it is, and does nothing wherever it is shown."""
AT_ONCE: Final = {
    "all that may be typed": TOGETHER,
    **{name: NASTY[name] for name in ("ten thousand letters", "a NUL", "an override of direction", "white space")},
    "escapes of a terminal": NASTY["escapes of a terminal"],
}
"""The same in few tries, where every try costs a page."""
RAW = ("<script>alert(1)", "<img src=x", "49 %n")
"""What must stand in no page: markup as it was typed, and a template that was carried out."""
