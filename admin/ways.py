"""The ways to the office's areas: those of every day stand open, the others under a word each."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from flask import request, url_for

from admin.permissions import may_open
from admin.speech import Words, _l
from shared.access.rules import Person

FEW = 9
"""So many ways stand side by side; of more, the seldom ones are put together."""


class Group(StrEnum):
    """What ways are put together as."""

    EVERY_DAY = "every_day"
    AT_THE_DOOR = "at_the_door"
    LOOK_BACK = "look_back"
    SET_UP = "set_up"


@dataclass(frozen=True)
class Area:
    """One area of the office."""

    group: Group
    endpoint: str
    word: Words
    icon: str
    within: tuple[str, ...]
    """Which routes lie in it: whole names, or the beginnings of names, which end in a dot."""
    today: bool | None = None
    """Of two ways to one list: whether this is the one to today's part of it."""

    @property
    def is_here(self) -> bool:
        """Say whether the page that is asked for lies in it."""
        here = request.endpoint or ""
        lies_in_it = any(here.startswith(each) if each.endswith(".") else here == each for each in self.within)
        return lies_in_it and (self.today is None or self.today == (request.args.get("when") == "today"))


_DAY, _DOOR, _BACK, _SET = Group.EVERY_DAY, Group.AT_THE_DOOR, Group.LOOK_BACK, Group.SET_UP
_LIST = ("bookings.", "booking.", "booking_forms.", "booking_import.", "passes.")
AREAS = (
    Area(_DAY, "bookings.listing", _l("Today"), "home", ("bookings.listing",), today=True),
    Area(_DAY, "bookings.listing", _l("Bookings"), "calendar-event", _LIST, today=False),
    Area(_DAY, "calendar.page", _l("Calendar"), "calendar", ("calendar.",)),
    Area(_DAY, "approvals.queue", _l("Approvals"), "checklist", ("approvals.",)),
    Area(_DAY, "host.page", _l("My visitors"), "user-check", ("host.page",)),
    Area(_DAY, "invitations.listing", _l("Invitations"), "send", ("invitations.",)),
    Area(
        _DAY,
        "reception.board",
        _l("Reception plan"),
        "clipboard-list",
        ("reception.", "plans.", "plan_deeds.", "itinerary.", "talks.", "promises.", "due_day.", "guest_requests."),
    ),
    Area(_DAY, "dispatch.page", _l("Cars and drivers"), "car", ("dispatch.",)),
    Area(_DOOR, "assisted.page", _l("At the desk"), "hand-stop", ("assisted.", "desk_walk_ins.")),
    Area(_DOOR, "gate.board", _l("Gate board"), "shield-check", ("gate.board", "gate_guests.")),
    Area(_DOOR, "green_lane.guest", _l("Green lane"), "route", ("green_lane.guest", "green_lane.register")),
    Area(_DOOR, "green_lane.officials", _l("Officials"), "shield", ("green_lane.officials", "green_lane.admit")),
    Area(_DOOR, "roll_calls.listing", _l("Roll calls"), "checklist", ("roll_calls.",)),
    Area(_DOOR, "closing.page", _l("Closing time"), "moon", ("closing.page",)),
    Area(_DOOR, "screening.listing", _l("Watchlist"), "eye", ("screening.",)),
    Area(_DOOR, "devices.page", _l("Devices"), "printer", ("devices.",)),
    Area(
        _BACK,
        "visits_day.page",
        _l("Visits"),
        "door-enter",
        ("visits.", "visits_day.", "visit_search.", "visitor_book."),
    ),
    Area(_BACK, "visitors.listing", _l("Visitors and companies"), "users", ("visitors.", "companies.", "merges.")),
    Area(_BACK, "feedback.summary", _l("Feedback"), "star", ("feedback.", "kind_words.")),
    Area(_BACK, "complaints.listing", _l("Low scores"), "message-report", ("complaints.",)),
    Area(_SET, "badges.listing", _l("Badges"), "id-badge-2", ("badges.",)),
    Area(_SET, "kiosk_look.page", _l("Kiosk look"), "palette", ("kiosk_look.",)),
    Area(_SET, "resources.listing", _l("Rooms, cars, equipment"), "building", ("resources.",)),
    Area(_SET, "people.listing", _l("People"), "users", ("people.", "people_import.")),
    Area(_SET, "agreements.listing", _l("Agreements"), "file-text", ("agreements.",)),
    Area(
        _SET,
        "rules.index",
        _l("Rules"),
        "adjustments-horizontal",
        (
            "rules.",
            "grade_rules.",
            "site_rules.",
            "new_site.",
            "setting_up.",
            "survey_rules.",
            "tier_rules.",
            "reception_rules.",
        ),
    ),
    Area(_SET, "accounts.listing", _l("Accounts"), "key", ("accounts.",)),
)
_HEADS: dict[Group, tuple[Words, str]] = {
    Group.AT_THE_DOOR: (_l("At the door"), "shield-check"),
    Group.LOOK_BACK: (_l("Visitors and feedback"), "users"),
    Group.SET_UP: (_l("Set up"), "settings"),
}


@dataclass(frozen=True)
class Way:
    """A way to an area, as the layout shows it."""

    word: str
    icon: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Ways:
    """Ways that stand together; without a head they stand open."""

    ways: tuple[Way, ...]
    head: str = ""
    icon: str = ""

    @property
    def is_here(self) -> bool:
        """Say whether one of them leads to where the reader is."""
        return any(way.is_here for way in self.ways)


def ways_for(who: Person) -> list[Ways]:
    """Return the areas that this person may enter."""
    mine = [
        area for area in AREAS if may_open(who, area.endpoint) and (area.endpoint != "host.page" or who.employee_id)
    ]
    if len(mine) <= FEW:
        return [Ways(tuple(map(_way, mine)))]
    return list(_together(mine))


def _together(areas: list[Area]) -> Iterator[Ways]:
    for group, found in groupby(areas, key=lambda area: area.group):
        head, icon = _HEADS.get(group, ("", ""))
        yield Ways(tuple(map(_way, found)), str(head), icon)


def _way(area: Area) -> Way:
    values: dict[str, Any] = {"when": "today"} if area.today else {}
    return Way(str(area.word), area.icon, url_for(area.endpoint, **values), area.is_here)
