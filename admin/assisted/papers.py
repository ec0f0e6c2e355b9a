"""What a walk-in at the desk reads, answers, signs and declares: all that the kiosk would ask, in their own language.

Reception turns the screen round or hands the tablet over; who can't draw a signature there signs by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from admin.forms import Typed
from admin.speech import Words, _, _l
from shared.agreements.models import AgreementText
from shared.agreements.queries import agreement_text, newest_text
from shared.agreements.rules import AgreementKind
from shared.bookings.more import items_in
from shared.bookings.rules import LONGEST_NAME
from shared.declarations.pictures import LARGEST_PHOTO_BYTES, BadPicture, kept_photo
from shared.declarations.rules import Agreed, Declared, Replied
from shared.grades.door import DoorQuestion, DoorStep
from shared.grades.models import Grade
from shared.kernel.names import has_odd_characters
from shared.kernel.plates import tidy_plate
from shared.sites.models import Site
from shared.walk_ins.rules import LONGEST_ITEM, MOST_ITEMS, Trouble, tidy, troubles_with_items, troubles_with_plate
from shared.web.carried_words import item_kept
from shared.web.languages import CHINESE, LANGUAGES, NAMES

SIGNED = (DoorStep.SITE_RULES, DoorStep.NDA)
ROOM_FOR_PHOTO = LARGEST_PHOTO_BYTES + 200_000
_PHOTO: Mapping[str, Words] = {
    "too_large": _l("This picture is too large. Take a smaller one."),
    "no_picture": _l("This is no picture that can be read. Take it anew."),
}
_ITEMS: Mapping[str, Words] = {
    "too_many": _l("More than %(n)s things: write them on one line where they belong together.", n=MOST_ITEMS),
    "too_long": _l("One thing is too long: %(n)s characters at most.", n=LONGEST_ITEM),
    "no_quantity": _l("Write how many as a number from 1 to 999."),
}


@dataclass(frozen=True)
class Asked:
    """One question at the door, as it is shown."""

    field: str
    words: str
    language: str
    question: DoorQuestion


@dataclass(frozen=True)
class Papers:
    """What a walk-in has to read and answer at a site, in the language that they read."""

    language: str
    consent: AgreementText | None
    signed: Sequence[tuple[DoorStep, AgreementText]]
    questions: Sequence[Asked]
    wants_photo: bool

    @property
    def is_foreign(self) -> bool:
        """Say whether anything of it is not in the visitor's own language."""
        texts = [text for _step, text in self.signed] + ([self.consent] if self.consent else [])
        read = [text.language for text in texts] + [asked.language for asked in self.questions]
        return any(language != self.language for language in read)


def papers_of(rows: Session, site: Site, typed: Typed, reader: str) -> Papers:
    """Return them in the language that is chosen in the form; until one is, in the reader's."""
    language = next((each for each in (typed["papers"], reader) if each in LANGUAGES), CHINESE)
    door = rows.get_one(Grade, site.walk_in_grade).door.at_site(site.code)
    texts = {step: newest_text(rows, site.id, AgreementKind(step.value), language) for step in SIGNED}
    questions = door.questions if DoorStep.QUESTIONS in door.steps else ()
    return Papers(
        language=language,
        consent=newest_text(rows, site.id, AgreementKind.CONSENT, language),
        signed=[(step, text) for step, text in texts.items() if text is not None and step in door.steps],
        questions=[
            Asked(f"q.{number}", each.named(language), each.read_in(language), each)
            for number, each in enumerate(questions)
        ],
        wants_photo=DoorStep.PHOTO in door.steps,
    )


def languages() -> list[tuple[str, str]]:
    """Return what a visitor may read."""
    return list(NAMES.items())


def declared_typed(rows: Session, typed: Typed, papers: Papers, photo: FileStorage | None, now: datetime) -> Declared:
    """Return all that the visitor leaves; what is wrong or missing is noted at its field."""
    consent = _consent(rows, typed, papers, now)
    signatures = [_signature(rows, typed, step, text, now) for step, text in papers.signed]
    return Declared(
        agreed=tuple(each for each in (consent, *signatures) if each is not None),
        photo=photo_taken(typed, photo) if papers.wants_photo else None,
        items=_items(typed),
        answers=_answers(typed, papers),
    )


def plate_typed(typed: Typed) -> str:
    """Return the number plate; empty for none."""
    if troubles_with_plate(typed["plate"]):
        typed.is_wrong("plate", _("This cannot be a number plate."))
    return tidy_plate(typed["plate"])


def _consent(rows: Session, typed: Typed, papers: Papers, now: datetime) -> Agreed | None:
    if papers.consent is None:
        return None
    text = agreement_text(rows, typed["consent"])
    if text is None or not text.is_version_of(papers.consent):
        typed.is_wrong("consent", _("The visitor has to read this and agree first."))
        return None
    return Agreed(text.id, text.sum, now)


def _signature(rows: Session, typed: Typed, step: DoorStep, holds: AgreementText, now: datetime) -> Agreed | None:
    """Return that a text was signed by name: the very text that was shown."""
    field = f"signed.{step.value}"
    text, name = agreement_text(rows, typed[f"read.{step.value}"]), tidy(typed[field])
    if text is None or not text.is_version_of(holds):
        typed.is_wrong(field, _("This text has just been published anew. Let the visitor read it once more."))
        return None
    if not name:
        typed.is_wrong(field, _("Let the visitor read this and write their name here."))
    elif len(name) > LONGEST_NAME:
        typed.is_wrong(field, _("This is too long: %(n)s characters at most.", n=LONGEST_NAME))
    elif has_odd_characters(name):
        typed.is_wrong(
            field, _("There is a character in this that cannot be shown. Type it anew instead of pasting it.")
        )
    return Agreed(text.id, text.sum, now, typed_name=name)


def _answers(typed: Typed, papers: Papers) -> tuple[Replied, ...]:
    """Return the answers; one that is not as wanted needs reception's own word that they come in all the same."""
    answers = []
    for asked in papers.questions:
        answer, question = typed[asked.field], asked.question
        if answer not in ("yes", "no"):
            typed.is_wrong(asked.field, _("Ask this, and choose Yes or No."))
        elif answer != question.wanted and not typed["decided"]:
            typed.is_wrong("decided", _("An answer is not as wanted. Whoever decides that they come in ticks this."))
        answers.append(Replied(question.zh, answer, asked.words, asked.language))
    return tuple(answers)


def _items(typed: Typed) -> tuple[tuple[str, int], ...]:
    items = items_in(typed["items"])
    troubles: list[Trouble] = troubles_with_items([(what, str(number)) for what, number in items])
    if troubles:
        odd = _("There is a character in this that cannot be shown. Type it anew instead of pasting it.")
        typed.is_wrong("items", _ITEMS.get(troubles[0].code, odd))
    return tuple((item_kept(tidy(what)), number) for what, number in items)


def photo_taken(typed: Typed, upload: FileStorage | None) -> bytes | None:
    """Return the photo as it is kept; None where none was taken: the kiosk, too, leaves that to reception."""
    if upload is None or not upload.filename:
        return None
    try:
        return kept_photo(upload.stream.read(LARGEST_PHOTO_BYTES + 1))
    except BadPicture as bad:
        typed.is_wrong("photo", _PHOTO.get(str(bad), _PHOTO["no_picture"]))
        return None
