"""The machine's memory as a folder: what tests write is gone in a moment, and there no write waits for a disk."""

import shutil
from pathlib import Path

NEEDED_BYTES = 4 * 1024**3


def memory() -> Path | None:
    """Return the memory file system if it has room: a copied database takes 16 ms there, 230 on a disk."""
    folder = Path("/dev/shm")
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > NEEDED_BYTES else None
