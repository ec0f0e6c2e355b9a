"""What the watchlist's pages call things."""

from admin.speech import Words, _l
from admin.wording import Said
from shared.kernel.likeness import Trait
from shared.screening.rules import EntryState, HitState, Step

TRAIT: dict[Trait, Words] = {
    Trait.PHONE: _l("the same phone"),
    Trait.EMAIL: _l("the same e-mail"),
    Trait.NAME: _l("the same name"),
    Trait.WORDS: _l("the same name in another order or spelling"),
    Trait.READING: _l("pinyin of the name"),
    Trait.SOUND: _l("a name that sounds alike"),
}

ENTRY: dict[EntryState, Said] = {
    EntryState.PROPOSED: Said("wait", _l("Waits for a second person")),
    EntryState.CONFIRMED: Said("stop", _l("Watched for")),
    EntryState.REJECTED: Said("off", _l("Turned down")),
    EntryState.REMOVED: Said("off", _l("Taken off the list")),
}
ENDED = Said("off", _l("Ended"))

HIT: dict[HitState, Said] = {
    HitState.OPEN: Said("attend", _l("To be decided")),
    HitState.CLEARED: Said("go", _l("Somebody else")),
    HitState.KEPT_OUT: Said("stop", _l("Kept out")),
}

STEP: dict[Step, tuple[str, Words]] = {
    Step.PROPOSED: ("wait", _l("proposed it")),
    Step.CONFIRMED: ("go", _l("confirmed it")),
    Step.REJECTED: ("off", _l("turned it down")),
    Step.REMOVED: ("off", _l("took it off the list")),
    Step.READ: ("off", _l("read it")),
    Step.CLEARED: ("go", _l("cleared somebody: not the same person")),
    Step.KEPT_OUT: ("stop", _l("kept somebody out")),
}

# (field, code) of a draft that can't be written; the field None: the code in whatever field.
PROBLEM: dict[tuple[str | None, str], Words] = {
    ("name", "missing"): _l("Write the name."),
    ("reason", "missing"): _l("Write a reason: whoever decides at the door goes by it."),
    ("source", "missing"): _l("Say where this comes from, such as a report or an order."),
    ("expires_at", "missing"): _l("Say until when: an entry without an end is forgotten on the list."),
    ("expires_at", "in_the_past"): _l("This day is over."),
    ("expires_at", "too_far"): _l("Two years at most; then somebody thinks of it anew."),
    ("phones", "not_a_phone_number"): _l("There is a line that is no phone number."),
    ("aliases", "too_long"): _l("Twenty other names at most, 120 characters each."),
    ("phones", "too_long"): _l("Twenty numbers at most."),
    ("emails", "too_long"): _l("Twenty addresses at most."),
    (None, "no_letters"): _l("There is a name without letters: nobody could be compared with it."),
    (None, "too_long"): _l("This is too long."),
    (None, "odd"): _l("There is a character in this that cannot be shown. Type it anew instead of pasting it."),
}


def problem_words(field: str, code: str) -> str:
    """Return what is wrong with a field."""
    return str(PROBLEM.get((field, code)) or PROBLEM[(None, code)])
