"""What the door answers: plain values that a tap keeps and a screen shows."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.visits.rules import Refusal


@dataclass(frozen=True)
class Place:
    """Where someone stands: the site and the station."""

    site_id: str
    station: str


@dataclass(frozen=True)
class Door(Place):
    """A place that reads passes, with the key that they are signed with there."""

    pass_key: bytes


@dataclass(frozen=True)
class Admitted:
    """Let in: a visit has begun and its badge is on the way."""

    visit: str
    badge: str


@dataclass(frozen=True)
class Inside:
    """Here already: departure can be offered."""

    visit: str


@dataclass(frozen=True)
class Refused:
    """Not let in, for one reason; the times are for those that speak of one."""

    reason: Refusal
    opens_at: datetime | None = None
    starts_at: datetime | None = None
    ended_at: datetime | None = None
    used_at: datetime | None = None
    code: str | None = field(default=None, compare=False)
    """Stands in small on the screen: under it the desk finds what happened. It is no part of the answer itself."""


@dataclass(frozen=True)
class SeeReception:
    """Every failed typed look-up, whatever failed, and whoever else is sent to reception without being told why."""

    code: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Left:
    """Checked out."""

    visit: str


@dataclass(frozen=True)
class GroupAdmitted:
    """Members of a group were let in behind their leader (R15)."""

    visit: str
    """The leader's."""
    visits: tuple[str, ...]
    """The members', those who were let in by this tap."""


@dataclass(frozen=True)
class ItemsOpen:
    """Not out yet: what was brought in has to be accounted for first."""

    visit: str


@dataclass(frozen=True)
class GateAsked:
    """Not out yet: something else goes out than came in, and the gate has been asked to look."""

    visit: str


@dataclass(frozen=True)
class Asking:
    """Registered without a booking: somebody is asked whether they may come in (R13)."""

    visit: str


@dataclass(frozen=True)
class StillHere:
    """What somebody who waits asked for is written; their own page says how things stand."""

    visit: str


@dataclass(frozen=True)
class Called:
    """Somebody was called to the station."""


Outcome = (
    Admitted
    | Inside
    | Refused
    | SeeReception
    | Left
    | Called
    | GroupAdmitted
    | ItemsOpen
    | GateAsked
    | Asking
    | StillHere
)
_WORDS: dict[type, str] = {
    Admitted: "admitted",
    Inside: "inside",
    Refused: "refused",
    SeeReception: "see_reception",
    Left: "left",
    StillHere: "still_here",
    Called: "called",
    GroupAdmitted: "group_admitted",
    ItemsOpen: "items_open",
    GateAsked: "gate_asked",
    Asking: "asking",
}
_TYPES = {word: kind for kind, word in _WORDS.items()}
_TIMES = ("opens_at", "starts_at", "ended_at", "used_at")


def outcome_word(outcome: Outcome) -> str:
    """Return the stable word of an outcome."""
    return _WORDS[type(outcome)]


def to_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as plain JSON values, for a tap to keep."""
    values = {name: value for name, value in vars(outcome).items() if value is not None}
    values |= {name: values[name].isoformat() for name in _TIMES if name in values}
    return {"outcome": outcome_word(outcome), **values}


def from_json(values: dict[str, Any]) -> Outcome:
    """Return the outcome that `to_json` wrote."""
    fields = {name: value for name, value in values.items() if name != "outcome"}
    fields |= {name: datetime.fromisoformat(fields[name]) for name in _TIMES if name in fields}
    if "reason" in fields:
        fields["reason"] = Refusal(fields["reason"])
    if "visits" in fields:
        fields["visits"] = tuple(fields["visits"])
    outcome: Outcome = _TYPES[values["outcome"]](**fields)
    return outcome


CHANGED = "booking_changed"
"""OutOfTurn: somebody else changed the booking meanwhile."""


class NotAllowed(Exception):
    """This person may not do that; `code` is stable."""

    def __init__(self, code: str = "not_allowed") -> None:
        super().__init__(code)
        self.code = code


class OutOfTurn(Exception):
    """It can't be done as things stand now, such as approving a cancelled booking; `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
