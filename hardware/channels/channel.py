"""What every way out for letters can do."""

from typing import Protocol

from shared.notices.rules import Letter


class NotTold(Exception):
    """The letter did not get out. The words name the cause, and nobody's address."""


class Channel(Protocol):
    """One way for a letter to leave the house."""

    name: str

    def tell(self, letter: Letter, reference: str) -> None:
        """Hand the letter over. Raises NotTold.

        `reference` is the same for every try of the same letter, so that a receiver can see that
        two are one, should this program end between handing over and writing it down.
        """
