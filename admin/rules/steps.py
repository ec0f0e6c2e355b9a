"""What a grade asks at the door: ticks in a form, words in the history."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from admin.asking import language
from admin.forms import Typed
from admin.rules.words import POLICY, STEP
from admin.speech import _
from shared.grades.door import AtTheDoor, BadgePolicy, DoorQuestion, DoorStep, in_order
from shared.web.languages import NAMES


def typed_steps(typed: Typed, door: AtTheDoor) -> Typed:
    """Tick in a form what is asked now."""
    for step in door.steps:
        typed[f"step.{step}"] = "yes"
    typed["badge"] = door.badge.value
    return typed


def read_steps(typed: Typed, kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is ticked, as the grade keeps it; questions and the sites' own policies stay as they are."""
    door = AtTheDoor.from_json(kept)
    steps = in_order([step for step in DoorStep if typed[f"step.{step}"] == "yes"])
    known = {policy.value: policy for policy in BadgePolicy}
    wished = replace(door, steps=steps, badge=known.get(typed["badge"], door.badge))
    is_same = wished == replace(door, steps=in_order(door.steps))
    return kept if is_same else wished.as_json()


def said_steps(kept: Mapping[str, Any]) -> str:
    """Say what a kept standard asks."""
    door = AtTheDoor.from_json(kept)
    asked = _(", ").join(str(STEP[step]) for step in door.steps) or _("nothing")
    parts = [asked, str(POLICY[door.badge])]
    parts += [f"{code}: {POLICY[policy]}" for code, policy in door.badge_at.items()]
    parts += [_said_question(question) for question in door.questions]
    return " · ".join(parts)


def _said_question(question: DoorQuestion) -> str:
    said = _("“%(question)s”", question=question.named(language()))
    if not question.others:
        return said
    others = _(", ").join(f"{NAMES[code]} “{words}”" for code, words in question.others.items() if code in NAMES)
    return f"{said} ({others})"
