"""Ids that can be shown to anyone: they can't be guessed or counted."""

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_LENGTH = 26
_RANDOM_BITS = 82
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_SHIFTS = tuple(range(5 * (_LENGTH - 2), -1, -10))
"""Two characters at a time: an arrival takes nine ids, and somebody waits for each."""


def new_id() -> str:
    """Return 26 characters: milliseconds since 1970 (48 bits), then 82 random bits.

    The time in front keeps the newest rows side by side in an index, so that inserting stays
    as quick in the millionth row as in the first; the random rest is what nobody can guess.
    """
    number = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


def timeless_id() -> str:
    """Return an id that doesn't tell when its row was made, for what must not be led back to a moment."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def new_secret() -> str:
    """Return a secret of 256 random bits for links, tokens and sign-ins, safe in a URL."""
    return secrets.token_urlsafe(32)
