"""What a visitor signed before coming, as it stands beside their booking."""

from dataclasses import dataclass

from admin.agreements.words import KIND
from admin.asking import node
from shared.agreements.rules import AgreementKind
from shared.invitations.queries import said_ahead


@dataclass(frozen=True)
class Ahead:
    """What was signed by an invitation's link."""

    signed: list[tuple[str, str]]


def said_ahead_of(booking_id: str) -> Ahead | None:
    """Return what a booking's visitor signed; None for a booking that nobody was invited to."""
    with node().reading() as rows:
        found = said_ahead(rows, booking_id)
    if found is None:
        return None
    signed = [(str(KIND[AgreementKind(each["kind"])]), each["signed"]) for each in found.agreed]
    return Ahead(signed)
