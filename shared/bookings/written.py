"""A wish as plain values, as it is kept until it is booked, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from shared.bookings.more import More
from shared.bookings.rules import GuestWish, VisitKind, Wish
from shared.companies.rules import Contact


def as_row(wish: Wish) -> dict[str, Any]:
    """Return a wish as JSON can keep it."""
    moments = {"starts_at": wish.starts_at.isoformat(), "ends_at": wish.ends_at.isoformat()}
    return asdict(wish) | moments | {"kind": wish.kind.value}


def wish_in(row: Mapping[str, Any]) -> Wish:
    """Return the wish that `as_row` made this of."""
    guests = tuple(GuestWish(**{**guest, "contact": Contact(**guest["contact"])}) for guest in row["guests"])
    moments = {name: datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at")}
    more = More.from_json(row.get("more", {}))
    return Wish(**{**row, **moments, "kind": VisitKind(row["kind"]), "guests": guests, "more": more})
