"""What stands around a visit on its page: who decided, the plan, what was said and agreed, what the visitor thinks."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.orm import Session

from admin.approvals.words import step_name, step_said
from admin.asking import language
from admin.dates import moment_words
from admin.reception.words import COOPERATION
from admin.speech import _
from admin.wording import Said
from shared.access.queries import names_of
from shared.approvals.models import ApprovalStep
from shared.approvals.queries import every_step
from shared.bookings.models import Booking
from shared.feedback.models import Feedback
from shared.feedback.queries import every_dimension, feedback_on
from shared.people.queries import employee_names
from shared.reception.models import Cooperation, TalkMinutes
from shared.reception.queries import cooperation_of, plan_of
from shared.reception.rules import CooperationState


@dataclass(frozen=True)
class Decided:
    """A step of the approval."""

    name: str
    said: Said
    note: str


@dataclass(frozen=True)
class Agreed:
    """Something that both sides may do together."""

    words: str
    who: str
    due: str
    is_late: bool
    said: Said


@dataclass(frozen=True)
class Opinion:
    """What the visitor said of the visit."""

    score: int
    comment: str
    dimensions: list[tuple[str, int]]
    recommend: int | None


@dataclass(frozen=True)
class Around:
    """All that was said of a visit before and after it."""

    steps: list[Decided]
    has_plan: bool
    has_itinerary: bool
    minutes: str
    written: str
    agreed: list[Agreed]
    opinion: Opinion | None


def around(rows: Session, booking: Booking, visit_id: str, now: datetime, *, sees_feedback: bool) -> Around:
    """Return it in nine statements at most."""
    zone = booking.site.tz
    steps = every_step(rows, booking.id)
    minutes, plan = rows.get(TalkMinutes, booking.id), plan_of(rows, booking.id)
    items = cooperation_of(rows, booking.id)
    by = {each for each in (*(step.decided_by for step in steps), minutes.by if minutes else None) if each}
    people = {each for each in (*(step.in_place_of for step in steps), *(item.employee_id for item in items)) if each}
    names = names_of(rows, by, language()) | employee_names(rows, by | people, language())
    last = max((step.round for step in steps), default=0)
    return Around(
        steps=[_decided(step, names, zone, now) for step in steps if step.round == last],
        has_plan=plan is not None,
        has_itinerary=plan is not None and plan.itinerary_version > 0,
        minutes=minutes.words if minutes else "",
        written=_who_when(names.get(minutes.by, ""), minutes.at, zone, now) if minutes else "",
        agreed=[_agreed(item, names, zone, now) for item in items],
        opinion=_opinion(rows, feedback_on(rows, visit_id), now) if sees_feedback else None,
    )


def _decided(step: ApprovalStep, names: dict[str, str], zone: tzinfo, now: datetime) -> Decided:
    who, whom = names.get(step.decided_by or "", ""), names.get(step.in_place_of or "", "")
    both = _("%(by)s for %(name)s", by=who, name=whom) if whom else who
    note = _who_when(both, step.decided_at, zone, now) if step.decided_at and step.decided_by else ""
    return Decided(step_name(step.kind, step.rank), step_said(step), note)


def _who_when(who: str, at: datetime, zone: tzinfo, now: datetime) -> str:
    when = moment_words(at, zone, now)
    return _("%(who)s, %(when)s", who=who, when=when) if who else when


def _agreed(item: Cooperation, names: dict[str, str], zone: tzinfo, now: datetime) -> Agreed:
    return Agreed(
        words=item.words,
        who=names.get(item.employee_id or "", ""),
        due=moment_words(item.due_at, zone, now) if item.due_at else "",
        is_late=item.is_open and item.due_at is not None and item.due_at < now,
        said=COOPERATION[CooperationState(item.state)],
    )


def _opinion(rows: Session, said: Feedback | None, now: datetime) -> Opinion | None:
    if said is None or said.leads_to(now) is None:
        return None
    dimensions = every_dimension(rows) if said.scores else ()
    scores = [(each.named(language()), said.scores[each.code]) for each in dimensions if each.code in said.scores]
    return Opinion(said.score, said.comment, scores, said.recommend)
