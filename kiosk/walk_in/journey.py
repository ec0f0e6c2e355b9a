"""One walk-in's way through the steps: which there are, which are done, and what comes of them in the end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.agreements.queries import agreement_text
from shared.declarations.rules import Agreed, Declared, Replied
from shared.desk.walk_in import WalkIn
from shared.grades.door import AtTheDoor, DoorStep
from shared.grades.models import Grade
from shared.kernel.plates import tidy_plate
from shared.sites.models import Site
from shared.walk_ins.models import Draft
from shared.walk_ins.queries import draft, names_of_pictures, pictures_of
from shared.walk_ins.rules import (
    CHECK,
    HOST,
    PURPOSE,
    PURPOSES,
    RECEPTION,
    WHO,
    Purpose,
    contact_typed,
    quantity_typed,
    steps_for,
    tidy,
)
from shared.web.carried_words import item_kept

DONE = "done"
"""Under this name a draft keeps which steps were right when they were left."""
READ_IN = "read_in"
"""And under this one the language in which the questions were read."""
AS_LAST_TIME = "as_last_time"
"""And under this one whether they came by the car of the last time: its plate is never put into a form."""
SIGNED = (DoorStep.SITE_RULES, DoorStep.NDA)


@dataclass(frozen=True)
class Journey:
    """A registration in progress."""

    draft: Draft
    site: Site
    door: AtTheDoor
    """What the grade of walk-ins asks."""
    pictures: Collection[str]

    @property
    def said(self) -> Mapping[str, Any]:
        """Return what was typed and chosen, by step."""
        return self.draft.said

    @property
    def purpose(self) -> Purpose | None:
        """Return what the visitor comes for, once chosen."""
        chosen = self.said.get(PURPOSE)
        return Purpose(chosen) if chosen else None

    @property
    def steps(self) -> tuple[str, ...]:
        """Return every step of this registration, in order."""
        return steps_for(self.purpose, self.door.steps, has_questions=bool(self.door.questions))

    @property
    def first_open(self) -> str:
        """Return the first step that is not done."""
        done = self.said.get(DONE, ())
        return next((step for step in self.steps if step not in done), CHECK)

    def may_open(self, step: str) -> bool:
        """Say whether all that comes before a step is done."""
        steps = self.steps
        return step in steps and steps.index(step) <= steps.index(self.first_open)

    def before(self, step: str) -> str | None:
        """Return the step before, None before the first."""
        position = self.steps.index(step)
        return self.steps[position - 1] if position else None

    def done_with(self, step: str, is_right: bool) -> list[str]:
        """Return the steps that are done, once this one is left."""
        others = [each for each in self.said.get(DONE, ()) if each != step]
        return [*others, step] if is_right else others

    @property
    def last_plate(self) -> str:
        """Return the plate that somebody who is known came with last; empty for none."""
        return tidy_plate((self.said.get("known") or {}).get("plate", ""))

    @property
    def is_as_last_time(self) -> bool:
        """Say whether they said that they came by the same car."""
        return bool(self.said.get(AS_LAST_TIME))

    @property
    def plate(self) -> str:
        """Return the plate that is to be registered; empty for no car."""
        return self.last_plate if self.is_as_last_time else tidy_plate(self.said.get(DoorStep.VEHICLE) or "")

    @property
    def terms(self) -> tuple[str, str]:
        """Return name and company, under which the booking will be found."""
        who = self.said.get(WHO, {})
        return tidy(who.get("name", "")), tidy(who.get("company", ""))


def journey_of(session: Session, draft_id: str, site_id: str, now: datetime, locked: bool = False) -> Journey | None:
    """Return a registration in progress; None if it was finished, given up, or left alone for too long."""
    found = draft(session, draft_id, site_id, now, locked)
    if found is None:
        return None
    site = session.get_one(Site, site_id)
    grade = session.get_one(Grade, site.walk_in_grade)
    return Journey(found, site, grade.door.at_site(site.code), names_of_pictures(session, draft_id))


def walk_in_of(session: Session, journey: Journey, now: datetime) -> WalkIn:
    """Return what the desk is to register, of a registration whose steps are all done."""
    said, steps = journey.said, journey.steps
    assert journey.purpose is not None, "the purpose is chosen before anything is registered"
    asks_reception = PURPOSES[journey.purpose].asks_reception
    answers = _answers(journey) if DoorStep.QUESTIONS in steps else ()
    return WalkIn(
        contact=contact_typed(**said[WHO]),
        purpose=journey.purpose,
        host=RECEPTION if asks_reception else said[HOST]["chosen"],
        declared=_declared(session, journey, answers),
        search=journey.draft.id,
        plate=journey.plate if DoorStep.VEHICLE in steps else "",
        has_wanted_answers=all(
            each.answer == question.wanted for each, question in zip(answers, journey.door.questions, strict=False)
        ),
    )


def _declared(session: Session, journey: Journey, answers: tuple[Replied, ...]) -> Declared:
    said, steps = journey.said, journey.steps
    pictures = pictures_of(session, journey.draft.id)
    items = said[DoorStep.ITEMS] if DoorStep.ITEMS in steps else ()
    wants_photo = DoorStep.PHOTO in steps and said[DoorStep.PHOTO] == "taken"
    return Declared(
        agreed=(_consent(session, journey), *_signatures(session, journey, pictures)),
        photo=pictures.get(DoorStep.PHOTO) if wants_photo else None,
        items=tuple((item_kept(tidy(what)), quantity_typed(quantity) or 1) for what, quantity in items),
        answers=answers,
    )


def _consent(session: Session, journey: Journey) -> Agreed:
    text = agreement_text(session, journey.draft.consent_id)
    assert text is not None, "a published text is never taken away"
    return Agreed(text.id, text.sum, journey.draft.agreed_at)


def _signatures(session: Session, journey: Journey, pictures: Mapping[str, bytes]) -> list[Agreed]:
    signed = []
    for kind in SIGNED:
        if kind not in journey.steps:
            continue
        said = journey.said[kind]
        text = agreement_text(session, said["text"])
        if text is not None:
            at = datetime.fromisoformat(said["at"])
            drawn = pictures.get(kind)
            signed.append(Agreed(text.id, text.sum, at, drawn, None if drawn else said["typed"]))
    return signed


def _answers(journey: Journey) -> tuple[Replied, ...]:
    """Return the answers with the words that the visitor read; the form's fields are numbered."""
    said, read = journey.said.get(DoorStep.QUESTIONS) or {}, journey.said.get(READ_IN) or "zh-CN"
    return tuple(
        Replied(each.zh, said.get(f"q-{number}", ""), each.named(read), each.read_in(read))
        for number, each in enumerate(journey.door.questions)
    )
