"""What a visit needs beside its guests and host, and what collides (R34); pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

LONGEST_NAME = 80
LONGEST_PLACE = 200
MOST_SEATS = 1000


class ResourceKind(StrEnum):
    """What can be booked with a visit."""

    ROOM = "room"
    EQUIPMENT = "equipment"
    CAR = "car"
    DRIVER = "driver"


CHOSEN_BY_BOOKER = (ResourceKind.ROOM, ResourceKind.EQUIPMENT)
"""Cars and drivers are chosen by the dispatcher."""


@dataclass(frozen=True)
class Ride:
    """A car that a visit needs: from when, from where, for how many."""

    starts_at: datetime
    ends_at: datetime
    place: str
    people: int


@dataclass(frozen=True)
class Needs:
    """What a visit needs: rooms and equipment by id, and at most one car."""

    resources: tuple[str, ...] = ()
    ride: Ride | None = None

    def later(self, by: timedelta) -> "Needs":
        """Return what the same visit needs on another date: the car keeps its distance from the start."""
        ride = self.ride and replace(self.ride, starts_at=self.ride.starts_at + by, ends_at=self.ride.ends_at + by)
        return Needs(self.resources, ride)

    def is_like(self, other: "Needs") -> bool:
        """Say whether these are the same needs, in whatever order."""
        return (set(self.resources), self.ride) == (set(other.resources), other.ride)

    def as_row(self) -> dict[str, Any]:
        """Return it as JSON can keep it."""
        ride = self.ride and {
            "starts_at": self.ride.starts_at.isoformat(),
            "ends_at": self.ride.ends_at.isoformat(),
            "place": self.ride.place,
            "people": self.ride.people,
        }
        return {"resources": list(self.resources), "ride": ride}


NOTHING = Needs()


def overlap(first: tuple[datetime, datetime], second: tuple[datetime, datetime]) -> bool:
    """Say whether two stretches of time collide: one may begin when the other ends (R34)."""
    return first[0] < second[1] and second[0] < first[1]


def problems_with_resource(name: str, kind: ResourceKind, seats: int | None) -> list[tuple[str, str]]:
    """Return what is wrong with an entry of the list: field and code."""
    checks = (
        ("name", "missing", not name and kind is not ResourceKind.DRIVER),
        ("name", "too_long", len(name) > LONGEST_NAME),
        ("seats", "not_a_number", seats is not None and not 1 <= seats <= MOST_SEATS),
    )
    return [(field, code) for field, code, is_wrong in checks if is_wrong]
