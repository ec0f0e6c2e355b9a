"""What kinds of things can be booked with a visit are called."""

from admin.speech import Words, _l
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
