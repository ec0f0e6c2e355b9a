"""A roll call as its pages show it: everybody in the order of the list, and how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import clock, moment_words
from admin.speech import Words, _, _l, ngettext
from admin.wording import whom_they_see
from shared.access.queries import names_of
from shared.devices.models import Station
from shared.devices.queries import stations_of
from shared.devices.rules import is_silent
from shared.roll_calls.models import RollCall, RollMark
from shared.roll_calls.queries import Counting, standing_of, who_is_counted
from shared.roll_calls.rules import Said, Sureness, Why
from shared.sites.models import Site

WHY: dict[Why, Words] = {
    Why.SIGNED_IN: _l("signed in"),
    Why.AT_THE_DOOR: _l("waiting at the door"),
    Why.WINDOW_OVER: _l("hours beyond the end of the visit"),
    Why.NOT_RECEIVED: _l("the host could not receive them"),
    Why.HOST_SAID: _l("signed out by the host a moment ago"),
    Why.CLOSED: _l("inside at closing time, not signed out"),
}
GROUPS: tuple[tuple[str, Words], ...] = (
    ("help", _l("Look for these first: they need help")),
    ("sure", _l("Surely inside")),
    ("doubtful", _l("Probably gone")),
)


@dataclass(frozen=True)
class PersonRow:
    """One person of the list."""

    visit: str
    name: str
    company: str
    area: str
    seen: str
    host: str
    why: Words
    group: str
    said: str
    mark: str
    """The press that holds, by the name that its device gave it."""
    found: str
    """When and by whom they were found; empty while they are missing."""

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the line does."""
        shown = (self.name, self.company, self.area, str(self.why), self.group, self.said, self.mark, self.found)
        return crc32(repr(shown).encode())


@dataclass(frozen=True)
class Roll:
    """All that the page shows of a roll call; without a call, of the one that could be turned on."""

    site: Site
    after: int
    call: RollCall | None
    started: str
    as_of: str
    groups: Sequence[tuple[str, Words, Sequence[PersonRow]]]
    everybody: int
    safe: int
    devices: int
    stations: Sequence[Station]
    """Where the list can be printed."""

    @property
    def missing(self) -> int:
        """Return how many nobody has found."""
        return self.everybody - self.safe

    @property
    def devices_said(self) -> str:
        """Say on how many devices people were marked."""
        if not self.devices:
            return _("Nobody has been marked yet")
        return ngettext("Marked on 1 device", "Marked on %(num)d devices", self.devices)


def roll_of(rows: Session, site: Site, call: RollCall | None, after: int, now: datetime, by: str = "") -> Roll:
    """Return how a roll call stands, or who would be counted; `by` is `area` to put those of one area together."""
    if call is None:
        people: Sequence[Counting] = [Counting(stay, known, None) for stay, known in who_is_counted(rows, site.id, now)]
        marks: Sequence[RollMark] = ()
    else:
        standing = standing_of(rows, call)
        people, marks = standing.people, standing.marks
    names = names_of(rows, {mark.by for mark in marks}, language())
    shown = [_row(person, names, site, now) for person in people]
    stations = stations_of(rows, site.id)
    return Roll(
        site=site,
        after=after,
        call=call,
        started=moment_words(call.started_at, site.tz, now) if call else "",
        as_of=f"{now.astimezone(site.tz):%H:%M:%S}",
        groups=_by_area(shown) if by == "area" else _by_group(shown),
        everybody=len(shown),
        safe=sum(person.is_safe for person in people),
        devices=len({mark.device for mark in marks}),
        stations=[each for each in stations if not is_silent(each.last_heard_at, now)],
    )


def group_of(person: Counting) -> str:
    """Return in which part of the list somebody stands."""
    if person.visit.guest.needs_help:
        return "help"
    return "sure" if person.counted.sureness is Sureness.SURE else "doubtful"


def _by_group(shown: Sequence[PersonRow]) -> list[tuple[str, Words, Sequence[PersonRow]]]:
    return [(key, words, [row for row in shown if row.group == key]) for key, words in GROUPS]


def _by_area(shown: Sequence[PersonRow]) -> list[tuple[str, Words, Sequence[PersonRow]]]:
    areas = sorted({row.area for row in shown})
    return [(f"area-{n}", area, [row for row in shown if row.area == area]) for n, area in enumerate(areas)]


def _row(person: Counting, names: dict[str, str], site: Site, now: datetime) -> PersonRow:
    stay, visitor = person.visit, person.visit.guest.visitor
    mark = person.mark
    found = ""
    if mark is not None and mark.said is Said.SAFE:
        found = _("%(time)s, %(who)s", time=clock(mark.pressed_at, site.tz), who=names.get(mark.by, ""))
    return PersonRow(
        visit=stay.id,
        name=visitor.name,
        company=visitor.company.name,
        area=stay.booking.area or _("no area named"),
        seen=moment_words(stay.arrived_at, site.tz, now),
        host=whom_they_see(stay),
        why=WHY[person.counted.why],
        group=group_of(person),
        said="safe" if person.is_safe else "missing",
        mark=mark.id if mark else "",
        found=found,
    )
