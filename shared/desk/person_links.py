"""Signed links by which one person does one thing without signing in, whatever channel carries them.

A link says who may do it, at what and until when; that it is ours, its signature says. It is spent by the first
answer, since nothing is asked any more after it: nothing has to be remembered of links.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.kernel.signed_links import LinkSigner

_LINK = re.compile(r"([0-9a-z]{20,32})\.([0-9a-z]{20,32})\.(\d{1,12})\.([0-9a-f]{64})")


@dataclass(frozen=True)
class PersonLink:
    """Who may answer at what (an id), and until when."""

    subject: str
    employee: str
    ends_at: datetime


@dataclass(frozen=True)
class PersonLinks:
    """The links of one purpose, and how long after the asking they answer."""

    signer: LinkSigner
    lives: timedelta

    def sign(self, subject: str, employee: str, asked_at: datetime, key: bytes) -> str:
        """Return the text of a link for somebody who was asked at a moment."""
        return self.signer.sign(f"{subject}.{employee}.{int((asked_at + self.lives).timestamp())}", key)

    def read(self, text: str, key: bytes, now: datetime) -> PersonLink | None:
        """Return what a link says; None if it is not ours or has ended."""
        found = _LINK.fullmatch(text)
        if found is None or not self.signer.is_ours(text, key):
            return None
        ends_at = datetime.fromtimestamp(int(found[3]), UTC)
        return PersonLink(found[1], found[2], ends_at) if now < ends_at else None
