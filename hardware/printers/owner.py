"""One process owns a printer: a second one is told so instead of printing into the first one's badge."""

import fcntl
import re
from pathlib import Path
from typing import IO

from hardware.printers.printer import PrinterTrouble
from shared.printing.rules import Reason


class Owner:
    """A lock file. The system frees it when the process ends, however it ends."""

    def __init__(self, folder: Path, name: str) -> None:
        self._file = folder / "locks" / f"{re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-')}.lock"
        self._held: IO[bytes] | None = None

    def take(self) -> None:
        """Become the owner, or stay it. Raises PrinterTrouble(IN_USE) while another process is."""
        if self._held is not None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle = self._file.open("ab")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            raise PrinterTrouble(Reason.IN_USE, f"another process owns the printer ({self._file})") from None
        self._held = handle

    def give_up(self) -> None:
        """Let another process own the printer."""
        if self._held is not None:
            self._held.close()
            self._held = None
