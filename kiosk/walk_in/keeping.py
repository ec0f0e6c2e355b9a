"""Keeping what came out of a step's form, right or not, and saying where it leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kiosk.display import display
from kiosk.walk_in.facts import recognised, text_of
from kiosk.walk_in.forms import Taken
from kiosk.walk_in.journey import AS_LAST_TIME, DONE, READ_IN, SIGNED, Journey
from shared.agreements.queries import agreement_text
from shared.agreements.rules import AgreementKind
from shared.grades.door import DoorStep
from shared.people.queries import listed_employee
from shared.walk_ins.actions import drop_picture, forget_draft, keep_picture, keep_said
from shared.walk_ins.queries import shown_in
from shared.walk_ins.rules import HIDDEN, HOST, PURPOSE, RECEPTION, WHO, Trouble, contact_typed, masked_plate

CONSENT = "consent"
"""What comes before the first step."""
_CHOSEN = (PURPOSE, HOST, DoorStep.PHOTO, *SIGNED)
"""Steps at which something is chosen or made, not typed."""
_STAYS = ("search", "change", "again", "add", "more", "less")
"""What a button does without leaving its step."""


@dataclass(frozen=True)
class Onward:
    """Where a form leads: to a step, the same one with what is wrong, or (None) to the start."""

    step: str | None
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True)
class Pressed:
    """Which button sent a form, where and when."""

    go: str
    has_fields: bool
    """False for the masked form of somebody who is known."""
    station: str
    now: datetime

    @property
    def stays(self) -> bool:
        """Say whether the visitor stays at the step."""
        return self.go.partition(":")[0] in _STAYS


def keep(session: Session, journey: Journey, step: str, taken: Taken, pressed: Pressed) -> Onward:
    """Keep what came out of a form; return where it leads."""
    if pressed.go == "start_over":
        forget_draft(session, journey.draft.id)
        return Onward(None)
    if not journey.may_open(step):
        return Onward(journey.first_open)
    if step == WHO and not pressed.has_fields:
        taken = Taken(journey.said.get(WHO))
    if pressed.go == "back" and taken.troubles and step in _CHOSEN:
        return _back_as_it_was(journey, step, taken, pressed)
    troubles = taken.troubles + _troubles_here(session, journey, step, taken, pressed)
    _keep_pictures(session, journey, step, taken, pressed)
    said = _with_more(session, journey, step, taken, troubles, pressed)
    done = journey.done_with(step, not troubles and not pressed.stays)
    if step == WHO and said and journey.is_as_last_time:  # perhaps somebody else: then the car is asked for anew
        said, done = {**said, AS_LAST_TIME: False}, [each for each in done if each != DoorStep.VEHICLE]
    keep_said(journey.draft, pressed.now, **said, **{DONE: done})
    if pressed.go == "back":
        return Onward(journey.before(step) or CONSENT)
    if pressed.stays or troubles:
        return Onward(step, () if pressed.stays else tuple(troubles))
    return Onward(journey.first_open)


def _back_as_it_was(journey: Journey, step: str, taken: Taken, pressed: Pressed) -> Onward:
    """Go back from a step where nothing was chosen anew: what was chosen before stays, and the letters typed since."""
    if step == HOST:
        before = journey.said.get(HOST) or {"chosen": ""}
        keep_said(journey.draft, pressed.now, **{HOST: {**before, "q": taken.said["q"]}})
    return Onward(journey.before(step) or CONSENT)


def _keep_pictures(session: Session, journey: Journey, step: str, taken: Taken, pressed: Pressed) -> None:
    if taken.picture is not None:
        keep_picture(session, journey.draft, step, taken.picture, pressed.now)
    elif pressed.go == "again" or (step in SIGNED and not taken.troubles):
        drop_picture(session, journey.draft, step)


def _troubles_here(session: Session, journey: Journey, step: str, taken: Taken, pressed: Pressed) -> list[Trouble]:
    """Return what only the house can know to be wrong: whom one may ask for, which text holds."""
    site = journey.site.id
    if step == HOST and taken.said["chosen"] not in ("", RECEPTION):
        # Only whose name was shown here can be chosen: an id from elsewhere must not reach somebody unlisted.
        chosen, shown = taken.said["chosen"], shown_in(session, site, pressed.station, journey.draft.id)
        if chosen not in shown or listed_employee(session, site, chosen) is None:
            return [Trouble("host", "missing")]
    if step in SIGNED:
        text, agreed = text_of(session, site, AgreementKind(step)), agreement_text(session, taken.said["text"])
        if text is not None and (agreed is None or not agreed.is_version_of(text)):
            return [Trouble("signature", "changed")]
    if step == DoorStep.VEHICLE and HIDDEN in taken.said and not _is_as_last_time(journey, taken, pressed):
        return [Trouble("plate", "odd")]  # what is left of a masked plate that was changed is no plate
    if step == DoorStep.QUESTIONS and len(taken.said) < len(journey.door.questions):
        return [Trouble("questions", "missing")]
    if step == DoorStep.PHOTO and taken.said == "taken" and taken.picture is None and step not in journey.pictures:
        return [Trouble("photo", "missing")]
    return []


def _with_more(
    session: Session, journey: Journey, step: str, taken: Taken, troubles: Sequence[Trouble], pressed: Pressed
) -> dict[str, object]:
    """Return what a step adds to the draft: what was said, and what the house knows about it."""
    if step == WHO:
        if pressed.go == "change":
            return {WHO: None, "known": None}
        if not pressed.has_fields:
            return {}
        return {WHO: taken.said, "known": None if troubles else recognised(session, contact_typed(**taken.said))}
    if step == DoorStep.QUESTIONS:
        return {step: taken.said, READ_IN: display().lang}
    if step in SIGNED:
        return {step: {**taken.said, "at": pressed.now.isoformat()}}
    if step == HOST and troubles:
        return {HOST: {"q": taken.said["q"], "chosen": ""}}
    if step == DoorStep.VEHICLE:
        is_as_last_time = _is_as_last_time(journey, taken, pressed)
        return {step: "" if is_as_last_time else taken.said, AS_LAST_TIME: is_as_last_time}
    return {step: taken.said}


def _is_as_last_time(journey: Journey, taken: Taken, pressed: Pressed) -> bool:
    """Say whether they came by the car of the last time: the masked plate in the field is left as it was, too."""
    if pressed.go == "last":
        return bool(journey.last_plate)
    return journey.is_as_last_time and taken.said == masked_plate(journey.last_plate)
