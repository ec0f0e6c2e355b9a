"""The itinerary of a visit: timed items with place and people (R19), and when it has to be sent (R9). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

MOST_ITEMS = 40
LONGEST_WORDS = 120


class ItemKind(StrEnum):
    """What an item is (R19). Stored, so never renamed."""

    PICK_UP = "pick_up"
    CHECK_IN = "check_in"
    TOUR = "tour"
    TALKS = "talks"
    LEADER_MEETING = "leader_meeting"
    MEAL = "meal"
    SEND_OFF = "send_off"
    OTHER = "other"


@dataclass(frozen=True)
class Step:
    """One line of a grade's proposal: so many minutes after the start, lasting so many."""

    kind: ItemKind
    after: int
    """May be less than nothing: a pick-up comes before the visit."""
    lasts: int

    def as_json(self) -> dict[str, Any]:
        """Return it as the template keeps it."""
        return {"kind": self.kind.value, "after": self.after, "lasts": self.lasts}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Step":
        """Read back what `as_json` wrote."""
        return cls(ItemKind(kept["kind"]), kept["after"], kept["lasts"])


@dataclass(frozen=True)
class Item:
    """Something that happens, from when to when, where and with whom."""

    kind: ItemKind
    starts_at: datetime
    ends_at: datetime
    words: str = ""
    place: str = ""
    people: str = ""

    def as_json(self) -> dict[str, str]:
        """Return it as the plan keeps it."""
        times = {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat()}
        return {"kind": self.kind.value, **times, "words": self.words, "place": self.place, "people": self.people}

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> "Item":
        """Read back what `as_json` wrote."""
        times = {name: datetime.fromisoformat(kept[name]) for name in ("starts_at", "ends_at")}
        return cls(ItemKind(kept["kind"]), words=kept["words"], place=kept["place"], people=kept["people"], **times)


def proposed(steps: Sequence[Step], starts_at: datetime, ends_at: datetime, area: str) -> list[Item]:
    """Return a proposal: the steps of a grade, cut to the visit up to its send-off, its tour through `area`."""
    items, starts_at, ends_at = [], starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    send_off = max((step.lasts for step in steps if step.kind is ItemKind.SEND_OFF), default=0)
    for step in steps:
        begins = starts_at + timedelta(minutes=step.after)
        ends = begins + timedelta(minutes=step.lasts)
        if step.kind is ItemKind.SEND_OFF:
            begins, ends = max(starts_at, ends_at - timedelta(minutes=step.lasts)), ends_at
        elif step.after >= 0:
            ends = min(ends, ends_at - timedelta(minutes=send_off))
        if begins < ends:
            items.append(Item(step.kind, begins, ends, place=area if step.kind is ItemKind.TOUR else ""))
    return sorted(items, key=lambda item: item.starts_at)


class Doubt(StrEnum):
    """What may be wrong with an item; it is warned of, and kept all the same."""

    OVERLAPS = "overlaps"
    OUTSIDE = "outside"


BEFORE_OR_AFTER = frozenset({ItemKind.PICK_UP, ItemKind.SEND_OFF, ItemKind.MEAL, ItemKind.OTHER})
"""What may lie outside the visit's window: nobody is let in for it."""


def doubts_about(items: Sequence[Item], starts_at: datetime, ends_at: datetime) -> list[tuple[int, Doubt]]:
    """Return which items overlap the one before, or lie outside the visit's window, by number (R19)."""
    in_order = sorted(range(len(items)), key=lambda number: (items[number].starts_at, items[number].ends_at))
    latest, found = None, []
    for number in in_order:
        if latest is not None and items[number].starts_at < latest:
            found.append((number, Doubt.OVERLAPS))
        latest = max(latest or items[number].ends_at, items[number].ends_at)
        is_inside = starts_at <= items[number].starts_at and items[number].ends_at <= ends_at
        if not is_inside and items[number].kind not in BEFORE_OR_AFTER:
            found.append((number, Doubt.OUTSIDE))
    return sorted(found)


def moved(items: Sequence[Item], old_start: datetime, new_start: datetime, zone: tzinfo) -> list[Item]:
    """Return the items of a visit that starts at another time: each as long after the start as before.

    It is counted on the site's clock: lunch at noon stays at noon when the visit is put off over a change of clocks.
    """
    by = new_start.astimezone(zone).replace(tzinfo=None) - old_start.astimezone(zone).replace(tzinfo=None)

    def later(moment: datetime) -> datetime:
        return (moment.astimezone(zone).replace(tzinfo=None) + by).replace(tzinfo=zone)

    return [replace(item, starts_at=later(item.starts_at), ends_at=later(item.ends_at)) for item in items]


def send_by(starts_at: datetime, days: int, zone: tzinfo) -> datetime:
    """Return until when an itinerary has to have reached the leader: days before, at the same hour (R9)."""
    return (starts_at.astimezone(zone).replace(tzinfo=None) - timedelta(days=days)).replace(tzinfo=zone)


def goes_out_at(starts_at: datetime, hours_before: int, now: datetime) -> datetime:
    """Return when it is sent by itself; at once where that is over."""
    return max(now, starts_at.astimezone(UTC) - timedelta(hours=hours_before))


class Sending(StrEnum):
    """How it stands with an itinerary's letter to the leader."""

    NOT_WRITTEN = "not_written"
    NO_ADDRESS = "no_address"
    UNCONFIRMED = "unconfirmed"
    """Whom the grade names for that has not confirmed it (R6)."""
    WAITS = "waits"
    SENT = "sent"
    SENT_LATE = "sent_late"
    FAILED = "failed"
    TOO_LATE = "too_late"
    """The day before has passed, and it is not sent."""


@dataclass(frozen=True)
class LetterFacts:
    """What is known of the letter to the leader."""

    is_written: bool
    has_address: bool
    told_at: datetime | None = None
    is_given_up: bool = False
    is_confirmed: bool = True


def sending_of(facts: LetterFacts, deadline: datetime, now: datetime) -> Sending:
    """Return how it stands with the letter (R9)."""
    if not facts.is_written:
        return Sending.NOT_WRITTEN
    if facts.told_at is not None:
        return Sending.SENT if facts.told_at <= deadline else Sending.SENT_LATE
    if not facts.is_confirmed:
        return Sending.UNCONFIRMED
    if not facts.has_address:
        return Sending.NO_ADDRESS
    if facts.is_given_up:
        return Sending.FAILED
    return Sending.TOO_LATE if now > deadline else Sending.WAITS
