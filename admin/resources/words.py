"""What kinds of things can be booked with a visit are called, and what is said of one that somebody else has."""

from datetime import tzinfo

from admin.asking import language
from admin.calendar.tiles import reserved_words
from admin.dates import clock, ending
from admin.speech import Words, _, _l
from shared.desk.keep_longer import Short
from shared.resources.rules import ResourceKind

RESOURCE: dict[ResourceKind, Words] = {
    ResourceKind.ROOM: _l("Room"),
    ResourceKind.EQUIPMENT: _l("Equipment"),
    ResourceKind.CAR: _l("Car"),
    ResourceKind.DRIVER: _l("Driver"),
}

TROUBLE: dict[tuple[str, str], Words] = {
    ("name", "missing"): _l("Write a name."),
    ("name", "too_long"): _l("This is too long."),
    ("seats", "not_a_number"): _l("Write how many people fit, such as 12, or leave it empty."),
    ("employee", "missing"): _l("Write the driver's e-mail address."),
    ("employee", "unknown"): _l("Nobody with this address works here."),
}


def short_words(short: Short, zone: tzinfo) -> str:
    """Say what a longer visit cannot have as long as it lasts, who has it being nobody's business."""
    other = short.other
    return _(
        "%(name)s is somebody else's from %(start)s to %(end)s; this visit has it until %(until)s.",
        name=reserved_words(short.held, language()),
        start=clock(other.starts_at, zone),
        end=ending(other.starts_at, other.ends_at, zone),
        until=clock(short.held.ends_at, zone),
    )
