"""When a device counts as silent, and what is news of a printer: pure decisions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

NOT_ASKED = "not_asked"
READY = "ready"
NO_ANSWER, IN_USE, PAPER_OUT = "no_answer", "in_use", "paper_out"
"""States of a printer beside the other codes of why it does not print. Stored, so never renamed."""

BEAT_EVERY = timedelta(seconds=4)
"""How often a station says that it is there: seldom enough to be nothing to a database."""

SILENT_AFTER = timedelta(seconds=11)
"""Two beats missed, and time for one that is late: with the watchman's round, silence shows within 15 seconds."""


@dataclass(frozen=True)
class Saying:
    """What a station knows of one of its printers."""

    name: str
    """Its address without what is secret in it: the name in print jobs, too."""
    state: str = NOT_ASKED
    """`ready`, `not_asked`, or the code of why it does not print."""
    heard: bool = False
    """Whether the printer itself answered, be it with trouble."""
    near_end: bool = False
    """Whether its paper ends soon."""
    can_confirm: bool = True
    """Whether it can say how it is, and that it printed."""
    place: str | None = None
    """Where people find it, in words, if the setting says so."""
    model: str | None = None
    firmware: str | None = None


def is_silent(last_heard_at: datetime | None, now: datetime) -> bool:
    """Say whether a station has said nothing for too long."""
    return last_heard_at is None or now - last_heard_at > SILENT_AFTER


def is_only_out_of_reach(
    saying: Saying, by: str, heard_by: str | None, last_heard_at: datetime | None, now: datetime
) -> bool:
    """Say whether a station can't get at a printer that answers another one: then the printer is not at fault."""
    return saying.state in (NO_ANSWER, IN_USE) and heard_by not in (None, by) and not is_silent(last_heard_at, now)
