"""The board of reception's tasks by day and person; what it shows lives in its address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from admin.asking import language, lost, me, node
from admin.dates import clock, long_day, moment_words
from admin.forms import Typed, day_typed
from admin.reception.requests import requests_at, rows_of_requests
from admin.reception.seeing import cards
from admin.reception.words import OWNER, task_state
from admin.speech import _
from admin.wording import Said, party
from shared.access.rules import Permission
from shared.kernel.paging import Cursor
from shared.people.queries import employee_names
from shared.reception.models import Task
from shared.reception.queries import (
    Asked,
    Reception,
    coming_receptions,
    late_tasks,
    owners_on,
    receptions_with_ids,
    tasks_page,
)
from shared.reception.rules import Owner, in_language
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("reception", __name__, url_prefix="/reception")

ROWS = 60
MOST_LATE = 40
MOST_VISITS = 20
DAYS_AHEAD = 7


@dataclass(frozen=True)
class Row:
    """A task as the board shows it."""

    id: str
    name: str
    at: str
    who: str
    """Who does it: a person's name, or a role."""
    is_taken: bool
    visit: str
    booking: str
    grade: str
    said: Said
    is_done: bool
    note: str
    checks: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True)
class Shown:
    """What the address asks for."""

    typed: Typed
    site: Site
    """The site whose clock the board goes by."""
    sites: tuple[Site, ...]
    """Sites of which this person sees everything."""
    day: date
    today: date
    asked: Asked


@pages.get("")
def board() -> str:
    """Show a day's tasks, what is late before it, and whether the coming visits are ready."""
    now = node().now()
    with node().reading() as rows:
        sites = every_site(rows)
        shown = _shown(sites, now)
        zones = {site.id: site.tz for site in sites}
        page = tasks_page(rows, shown.asked, _cursor(), ROWS)
        late = late_tasks(rows, shown.asked, now, MOST_LATE) if shown.day == shown.today else ()
        requests = requests_at(rows, shown.asked.sites)
        visits = coming_receptions(rows, shown.asked.sites, now, now + timedelta(days=DAYS_AHEAD), MOST_VISITS)
        plans = {each.plan.id: each for each in visits}
        tasks = (*page.items, *late, *requests)
        plans |= receptions_with_ids(rows, sorted({task.plan_id for task in tasks} - plans.keys()))
        crew = owners_on(rows, replace(shown.asked, employee=None, owner="")) if shown.asked.sites else []
        names = _names(rows, [*page.items, *late], crew)
        ready = cards(rows, visits, zones, now)
    shown.typed["day"] = shown.day.isoformat()
    row = [_row(task, plans[task.plan_id], names, zones, now) for task in page.items]
    return render_template(
        "reception/board.html",
        typed=shown.typed,
        shown=shown,
        heading=long_day(shown.day, shown.today),
        rows=row,
        late=[_row(task, plans[task.plan_id], names, zones, now, with_day=True) for task in late],
        requests=rows_of_requests(requests, plans, shown.site.tz, now),
        ready=ready,
        crew=_crew(crew, names),
        days=_days(shown),
        options=_options(shown),
        is_narrowed=any(shown.typed[name] for name in ("who", "open", "site")),
        next=_here(at=str(page.next)) if page.next else None,
        previous=_here(at=str(page.previous)) if page.previous else None,
        here=request.full_path.rstrip("?"),
        can_set_rules=me().may_somewhere(Permission.SET_RULES),
    )


def _shown(sites: Sequence[Site], now: datetime) -> Shown:
    typed = Typed(request.args)
    mine = [site for site in sites if site.id in me().roles] or lost()
    all_of = [site for site in mine if me().may(Permission.BOOK_FOR_OTHERS, site.id)]
    chosen = [site for site in all_of if site.code == typed["site"]] or all_of
    site = (chosen or mine)[0]
    today = site.hours.day_of(now)
    day = day_typed(typed["day"]) or today
    start, before = site.hours.day_bounds(day)
    asked = Asked(tuple(each.id for each in chosen), None, start, before, only_open=typed["open"] == "yes")
    return Shown(typed, site, tuple(all_of), day, today, _narrowed(asked, typed["who"]))


def _narrowed(asked: Asked, who: str) -> Asked:
    """Return whose tasks are asked for: mine, a role's that nobody has taken, or a person's; of others only mine."""
    if not asked.sites or who == "me":
        return replace(asked, employee=me().employee_id or "")
    if who in set(Owner):
        return replace(asked, owner=who)
    return replace(asked, employee=who) if who else asked


def _names(rows: Session, tasks: Sequence[Task], crew: Sequence[tuple[str, str | None, int, int]]) -> dict[str, str]:
    ids = {task.employee_id for task in tasks} | {employee for _owner, employee, _all, _done in crew}
    return employee_names(rows, [each for each in ids if each], language())


def _row(
    task: Task,
    reception: Reception,
    names: dict[str, str],
    zones: dict[str, ZoneInfo],
    now: datetime,
    *,
    with_day: bool = False,
) -> Row:
    zone = zones[task.site_id]
    return Row(
        id=task.id,
        name=task.named(language()),
        at=moment_words(task.due_at, zone, now) if with_day else clock(task.due_at, zone),
        who=names.get(task.employee_id or "", "") or str(OWNER[Owner(task.owner)]),
        is_taken=task.employee_id is not None,
        visit=party(reception.leader, reception.guests),
        booking=reception.booking.id,
        grade=reception.booking.grade_letter,
        said=task_state(task, zone, now),
        is_done=task.done_at is not None,
        note=task.note,
        checks=tuple(
            (number, in_language(part["words"], language()), part["done"]) for number, part in enumerate(task.check)
        ),
    )


def _crew(
    crew: Sequence[tuple[str, str | None, int, int]], names: dict[str, str]
) -> list[tuple[str, int, int, str, bool]]:
    """Return who has how much to do that day, the most first: name, done, all, address, whether it is chosen."""
    people: dict[str, list[int]] = {}
    for owner, employee, every, done in crew:
        both = people.setdefault(employee or owner, [0, 0])
        both[0] += done
        both[1] += every
    chosen = request.args.get("who", "")
    found = [
        (names.get(who) or str(OWNER[Owner(who)]), done, every, _here(who=None if who == chosen else who, at=None), who)
        for who, (done, every) in people.items()
        if who in names or who in set(Owner)
    ]
    return [(name, done, every, url, who == chosen) for name, done, every, url, who in sorted(found, key=_by_load)]


def _by_load(each: tuple[str, int, int, str, str]) -> tuple[int, str]:
    return each[1] - each[2], each[0]


def _days(shown: Shown) -> list[tuple[str, str, bool]]:
    near = [shown.today + timedelta(days=number) for number in range(5)]
    words = [_("Today"), _("Tomorrow"), *(long_day(day, shown.today) for day in near[2:])]
    return [
        (word, _here(day=None if day == shown.today else day.isoformat(), at=None), day == shown.day)
        for word, day in zip(words, near, strict=True)
    ]


def _options(shown: Shown) -> dict[str, list[tuple[str, str]]]:
    everybody = [("", _("Everybody")), ("me", _("Mine"))]
    named = shown.typed["who"]
    known = {"", "me", *(owner.value for owner in Owner)}
    person = [(named, _("This colleague"))] if named not in known else []
    return {
        "who": [*everybody, *((owner.value, str(word)) for owner, word in OWNER.items()), *person],
        "site": [("", _("All")), *((site.code, site.named(language())) for site in shown.sites)],
    }


def _cursor() -> Cursor | None:
    try:
        return Cursor.parse(request.args["at"]) if request.args.get("at") else None
    except ValueError:
        lost()


def _here(**changed: str | None) -> str:
    values = {**request.args.to_dict(), **changed}
    kept: dict[str, Any] = {name: value for name, value in values.items() if value}
    return url_for("reception.board", **kept)
