"""What may stand on the watchlist, how alike two people are, and who may decide; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.kernel.likeness import Trait, can_be_compared
from shared.kernel.names import has_odd_characters, without_marks

LONGEST_ENTRY = timedelta(days=2 * 366)
"""An entry ends two years from now at the latest: then somebody has to think of it anew."""
ENTRY_KEPT = timedelta(days=180)
"""R29: how long after its end an entry is kept, so that what was done because of it can be explained."""
HOLD_SHOWN = timedelta(minutes=30)
"""How long a board shows that somebody was held at the door."""
HELD = "held"
"""Why somebody was sent to the desk: security has to look at them. Staff read "ask security", screens nothing."""
MOST_NAMES = 20
LONGEST_NAME = 120
LONGEST_TEXT = 1000


class EntryState(StrEnum):
    """Where an entry stands; it counts only while it is confirmed and has not ended."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    REMOVED = "removed"


class HitState(StrEnum):
    """What was decided on somebody who is like an entry."""

    OPEN = "open"
    CLEARED = "cleared"
    """Somebody else: remembered for this visitor and this entry."""
    KEPT_OUT = "kept_out"


class Step(StrEnum):
    """What people do with the list; each time is on record."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    REMOVED = "removed"
    READ = "read"
    CLEARED = "cleared"
    KEPT_OUT = "kept_out"


SCORES: dict[Trait, int] = {
    Trait.EMAIL: 95,
    Trait.NAME: 90,
    Trait.PHONE: 90,
    Trait.WORDS: 85,
    Trait.READING: 70,
    Trait.SOUND: 55,
}
_OF_EACH_MORE = 5
_OF_NAMES = frozenset({Trait.NAME, Trait.WORDS, Trait.READING, Trait.SOUND})


def score_of(traits: Iterable[Trait]) -> int:
    """Return how alike two people are, up to 100: the closest trait counts, and each contact beside a name adds.

    It ranks hits for the person who decides; it decides nothing.
    """
    found = set(traits)
    best = max(SCORES[trait] for trait in found)
    kinds = len(found - _OF_NAMES) + bool(found & _OF_NAMES)
    return min(100, best + _OF_EACH_MORE * (kinds - 1))


def telling(traits: Iterable[Trait]) -> list[Trait]:
    """Return what a person need read of the traits, the weightiest first: of the name only the closest likeness."""
    found = sorted(set(traits), key=lambda trait: -SCORES[trait])
    closest = next((trait for trait in found if trait in _OF_NAMES), None)
    return [trait for trait in found if trait is closest or trait not in _OF_NAMES]


@dataclass(frozen=True)
class Draft:
    """An entry as somebody proposes it."""

    name: str
    reason: str
    source: str
    expires_at: datetime | None
    aliases: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    """In E.164."""
    emails: tuple[str, ...] = ()
    company: str = ""

    def tidied(self) -> "Draft":
        """Return the draft with its texts trimmed and empty ones left out."""
        aliases = tuple(dict.fromkeys(filter(None, map(_tidy, self.aliases))))
        emails = tuple(dict.fromkeys(filter(None, (each.strip().lower() for each in self.emails))))
        return Draft(
            name=_tidy(self.name),
            reason=_tidy(self.reason),
            source=_tidy(self.source),
            expires_at=self.expires_at,
            aliases=aliases,
            phones=tuple(dict.fromkeys(self.phones)),
            emails=emails,
            company=_tidy(self.company),
        )


class DraftRefused(ValueError):
    """An entry can't be written; `problems` are pairs of a field and a stable code."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in problems))
        self.problems = problems


def problems_with(draft: Draft, now: datetime) -> list[tuple[str, str]]:
    """Return each field with what is wrong with it; an empty list if the draft can be proposed."""
    texts = (("name", draft.name), ("reason", draft.reason), ("source", draft.source))
    found = [(field, "missing") for field, text in texts if not text]
    if draft.name and not can_be_compared(draft.name):
        found.append(("name", "no_letters"))
    if not all(map(can_be_compared, draft.aliases)):
        found.append(("aliases", "no_letters"))
    lengths = (("name", LONGEST_NAME), ("company", LONGEST_NAME), ("reason", LONGEST_TEXT), ("source", LONGEST_TEXT))
    found += [(field, "too_long") for field, longest in lengths if len(getattr(draft, field)) > longest]
    for field, longest in (("aliases", LONGEST_NAME), ("emails", 254), ("phones", 40)):
        several = getattr(draft, field)
        if len(several) > MOST_NAMES or any(len(each) > longest for each in several):
            found.append((field, "too_long"))
    lines = [(field, text) for field in ("aliases", "emails") for text in getattr(draft, field)]
    found += [
        (field, "odd") for field, text in [*texts, ("company", draft.company), *lines] if has_odd_characters(text)
    ]
    return found + [("expires_at", code) for code in _end_problem(draft.expires_at, now)]


def _end_problem(expires_at: datetime | None, now: datetime) -> list[str]:
    if expires_at is None:
        return ["missing"]
    if expires_at <= now:
        return ["in_the_past"]
    return ["too_far"] if expires_at > now + LONGEST_ENTRY else []


def objection_to_confirming(state: str, proposed_by: str, by: str) -> str | None:
    """Return why somebody can't confirm an entry, or None: two people put a name on the list."""
    if state != EntryState.PROPOSED:
        return f"entry_{state}"
    return "own_proposal" if proposed_by == by else None


def _tidy(text: str) -> str:
    return " ".join(without_marks(text).split())
