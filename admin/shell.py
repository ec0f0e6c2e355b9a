"""What stands around every page: the ways to other areas, who is signed in, the languages."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from admin.asking import language, person
from admin.permissions import may_open
from admin.speech import _
from admin.wording import ROLE
from shared.access.rules import Person, Role

LANGUAGE_NAMES = (("zh-CN", "中文"), ("en", "English"))

_SET_UP = frozenset(
    {
        "badges.listing",
        "kiosk_look.page",
        "people.listing",
        "resources.listing",
        "agreements.listing",
        "rules.index",
        "accounts.listing",
    }
)


@dataclass(frozen=True)
class Way:
    """A way to another area."""

    word: str
    icon: str
    url: str
    is_here: bool
    is_set_up: bool
    """Whether it is for setting the house up, and not for every day."""


def around_every_page() -> dict[str, Any]:
    """Return what the layout shows; nothing of a person when nobody is signed in."""
    who = person()
    common = {"language": language(), "languages": LANGUAGE_NAMES, "me": who}
    # The device page says it all itself.
    sees_devices = may_open(who, "devices.alarm") and request.endpoint != "devices.page"
    return common | (
        {"ways_to_go": ways_for(who), "my_roles": roles_of(who), "sees_devices": sees_devices} if who else {}
    )


def ways_for(who: Person) -> list[Way]:
    """Return the areas that this person may enter, in the order of the day."""
    today = request.args.get("when") == "today"
    here = request.endpoint or ""
    ways: tuple[tuple[str, dict[str, Any], str, str, bool], ...] = (
        ("bookings.listing", {"when": "today"}, _("Today"), "home", here == "bookings.listing" and today),
        ("bookings.listing", {}, _("Bookings"), "calendar-event", here.startswith(("booking", "passes")) and not today),
        ("visits_day.page", {}, _("Visits"), "door-enter", here.startswith(("visits", "visit_", "visitor_book"))),
        ("calendar.page", {}, _("Calendar"), "calendar", here.startswith("calendar.")),
        ("approvals.queue", {}, _("Approvals"), "checklist", here.startswith("approvals.")),
        (
            "reception.board",
            {},
            _("Reception plan"),
            "clipboard-list",
            here.startswith(("reception.", "plans.", "plan_deeds.", "itinerary.", "talks.")),
        ),
        (
            "visitors.listing",
            {},
            _("Visitors and companies"),
            "users",
            here.startswith(("visitors.", "companies.", "merges.")),
        ),
        ("dispatch.page", {}, _("Cars and drivers"), "car", here.startswith("dispatch.")),
        ("assisted.page", {}, _("At the desk"), "hand-stop", here.startswith("assisted.")),
        ("invitations.listing", {}, _("Invitations"), "send", here.startswith("invitations.")),
        ("host.page", {}, _("My visitors"), "user-check", here == "host.page"),
        ("green_lane.guest", {}, _("Green lane"), "route", here in ("green_lane.guest", "green_lane.register")),
        ("gate.board", {}, _("Gate board"), "shield-check", here == "gate.board"),
        ("green_lane.officials", {}, _("Officials"), "shield", here in ("green_lane.officials", "green_lane.admit")),
        ("roll_calls.listing", {}, _("Roll calls"), "checklist", here.startswith("roll_calls.")),
        ("closing.page", {}, _("Closing time"), "moon", here == "closing.page"),
        ("feedback.summary", {}, _("Feedback"), "star", here.startswith("feedback.")),
        ("complaints.listing", {}, _("Low scores"), "message-report", here.startswith("complaints.")),
        ("devices.page", {}, _("Devices"), "printer", here.startswith("devices.")),
        ("badges.listing", {}, _("Badges"), "id-badge-2", here.startswith("badges.")),
        ("screening.listing", {}, _("Watchlist"), "eye", here.startswith("screening.")),
        ("kiosk_look.page", {}, _("Kiosk look"), "palette", here.startswith("kiosk_look.")),
        ("resources.listing", {}, _("Rooms, cars, equipment"), "building", here.startswith("resources.")),
        ("people.listing", {}, _("People"), "users", here.startswith(("people.", "people_import."))),
        ("agreements.listing", {}, _("Agreements"), "file-text", here.startswith("agreements.")),
        (
            "rules.index",
            {},
            _("Rules"),
            "adjustments-horizontal",
            here.startswith(("rules.", "grade_rules.", "site_rules.", "survey_rules.")),
        ),
        ("accounts.listing", {}, _("Accounts"), "key", here.startswith("accounts.")),
    )
    return [
        Way(word, icon, url_for(endpoint, **values), is_here, endpoint in _SET_UP)
        for endpoint, values, word, icon, is_here in ways
        if may_open(who, endpoint) and (endpoint != "host.page" or who.employee_id)
    ]


def roles_of(who: Person) -> str:
    """Return a person's roles in words, the weightiest first."""
    held = {role for roles in who.roles.values() for role in roles}
    return _(", ").join(str(ROLE[role]) for role in Role if role in held)
