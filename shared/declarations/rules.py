"""What a visitor declares, and how long pictures of people are kept (R29); pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

PICTURES_KEPT = timedelta(days=30)
"""R29: photos and signatures."""


@dataclass(frozen=True)
class Agreed:
    """That exactly this text was agreed to; how it was signed, where it had to be."""

    text_id: str
    text_sum: str
    at: datetime
    signature: bytes | None = None
    """A PNG."""
    typed_name: str | None = None


@dataclass(frozen=True)
class Replied:
    """A visitor's yes or no to a question, in the house's words and in those that the visitor read."""

    question: str
    answer: str
    shown: str
    language: str


@dataclass(frozen=True)
class Declared:
    """All that a visitor leaves at the door."""

    agreed: tuple[Agreed, ...] = ()
    photo: bytes | None = None
    """A JPEG as `kept_photo` made it."""
    items: tuple[tuple[str, int], ...] = ()
    answers: tuple[Replied, ...] = ()


def signature_sum(agreed: Agreed) -> str:
    """Return the SHA-256 that ties a signature to the text that it stands under."""
    signed = agreed.signature if agreed.signature is not None else (agreed.typed_name or "").encode()
    return sha256(agreed.text_sum.encode() + signed).hexdigest()
