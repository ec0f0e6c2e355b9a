"""Passwords: argon2, some 50 ms of computing each, so never inside a transaction and never in the way of others."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.access.rules import SHORTEST_PASSWORD
from shared.kernel.ids import new_secret

_HASHER = PasswordHasher()


class WeakPassword(ValueError):
    """The password is too short."""


def hash_password(password: str) -> str:
    """Return what is stored of a password. Raises WeakPassword below ten characters."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(SHORTEST_PASSWORD)
    return _HASHER.hash(password)


def is_right(password_hash: str, password: str) -> bool:
    """Say whether a password is the one that was hashed."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def nobodys_hash() -> str:
    """Return a hash that no password matches: an unknown address costs the same time as a known one."""
    return _HASHER.hash(new_secret())
