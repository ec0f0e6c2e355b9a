"""Registering without a booking: consent first, then one question a screen, then the host is asked (R12, R13, R17)."""

import time
import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from kiosk.answers import status_of_answer
from kiosk.asked import refuse_foreign_origin
from kiosk.display import at
from kiosk.lobby import lobby
from kiosk.pages.arrive import FAILED_LOOK_UP_S, see_reception
from kiosk.pages.walk_in_people import in_time, names_for
from kiosk.screens import Steps, worded
from kiosk.showing import outcome, page
from kiosk.walk_in.facts import facts_of, foreign_language, text_of
from kiosk.walk_in.forms import largest, take
from kiosk.walk_in.journey import SIGNED, Journey, journey_of, walk_in_of
from kiosk.walk_in.keeping import CONSENT, Onward, Pressed, keep
from kiosk.walk_in.words import ENDED, words_for
from kiosk.wording import WALK_IN
from shared.agreements.queries import agreement_text
from shared.agreements.rules import AgreementKind
from shared.bookings.actions import think_of_terms
from shared.desk.outcomes import Asking, Outcome, SeeReception
from shared.desk.taps import answered
from shared.desk.walk_in import register
from shared.grades.door import DoorStep
from shared.walk_ins.actions import begin, forget_draft
from shared.walk_ins.queries import draft, picture_of
from shared.walk_ins.rules import CHECK, HOST, PURPOSE, WHO, Trouble
from shared.web.problems import problem

pages = Blueprint("walk_in", __name__)
pages.before_request(refuse_foreign_origin)

_DRAINED = 64_000_000
"""Bytes of a body that is too large, read all the same: a browser that is cut off says only that nobody answered."""
_FIELDS: dict[str, str] = {WHO: "name", DoorStep.VEHICLE: "plate"}
"""Beside which field a form that is too large is said so, where it isn't called as its step is."""


@pages.get("/walk-in")
def consent() -> Response:
    """Show what the visitor's data is used for; nothing is asked before they agree."""
    with lobby().node.reading() as session:
        return _consent(session, draft_id=request.args.get("draft", "")[:40])


@pages.post("/walk-in")
def agree() -> AnyResponse:
    """Begin a registration, if the text that was agreed to is the one that holds."""
    here, draft_id, now = lobby(), request.form.get("draft", ""), lobby().node.now()
    with here.node.transaction() as session:
        text = text_of(session, here.door.site_id, AgreementKind.CONSENT)
        agreed = agreement_text(session, request.form.get("text", ""))
        if text is None or agreed is None or not agreed.is_version_of(text):
            return _consent(session, draft_id, has_changed=True)
        if begun := draft(session, draft_id, here.door.site_id, now, locked=True):  # who went back to read it again
            begun.consent_id, begun.agreed_at = agreed.id, now
        else:
            draft_id = str(uuid.uuid4())
            begin(session, draft_id, here.door.site_id, here.door.station, agreed.id, now)
    return redirect(at("walk_in.show_step", draft_id=draft_id, step=WHO), 303)


@pages.get("/walk-in/no")
def disagree() -> Response:
    """Who does not agree is not asked anything, and goes to reception."""
    with lobby().node.reading() as session:
        return outcome(session, worded("walk-in", WALK_IN, Steps()))


@pages.get("/walk-in/<uuid:draft_id>/<step>")
def show_step(draft_id: uuid.UUID, step: str) -> AnyResponse:
    """Show a step with what was typed there before; the first that is open, if others come before it."""
    here = lobby()
    with here.node.reading() as session:
        journey = journey_of(session, str(draft_id), here.door.site_id, here.node.now())
        if journey is not None and journey.may_open(step):
            return _page(session, journey, step)
    return _redirect(Onward(journey.first_open), str(draft_id)) if journey else _ended(str(draft_id))


@pages.post("/walk-in/<uuid:draft_id>/<step>")
def take_step(draft_id: uuid.UUID, step: str) -> AnyResponse:
    """Keep what was typed, right or not; then go on, back, or say what is wrong."""
    request.max_content_length = request.max_form_memory_size = largest(step)
    here = lobby()
    if step == CHECK:
        return _leave_check(str(draft_id))
    if step not in {WHO, PURPOSE, HOST, *DoorStep}:
        return problem(404, "no_such_step")
    taken = take(step, request.form, request.files)
    with here.node.transaction() as session:
        journey = journey_of(session, str(draft_id), here.door.site_id, here.node.now(), locked=True)
        onward = keep(session, journey, step, taken, _pressed()) if journey else None
    if onward is None:
        return _ended(str(draft_id))
    if step == HOST and onward.step == HOST and request.form.get("go") == "search":
        return in_time(lambda: _with_names(str(draft_id)))
    if not onward.troubles:
        return _redirect(onward, str(draft_id))
    with here.node.reading() as session:
        journey = journey_of(session, str(draft_id), here.door.site_id, here.node.now())
        assert journey is not None, "a draft that was kept a moment ago"
        return _page(session, journey, step, onward.troubles, 422)


def _with_names(draft_id: str) -> Response:
    """Show the step with whom a search found, for a browser that doesn't ask while somebody types."""
    here = lobby()
    names = names_for(request.form.get("q", ""), draft_id)
    with here.node.reading() as session:
        journey = journey_of(session, draft_id, here.door.site_id, here.node.now())
        assert journey is not None, "a draft that was kept a moment ago"
        return _page(session, journey, HOST, names=names)


@pages.post("/walk-in/<uuid:draft_id>/forgotten")
def forget(draft_id: uuid.UUID) -> Response:
    """Forget all that was typed: the screen has gone back to the start."""
    with lobby().node.transaction() as session:
        forget_draft(session, str(draft_id))
    return make_response("", 204)


@pages.get("/walk-in/<uuid:draft_id>/photo.jpg")
def photo(draft_id: uuid.UUID) -> Response:
    """Show the photo that was taken."""
    here = lobby()
    with here.node.reading() as session:
        journey = journey_of(session, str(draft_id), here.door.site_id, here.node.now())
        kept = picture_of(session, str(draft_id), DoorStep.PHOTO) if journey else None
    if kept is None:
        return problem(404, "no_photo")
    return Response(kept, mimetype="image/jpeg")


@pages.errorhandler(413)
def too_large(_: RequestEntityTooLarge) -> AnyResponse:
    """Say so on the same step, with all that was there before."""
    here, draft_id = lobby(), str((request.view_args or {}).get("draft_id", ""))
    left = _DRAINED
    while left > 0 and (part := request.input_stream.read(min(left, 1 << 16))):
        left -= len(part)
    step = str((request.view_args or {}).get("step", ""))
    with here.node.reading() as session:
        journey = journey_of(session, draft_id, here.door.site_id, here.node.now())
        if journey is not None and journey.may_open(step):
            field = "signature" if step in SIGNED else _FIELDS.get(step, step)
            return _page(session, journey, step, [Trouble(field, "too_large")], 413)
    return _ended(draft_id)


def _consent(session: Session, draft_id: str = "", has_changed: bool = False) -> Response:
    text = text_of(session, lobby().door.site_id, AgreementKind.CONSENT)
    if text is None:
        return outcome(session, worded("walk-in", WALK_IN, Steps()))
    trouble = str(words_for(Trouble("consent", "changed"))) if has_changed else ""
    facts = {"text": text, "foreign": foreign_language(text), "trouble": trouble, "draft": draft_id}
    return page(session, "walk_in/consent.html", 409 if has_changed else 200, **facts)


def _page(
    session: Session,
    journey: Journey,
    step: str,
    troubles: Sequence[Trouble] = (),
    status: int = 200,
    **more: Any,
) -> Response:
    template = "agreement" if step in SIGNED else step
    return page(session, f"walk_in/{template}.html", status, **facts_of(session, journey, step, troubles), **more)


def _pressed() -> Pressed:
    """Return which button sent the form, where and when."""
    here = lobby()
    return Pressed(request.form.get("go", ""), "name" in request.form, here.door.station, here.node.now())


def _redirect(onward: Onward, draft_id: str) -> AnyResponse:
    """Send the browser on, so that a form is not sent again by reloading."""
    if onward.step is None:
        return redirect(at("welcome.welcome"), 303)
    if onward.step == CONSENT:
        return redirect(at("walk_in.consent", draft=draft_id), 303)
    return redirect(at("walk_in.show_step", draft_id=draft_id, step=onward.step), 303)


def _leave_check(draft_id: str) -> AnyResponse:
    """Register, or go back to what is to be changed. Whatever sends somebody to reception takes the same time."""
    here, began = lobby(), time.monotonic()
    with here.node.reading() as session:
        journey = journey_of(session, draft_id, here.door.site_id, here.node.now())
    if journey is not None:
        think_of_terms([journey.terms])
    with here.node.transaction() as session:
        journey = journey_of(session, draft_id, here.door.site_id, here.node.now(), locked=True)
        onward = _checked(session, journey) if journey else None
    if onward is None:
        return _ended(draft_id)
    if isinstance(onward, Onward):
        return _redirect(onward, draft_id)
    if isinstance(onward, SeeReception):
        time.sleep(max(0.0, FAILED_LOOK_UP_S - (time.monotonic() - began)))
    return _answered(onward)


def _checked(session: Session, journey: Journey) -> Onward | Outcome:
    here, go, draft_id = lobby(), request.form.get("go", ""), journey.draft.id
    if go == "start_over":
        forget_draft(session, draft_id)
        return Onward(None)
    if go == "back" or journey.first_open != CHECK:
        return Onward(journey.before(CHECK) if go == "back" else journey.first_open)
    came = walk_in_of(session, journey, here.node.now())
    answer = register(session, draft_id, (draft_id,), came, here.door, here.node.now())
    forget_draft(session, draft_id)
    return answer


def _answered(answer: Outcome) -> AnyResponse:
    if isinstance(answer, Asking):
        return redirect(at("waiting.status", visit_id=answer.visit), 303)
    assert isinstance(answer, SeeReception), "a walk-in is asked for or sent to reception"
    with lobby().node.reading() as session:
        return outcome(session, see_reception(answer.code), status_of_answer(answer))


def _ended(draft_id: str) -> AnyResponse:
    """A draft that is gone: finished by an earlier tap, which gets its answer again, or forgotten."""
    with lobby().node.reading() as session:
        answer = answered(session, draft_id, ("walk in", draft_id), lobby().door)
        if answer is None:
            return outcome(session, worded("ended", ENDED, Steps()))
    return _answered(answer)
