"""A screen as plain facts: the words of wording.py, filled in for one visitor. Templates only lay it out."""

from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from kiosk.display import at
from kiosk.long_names import breakable, title_size
from kiosk.moments import hour, is_same_day, when
from kiosk.wording import STEPS, Step, Wording
from shared.desk.outcomes import Refused
from shared.visits.rules import Refusal


@dataclass(frozen=True)
class Button:
    """A button: what it says, where it leads, and what it does there."""

    word: str
    step: Step
    address: str


@dataclass(frozen=True)
class Rail:
    """The three times of someone who is early, in order, as words."""

    now: str
    opens: str
    starts: str


@dataclass(frozen=True)
class Screen:
    """One outcome, ready to be laid out."""

    name: str
    door: str
    mark: str | None
    state: str
    title: Markup
    size: int
    line: Markup
    hints: tuple[tuple[str, str], ...]
    lamp: Button
    second: Button | None
    third: Button | None
    """The way back to the start, where neither of the others is it."""
    rail: Rail | None = None
    stays_s: int | None = None
    """None: as long as any other page."""
    code: str | None = None
    """Under this the desk finds why; in small, at the foot."""


@dataclass(frozen=True)
class Here:
    """The place and moment that words are said in."""

    zone: tzinfo
    now: datetime
    language: str

    def says(self, moment: datetime | None) -> str:
        """Return a moment in words; nothing for none."""
        return when(moment, self.now, self.zone, self.language) if moment else ""


@dataclass(frozen=True)
class Steps:
    """Where the buttons of one journey lead; a visit's id where there is one."""

    again: str = "arrive.scan"
    visit: str | None = None
    addresses: dict[Step, str] = field(default_factory=dict)

    def button(self, step: Step) -> Button:
        """Return the button for a step."""
        return Button(str(STEPS[step]), step, self.addresses.get(step) or self._address(step))

    def _address(self, step: Step) -> str:
        if step is Step.STATUS and self.visit is not None:
            return at("waiting.status", visit_id=self.visit)
        endpoints = {
            Step.AGAIN: self.again,
            Step.RECEPTION: "help.help_page",
            Step.CALL: "help.help_page",
            Step.LEAVE: "leave.leave",
            Step.TYPE: "arrive.typed",
        }
        return at(endpoints.get(step, "welcome.welcome"))


def worded(name: str, wording: Wording, steps: Steps, rail: Rail | None = None, /, **facts: Any) -> Screen:
    """Fill a wording in."""
    title = str(wording.title) % facts
    return Screen(
        name=name,
        door=wording.door,
        mark=wording.mark,
        state=str(wording.state) % facts if wording.state else "",
        title=breakable(title),
        size=title_size(title),
        line=breakable(str(wording.line) % facts),
        hints=tuple((icon, str(sentence)) for icon, sentence in wording.hints),
        lamp=steps.button(wording.lamp),
        second=steps.button(wording.second) if wording.second else None,
        third=steps.button(Step.HOME) if wording.leads_elsewhere else None,
        rail=rail,
        stays_s=wording.stays_s,
    )


def refused_screen(refused: Refused, table: dict[Refusal, Wording], here: Here, steps: Steps) -> Screen:
    """Say why the door stays closed, with the times that the reason speaks of."""
    facts = {
        "opens": here.says(refused.opens_at),
        "starts": here.says(refused.starts_at),
        "ended": here.says(refused.ended_at),
        "used": here.says(refused.used_at),
    }
    said = worded("refused", table[refused.reason], steps, _rail(refused, here), **facts)
    return replace(said, code=refused.code)


def _rail(refused: Refused, here: Here) -> Rail | None:
    """Draw the day's line for someone who is early today; another day's would not fit on it."""
    opens, starts = refused.opens_at, refused.starts_at
    if opens is None or starts is None or not is_same_day(opens, here.now, here.zone):
        return None
    now = _("Now %(time)s", time=hour(here.now, here.zone))
    return Rail(now, hour(opens, here.zone), hour(starts, here.zone))
