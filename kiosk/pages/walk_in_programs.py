"""Registering without a booking, for programs: what is asked here, and one call with all of it."""

import time
from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, request

from kiosk.answers import told
from kiosk.asked import Malformed, refuse_strangers, registering
from kiosk.display import display
from kiosk.lobby import lobby
from kiosk.pages.arrive import FAILED_LOOK_UP_S
from kiosk.walk_in.facts import text_of
from kiosk.walk_in.sent import (
    FIELDS,
    LONGEST_BODY,
    Sent,
    asked_here,
    declared_by,
    has_wanted_answers,
    photo_of,
    sent_by,
    troubles_with,
)
from shared.agreements.rules import AgreementKind
from shared.bookings.actions import think_of_terms
from shared.desk.outcomes import Outcome, SeeReception
from shared.desk.taps import answered
from shared.desk.walk_in import WalkIn, register
from shared.grades.door import DoorStep
from shared.kernel.plates import tidy_plate
from shared.walk_ins.rules import RECEPTION, Purpose, Trouble
from shared.web.problems import problem

pages = Blueprint("walk_in_programs", __name__)
pages.before_request(refuse_strangers)


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


@pages.get("/walk-ins/steps")
def steps() -> Response:
    """Tell what a visitor with this purpose has to be asked here, and in which words."""
    purpose, here = request.args.get("purpose", ""), lobby()
    if purpose not in set(Purpose):
        raise Malformed(f"purpose must be one of {', '.join(Purpose)}")
    with here.node.reading() as session:
        asked = asked_here(session, here.door.site_id, Purpose(purpose))
    lang = display().lang
    questions = [{"id": each.id, "text": each.named(lang), "language": each.read_in(lang)} for each in asked.questions]
    return jsonify({"steps": [step.value for step in DoorStep if step in asked.steps], "questions": questions})


@pages.post("/walk-ins")
def walk_ins() -> Response:
    """Register somebody, and have the host asked. What the kiosk would ask here can't be left out."""
    request.max_content_length = LONGEST_BODY
    began, here = time.monotonic(), lobby()
    tap, body = registering(FIELDS)
    sent = sent_by(body)
    if troubles := troubles_with(sent):
        return _refused(troubles)
    with here.node.reading() as session:
        known = answered(session, tap, ("walk in", *sent.as_asked()), here.door)
        asked = asked_here(session, here.door.site_id, sent.purpose)
    photo, troubles = (None, []) if known else photo_of(sent, asked)
    if troubles:
        return _refused(troubles)
    answer = known or _registered(tap, sent, photo)
    if isinstance(answer, SeeReception):  # whatever sends somebody to reception takes the same time
        time.sleep(max(0.0, FAILED_LOOK_UP_S - (time.monotonic() - began)))
    return _refused(answer) if isinstance(answer, list) else told(answer)


def _registered(tap: str, sent: Sent, photo: bytes | None) -> Outcome | list[Trouble]:
    """Register once, or return what the site asks and was not sent."""
    here, contact = lobby(), sent.contact
    think_of_terms([(contact.name, contact.company)])
    with here.node.transaction() as session:
        asked, now = asked_here(session, here.door.site_id, sent.purpose), here.node.now()
        declared, left_out = declared_by(session, sent, asked, photo, now)
        if left_out:
            return left_out
        came = WalkIn(
            contact=contact,
            purpose=sent.purpose,
            host=sent.said["host"] or RECEPTION,
            declared=declared,
            search=sent.said["search"],
            plate=tidy_plate(sent.said["plate"]),
            has_wanted_answers=has_wanted_answers(sent, asked),
        )
        return register(session, tap, sent.as_asked(), came, here.door, now)


def _refused(troubles: Sequence[Trouble]) -> Response:
    errors = [{"field": trouble.field, "code": trouble.code} for trouble in troubles]
    return problem(422, "invalid", "The input is wrong.", errors=errors)
