"""Templates and figures of reception; plans, their tasks and confirmations; minutes and what was agreed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Identified, Moment
from shared.reception.escorts import MealLimits
from shared.reception.itinerary import Item, Step
from shared.reception.rules import Line

_TO_DO = text("done_at IS NULL AND closed_at IS NULL")
_REQUESTED = text("asked_at IS NOT NULL AND done_at IS NULL AND closed_at IS NULL")
_TO_CONFIRM = text("confirm_asked_at IS NOT NULL")
_OPEN_ITEM = text("state IN ('proposed', 'agreed')")
_WITHOUT_DAY = text("state IN ('proposed', 'agreed') AND due_at IS NULL")


class ReceptionTemplate(Base):
    """What a grade's visits need, as an administrator edits it; a grade without a row has what Usher came with."""

    __tablename__ = "reception_templates"

    grade_letter: Mapped[str] = mapped_column(ForeignKey("grades.letter"), primary_key=True)
    tasks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    itinerary: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    @property
    def lines(self) -> list[Line]:
        """Return the tasks."""
        return [Line.from_json(kept) for kept in self.tasks]

    @property
    def steps(self) -> list[Step]:
        """Return the itinerary's proposal."""
        return [Step.from_json(kept) for kept in self.itinerary]


class ReceptionFigures(Base):
    """The figures of reception that hold for all grades (R9, R18, R20): one row, once somebody has changed one."""

    __tablename__ = "reception_figures"
    __table_args__ = (CheckConstraint('"only" = 1', name="one_row"),)

    only: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, default=1)
    remind_minutes: Mapped[int] = mapped_column(Integer)
    """How long before a task is due its owner is reminded."""
    overdue_minutes: Mapped[int] = mapped_column(Integer)
    """How long after it was due the manager is told."""
    itinerary_days: Mapped[int] = mapped_column(Integer)
    """How many days before the visit the leader has to have the itinerary (R9)."""
    itinerary_send_hours: Mapped[int] = mapped_column(Integer)
    """How many hours before the visit it is sent by itself."""
    promise_before_hours: Mapped[int] = mapped_column(Integer)
    """How long before something promised is due whoever sees to it is reminded (R24)."""
    promise_after_hours: Mapped[int] = mapped_column(Integer)
    """How long after it was due they are reminded once more."""
    promise_head_hours: Mapped[int] = mapped_column(Integer)
    """How long after it was due the head of their department is told."""
    request_minutes: Mapped[int] = mapped_column(Integer)
    """Within what time a guest's request during the visit is met or explained (R18)."""
    large_guests: Mapped[int] = mapped_column(Integer, server_default="10")
    """From how many guests on a meeting is one of class 1 (R18)."""
    meal_few_guests: Mapped[int] = mapped_column(Integer)
    meal_few_escorts: Mapped[int] = mapped_column(Integer)
    meal_some_guests: Mapped[int] = mapped_column(Integer)
    meal_some_escorts: Mapped[int] = mapped_column(Integer)
    refreshments_key: Mapped[str] = mapped_column(Text)
    refreshments_group: Mapped[str] = mapped_column(Text)
    refreshments_ordinary: Mapped[str] = mapped_column(Text)
    refreshments_ad_hoc: Mapped[str] = mapped_column(Text)
    escort_key: Mapped[str] = mapped_column(Text)
    escort_group: Mapped[str] = mapped_column(Text)
    escort_ordinary: Mapped[str] = mapped_column(Text)
    escort_ad_hoc: Mapped[str] = mapped_column(Text)

    @property
    def meal_limits(self) -> MealLimits:
        """Return how many may share a meal, as the rule takes it."""
        few, some = (self.meal_few_guests, self.meal_few_escorts), (self.meal_some_guests, self.meal_some_escorts)
        return MealLimits(*few, *some)


class Plan(Identified, Base):
    """The plan of one visit's reception (接待计划)."""

    __tablename__ = "reception_plans"

    # A visit has one plan, however often it is approved.
    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"), unique=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    grade_letter: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    """The visit's time as its tasks were last reckoned from it."""
    meeting: Mapped[str] = mapped_column(Text)
    secrecy: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text, default="zh")
    """In which the visitor reads the itinerary: zh or en."""
    room: Mapped[str] = mapped_column(Text, default="")
    room_seats: Mapped[int | None] = mapped_column(Integer)
    escorts: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Employees' ids."""
    diners: Mapped[list[str]] = mapped_column(JSON, default=list)
    itinerary: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    itinerary_version: Mapped[int] = mapped_column(Integer, default=0)
    """How often it was written; 0: there is a proposal only."""
    confirmed_version: Mapped[int] = mapped_column(Integer, default=0)
    """Which version was confirmed by whom the grade names for that (R6); 0: none."""
    confirmed_by: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirm_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when the itinerary waits to be confirmed; None: it doesn't."""
    confirm_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was not, until it is written anew."""
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the visit was called off."""
    changes: Mapped[int] = mapped_column(Integer, default=0)

    __table_args__ = (
        Index("ix_reception_plans_site_time", "site_id", "starts_at", "id"),
        # What waits to be confirmed: few, however many plans there were.
        Index(
            "ix_reception_plans_to_confirm",
            "site_id",
            "starts_at",
            "id",
            sqlite_where=_TO_CONFIRM,
            postgresql_where=_TO_CONFIRM,
        ),
    )

    @property
    def items(self) -> list[Item]:
        """Return the itinerary as it was written."""
        return [Item.from_json(kept) for kept in self.itinerary]


class Task(Identified, Base):
    """Something that somebody has to do for a visit."""

    __tablename__ = "reception_tasks"

    plan_id: Mapped[str] = mapped_column(ForeignKey("reception_plans.id"), index=True)
    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"), index=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    key: Mapped[str] = mapped_column(Text, default="")
    """The template's line that it came from; empty: somebody added it."""
    name: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(Text)
    employee_id: Mapped[str | None] = mapped_column(ForeignKey("employees.id"))
    """Who does it, once somebody is named; until then whoever the role belongs to."""
    edge: Mapped[str] = mapped_column(Text)
    days: Mapped[int] = mapped_column(Integer, default=0)
    minutes: Mapped[int] = mapped_column(Integer, default=0)
    is_before: Mapped[bool] = mapped_column(Boolean)
    """Whether the visit is not ready without it."""
    due_at: Mapped[datetime] = mapped_column(Moment)
    check: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """[{"words": "桌椅", "done": false}]"""
    note: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was no longer wanted."""
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    """When a guest who is here asked for it, or its round began (R18); None: it was planned."""
    repeats: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Whether it is to be done again and again while the guests are here; each round is a task of its own."""

    __table_args__ = (
        Index("ix_reception_tasks_site_due", "site_id", "due_at", "id"),
        Index("ix_reception_tasks_employee_due", "employee_id", "due_at", "id"),
        # What is late is asked on every board: small, however many tasks were ever done.
        Index("ix_reception_tasks_to_do", "site_id", "due_at", sqlite_where=_TO_DO, postgresql_where=_TO_DO),
        # What guests ask for is looked at all the time: a few, and gone within minutes.
        Index(
            "ix_reception_tasks_requests",
            "site_id",
            "due_at",
            "id",
            sqlite_where=_REQUESTED,
            postgresql_where=_REQUESTED,
        ),
    )

    def named(self, language: str) -> str:
        """Return what is to be done, in the reader's language."""
        return self.name if language.startswith("zh") or not self.name_en else self.name_en


class Confirmation(Identified, Base):
    """That somebody confirmed a visit with the visitor (R9). It is never changed; the newest counts."""

    __tablename__ = "reception_confirmations"

    plan_id: Mapped[str] = mapped_column(ForeignKey("reception_plans.id"), index=True)
    whom: Mapped[str] = mapped_column(Text)
    means: Mapped[str] = mapped_column(Text)
    points: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    place: Mapped[str] = mapped_column(Text)
    """Time and place that were confirmed: with others it has to be done again."""


class TalkMinutes(Base):
    """The minutes of a visit's talks (会谈纪要, R21)."""

    __tablename__ = "talk_minutes"

    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    changes: Mapped[int] = mapped_column(Integer, default=0)


class Cooperation(Identified, Base):
    """Something that both sides may do together, from proposal to done (R21)."""

    __tablename__ = "cooperation_items"

    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"), index=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    department_id: Mapped[str | None] = mapped_column(ForeignKey("departments.id"))
    employee_id: Mapped[str | None] = mapped_column(ForeignKey("employees.id"))
    """Who of the department sees to it; None: the visit's host reminds them."""
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'agreed', 'done', 'dropped')", name="state"),
        # What is open, by when it is due: few, however many there were.
        Index(
            "ix_cooperation_items_open",
            "site_id",
            "due_at",
            "id",
            sqlite_where=_OPEN_ITEM,
            postgresql_where=_OPEN_ITEM,
        ),
        Index("ix_cooperation_items_without_day", "id", sqlite_where=_WITHOUT_DAY, postgresql_where=_WITHOUT_DAY),
    )

    @property
    def is_open(self) -> bool:
        """Say whether something is still to come of it."""
        return self.state in ("proposed", "agreed")


class DueDay(Identified, Base):
    """That the day of a cooperation item was moved: from when to when, why, by whom. It is never changed."""

    __tablename__ = "cooperation_days"

    item_id: Mapped[str] = mapped_column(ForeignKey("cooperation_items.id"), index=True)
    before: Mapped[datetime | None] = mapped_column(Moment)
    """None: it had no day."""
    after: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
