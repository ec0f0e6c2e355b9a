"""The form of a proposal: what was typed, as a draft, with what is wrong with it."""

from collections.abc import Sequence
from datetime import time, timedelta, tzinfo

from admin.forms import Typed, day_typed, moment_typed
from admin.screening.words import problem_words
from shared.companies.rules import phone_of
from shared.screening.models import WatchEntry
from shared.screening.rules import Draft

_SEVERAL = ("aliases", "phones", "emails")


def draft_of(typed: Typed, zone: tzinfo) -> Draft:
    """Return what was typed as a draft; a number that is none is noted at its field."""
    last_day = day_typed(typed["expires_at"])
    phones = {line: phone_of(line) for line in _lines(typed["phones"])}
    if None in phones.values():
        typed.is_wrong("phones", problem_words("phones", "not_a_phone_number"))
    return Draft(
        name=typed["name"],
        reason=typed["reason"],
        source=typed["source"],
        expires_at=moment_typed(last_day + timedelta(days=1), time(), zone) if last_day else None,
        aliases=tuple(_lines(typed["aliases"])),
        phones=tuple(phone for phone in phones.values() if phone),
        emails=tuple(_lines(typed["emails"])),
        company=typed["company"],
    )


def show_problems(typed: Typed, problems: Sequence[tuple[str, str]]) -> None:
    """Put words to what is wrong with each field."""
    for field, code in problems:
        typed.is_wrong(field, problem_words(field, code))


def as_typed(entry: WatchEntry) -> Typed:
    """Return an entry as the form that proposes it anew: all but its end."""
    several = {name: "\n".join(getattr(entry, name)) for name in _SEVERAL}
    plain = {name: str(getattr(entry, name)) for name in ("name", "company", "reason", "source")}
    return Typed(plain | several)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
