"""Letters as files: what would have been sent, to look at, when no mail server is set."""

import os
import secrets
from pathlib import Path

from hardware.channels.channel import NotTold
from hardware.channels.message import message_of
from hardware.keeping import ShortMemory
from shared.notices.rules import Letter


class FileChannel:
    """Writes each letter to `mail` in the data folder, as .eml, readable by the owner only."""

    name = "file"

    def __init__(self, data_dir: Path, sender: str) -> None:
        self.folder = data_dir / "mail"
        self._sender = sender
        self._memory = ShortMemory(self.folder)

    def tell(self, letter: Letter, reference: str) -> None:
        """Write the letter; it appears whole or not at all, and once for a reference. Raises NotTold."""
        file = self.folder / f"{reference}.eml"  # our references begin with their time: a list of them is in order
        if file.exists():
            return  # by a courier that fell before it could write down that it had told
        message = message_of(letter, self._sender, reference)
        draft = self.folder / f".{secrets.token_hex(8)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(message.as_bytes())
            draft.rename(file)
            self._memory.tidy()
        except OSError as trouble:
            raise NotTold(f"can't write to the mail folder: {type(trouble).__name__}") from trouble
