"""The optional facts of a visit (R1) in forms and on pages: transport, pick-up, meals, items, language and so on."""

from collections.abc import Mapping
from dataclasses import asdict

from admin.forms import Typed
from admin.speech import Words, _, _l
from shared.bookings.more import LONGEST_ITEMS, LONGEST_MORE, MOST_ITEMS, NO, YES, More, Transport
from shared.kernel.plates import LONGEST_PLATE
from shared.web.languages import NAMES

TRANSPORT: dict[str, Words] = {
    "": _l("not known"),
    Transport.OWN_CAR: _l("own car"),
    Transport.TAXI: _l("taxi"),
    Transport.TRAIN: _l("train"),
    Transport.PLANE: _l("plane"),
    Transport.COACH: _l("coach"),
    Transport.PUBLIC: _l("bus or underground"),
    Transport.ON_FOOT: _l("on foot"),
}
DECIDES: dict[str, Words] = {
    "": _l("not known"),
    YES: _l("yes: a grade for those who may sign is proposed"),
    NO: _l("no"),
}
FACT: dict[str, Words] = {
    "transport": _l("Comes by"),
    "plate": _l("Number plate"),
    "pick_up": _l("To be fetched"),
    "meals": _l("Meals"),
    "lodging": _l("Lodging"),
    "items": _l("Brings"),
    "language": _l("Speaks"),
    "needs": _l("Needs"),
    "decides": _l("Can decide on cooperation"),
}
"""Each optional fact, in the order in which it is asked and shown."""

TROUBLE: dict[tuple[str, str], Words] = {
    ("plate", "too_long"): _l("This is too long: %(n)s characters at most.", n=LONGEST_PLATE),
    ("items", "too_long"): _l("This is too long: %(n)s characters at most.", n=LONGEST_ITEMS),
    ("needs", "too_long"): _l("This is too long: %(n)s characters at most.", n=LONGEST_ITEMS),
    ("items", "too_many"): _l("Write at most %(n)s lines; what belongs together may share one.", n=MOST_ITEMS),
    ("transport", "unknown"): _l(
        "There is no such way to come. Write own car, taxi, train, plane, coach, bus or on foot."
    ),
    ("decides", "unknown"): _l("Write yes or no, or leave it empty."),
}
_TOO_LONG = _l("This is too long: %(n)s characters at most.", n=LONGEST_MORE)
_ODD = _l("There is a character in this that cannot be shown. Type it anew instead of pasting it.")


def more_typed(typed: Typed) -> More:
    """Return the optional facts of a form, whose fields are called `more.plate` and so on."""
    texts = {name: typed[f"more.{name}"].replace("\r\n", "\n") for name in FACT}
    return More(**texts).tidied()


def show_more(typed: Typed, more: More) -> None:
    """Put optional facts into a form."""
    for name, value in asdict(more).items():
        typed[f"more.{name}"] = value


def is_more_open(typed: Typed) -> bool:
    """Say whether the folded part of a form stands open: where something was said, or is wrong."""
    return any(typed[f"more.{name}"] or f"more.{name}" in typed.troubles for name in FACT)


def more_choices() -> dict[str, list[tuple[str, str]]]:
    """Return what the form's lists offer."""
    languages = [("", _("not known")), *NAMES.items()]
    return {
        "transport": [(code, str(word)) for code, word in TRANSPORT.items()],
        "language": languages,
        "decides": [(code, str(word)) for code, word in DECIDES.items()],
    }


def more_said(kept: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what was said about a visit, each with its word, in the reader's language."""
    more = asdict(More.from_json(kept))
    more["transport"] = str(TRANSPORT.get(more["transport"], "")) if more["transport"] else ""
    more["language"] = NAMES.get(more["language"], more["language"])
    more["decides"] = {YES: _("yes"), NO: _("no")}.get(more["decides"], "")
    return [(str(word), more[name]) for name, word in FACT.items() if more[name]]


def more_trouble(field: str, code: str) -> str:
    """Return what is wrong with an optional fact in words that say what to do."""
    return str(TROUBLE.get((field, code)) or (_ODD if code == "odd" else _TOO_LONG))
