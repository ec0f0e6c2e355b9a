"""Figures: what each is called, what it may be, how it reads in a form and in the history."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from admin.forms import Typed
from admin.speech import Words, _
from shared.kernel.names import has_odd_characters


class Hold(StrEnum):
    """When a change takes hold."""

    AT_ONCE = "at_once"
    """For all, also for what is booked already."""
    ARRIVALS = "arrivals"
    """From the next arrival on, whenever it was booked."""
    DECISIONS = "decisions"
    """For whoever is asked to decide from now on, also on what waits already."""
    BOOKINGS = "bookings"
    """For what is booked or changed from now on."""


@dataclass(frozen=True)
class Figure(ABC):
    """One figure; `name` is that of its column."""

    name: str
    word: Words

    @property
    def way(self) -> str:
        """Return how a form asks for it."""
        return "text"

    def shown(self, value: Any) -> str:
        """Return a value as it stands in the form."""
        return str(value)

    def said(self, value: Any) -> str:
        """Return a value as the history says it."""
        return self.shown(value) or _("nothing")

    @abstractmethod
    def read(self, typed: Typed) -> Any:
        """Return the value that was typed; note what is wrong with it."""


@dataclass(frozen=True)
class Number(Figure):
    """A whole number between two others."""

    least: int
    most: int
    unit: Words
    one: Words = ""
    """The unit of one, where it has another form."""

    @property
    def attributes(self) -> dict[str, str]:
        """Return what the browser holds the field to."""
        return {"inputmode": "numeric", "autocomplete": "off"}

    def said(self, value: Any) -> str:
        """Return the number with its unit; of one thing in the singular."""
        return f"{value} {self.one if value == 1 and self.one else self.unit}"

    def read(self, typed: Typed) -> int | None:
        """Return the number."""
        text = typed[self.name]
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(self.most)) else None
        if number is None or not self.least <= number <= self.most:
            typed.is_wrong(self.name, _("Write a whole number from %(a)s to %(b)s.", a=self.least, b=self.most))
            return None
        return number


@dataclass(frozen=True)
class Text(Figure):
    """A few words."""

    longest: int = 40
    may_be_empty: bool = False

    @property
    def attributes(self) -> dict[str, str]:
        """Return what the browser holds the field to."""
        return {"autocomplete": "off"}

    def read(self, typed: Typed) -> str:
        """Return the words, on one line."""
        text = " ".join(typed[self.name].split())
        if not text and not self.may_be_empty:
            typed.is_wrong(self.name, _("Write something here."))
        elif len(text) > self.longest:
            typed.is_wrong(self.name, _("This is too long: %(n)s characters at most.", n=self.longest))
        elif has_odd_characters(text):
            typed.is_wrong(
                self.name,
                _("There is a character in this that cannot be shown. Type it anew instead of pasting it."),
            )
        return text


@dataclass(frozen=True)
class Choice(Figure):
    """One of several; the form's word for each value is its text, nothing for None."""

    options: Mapping[Any, Words]

    @property
    def way(self) -> str:
        """Return how a form asks for it."""
        return "select"

    @property
    def choices(self) -> Sequence[tuple[str, Words]]:
        """Return what a form offers."""
        return [(self.shown(value), word) for value, word in self.options.items()]

    def shown(self, value: Any) -> str:
        """Return the value's text."""
        return "" if value is None else str(value)

    def said(self, value: Any) -> str:
        """Return the value's words."""
        return str(self.options.get(value, value))

    def read(self, typed: Typed) -> Any:
        """Return the value that was chosen."""
        known = {self.shown(value): value for value in self.options}
        if typed[self.name] not in known:
            typed.is_wrong(self.name, _("Choose one of these."))
        return known.get(typed[self.name])


@dataclass(frozen=True)
class Tick(Figure):
    """Yes or no."""

    @property
    def way(self) -> str:
        """Return how a form asks for it."""
        return "check"

    def shown(self, value: Any) -> str:
        """Return whether it is ticked."""
        return "yes" if value else ""

    def said(self, value: Any) -> str:
        """Return yes or no."""
        return _("yes") if value else _("no")

    def read(self, typed: Typed) -> bool:
        """Return whether it was ticked."""
        return typed[self.name] == "yes"


@dataclass(frozen=True)
class Group:
    """Figures that stand together, since a change of them takes hold at the same time."""

    title: Words
    figures: Sequence[Number | Text | Choice | Tick]
    holds: Hold | None = None


def figures_in(groups: Sequence[Group]) -> dict[str, Number | Text | Choice | Tick]:
    """Return the figures of several groups by name."""
    return {figure.name: figure for group in groups for figure in group.figures}


def said_in(groups: Sequence[Group], name: str, value: Any) -> tuple[str, str]:
    """Return a figure as the history names it, after its group since names such as "then" need it, and a value."""
    group, figure = next((group, figure) for group in groups for figure in group.figures if figure.name == name)
    return _("%(group)s: %(figure)s", group=group.title, figure=figure.word), figure.said(value)


def as_typed(groups: Sequence[Group], row: object) -> Typed:
    """Return the form that holds what is kept now."""
    return Typed({name: figure.shown(getattr(row, name)) for name, figure in figures_in(groups).items()})


def wanted(groups: Sequence[Group], typed: Typed) -> dict[str, Any]:
    """Return all values of a form; what is wrong stands in `typed.troubles`."""
    return {name: figure.read(typed) for name, figure in figures_in(groups).items()}
