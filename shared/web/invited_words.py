"""What a visitor reads behind a link where something is to be mended, in every language that the kiosk speaks (R1)."""

from typing import Any

from flask_babel import lazy_gettext as _l

Words = Any

PHONE_WRONG: Words = _l("This phone number cannot be right. Foreign ones begin with + and the country.")
EMAIL_WRONG: Words = _l("This e-mail address cannot be right.")
OVER: Words = _l("This link does not work any more.")
TOO_OFTEN: Words = _l("That was too often. Try again in a quarter of an hour.")
NOT_AGREED: Words = _l("Please read the texts and agree, or call whoever invites you.")
_TOO_LONG: Words = _l("This is too long.")
ODD: Words = _l("There is a character in this that cannot be shown. Type it anew instead of pasting it.")
_PROBLEM: dict[tuple[str, str], Words] = {
    ("name", "missing"): _l("Write the name."),
    ("company", "missing"): _l("Write the company."),
    ("contact", "missing"): _l("Write a phone number or an e-mail address."),
    ("signature", "missing"): _l("Write your name here: it is your signature."),
    ("items", "too_many"): _l("Write fewer lines; what belongs together may share one."),
    ("ends_at", "in_the_past"): _l("This time is already over."),
}


def invited_trouble(field: str, code: str) -> str:
    """Return what is wrong with a visitor's answer in words that say what to do."""
    part = field.rpartition(".")[2]
    words = _PROBLEM.get((part, code)) or {"too_long": _TOO_LONG, "odd": ODD}.get(code)
    return str(words or _l("This cannot be booked. Please call whoever invites you."))
