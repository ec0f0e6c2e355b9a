"""What the states of an invitation are called, and what may be wrong with an answer."""

from admin.bookings.more import more_trouble
from admin.speech import Words, _l
from admin.wording import Said
from shared.invitations.rules import LONGEST_SIGNATURE, InvitationState

STATE: dict[InvitationState, Said] = {
    InvitationState.OPEN: Said("wait", _l("Waits for the visitor")),
    InvitationState.USED: Said("go", _l("Filled in")),
    InvitationState.WITHDRAWN: Said("off", _l("Withdrawn")),
    InvitationState.EXPIRED: Said("off", _l("Expired")),
}

_SIGNATURE: dict[str, Words] = {
    "too_long": _l("This is too long: %(n)s characters at most.", n=LONGEST_SIGNATURE),
    "odd": _l("There is a character in this that cannot be shown. Type it anew instead of pasting it."),
    "missing": _l("Write your name here: it is your signature."),
}


def trouble_words(field: str, code: str) -> str:
    """Return what is wrong with an answer in words that say what to do."""
    return str(_SIGNATURE[code]) if field == "signature" else more_trouble(field.removeprefix("more."), code)
