"""Files that hold names, and how long they may lie about (R29)."""

import time
from datetime import timedelta
from pathlib import Path

KEPT = timedelta(days=30)
"""R29's term for pictures of people; letters and badges on disk are there to be looked at, not kept."""

_LOOK_EVERY_S = 3600.0


class ShortMemory:
    """A folder whose old files go, looked through at most once an hour: it may hold many."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._looked_at = -_LOOK_EVERY_S

    def tidy(self) -> None:
        """Look through the folder if it is time."""
        if time.monotonic() - self._looked_at >= _LOOK_EVERY_S:
            self._looked_at = time.monotonic()
            forget_old_files(self._folder)


def forget_old_files(folder: Path, kept: timedelta = KEPT) -> int:
    """Delete the files of a folder that were last written longer ago than that; return how many went."""
    oldest = time.time() - kept.total_seconds()
    old = [file for file in folder.iterdir() if file.is_file() and file.stat().st_mtime < oldest]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)
