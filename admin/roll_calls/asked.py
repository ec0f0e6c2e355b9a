"""What a device says of people, read and checked: a form's one press, or JSON with those of a while."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import abort, request

from shared.kernel.ids import new_id
from shared.roll_calls.actions import Press
from shared.roll_calls.rules import LONGEST_AGO, LONGEST_POINT, MOST_MARKS, Said

_NAME = re.compile(r"[0-9a-zA-Z-]{8,64}")


@dataclass(frozen=True)
class Begun:
    """An evacuation that was turned on at a device while the server was away."""

    is_drill: bool
    point: str
    ago: timedelta


@dataclass(frozen=True)
class Marks:
    """What one device says."""

    device: str
    presses: list[Press]
    begun: Begun | None


def marks_sent(now: datetime) -> Marks:
    """Read the request; 400 for what no page of ours sends."""
    if not request.is_json:
        said, visit = request.form.get("said", ""), request.form.get("visit", "")
        if said not in set(Said):
            abort(400)
        return Marks("form", [Press(new_id(), _name(visit), Said(said), now)], None)
    body = request.get_json(silent=True)
    presses = body.get("presses") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(presses, list) or len(presses) > MOST_MARKS:
        abort(400)
    return Marks(_name(body.get("device")), [_press(each, now) for each in presses], _begun(body.get("begun")))


def _press(sent: Any, now: datetime) -> Press:
    if not isinstance(sent, dict) or sent.get("said") not in set(Said):
        abort(400)
    undoes = sent.get("undoes")
    return Press(
        id=_name(sent.get("id")),
        visit=_name(sent.get("visit")),
        said=Said(sent["said"]),
        pressed_at=now - _ago(sent.get("ago_ms")),
        undoes=None if undoes is None else _name(undoes),
    )


def _begun(sent: Any) -> Begun | None:
    if sent is None:
        return None
    if not isinstance(sent, dict) or not isinstance(sent.get("drill"), bool):
        abort(400)
    point = sent.get("point")
    return Begun(sent["drill"], point[:LONGEST_POINT] if isinstance(point, str) else "", _ago(sent.get("ago_ms")))


def _ago(milliseconds: Any) -> timedelta:
    """Devices say how long ago it was, not when: their clocks may be wrong."""
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool) or milliseconds < 0:
        abort(400)
    return min(timedelta(milliseconds=min(milliseconds, 10**10)), LONGEST_AGO)


def _name(value: Any) -> str:
    return value if isinstance(value, str) and _NAME.fullmatch(value) else abort(400)
