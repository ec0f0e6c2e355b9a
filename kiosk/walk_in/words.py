"""What a walk-in reads: purposes, troubles with what was typed, and the screens that end the journey."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from kiosk.wording import Step, Wording
from shared.walk_ins.rules import (
    LONGEST_ITEM,
    LONGEST_PLATE,
    MOST_ITEMS,
    MOST_PIECES,
    Purpose,
    Trouble,
)


@dataclass(frozen=True)
class PurposeWords:
    """A card of the purposes: icon, word, and what follows."""

    icon: str
    word: Any
    line: Any


PURPOSE: dict[Purpose, PurposeWords] = {
    Purpose.BUSINESS: PurposeWords("briefcase", _l("Business talk"), _l("Meeting, contract, technical exchange")),
    Purpose.TOUR: PurposeWords("users", _l("Tour of the site"), _l("Groups sign in by their leader")),
    Purpose.INTERVIEW: PurposeWords("user-check", _l("Job interview"), _l("Human resources receives you")),
    Purpose.MAINTENANCE: PurposeWords("tool", _l("Work on site"), _l("Tools and materials are listed")),
    Purpose.DELIVERY: PurposeWords("package", _l("Delivery or pick-up"), _l("Reception takes it from here")),
    Purpose.OTHER: PurposeWords("dots", _l("Something else"), _l("Reception arranges it for you")),
}

TROUBLE: dict[tuple[str, str], Any] = {
    ("name", "missing"): _l("Please enter your name."),
    ("name", "too_long"): _l("Please shorten the name to 120 characters."),
    ("company", "missing"): _l("Please enter your company, or “private”."),
    ("company", "too_long"): _l("Please shorten the company to 120 characters."),
    ("reach", "missing"): _l("Please enter a phone number or an e-mail address."),
    ("reach", "no_contact"): _l("This is no phone number or e-mail address we can use. Please check it."),
    ("reach", "no_country"): _l("Please begin with the country code, such as +82 10 1234 5678."),
    ("purpose", "missing"): _l("Please choose what you come for."),
    ("host", "missing"): _l("Please choose whom you visit, or let reception help."),
    ("what", "missing"): _l("Please say what it is, or take the line away."),
    ("what", "too_long"): _l("Please shorten it to %(longest)s characters.", longest=LONGEST_ITEM),
    ("quantity", "no_quantity"): _l("Please enter how many, 1 to %(most)s.", most=MOST_PIECES),
    ("items", "too_many"): _l("At most %(most)s lines fit here; reception takes the rest.", most=MOST_ITEMS),
    ("plate", "too_long"): _l("A number plate has at most %(longest)s characters.", longest=LONGEST_PLATE),
    ("plate", "odd"): _l("A number plate has letters and digits only. Please check it."),
    ("questions", "missing"): _l("Please answer every question."),
    ("photo", "missing"): _l("Please take a photo first."),
    ("photo", "no_picture"): _l("This is no photo that we can use. Please take another."),
    ("photo", "too_large"): _l("This photo is too large. Please take another."),
    ("signature", "missing"): _l("Please sign in the field, or type your name."),
    ("signature", "too_large"): _l("Please wipe the field and sign once more."),
    ("signature", "changed"): _l("This text has changed meanwhile. Please read it once more."),
    ("consent", "changed"): _l("This text has changed meanwhile. Please read it once more."),
}
_ODD = _l("Some characters cannot be printed. They are taken out now; please check the rest.")

_TOO_MUCH = _l("This was too much for us to keep. Please enter it again, in fewer words.")


def words_for(trouble: Trouble) -> Any:
    """Return what a visitor reads beside a field; `what.2` is the third line's."""
    if trouble.code == "odd" and trouble.field != "plate":
        return _ODD
    if trouble.code == "too_large" and trouble.field not in ("photo", "signature"):
        return _TOO_MUCH
    return TROUBLE[trouble.field.partition(".")[0], trouble.code]


ENDED = Wording(
    "ajar",
    "wait",
    _l("Not kept"),
    _l("Let us begin again"),
    _l("What was typed here before is not kept"),
    hints=(("user", _l("Reception is glad to help you.")),),
    lamp=Step.HOME,
    second=Step.RECEPTION,
)
"""A registration that was left alone for too long, or given up."""
