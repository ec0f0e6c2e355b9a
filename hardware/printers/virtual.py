"""A printer without a plug: it prints into files and always answers. For trials, demos and tests."""

import re
from pathlib import Path

from PIL.Image import Image

from hardware.keeping import ShortMemory
from hardware.printers.attached import About
from hardware.printers.owner import Owner
from hardware.printers.printer import Confirmation, Identity, Job, PrinterStatus, PrinterTrouble
from hardware.printers.raster import as_printed, job_bytes
from shared.printing.rules import Reason


class VirtualPrinter:
    """Writes what a printer would get, and the picture of it, to `prints` in the data folder."""

    def __init__(self, about: About, folder: Path, owner: Owner) -> None:
        self.name, self.width, self.place, self.can_confirm = about.name, about.width, about.place, about.can_confirm
        self.is_in_network = about.is_in_network
        self.folder = folder / "prints"
        self._memory = ShortMemory(self.folder)
        self._owner = owner

    def status(self, turn_s: float = 0.0) -> PrinterStatus:
        """Say that all is well, unless another process owns the folder."""
        try:
            self._owner.take(turn_s)
        except PrinterTrouble as trouble:
            return PrinterStatus(trouble.reason, words=str(trouble))
        return PrinterStatus(was_heard=True)

    def identity(self) -> Identity:
        """Say what it is."""
        return Identity("virtual")

    def job(self, picture: Image, title: str) -> Job:
        """Make a picture ready. Raises PrinterTrouble if it does not fit the paper."""
        if picture.width > self.width:
            raise PrinterTrouble(Reason.BAD_PICTURE, f"a picture of {picture.width} dots does not fit on {self.width}")
        return Job(title, picture, job_bytes(picture))

    def print(self, job: Job) -> Confirmation:
        """Write `<title>.bin`, then `<title>.png`: where there is a picture, the print was whole."""
        try:
            self._owner.take()
            self.folder.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"[^\w.-]+", "_", job.title)
            (self.folder / f"{name}.bin").write_bytes(job.sent)
            draft = self.folder / f".{name}.png"
            as_printed(job.picture).save(draft, format="PNG", compress_level=1)
            draft.rename(self.folder / f"{name}.png")
            self._memory.tidy()
        except OSError as trouble:
            words = f"can't write to {self.folder}: {trouble}"
            raise PrinterTrouble(Reason.FAULT, words, nothing_sent=False) from trouble
        return Confirmation.PRINTED

    def left_over(self) -> str | None:
        """Return that nothing is ever left in it."""
        return None

    def finds(self, left: str) -> None:
        """Nothing can be left in it."""

    def rest(self) -> None:
        """Let others print into the folder."""
        self._owner.give_up()

    def close(self) -> None:
        """Let another process own the folder."""
        self._owner.give_up()
