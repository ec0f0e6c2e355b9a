"""Whom and what a thing concerns: it decides who may see a line."""

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """The ids that a logbook line, a print job or a notice carries; None where it has none."""

    site: str | None = None
    host: str | None = None
    booking: str | None = None
    visit: str | None = None

    def as_json(self) -> dict[str, str]:
        """Return the ids that are there, to keep beside a job or a notice."""
        return {name: value for name, value in vars(self).items() if value is not None}

    @classmethod
    def from_json(cls, ids: dict[str, str]) -> "About":
        """Read back what `as_json` wrote."""
        return cls(**ids)
