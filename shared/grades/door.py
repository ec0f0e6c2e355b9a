"""What a grade asks of a visitor at the door, and when its badge prints; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

_LENGTH_OF_ID = 26


class DoorStep(StrEnum):
    """Something that a grade may ask at the door. Stored with the grade, so never renamed."""

    PHOTO = "photo"
    ITEMS = "items"
    VEHICLE = "vehicle"
    QUESTIONS = "questions"
    SITE_RULES = "site_rules"
    NDA = "nda"


class BadgePolicy(StrEnum):
    """When the badge of a visitor without a booking prints (R13)."""

    ON_ACCEPTANCE = "on_acceptance"
    AT_ONCE = "at_once"
    """At registration: the gate decides who goes in with it."""


@dataclass(frozen=True)
class DoorQuestion:
    """A question with yes or no for an answer; another answer than the wanted one sends to reception."""

    zh: str
    en: str
    wanted: str = "no"
    site: str = ""
    """The code of the only site that asks it; empty: every site does."""
    others: Mapping[str, str] = field(default_factory=dict)
    """By language, where somebody wrote it in more than the two."""

    @property
    def id(self) -> str:
        """Return what programs call it: another one as soon as its words are others; the wanted answer isn't in it."""
        words = "\n".join((self.zh, self.en, *(f"{code} {said}" for code, said in sorted(self.others.items()))))
        return sha256(words.encode()).hexdigest()[:_LENGTH_OF_ID]

    def read_in(self, language: str) -> str:
        """Return in which language a reader gets it: their own, else the nearest."""
        if language in self.others:
            return language
        return "zh-CN" if language.startswith("zh") else "en"

    def named(self, language: str) -> str:
        """Return the question in the reader's language, else in the nearest."""
        return {"zh-CN": self.zh, "en": self.en, **self.others}[self.read_in(language)]


@dataclass(frozen=True)
class AtTheDoor:
    """A grade's standard for the door, as data that a company edits."""

    steps: tuple[DoorStep, ...] = ()
    badge: BadgePolicy = BadgePolicy.ON_ACCEPTANCE
    badge_at: Mapping[str, BadgePolicy] = field(default_factory=dict)
    """By the site's code, where a site does otherwise."""
    questions: tuple[DoorQuestion, ...] = ()

    def badge_policy(self, site_code: str) -> BadgePolicy:
        """Return when the badge prints at a site."""
        return self.badge_at.get(site_code, self.badge)

    def at_site(self, site_code: str) -> "AtTheDoor":
        """Return it as one site asks: with the questions of every site and its own."""
        return replace(self, questions=tuple(each for each in self.questions if each.site in ("", site_code)))

    def as_json(self) -> dict[str, Any]:
        """Return it as the grade keeps it."""
        return {
            "steps": [step.value for step in self.steps],
            "badge": self.badge.value,
            "badge_at": {code: policy.value for code, policy in self.badge_at.items()},
            "questions": [vars(question) for question in self.questions],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "AtTheDoor":
        """Read back what `as_json` wrote; what is not said is as in an empty one. Raises ValueError for other words."""
        return cls(
            steps=tuple(DoorStep(step) for step in kept.get("steps", ())),
            badge=BadgePolicy(kept.get("badge", BadgePolicy.ON_ACCEPTANCE)),
            badge_at={code: BadgePolicy(policy) for code, policy in kept.get("badge_at", {}).items()},
            questions=tuple(DoorQuestion(**question) for question in kept.get("questions", ())),
        )


def in_order(steps: Sequence[DoorStep]) -> tuple[DoorStep, ...]:
    """Return steps in the order in which they are asked, each once."""
    return tuple(step for step in DoorStep if step in steps)
