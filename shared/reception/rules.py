"""What has to be done for a visit, by whom and when (R18); and whether everything is ready. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.sites.rules import Hours

MOST_TASKS = 40
LONGEST_NAME = 60
LONGEST_NOTE = 500
MOST_CHECKS = 12
MOST_DAYS, MOST_MINUTES = 30, 1440


class Owner(StrEnum):
    """Who does a task, as long as nobody is named. Stored, so never renamed."""

    HOST = "host"
    RECEPTION = "reception"
    CUSTOMER_SERVICE = "customer_service"
    ADMINISTRATION = "administration"
    DRIVERS = "drivers"
    TECHNICIANS = "technicians"


class Edge(StrEnum):
    """Which end of the visit a task's time is counted from."""

    BEFORE_START = "before_start"
    AFTER_START = "after_start"
    AFTER_END = "after_end"


class Meeting(StrEnum):
    """The class of a meeting (R18): 1 is large or important, 2 daily, or it is ad hoc."""

    LARGE = "large"
    DAILY = "daily"
    AD_HOC = "ad_hoc"


class Secrecy(StrEnum):
    """How confidential a meeting is (R18)."""

    OPEN = "open"
    INTERNAL = "internal"
    SECRET = "secret"


@dataclass(frozen=True)
class Line:
    """One line of a grade's template."""

    key: str
    """Stands for the line when a plan is made anew: never shown, never reused."""
    name: str
    name_en: str
    owner: Owner
    edge: Edge = Edge.BEFORE_START
    days: int = 0
    """Working days of the site; 0: the minutes count."""
    minutes: int = 0
    only_large: bool = False
    """Only for meetings of class 1."""
    check: tuple[str, ...] = ()
    """What belongs to it, each in Chinese, with English behind a slash where there is any."""
    repeats: bool = False
    """Again and again while the guests are here, as often as their site says."""

    def as_json(self) -> dict[str, Any]:
        """Return it as the template keeps it; what is not said is left out."""
        kept = {"key": self.key, "name": self.name, "name_en": self.name_en, "owner": self.owner.value}
        more = {"days": self.days, "minutes": self.minutes, "only_large": self.only_large, "check": list(self.check)}
        more["repeats"] = self.repeats
        return {**kept, "edge": self.edge.value, **{name: value for name, value in more.items() if value}}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Line":
        """Read back what `as_json` wrote."""
        words = {"owner": Owner(kept["owner"]), "edge": Edge(kept["edge"]), "check": tuple(kept.get("check", ()))}
        return cls(**{**kept, **words})


def due_moment(line: Line, starts_at: datetime, ends_at: datetime, hours: Hours) -> datetime:
    """Return when a task has to be done (R18).

    Minutes are minutes, also in the night in which clocks are changed. Days are the site's working days: the day
    before a visit on Monday is Friday, and it ends when the site closes.
    """
    before, minutes = line.edge is Edge.BEFORE_START, timedelta(minutes=line.minutes)
    from_moment = (ends_at if line.edge is Edge.AFTER_END else starts_at).astimezone(UTC)
    if line.days:
        days_off = hours.working_days_before if before else hours.working_days_after
        return days_off(from_moment, line.days)
    return from_moment - minutes if before else from_moment + minutes


@dataclass(frozen=True)
class Rounds:
    """How often something is done again while guests are here (R18): tea after 20 minutes, after 25 at the latest."""

    every: timedelta
    latest: timedelta


def round_due(planned: datetime, starts_at: datetime, came_at: datetime, rounds: Rounds) -> datetime:
    """Return when the next round falls due: as planned, but never sooner after guests sat down than its site says.

    Who came early sits down when the visit starts, who came late when they come.
    """
    return max(planned, max(starts_at, came_at) + rounds.every)


def lines_for(lines: Sequence[Line], meeting: Meeting) -> list[Line]:
    """Return the lines of a template that a meeting of this class needs."""
    return [line for line in lines if meeting is Meeting.LARGE or not line.only_large]


def meeting_of(kind: str, grade: str, guests: int, large_from: int) -> Meeting:
    """Propose a meeting's class from what is booked (R18): important ones, and those of so many guests, are class 1."""
    if kind == "ad_hoc":
        return Meeting.AD_HOC
    return Meeting.LARGE if grade == "A" or guests >= large_from else Meeting.DAILY


class Means(StrEnum):
    """How somebody spoke with the visitor (R9)."""

    PHONE = "phone"
    MAIL = "mail"
    CHAT = "chat"
    IN_PERSON = "in_person"


class Point(StrEnum):
    """What has to be confirmed with the visitor (R9)."""

    TIME = "time"
    PLACE = "place"
    PEOPLE = "people"
    AGENDA = "agenda"


class CooperationState(StrEnum):
    """Where a cooperation item stands (R21)."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DONE = "done"
    DROPPED = "dropped"


class Lack(StrEnum):
    """What a visit that is near may still lack, the weightiest first."""

    LATE = "late"
    OPEN = "open"
    NOT_CONFIRMED = "not_confirmed"
    CONFIRM_AGAIN = "confirm_again"
    NO_ITINERARY = "no_itinerary"
    ITINERARY_QUESTIONED = "itinerary_questioned"
    ITINERARY_UNCONFIRMED = "itinerary_unconfirmed"
    NOT_SENT = "not_sent"
    NO_ESCORT = "no_escort"
    TOO_MANY_ESCORTS = "too_many_escorts"


@dataclass(frozen=True)
class Count:
    """How far the tasks of one plan are that are due until the visit starts."""

    done: int = 0
    all: int = 0
    late: int = 0


@dataclass(frozen=True)
class Readiness:
    """Whether a visit can come."""

    count: Count
    lacks: tuple[Lack, ...] = field(default=())

    @property
    def is_ready(self) -> bool:
        """Say whether nothing is missing."""
        return not self.lacks


def readiness(count: Count, lacks: Mapping[Lack, bool]) -> Readiness:
    """Return what is missing of a plan: late and open tasks, and what else does not hold."""
    tasks = {Lack.LATE: count.late > 0, Lack.OPEN: count.done < count.all and count.late == 0}
    every = {**tasks, **lacks}
    return Readiness(count, tuple(lack for lack in Lack if every.get(lack)))


def in_language(text: str, language: str) -> str:
    """Return the Chinese or the English part of words such as `资料 / Materials`; all of it where there is one part."""
    chinese, slash, english = text.partition(" / ")
    if not slash:
        return text
    return chinese.strip() if language.startswith("zh") else english.strip() or chinese.strip()
