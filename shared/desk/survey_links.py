"""Signed links by which a visitor who has left says how it was, without an account (R23).

A link names a visit and its end; it is spent by the answer, since a visit is rated once.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from shared.kernel.signed_links import LinkSigner

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_SIGNER = LinkSigner("", digits=32)
_LINK = re.compile(r"([0-9a-z]{20,32})\.(\d{1,12})\.([0-9a-f]{32})")


def sign_survey(visit: str, ends_at: datetime, key: bytes) -> str:
    """Return the text of a visit's link; 128 bits of its signature are enough, and keep its QR code readable."""
    return _SIGNER.sign(f"{visit}.{int(ends_at.timestamp())}", key)


@dataclass(frozen=True)
class SurveyLinks:
    """Where links to the office's pages lead, and what they are signed with."""

    public_url: str
    key: bytes

    def to(self, visit: str, ends_at: datetime) -> str:
        """Return the address of a visit's survey; empty where the office is to be reached from this machine only."""
        is_here_only = urlsplit(self.public_url).hostname in _THIS_MACHINE
        return "" if is_here_only else f"{self.public_url}/surveys/{sign_survey(visit, ends_at, self.key)}"


def read_survey(text: str, key: bytes, now: datetime) -> str | None:
    """Return the visit that a link is for; None if it is not ours or has ended."""
    found = _LINK.fullmatch(text)
    if found is None or not _SIGNER.is_ours(text, key):
        return None
    return found[1] if now < datetime.fromtimestamp(int(found[2]), UTC) else None
