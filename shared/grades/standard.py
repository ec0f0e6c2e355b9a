"""The standard to which guests of a grade are received (R3, R30); pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

COFFEE_AND_MORE = "coffee_pastries_fruit"
"""Coffee, pastries and fruit: nobody is offered more than that."""
_OLDER_NAMES = {"coffee, pastries, fruit": COFFEE_AND_MORE}


@dataclass(frozen=True)
class Standard:
    """Who greets and goes along, and what is made ready. An empty text: nothing is laid down."""

    greeter: str = ""
    escort: str = ""
    refreshments: str = ""
    room: str = ""
    has_car: bool = False
    has_lodging: bool = False
    gift: str = ""
    meal_from: int = 0
    meal_to: int = 0
    """What a meal may cost a person, in the house's currency; both 0: guests pay it themselves."""

    def as_json(self) -> dict[str, Any]:
        """Return it as the grade keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Standard":
        """Read back what `as_json` wrote, and what a house kept before a standard could be edited."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in kept.items() if name in known}
        least, most = kept.get("meal_cap") or (values.get("meal_from", 0), values.get("meal_to", 0))
        refreshments = str(values.get("refreshments", ""))
        read = {"meal_from": least, "meal_to": most, "refreshments": _OLDER_NAMES.get(refreshments, refreshments)}
        return cls(**(values | read))
