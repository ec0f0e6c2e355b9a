"""Signing the text of a link, and telling whether one is ours: each purpose has a word of its own.

What a link says is in its text, for anybody to read; only who may use it hangs on the signature behind the last dot.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class LinkSigner:
    """Signs the links of one purpose by HMAC-SHA256."""

    purpose: str
    """The word in front of what is signed, so that no link is read as one of another purpose under the same key."""
    digits: int = 64
    """How many hexadecimal digits of the signature a link carries: 32 are 128 bits, and keep a QR code readable."""

    def sign(self, content: str, key: bytes) -> str:
        """Return the text of a link."""
        return f"{content}.{self._signature(content, key)}"

    def is_ours(self, text: str, key: bytes) -> bool:
        """Say whether a link was signed by us, for this purpose."""
        content, _dot, signature = text.rpartition(".")
        return hmac.compare_digest(self._signature(content, key).encode(), signature.encode())

    def _signature(self, content: str, key: bytes) -> str:
        signed = f"{self.purpose} {content}" if self.purpose else content
        return hmac.new(key, signed.encode(), sha256).hexdigest()[: self.digits]
