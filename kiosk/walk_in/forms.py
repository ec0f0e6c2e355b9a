"""What each step takes from its form: what was typed as it was typed, and what is wrong with it."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from kiosk.display import display
from shared.declarations.pictures import LARGEST_PHOTO_BYTES, BadPicture, kept_photo, kept_signature
from shared.grades.door import DoorStep
from shared.kernel.names import has_odd_characters
from shared.walk_ins.rules import (
    HOST,
    MOST_ITEMS,
    PURPOSE,
    WHO,
    Purpose,
    Trouble,
    contact_typed,
    quantity_typed,
    tidy,
    troubles_with_contact,
    troubles_with_items,
    troubles_with_plate,
    without_odd,
)

LONGEST_FORM = 120_000
"""Bytes of a step without pictures: a name of 10,000 characters fits, so that it can be shown again."""
LONGEST_WITH_SIGNATURE = 900_000
LONGEST_WITH_PHOTO = LARGEST_PHOTO_BYTES + 100_000
_LONGEST_KEPT = 12_000
_SIGNED_AS = "data:image/png;base64,"


@dataclass
class Taken:
    """What came out of a form."""

    said: Any
    troubles: list[Trouble] = field(default_factory=list)
    picture: bytes | None = None
    """A photo or signature, made anew."""


def largest(step: str) -> int:
    """Return how many bytes a step's form may have."""
    if step == DoorStep.PHOTO:
        return LONGEST_WITH_PHOTO
    return LONGEST_WITH_SIGNATURE if step in (DoorStep.SITE_RULES, DoorStep.NDA) else LONGEST_FORM


def take(step: str, form: MultiDict[str, str], files: Mapping[str, FileStorage]) -> Taken:
    """Read a step's form. It needs no database: a photo takes a tenth of a second to make anew."""
    if step == DoorStep.PHOTO:
        return _photo(form, files)
    if step in (DoorStep.SITE_RULES, DoorStep.NDA):
        return _signed(form)
    readers = {
        WHO: _who,
        PURPOSE: _purpose,
        HOST: _host,
        DoorStep.ITEMS: _items,
        DoorStep.VEHICLE: _vehicle,
        DoorStep.QUESTIONS: _questions,
    }
    return readers[step](form)


def _typed(form: MultiDict[str, str], name: str) -> tuple[str, bool]:
    """Return a field without what can't be printed, and whether there was any of it."""
    text = form.get(name, "")[:_LONGEST_KEPT]
    return without_odd(text), has_odd_characters(tidy(text))


def _who(form: MultiDict[str, str]) -> Taken:
    fields = {name: _typed(form, name) for name in ("name", "company", "reach")}
    said = {name: text for name, (text, _) in fields.items()}
    troubles = [Trouble(name, "odd") for name, (_, is_odd) in fields.items() if is_odd and name != "reach"]
    said["language"] = display().lang
    troubles += troubles_with_contact(contact_typed(**said), said["reach"])
    return Taken(said, troubles)


def _purpose(form: MultiDict[str, str]) -> Taken:
    chosen = form.get("purpose")
    known = chosen if chosen in set(Purpose) else None
    return Taken(known, [] if known else [Trouble("purpose", "missing")])


def _host(form: MultiDict[str, str]) -> Taken:
    text, _ = _typed(form, "q")
    chosen = form.get("host", "")[:40]
    return Taken({"q": text, "chosen": chosen}, [] if chosen else [Trouble("host", "missing")])


def _items(form: MultiDict[str, str]) -> Taken:
    rows = zip(form.getlist("what"), form.getlist("quantity"), strict=False)
    lines = [(without_odd(what[:_LONGEST_KEPT]), quantity[:20]) for what, quantity in rows][: MOST_ITEMS + 1]
    lines = [line for line in lines if line[0].strip()]
    lines = _pressed(lines, form.get("go", ""))
    return Taken([list(line) for line in lines], troubles_with_items(lines))


def _pressed(lines: list[tuple[str, str]], go: str) -> list[tuple[str, str]]:
    """Carry out what a button of the list asks for: `add:Laptop`, `more:0`, `less:0`."""
    deed, _, which = go.partition(":")
    if deed == "add":
        what = without_odd(which)
        known = [number for number, line in enumerate(lines) if line[0] == what and what]
        return _pressed(lines, f"more:{known[0]}") if known else [*lines, (what, "1")]
    if deed not in ("more", "less") or not which.isascii() or not which.isdigit() or int(which) >= len(lines):
        return lines
    what, quantity = lines[int(which)]
    count = (quantity_typed(quantity) or 0) + (1 if deed == "more" else -1)
    changed = [(what, str(count))] if count > 0 else []
    return [*lines[: int(which)], *changed, *lines[int(which) + 1 :]]


def _vehicle(form: MultiDict[str, str]) -> Taken:
    go = form.get("go", "")
    if go in ("none", "last"):
        return Taken("")
    text, is_odd = _typed(form, "plate")
    return Taken(text, [Trouble("plate", "odd")] if is_odd else troubles_with_plate(text))


def _questions(form: MultiDict[str, str]) -> Taken:
    said = {name: answer for name, answer in form.items() if name.startswith("q-") and answer in ("yes", "no")}
    return Taken(dict(list(said.items())[:50]))


def _photo(form: MultiDict[str, str], files: Mapping[str, FileStorage]) -> Taken:
    go, upload = form.get("go", ""), files.get("photo")
    if go == "later":
        return Taken("later")
    if upload is None or not (taken := upload.read(LARGEST_PHOTO_BYTES + 1)):
        return Taken("taken" if go == "keep" else None, [] if go == "keep" else [Trouble("photo", "missing")])
    try:
        return Taken("taken", picture=kept_photo(taken))
    except BadPicture as trouble:
        return Taken(None, [Trouble("photo", str(trouble))])


def _signed(form: MultiDict[str, str]) -> Taken:
    drawn, (typed, _) = form.get("signature", ""), _typed(form, "typed")
    said = {"text": form.get("text", "")[:40], "typed": tidy(typed)[:120]}
    if not drawn.startswith(_SIGNED_AS):
        return Taken(said, [] if said["typed"] else [Trouble("signature", "missing")])
    try:
        return Taken(said, picture=kept_signature(b64decode(drawn.removeprefix(_SIGNED_AS), validate=True)))
    except NotBase64:
        return Taken(said, [Trouble("signature", "missing")])
    except BadPicture as trouble:
        return Taken(said, [Trouble("signature", "too_large" if str(trouble) == "too_large" else "missing")])
