"""Registering without a booking, for programs: one call with all of it."""

import time
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from kiosk.answers import told
from kiosk.asked import Malformed, refuse_strangers, registering
from kiosk.display import display
from kiosk.lobby import lobby
from kiosk.pages.arrive import FAILED_LOOK_UP_S
from kiosk.walk_in.facts import text_of
from shared.agreements.queries import agreement_text
from shared.agreements.rules import AgreementKind
from shared.bookings.actions import think_of_terms
from shared.declarations.rules import Agreed, Declared
from shared.desk.outcomes import SeeReception
from shared.desk.walk_in import WalkIn, register
from shared.grades.models import Grade
from shared.kernel.plates import tidy_plate
from shared.sites.models import Site
from shared.walk_ins.rules import (
    RECEPTION,
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
from shared.web.problems import problem

pages = Blueprint("walk_in_programs", __name__)
pages.before_request(refuse_strangers)

LONGEST_BODY = 40_000
_TEXTS = ("name", "company", "reach", "purpose", "host", "consent", "search", "plate")


@pages.get("/agreements")
def agreements() -> Response:
    """Tell which texts hold here, in the language asked for or the nearest."""
    with lobby().node.reading() as session:
        texts = [text_of(session, lobby().door.site_id, kind) for kind in AgreementKind]
    items = [
        {
            "id": text.id,
            "kind": text.kind,
            "version": text.version,
            "language": text.language,
            "title": text.title,
            "text": text.text,
            "sha256": text.sum,
        }
        for text in texts
        if text is not None
    ]
    return jsonify({"items": items})


@pages.post("/walk-ins")
def walk_ins() -> Response:
    """Register somebody, and have the host asked."""
    request.max_content_length = LONGEST_BODY
    began = time.monotonic()
    here, (tap, body) = lobby(), registering({*_TEXTS, "items", "signed"})
    said = {name: _text(body, name) for name in _TEXTS}
    items, signed = _items(body.get("items", [])), _signed(body.get("signed", {}))
    if troubles := _troubles(said, items):
        return _refused(troubles)
    contact = contact_typed(said["name"], said["company"], said["reach"], display().lang)
    think_of_terms([(contact.name, contact.company)])
    with here.node.transaction() as session:
        agreed, missing = _agreed(session, said, signed)
        if missing:
            return _refused(missing)
        came = WalkIn(
            contact=contact,
            purpose=Purpose(said["purpose"]),
            host=said["host"] or RECEPTION,
            declared=Declared(
                agreed=tuple(agreed), items=tuple((item_kept(item.what), item.quantity) for item in items)
            ),
            search=said["search"],
            plate=tidy_plate(said["plate"]),
        )
        asked = (*said.values(), repr(items), repr(sorted(signed.items())))
        answer = register(session, tap, asked, came, here.door, here.node.now())
    if isinstance(answer, SeeReception):  # whatever sends somebody to reception takes the same time
        time.sleep(max(0.0, FAILED_LOOK_UP_S - (time.monotonic() - began)))
    return told(answer)


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 500 or "\0" in value:
        raise Malformed(f"{name} must be a text of at most 500 characters")
    return value


def _items(listed: Any) -> list[Item]:
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Malformed('items must be a list of {"what", "quantity"}')
    pairs = [(str(each.get("what", "")), str(each.get("quantity", ""))) for each in listed]
    if troubles_with_items(pairs):
        raise Malformed("each of items must say what it is, and a quantity of 1 to 999")
    return [Item(tidy(what), int(quantity)) for what, quantity in pairs]


def _signed(signed: Any) -> dict[str, str]:
    """Return the names that were typed as signatures, by the id of the text."""
    if not isinstance(signed, dict) or not all(isinstance(v, str) and 0 < len(v) <= 120 for v in signed.values()):
        raise Malformed('signed must be {"id of a text": "name of who signs"}')
    return signed


def _troubles(said: dict[str, str], items: list[Item]) -> list[Trouble]:
    troubles = troubles_with_contact(
        contact_typed(said["name"], said["company"], said["reach"], display().lang), said["reach"]
    )
    troubles += troubles_with_plate(said["plate"])
    return troubles if said["purpose"] in set(Purpose) else [*troubles, Trouble("purpose", "not_one_of")]


def _agreed(session: Session, said: dict[str, str], signed: dict[str, str]) -> tuple[list[Agreed], list[Trouble]]:
    """Return what was agreed to and signed; what this site asks for and is not there is wrong."""
    site = session.get_one(Site, lobby().door.site_id)
    asked = session.get_one(Grade, site.walk_in_grade).door.steps
    steps = steps_for(Purpose(said["purpose"]), asked, has_questions=False)
    wanted = [AgreementKind.CONSENT, *(kind for kind in AgreementKind if kind in steps)]
    named = {said["consent"]: "", **signed}
    texts = {text_id: agreement_text(session, text_id) for text_id in named}
    agreed, missing = [], []
    for kind in wanted:
        holds = text_of(session, site.id, kind)
        given = [text for text in texts.values() if text and holds and text.is_version_of(holds)]
        if holds is not None and not given:
            missing.append(Trouble(kind.value, "missing"))
        agreed += [Agreed(text.id, text.sum, lobby().node.now(), typed_name=named[text.id] or None) for text in given]
    return agreed, missing


def _refused(troubles: Sequence[Trouble]) -> Response:
    errors = [{"field": trouble.field, "code": trouble.code} for trouble in troubles]
    return problem(422, "invalid", "The input is wrong.", errors=errors)
