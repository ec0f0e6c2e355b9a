"""The pages on which an administrator changes the rules: grades, lead times, sites."""

from datetime import UTC, datetime, tzinfo
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.badges.words import ROLL
from admin.dates import window
from admin.forms import Typed
from admin.rules.chain import chain_choices, chain_shown, chain_typed, said_chain, said_step
from admin.rules.figures import Group, Hold, as_typed, figures_in, said_in, wanted
from admin.rules.history import Differences, history, nothing_said, notice_other_changes, one_by_one, reason_typed
from admin.rules.standard import STANDARD, differences_in_standard, standard_shown, standard_typed
from admin.rules.steps import read_steps, said_steps, typed_steps
from admin.rules.words import GRADE, LEAD_TIME, POLICY, STEP, WHEN
from admin.speech import _
from admin.wording import BOOKING, KIND, Said, party
from shared.bookings.models import Booking
from shared.bookings.queries import StillAhead, ahead_with_grade
from shared.bookings.rules import State, VisitKind
from shared.grades.actions import change_grade, change_lead_time, history_of_grade, history_of_lead_time
from shared.grades.chain import MOST_STEPS, StepKind
from shared.grades.models import Grade, LeadTime
from shared.grades.queries import every_grade, every_lead_time
from shared.grades.queries import grade as grade_lettered
from shared.grades.rules import out_of_order
from shared.kernel.figures import FigureChange
from shared.sites.queries import every_site

SHOWN_VISITS = 8
pages = Blueprint("rules", __name__, url_prefix="/rules")


@pages.get("")
def index() -> str:
    """Show all rules at a glance."""
    with node().reading() as rows:
        grades, times, sites = every_grade(rows), every_lead_time(rows), every_site(rows)
        return render_template(
            "rules/index.html",
            grades=[
                (grade, [(_("Who decides"), said_chain(grade.chain)), *_summary(GRADE, grade)[2:]]) for grade in grades
            ],
            lead_times=[(time, str(KIND[VisitKind(time.kind)]), _summary(LEAD_TIME, time)) for time in times],
            sites=[(site, site.named(language())) for site in sites],
        )


@pages.get("/grades/<letter>")
def grade(letter: str) -> str:
    """Show a grade's standard, to change it."""
    with node().reading() as rows:
        found = _grade(rows, letter)
        return _grade_page(rows, found, _as_typed(found))


@pages.post("/grades/<letter>")
def save_grade(letter: str) -> str | tuple[str, int] | Response:
    """Give a grade another standard."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        found = _grade(rows, letter)
        figures: dict[str, Any] = wanted(GRADE, typed)
        if not typed.troubles:
            for figure in out_of_order(figures):
                typed.is_wrong(figure, _("This comes before the one above it. Write a larger number."))
        figures["standard"] = standard_typed(typed, found.standard)
        chain, reason = chain_typed(typed, found.chain), reason_typed(typed)
        notice_other_changes(rows, history_of_grade(letter), typed)
        if typed.troubles:
            return _grade_page(rows, found, typed), 422
        figures["chain"] = chain
        figures["at_the_door"] = read_steps(typed, found.at_the_door)
        changed = change_grade(rows, found, figures, reason, me().id, node().now())
    flash(nothing_said(changed), "go")
    return redirect(url_for("rules.grade", letter=letter))


@pages.get("/lead-times/<kind>")
def lead_time(kind: str) -> str:
    """Show how long ahead visits of a kind are asked for, to change it."""
    with node().reading() as rows:
        found = _lead_time(rows, kind)
        return _lead_time_page(rows, found, as_typed(LEAD_TIME, found))


@pages.post("/lead-times/<kind>")
def save_lead_time(kind: str) -> str | tuple[str, int] | Response:
    """Let visits of a kind be asked for earlier or later."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        found = _lead_time(rows, kind)
        figures, reason = wanted(LEAD_TIME, typed), reason_typed(typed)
        notice_other_changes(rows, history_of_lead_time(kind), typed)
        if typed.troubles:
            return _lead_time_page(rows, found, typed), 422
        changed = change_lead_time(rows, found, figures, reason, me().id, node().now())
    flash(nothing_said(changed), "go")
    return redirect(url_for("rules.lead_time", kind=kind))


def _as_typed(found: Grade) -> Typed:
    typed = standard_shown(as_typed(GRADE, found), found.standard)
    return chain_shown(typed_steps(typed, found.door), found.steps)


def _grade(rows: Session, letter: str) -> Grade:
    return grade_lettered(rows, letter) or lost()


def _lead_time(rows: Session, kind: str) -> LeadTime:
    return rows.get(LeadTime, kind) or lost()


def _grade_page(rows: Session, found: Grade, typed: Typed) -> str:
    now = node().now()
    sites = every_site(rows)
    ahead = ahead_with_grade(rows, [site.id for site in sites], found.letter, now, SHOWN_VISITS)

    return render_template(
        "rules/grade.html",
        grade=found,
        word=found.named(language()),
        typed=typed,
        groups=GRADE + STANDARD,
        when=_when(ahead),
        booked_ahead=_booked_ahead(ahead),
        touched=[_touched(each, now) for each in ahead.soonest],
        all_touched=_counted(ahead, ahead.all) if ahead.all > len(ahead.soonest) else "",
        steps=list(STEP.items()),
        chain_rows=range(MOST_STEPS),
        chain_choices=chain_choices(),
        papers=[(roll.value, word) for roll, word in ROLL.items()],
        policies=[(policy.value, word) for policy, word in POLICY.items()],
        past=history(rows, history_of_grade(found.letter), _tell, zone_of(rows), now),
    )


def _lead_time_page(rows: Session, found: LeadTime, typed: Typed) -> str:
    return render_template(
        "rules/lead_time.html",
        lead_time=found,
        word=str(KIND[VisitKind(found.kind)]),
        typed=typed,
        groups=LEAD_TIME,
        when={
            Hold.BOOKINGS: _(
                "%(first)s %(second)s", first=WHEN[Hold.BOOKINGS], second=_("Visits that are booked stay as they are.")
            )
        },
        past=history(
            rows,
            history_of_lead_time(found.kind),
            one_by_one(lambda name, value: said_in(LEAD_TIME, name, value)),
            zone_of(rows),
            node().now(),
        ),
    )


def _tell(change: FigureChange) -> Differences:
    if change.figure == "standard":
        return differences_in_standard(change.before, change.after)
    return one_by_one(_said)(change)


def _said(name: str, value: Any) -> tuple[str, str]:
    if name == "at_the_door":
        return _("What the kiosk asks, and when the badge prints"), said_steps(value)
    if name == "chain":
        return _("Who decides"), said_chain(value)
    if name == "approver_rank":  # of a house that is older than its chains
        return _("Approved by"), said_step(StepKind.APPROVE if value else StepKind.HOST, value)
    return said_in(GRADE, name, value)


def _touched(booking: Booking, now: datetime) -> tuple[str, str, str, Said]:
    """Return a visit that is booked already: id, who comes, when, how it stands."""
    leader = booking.leader
    when = window(booking.starts_at, booking.ends_at, booking.site.tz, now)
    return booking.id, party(leader.visitor.name, len(booking.guests)), when, BOOKING[State(booking.state)]


def _counted(ahead: StillAhead, number: int) -> str:
    return f"{number}+" if ahead.are_more else str(number)


def _booked_ahead(ahead: StillAhead) -> str:
    return _("Booked ahead now: %(n)s.", n=_counted(ahead, ahead.all))


def _when(ahead: StillAhead) -> dict[Hold, str]:
    """Say of each group when a change holds, and of how many visits that are booked already."""
    counted = {
        Hold.AT_ONCE: _booked_ahead(ahead),
        Hold.ARRIVALS: _booked_ahead(ahead),
        Hold.DECISIONS: _("Waiting now: %(n)s.", n=_counted(ahead, ahead.waiting)),
        Hold.BOOKINGS: _("Visits that are booked stay as they are: %(n)s.", n=_counted(ahead, ahead.all)),
    }
    return {hold: _("%(first)s %(second)s", first=WHEN[hold], second=words) for hold, words in counted.items()}


def _summary(groups: tuple[Group, ...], row: object) -> list[tuple[str, str]]:
    return [(str(each.word), each.said(getattr(row, name))) for name, each in figures_in(groups).items()]


def zone_of(rows: Session) -> tzinfo:
    """Return the zone in which the house's own history is told: its first site's."""
    return next((site.tz for site in every_site(rows)), UTC)
