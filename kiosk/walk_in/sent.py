"""What a program sends in place of the steps: all that grade and purpose ask has to be in one body (R11, R12, R17)."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from kiosk.asked import Malformed, is_text
from kiosk.display import display
from kiosk.walk_in.facts import text_of
from kiosk.walk_in.journey import SIGNED
from shared.agreements.queries import agreement_text
from shared.agreements.rules import AgreementKind
from shared.bookings.rules import LONGEST_NAME
from shared.companies.rules import Contact
from shared.declarations.pictures import LARGEST_PHOTO_BYTES, BadPicture, kept_photo
from shared.declarations.rules import Agreed, Declared, Replied
from shared.grades.door import AtTheDoor, DoorQuestion, DoorStep
from shared.grades.models import Grade
from shared.kernel.names import has_odd_characters
from shared.sites.models import Site
from shared.walk_ins.rules import (
    Item,
    Purpose,
    Trouble,
    contact_typed,
    steps_for,
    tidy,
    troubles_with_contact,
    troubles_with_items,
    troubles_with_plate,
)
from shared.web.carried_words import item_kept

TEXTS = ("name", "company", "reach", "purpose", "host", "consent", "search", "plate")
FIELDS = frozenset({*TEXTS, "items", "signed", "answers", "photo"})
LONGEST_BODY = LARGEST_PHOTO_BYTES * 4 // 3 + 100_000
"""Bytes: a photo in base64 and all the rest."""
LATER = "later"
"""In place of a photo: reception takes it."""
_LONGEST_TEXT = 500
_MOST_BY_ID = 50


@dataclass(frozen=True)
class Sent:
    """A program's body, of the right shape; what is None was left out."""

    said: Mapping[str, str]
    has_plate: bool
    items: Sequence[Item] | None
    signed: Mapping[str, str]
    """The names that were typed as signatures, by the id of the text."""
    answers: Mapping[str, str]
    """By the id of the question."""
    photo: str | None

    @property
    def purpose(self) -> Purpose:
        """Return what they come for, once it is known to be a purpose."""
        return Purpose(self.said["purpose"])

    @property
    def contact(self) -> Contact:
        """Return who they say they are; a number without a country is one of the reader's."""
        return contact_typed(self.said["name"], self.said["company"], self.said["reach"], display().lang)

    def as_asked(self) -> tuple[str, ...]:
        """Return all of it as the tap keeps it, so that it can't be used for something else."""
        photo = sha256((self.photo or "").encode()).hexdigest()
        told = (sorted(self.signed.items()), sorted(self.answers.items()), self.has_plate)
        return (*self.said.values(), repr(self.items), repr(told), photo)


@dataclass(frozen=True)
class AskedHere:
    """What this site asks of somebody who comes for a purpose."""

    site: Site
    door: AtTheDoor
    steps: Sequence[str]

    @property
    def questions(self) -> Sequence[DoorQuestion]:
        """Return the questions that are asked."""
        return self.door.questions if DoorStep.QUESTIONS in self.steps else ()


def asked_here(session: Session, site_id: str, purpose: Purpose) -> AskedHere:
    """Return what the kiosk of a site would ask step by step."""
    site = session.get_one(Site, site_id)
    door = session.get_one(Grade, site.walk_in_grade).door.at_site(site.code)
    return AskedHere(site, door, steps_for(purpose, door.steps, has_questions=bool(door.questions)))


def sent_by(body: Mapping[str, Any]) -> Sent:
    """Read a body. Raises Malformed, which names the field."""
    return Sent(
        said={name: _text(body, name) for name in TEXTS},
        has_plate=body.get("plate") is not None,
        items=_items(body["items"]) if body.get("items") is not None else None,
        signed=_texts_by_id(body, "signed", "name of who signs"),
        answers=_texts_by_id(body, "answers", "yes or no"),
        photo=_photo_sent(body.get("photo")),
    )


def troubles_with(sent: Sent) -> list[Trouble]:
    """Return what is wrong with who it is and what they come for, whatever is asked here."""
    said = sent.said
    troubles = troubles_with_contact(sent.contact, said["reach"]) + troubles_with_plate(said["plate"])
    if said["purpose"] not in set(Purpose):
        troubles.append(Trouble("purpose", "not_one_of"))
    return troubles + [
        Trouble(f"signed.{text_id}", "odd" if tidy(name) else "missing")
        for text_id, name in sent.signed.items()
        if has_odd_characters(name) or not tidy(name)
    ]


def photo_of(sent: Sent, asked: AskedHere) -> tuple[bytes | None, list[Trouble]]:
    """Make the photo anew; one that nobody asks for is not kept. It takes a tenth of a second, and no database."""
    if DoorStep.PHOTO not in asked.steps or not sent.photo or sent.photo == LATER:
        return None, []
    try:
        return kept_photo(b64decode(sent.photo, validate=True)), []
    except ValueError as wrong:  # no base64, or no picture
        return None, [Trouble("photo", str(wrong) if isinstance(wrong, BadPicture) else "no_picture")]


def declared_by(
    session: Session, sent: Sent, asked: AskedHere, photo: bytes | None, now: datetime
) -> tuple[Declared, list[Trouble]]:
    """Return what the visitor leaves, and everything that is asked here and was left out."""
    agreed, troubles = _agreed(session, sent, asked, now)
    if DoorStep.PHOTO in asked.steps and photo is None and sent.photo != LATER:
        troubles.append(Trouble("photo", "missing"))
    if DoorStep.ITEMS in asked.steps and sent.items is None:
        troubles.append(Trouble("items", "missing"))
    if DoorStep.VEHICLE in asked.steps and not sent.has_plate:
        troubles.append(Trouble("plate", "missing"))
    troubles += _troubles_with_answers(sent, asked)
    items = tuple((item_kept(item.what), item.quantity) for item in sent.items or ())
    return Declared(agreed=agreed, photo=photo, items=items, answers=_answers(sent, asked)), troubles


def has_wanted_answers(sent: Sent, asked: AskedHere) -> bool:
    """Say whether no answer sends to reception."""
    return all(sent.answers.get(each.id) == each.wanted for each in asked.questions)


def _agreed(session: Session, sent: Sent, asked: AskedHere, now: datetime) -> tuple[tuple[Agreed, ...], list[Trouble]]:
    """Return what was agreed to by `consent`, and signed by `signed`: neither stands for the other."""
    found, missing = [], []
    for kind in (AgreementKind.CONSENT, *(AgreementKind(step) for step in SIGNED if step in asked.steps)):
        named = {sent.said["consent"]: ""} if kind is AgreementKind.CONSENT else sent.signed
        holds = text_of(session, asked.site.id, kind)
        texts = [(agreement_text(session, text_id), name) for text_id, name in named.items()]
        given = [(text, name) for text, name in texts if text and holds and text.is_version_of(holds)]
        if holds is not None and not given:
            missing.append(Trouble(kind.value, "missing"))
        found += [Agreed(text.id, text.sum, now, typed_name=tidy(name) or None) for text, name in given]
    return tuple(found), missing


def _troubles_with_answers(sent: Sent, asked: AskedHere) -> list[Trouble]:
    ids = {each.id for each in asked.questions}
    missing = [Trouble(f"answers.{each.id}", "missing") for each in asked.questions if each.id not in sent.answers]
    unknown = [Trouble(f"answers.{each}", "unknown") for each in sent.answers if each not in ids]
    odd = [
        Trouble(f"answers.{each}", "not_one_of")
        for each, answer in sent.answers.items()
        if each in ids and answer not in ("yes", "no")
    ]
    return missing + unknown + odd


def _answers(sent: Sent, asked: AskedHere) -> tuple[Replied, ...]:
    read = display().lang
    return tuple(
        Replied(each.zh, sent.answers.get(each.id, ""), each.named(read), each.read_in(read))
        for each in asked.questions
    )


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or not is_text(value):
        raise Malformed(f"{name} must be a text of at most {_LONGEST_TEXT} characters")
    return value


def _items(listed: Any) -> list[Item]:
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Malformed('items must be a list of {"what", "quantity"}')
    pairs = [(str(each.get("what", "")), str(each.get("quantity", ""))) for each in listed]
    if troubles_with_items(pairs) or not all(is_text(what) for what, _ in pairs):
        raise Malformed("each of items must say what it is, and a quantity of 1 to 999")
    return [Item(tidy(what), int(quantity)) for what, quantity in pairs]


def _texts_by_id(body: Mapping[str, Any], name: str, what: str) -> dict[str, str]:
    found = {} if body.get(name) is None else body[name]
    if not isinstance(found, dict) or len(found) > _MOST_BY_ID or not all(map(_is_short, [*found, *found.values()])):
        raise Malformed(f'{name} must be {{"id": "{what}"}}, each of 1 to {LONGEST_NAME} characters')
    return found


def _is_short(text: Any) -> bool:
    return isinstance(text, str) and 0 < len(text) <= LONGEST_NAME and is_text(text)


def _photo_sent(photo: Any) -> str | None:
    if photo is not None and not (isinstance(photo, str) and photo.isascii()):
        raise Malformed(f'photo must be a picture in base64, or "{LATER}"')
    return photo
