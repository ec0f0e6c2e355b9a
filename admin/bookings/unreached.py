"""Whom no letter reaches, so that somebody has to call them."""

from collections.abc import Sequence

from admin.speech import ngettext
from shared.bookings.models import Guest

_MOST_NAMED = 10


def not_reached_by_mail(guests: Sequence[Guest]) -> list[str]:
    """Return which guests have no e-mail address, each with a phone where it is known; of many the first few."""
    silent = [guest.visitor for guest in guests if not guest.visitor.email]
    named = [f"{each.name} {each.phone}" if each.phone else each.name for each in silent[:_MOST_NAMED]]
    rest = len(silent) - len(named)
    return [*named, ngettext("%(num)d more", "%(num)d more", rest)] if rest else named
