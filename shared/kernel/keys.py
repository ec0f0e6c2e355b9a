"""The house's one secret, and the keys derived from it: one a purpose, so that none serves two."""

import hmac
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_SECRET_BYTES = 32


class KeyFileTrouble(ValueError):
    """The secret key file can't be used; the words say why and what to do."""


@dataclass(frozen=True)
class Keys:
    """Derived keys of 32 bytes each."""

    passes: bytes
    """Signs QR passes and badge codes."""
    cookies: bytes
    """Signs the office's cookies and form tokens."""
    answers: bytes
    """Signs the links by which a host answers for one visit."""
    surveys: bytes
    """Signs the links by which a visitor says how a visit was."""
    invitations: bytes
    """Signs the links by which an invited visitor books."""

    @classmethod
    def from_secret(cls, secret: bytes) -> "Keys":
        """Derive each key by HMAC-SHA256 over the name of its purpose."""
        return cls(
            **{
                purpose: hmac.new(secret, f"usher {purpose} 1".encode(), sha256).digest()
                for purpose in ("passes", "cookies", "answers", "surveys", "invitations")
            }
        )

    @classmethod
    def read_or_make(cls, file: Path) -> "Keys":
        """Read the secret file, or make it, readable by its owner only.

        Raises KeyFileTrouble if the file can't be read or made, or is too short to be a secret.
        """
        try:
            if not file.exists():
                _make(file)
            return cls.from_secret(_checked(file))
        except OSError as trouble:
            good = "A good value: a folder that this user may write to, such as ./data."
            raise KeyFileTrouble(f"USHER_DATA_DIR: {file}: {trouble.strerror}. {good}") from trouble


def _checked(file: Path) -> bytes:
    secret = file.read_bytes()
    if len(secret) < _SECRET_BYTES:
        raise KeyFileTrouble(f"{file} holds {len(secret)} bytes: a secret key has at least {_SECRET_BYTES}")
    return secret


def _make(file: Path) -> None:
    """Write a new secret; if two processes start at once, the first one's file stands."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(secrets.token_bytes(_SECRET_BYTES))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        return
    finally:
        draft.unlink()
