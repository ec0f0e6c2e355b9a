"""Registering without a booking: consent first, then one question a screen, then the host is asked (R12, R13, R17)."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from kiosk.answers import status_of_answer
from kiosk.asked import refuse_foreign_origin
from kiosk.display import at
from kiosk.lobby import lobby
from kiosk.pages.arrive import FAILED_LOOK_UP_S, see_reception
from kiosk.screens import Steps, worded
from kiosk.showing import outcome, page
from kiosk.walk_in.facts import facts_of, recognised, text_of
from kiosk.walk_in.forms import Taken, largest, take
from kiosk.walk_in.journey import DONE, SIGNED, Journey, journey_of, walk_in_of
from kiosk.walk_in.words import ENDED, words_for
from kiosk.wording import WALK_IN
from shared.agreements.queries import agreement_text
from shared.agreements.rules import AgreementKind
from shared.bookings.actions import think_of_terms
from shared.desk.outcomes import Asking, Outcome, SeeReception
from shared.desk.taps import answered
from shared.desk.walk_in import register
from shared.grades.door import DoorStep
from shared.people.queries import listed_employee
from shared.walk_ins.actions import begin, drop_picture, forget_draft, keep_picture, keep_said
from shared.walk_ins.queries import draft, picture_of, shown_in
from shared.walk_ins.rules import CHECK, HOST, PURPOSE, RECEPTION, WHO, Trouble, contact_typed, plate_typed
from shared.web.problems import problem

pages = Blueprint("walk_in", __name__)
pages.before_request(refuse_foreign_origin)

_DRAINED = 64_000_000
"""Bytes of a body that is too large, read all the same: a browser that is cut off says only that nobody answered."""
_CONSENT = "consent"
_STAYS = ("search", "change", "again", "add", "more", "less")
"""What a button does without leaving its step."""


@dataclass(frozen=True)
class Onward:
    """Where a form leads: to a step, the same one with what is wrong, or (None) to the start."""

    step: str | None
    troubles: tuple[Trouble, ...] = ()

    def redirect(self, draft_id: str) -> AnyResponse:
        """Send the browser there, so that a form is not sent again by reloading."""
        if self.step is None:
            return redirect(at("welcome.welcome"), 303)
        if self.step == _CONSENT:
            return redirect(at("walk_in.consent", draft=draft_id), 303)
        return redirect(at("walk_in.show_step", draft_id=draft_id, step=self.step), 303)


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
        if text is None or agreed is None or (agreed.site_id, agreed.version) != (text.site_id, text.version):
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
    return Onward(journey.first_open).redirect(str(draft_id)) if journey else _ended(str(draft_id))


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
        onward = _taken(session, journey, step, taken) if journey else None
    if onward is None:
        return _ended(str(draft_id))
    if not onward.troubles:
        return onward.redirect(str(draft_id))
    with here.node.reading() as session:
        journey = journey_of(session, str(draft_id), here.door.site_id, here.node.now())
        assert journey is not None, "a draft that was kept a moment ago"
        return _page(session, journey, step, onward.troubles, 422)


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
            field = "signature" if step in SIGNED else step
            return _page(session, journey, step, [Trouble(field, "too_large")], 413)
    return _ended(draft_id)


def _consent(session: Session, draft_id: str = "", has_changed: bool = False) -> Response:
    text = text_of(session, lobby().door.site_id, AgreementKind.CONSENT)
    if text is None:
        return outcome(session, worded("walk-in", WALK_IN, Steps()))
    trouble = str(words_for(Trouble("consent", "changed"))) if has_changed else ""
    return page(
        session, "walk_in/consent.html", 409 if has_changed else 200, text=text, trouble=trouble, draft=draft_id
    )


def _page(
    session: Session, journey: Journey, step: str, troubles: Sequence[Trouble] = (), status: int = 200
) -> Response:
    template = "agreement" if step in SIGNED else step
    return page(session, f"walk_in/{template}.html", status, **facts_of(session, journey, step, troubles))


def _taken(session: Session, journey: Journey, step: str, taken: Taken) -> Onward:
    """Keep what came out of a form; return where it leads."""
    now, go = lobby().node.now(), request.form.get("go", "")
    if go == "start_over":
        forget_draft(session, journey.draft.id)
        return Onward(None)
    if not journey.may_open(step):
        return Onward(journey.first_open)
    if step == WHO and "name" not in request.form:  # the masked form of somebody who is known has no fields
        taken = Taken(journey.said.get(WHO))
    troubles = taken.troubles + _troubles_here(session, journey, step, taken)
    if taken.picture is not None:
        keep_picture(session, journey.draft, step, taken.picture, now)
    elif go == "again" or (step in SIGNED and not taken.troubles):
        drop_picture(session, journey.draft, step)
    stays = go.partition(":")[0] in _STAYS
    said = _with_more(session, journey, step, taken, troubles)
    keep_said(journey.draft, now, **said, **{DONE: journey.done_with(step, not troubles and not stays)})
    if go == "back":
        return Onward(journey.before(step) or _CONSENT)
    if stays or troubles:
        return Onward(step, () if stays else tuple(troubles))
    return Onward(journey.first_open)


def _troubles_here(session: Session, journey: Journey, step: str, taken: Taken) -> list[Trouble]:
    """Return what only the house can know to be wrong: whom one may ask for, which text holds."""
    site = journey.site.id
    if step == HOST and taken.said["chosen"] not in ("", RECEPTION):
        # Only whose name was shown here can be chosen: an id from elsewhere must not reach somebody unlisted.
        shown = shown_in(session, site, lobby().door.station, journey.draft.id)
        chosen = taken.said["chosen"]
        if chosen not in shown or listed_employee(session, site, chosen) is None:
            return [Trouble("host", "missing")]
    if step in SIGNED:
        text, agreed = text_of(session, site, AgreementKind(step)), agreement_text(session, taken.said["text"])
        if text is not None and (agreed is None or (agreed.kind, agreed.version) != (text.kind, text.version)):
            return [Trouble("signature", "changed")]
    if step == DoorStep.QUESTIONS and len(taken.said) < len(journey.door.questions):
        return [Trouble("questions", "missing")]
    if step == DoorStep.PHOTO and taken.said == "taken" and taken.picture is None and step not in journey.pictures:
        return [Trouble("photo", "missing")]
    return []


def _with_more(
    session: Session, journey: Journey, step: str, taken: Taken, troubles: Sequence[Trouble]
) -> dict[str, object]:
    """Return what a step adds to the draft: what was said, and what the house knows about it."""
    if step == WHO:
        if request.form.get("go") == "change":
            return {WHO: None, "known": None}
        if "name" not in request.form:
            return {}
        return {WHO: taken.said, "known": None if troubles else recognised(session, contact_typed(**taken.said))}
    if step in SIGNED:
        return {step: {**taken.said, "at": lobby().node.now().isoformat()}}
    if step == HOST and troubles:
        return {HOST: {"q": taken.said["q"], "chosen": ""}}
    if step == DoorStep.VEHICLE and request.form.get("go") == "last":
        return {step: plate_typed((journey.said.get("known") or {}).get("plate", ""))}
    return {step: taken.said}


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
        return onward.redirect(draft_id)
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
