"""What the page of each step shows, as plain facts: templates only lay them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.display import at, display
from kiosk.walk_in.journey import Journey
from kiosk.walk_in.words import PURPOSE as PURPOSE_WORDS
from kiosk.walk_in.words import words_for
from shared.agreements.models import AgreementText
from shared.agreements.queries import newest_text
from shared.agreements.rules import AgreementKind
from shared.bookings.models import Guest
from shared.companies.queries import visitors_known_as
from shared.companies.rules import Contact, phone_shown
from shared.gate.models import Vehicle
from shared.grades.door import DoorStep
from shared.people.models import Employee
from shared.walk_ins.rules import (
    CHECK,
    HOST,
    PURPOSE,
    RECEPTION,
    WHO,
    Purpose,
    Trouble,
    contact_typed,
    masked,
    masked_plate,
    tidy,
)
from shared.web.carried_words import USUAL_ITEMS
from shared.web.languages import locale_of


@dataclass(frozen=True)
class Row:
    """A line of what is about to be registered, and the step where it can be changed."""

    label: str
    words: str
    change: str


def stepper(journey: Journey, step: str) -> list[tuple[str, str]]:
    """Return the four stations on the wall, each with done, now or nothing."""
    words = (_("You"), _("Purpose"), _("Your host"), _("Check"))
    stations = {WHO: 0, PURPOSE: 1, HOST: 2}
    here = stations.get(step, 3)
    return [("done" if n < here else "now" if n == here else "", word) for n, word in enumerate(words)]


def facts_of(session: Session, journey: Journey, step: str, troubles: Sequence[Trouble]) -> dict[str, Any]:
    """Return all that a step's page shows."""
    shared = {
        "journey": journey,
        "step": step,
        "draft": journey.draft.id,
        "stations": stepper(journey, step),
        "troubles": {trouble.field: str(words_for(trouble)) for trouble in reversed(troubles)},
        "address": lambda name: at("walk_in.show_step", draft_id=journey.draft.id, step=name),
        "welcome_back": _welcome_back(journey, step),
    }
    makers = {
        WHO: _who,
        PURPOSE: _purposes,
        HOST: _host,
        DoorStep.ITEMS: _items,
        DoorStep.VEHICLE: _vehicle,
        DoorStep.QUESTIONS: _questions,
        DoorStep.PHOTO: _photo,
        DoorStep.SITE_RULES: _agreement,
        DoorStep.NDA: _agreement,
        CHECK: _check,
    }
    return shared | makers[step](session, journey, step)


def recognised(session: Session, contact: Contact) -> dict[str, str] | None:
    """Return what is known of a visitor whose whole contact is on file: the plate they came with last; else None."""
    visitor = visitors_known_as(session, [contact]).get(contact)
    if visitor is None:
        return None
    wanted = select(Vehicle.plate).join(Guest, Guest.id == Vehicle.guest_id).where(Guest.visitor_id == visitor.id)
    plate = session.scalars(wanted.order_by(Vehicle.noted_at.desc()).limit(1)).first()
    return {"plate": plate or ""}


def text_of(session: Session, site_id: str, kind: AgreementKind) -> AgreementText | None:
    """Return the text that holds now, in the visitor's language or the nearest."""
    return newest_text(session, site_id, kind, display().lang)


def foreign_language(text: AgreementText | None) -> str:
    """Return the language of a text, named in the visitor's, where it isn't the visitor's; else nothing."""
    if text is None or text.language == display().lang:
        return ""
    return _language_named(text.language)


def _language_named(language: str) -> str:
    return str(locale_of(display().lang).languages[language.split("-")[0]])


def _welcome_back(journey: Journey, step: str) -> str:
    if step != PURPOSE or journey.said.get("known") is None:
        return ""
    return str(_("Welcome back, %(name)s", name=journey.terms[0]))


def _who(session: Session, journey: Journey, step: str) -> dict[str, Any]:
    said = journey.said.get(WHO) or {"name": "", "company": "", "reach": ""}
    is_known = journey.said.get("known") is not None
    return {"typed": said, "is_known": is_known, "reach_masked": masked(_reach(said)) if is_known else ""}


def _purposes(session: Session, journey: Journey, step: str) -> dict[str, Any]:
    return {"purposes": [(code.value, PURPOSE_WORDS[code]) for code in Purpose], "chosen": journey.said.get(PURPOSE)}


def _host(session: Session, journey: Journey, step: str) -> dict[str, Any]:
    said = journey.said.get(HOST) or {"q": "", "chosen": ""}
    return {"typed": said, "chosen": _host_name(session, said["chosen"])}


def _host_name(session: Session, chosen: str) -> str:
    if chosen == RECEPTION:
        return str(_("Reception"))
    who = session.get(Employee, chosen) if chosen else None
    return who.named(display().lang) if who else ""


def _items(session: Session, journey: Journey, step: str) -> dict[str, Any]:
    lines = journey.said.get(DoorStep.ITEMS) or []
    listed = {line[0] for line in lines}
    usual = [str(word) for word in USUAL_ITEMS.values()]
    return {"lines": lines, "usual": [word for word in usual if word not in listed]}


def _vehicle(session: Session, journey: Journey, step: str) -> dict[str, Any]:
    last = masked_plate(journey.last_plate) if journey.last_plate else ""
    return {"typed": last if journey.is_as_last_time else journey.said.get(DoorStep.VEHICLE) or "", "last": last}


def _questions(session: Session, journey: Journey, step: str) -> dict[str, Any]:
    said = journey.said.get(DoorStep.QUESTIONS) or {}
    lang, asked = display().lang, journey.door.questions
    questions = [
        (f"q-{number}", question.named(lang), question.read_in(lang), said.get(f"q-{number}"))
        for number, question in enumerate(asked)
    ]
    foreign = next((read for question in asked if (read := question.read_in(lang)) != lang), None)
    return {"questions": questions, "foreign": _language_named(foreign) if foreign else ""}


def _photo(session: Session, journey: Journey, step: str) -> dict[str, Any]:
    return {"has_photo": DoorStep.PHOTO in journey.pictures}


def _agreement(session: Session, journey: Journey, step: str) -> dict[str, Any]:
    text = text_of(session, journey.site.id, AgreementKind(step))
    return {"text": text, "foreign": foreign_language(text), "said": journey.said.get(step) or {}}


def _check(session: Session, journey: Journey, step: str) -> dict[str, Any]:
    said, steps = journey.said, journey.steps
    assert journey.purpose is not None, "the purpose is chosen before the check"
    name, company = journey.terms
    host = _host_name(session, said[HOST]["chosen"]) if HOST in steps else str(_("Reception"))
    reach = _reach(said[WHO])
    rows = [
        Row(_("Your name"), name, WHO),
        Row(_("Company"), company, WHO),
        Row(_("Phone or e-mail"), masked(reach) if said.get("known") is not None else _reach_shown(said[WHO]), WHO),
        Row(_("Purpose"), str(PURPOSE_WORDS[journey.purpose].word), PURPOSE),
        Row(_("Your host"), host, HOST if HOST in steps else PURPOSE),
    ]
    if DoorStep.ITEMS in steps:
        carried = [f"{tidy(what)} × {quantity}" for what, quantity in said[DoorStep.ITEMS]]
        rows.append(Row(_("You carry"), " · ".join(carried) or _("Nothing to declare"), DoorStep.ITEMS))
    if DoorStep.VEHICLE in steps:
        plate = journey.plate
        shown = masked_plate(plate) if plate and plate == journey.last_plate else plate
        rows.append(Row(_("Vehicle"), shown or _("None"), DoorStep.VEHICLE))
    if DoorStep.PHOTO in steps:
        words = _("Taken") if said[DoorStep.PHOTO] == "taken" else _("At reception")
        rows.append(Row(_("Photo"), words, DoorStep.PHOTO))
    return {"rows": rows, "has_photo": DoorStep.PHOTO in journey.pictures and DoorStep.PHOTO in steps}


def _reach(said: dict[str, str]) -> str:
    contact = contact_typed(**said)
    return contact.phone or contact.email or tidy(said["reach"])


def _reach_shown(said: dict[str, str]) -> str:
    reach = _reach(said)
    return phone_shown(reach) if reach.startswith("+") else reach
