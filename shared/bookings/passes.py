"""The code inside a pass: signed, so that no other hand can make one; pure.

29 bytes: version (1), number (8), expiry in seconds since 1970 (4, unsigned, big-endian), and the
first 16 bytes of HMAC-SHA256 over the 13 before. In base 32 behind `USH` that is 50 characters of
A-Z and 2-7, which survive CapsLock and most keyboard layouts and fit a QR code of version 3 at ECC M.
"""

import binascii
import hmac
import re
import secrets
import struct
from base64 import b32decode, b32encode
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from hashlib import sha256

PREFIX = "USH"
_HEAD = struct.Struct(">B8sI")
_TAG_BYTES = 16
_SHAPE = re.compile(r"USH[A-Z2-7]{47}")
_LAST_SECOND = 0xFFFFFFFF


class Code(IntEnum):
    """What a code is for: its version byte."""

    PASS = 1
    BADGE = 2


@dataclass(frozen=True)
class Read:
    """A code whose signature is right."""

    code: Code
    number: str
    expires_at: datetime


@dataclass(frozen=True)
class Unreadable:
    """A text that is no code of ours, or one whose signature is wrong."""

    is_forged: bool


def new_number() -> str:
    """Return 8 random bytes in hex."""
    return secrets.token_hex(8)


def sign(code: Code, number: str, expires_at: datetime, key: bytes) -> str:
    """Return the 50 characters of a code. The expiry is cut to whole seconds, at most in 2106."""
    seconds = min(int(expires_at.timestamp()), _LAST_SECOND)
    head = _HEAD.pack(code, bytes.fromhex(number), seconds)
    return PREFIX + b32encode(head + _tag(head, key)).decode().rstrip("=")


def read(text: str, key: bytes) -> Read | Unreadable:
    """Read a scanned text. Case, surrounding blanks and a scanner's AIM prefix `]Q1` don't matter."""
    shaped = text.strip().upper().removeprefix("]Q1")
    if not _SHAPE.fullmatch(shaped):
        return Unreadable(is_forged=False)
    try:
        raw = b32decode(shaped.removeprefix(PREFIX) + "=")
    except binascii.Error:
        return Unreadable(is_forged=False)
    head, tag = raw[: _HEAD.size], raw[_HEAD.size :]
    if not hmac.compare_digest(tag, _tag(head, key)):
        return Unreadable(is_forged=True)
    version, number, seconds = _HEAD.unpack(head)
    if version not in set(Code):
        return Unreadable(is_forged=False)
    return Read(Code(version), number.hex(), datetime.fromtimestamp(seconds, UTC))


def _tag(head: bytes, key: bytes) -> bytes:
    return hmac.new(key, head, sha256).digest()[:_TAG_BYTES]
