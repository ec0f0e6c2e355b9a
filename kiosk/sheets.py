"""The kiosk's style as one sheet: a browser that waits for nine paints later than one that waits for one."""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import current_app

from kiosk.colours import style_of
from shared.looks.rules import Look

SHEETS = {
    "tokens.css": "",
    "base.css": "",
    "kiosk.css": "",
    "kiosk-keyboard.css": "",
    "kiosk-walk-in.css": "",
    "kiosk-lying.css": "(orientation: landscape)",
    "kiosk-waiting.css": "",
    "kiosk-door.css": "",
    "kiosk-alarm.css": "",
}
"""The files in the order in which they hold, each with the screens that it is for."""
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s+")


def version_of(look: Look) -> str:
    """Return what tells the sheet in this look from any other: every page names it."""
    return _version(sheet_of(look))


def sheet_of(look: Look) -> str:
    """Return the whole sheet, with the company's colours at its end."""
    folder = Path(str(current_app.static_folder)) / "css"
    files = tuple(folder / name for name in SHEETS)
    return _whole(files, tuple(file.stat().st_mtime_ns for file in files), style_of(look))


@lru_cache(8)
def _version(sheet: str) -> str:
    return hashlib.sha256(sheet.encode()).hexdigest()[:16]


@lru_cache(8)
def _whole(files: tuple[Path, ...], changed_ns: tuple[int, ...], colours: str) -> str:
    """Return the same text each time, so that what is worked out of it is found by looking it up."""
    return _joined(files, changed_ns) + colours


@lru_cache(64)
def compressed(text: str) -> bytes:
    """Return a sheet or script for browsers that take it compressed; there is nobody's secret in it."""
    return gzip.compress(text.encode(), 9, mtime=0)


@lru_cache(2)
def _joined(files: tuple[Path, ...], _changed_ns: tuple[int, ...]) -> str:
    """Return the files as one, without remarks. What they load is found from `/look/` instead of `/static/css/`."""
    parts = []
    for file in files:
        text = _BLANKS.sub(" ", _REMARK.sub("", file.read_text(encoding="utf-8"))).replace(
            "../vendor/", "../static/vendor/"
        )
        screens = SHEETS[file.name]
        parts.append(f"@media {screens} {{ {text} }}\n" if screens else f"{text}\n")
    return "".join(parts)
