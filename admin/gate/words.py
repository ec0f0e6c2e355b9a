"""What the gate's codes are called: one table a list, and a test that no code lacks words; what it says of hosts."""

from admin.speech import Words, _, _l
from shared.gate.rules import Identification, StopReason

STOP_REASON: dict[StopReason, Words] = {
    StopReason.IDENTITY: _l("identity to be checked"),
    StopReason.ITEMS: _l("items to be checked"),
    StopReason.VEHICLE: _l("vehicle to be checked"),
    StopReason.HOST: _l("host to be asked"),
    StopReason.PAPERS: _l("papers are missing"),
    StopReason.SAFETY: _l("safety rules"),
    StopReason.OTHER: _l("another reason"),
}

IDENTIFICATION: dict[Identification, Words] = {
    Identification.POLICE: _l("Police"),
    Identification.FIRE: _l("Fire and rescue"),
    Identification.MARKET: _l("Market supervision"),
    Identification.LABOUR: _l("Labour inspection"),
    Identification.TAX: _l("Tax office"),
    Identification.ENVIRONMENT: _l("Environmental protection"),
    Identification.OTHER: _l("Another authority"),
}


def cannot_receive(host: str) -> str:
    """Say that a host has declined."""
    return _("%(host)s cannot receive them", host=host)


def asked_to_wait_too_long(host: str) -> str:
    """Say that a host lets somebody wait, beyond the limit."""
    return _("%(host)s asked them to wait, and the time for that is over", host=host)
