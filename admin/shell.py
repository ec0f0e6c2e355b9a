"""What stands around every page: the ways to other areas, who is signed in, the languages."""

from functools import partial
from typing import Any

from flask import request

from admin.asking import language, person, spoken
from admin.permissions import may_open
from admin.speech import _
from admin.ways import ways_for
from admin.wording import ROLE
from shared.access.rules import Person, Role
from shared.web.languages import NAMES


def around_every_page() -> dict[str, Any]:
    """Return what the layout shows; nothing of a person when nobody is signed in."""
    who = person()
    common: dict[str, Any] = {"language": language(), "languages": [(tag, NAMES[tag]) for tag in spoken()], "me": who}
    common["opens"] = partial(may_open, who)
    # The device page says it all itself.
    sees_devices = may_open(who, "devices.alarm") and request.endpoint != "devices.page"
    return common | (
        {"ways_to_go": ways_for(who), "my_roles": roles_of(who), "sees_devices": sees_devices} if who else {}
    )


def roles_of(who: Person) -> str:
    """Return a person's roles in words, the weightiest first."""
    held = {role for roles in who.roles.values() for role in roles}
    return _(", ").join(str(ROLE[role]) for role in Role if role in held)
