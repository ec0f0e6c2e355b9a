"""What a visitor signed before coming, as it stands beside their booking."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from admin.agreements.words import KIND
from admin.asking import node
from admin.dates import moment_words
from admin.speech import _
from shared.agreements.queries import agreement_text
from shared.agreements.rules import AgreementKind
from shared.bookings.models import Booking
from shared.invitations.queries import said_ahead
from shared.sites.models import Site
from shared.web.languages import NAMES


@dataclass(frozen=True)
class Ahead:
    """What was signed by an invitation's link."""

    signed: list[tuple[str, str, str]]
    """Text with its version and language, who signed, and when."""


def said_ahead_of(booking_id: str) -> Ahead | None:
    """Return what a booking's visitor signed; None for a booking that nobody was invited to."""
    with node().reading() as rows:
        found = said_ahead(rows, booking_id)
        if found is None:
            return None
        booking = rows.get_one(Booking, booking_id)
        when = moment_words(found.said_at, rows.get_one(Site, booking.site_id).tz, node().now())
        return Ahead([(_text(rows, each), each["signed"], when) for each in found.agreed])


def _text(rows: Session, agreed: Mapping[str, str]) -> str:
    word, text = KIND[AgreementKind(agreed["kind"])], agreement_text(rows, agreed["text"])
    if text is None:  # a house whose texts were brought from elsewhere
        return str(word)
    language = NAMES.get(text.language, text.language)
    return _("%(text)s, version %(n)s, %(language)s", text=word, n=text.version, language=language)
