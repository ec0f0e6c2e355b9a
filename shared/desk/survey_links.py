"""Signed links by which a visitor who has left says how it was, without an account (R23).

A link names a visit and its end; it is spent by the answer, since a visit is rated once.
"""

import re
from datetime import UTC, datetime

from shared.kernel.signed_links import LinkSigner

_SIGNER = LinkSigner("", digits=32)
_LINK = re.compile(r"([0-9a-z]{20,32})\.(\d{1,12})\.([0-9a-f]{32})")


def sign_survey(visit: str, ends_at: datetime, key: bytes) -> str:
    """Return the text of a visit's link; 128 bits of its signature are enough, and keep its QR code readable."""
    return _SIGNER.sign(f"{visit}.{int(ends_at.timestamp())}", key)


def read_survey(text: str, key: bytes, now: datetime) -> str | None:
    """Return the visit that a link is for; None if it is not ours or has ended."""
    found = _LINK.fullmatch(text)
    if found is None or not _SIGNER.is_ours(text, key):
        return None
    return found[1] if now < datetime.fromtimestamp(int(found[2]), UTC) else None
