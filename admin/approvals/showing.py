"""A booking's approval as its page shows it: the steps, what the review filled in, papers, and how it got its grade."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.approvals.itinerary_shown import ItineraryShown, itinerary_shown
from admin.approvals.words import NOBODY_TO_ASK, step_name, step_said
from admin.asking import language, me
from admin.dates import moment_words
from admin.forms import Typed
from admin.speech import _
from admin.wording import Said
from shared.access.queries import names_of
from shared.approvals.models import ApprovalStep, GradeChoice, Review
from shared.approvals.queries import every_step, grade_choices_of, review_of
from shared.approvals.rules import StepState
from shared.bookings.models import Booking
from shared.desk.approve import Turn, turn_of
from shared.desk.approvers import deciders
from shared.desk.ask_approval import ASKED
from shared.desk.cancel import may_change
from shared.desk.papers_due import owes_papers
from shared.desk.receiver import is_high_enough, receiver_proposed
from shared.desk.review import is_approved_in_part, may_review
from shared.grades.chain import StepKind
from shared.notices.queries import notices_of_each
from shared.people.queries import departments, employee_names


@dataclass(frozen=True)
class StepShown:
    """One step, as the page shows it."""

    name: str
    said: Said
    note: str
    """Who decided, for whom, and when; or who is asked."""
    reason: str
    is_now: bool
    is_review: bool


@dataclass(frozen=True)
class Receiving:
    """Who receives the guests."""

    name: str
    """Empty: nobody is named."""
    line: str
    """As a form names them."""
    proposed: str
    is_too_low: bool


@dataclass(frozen=True)
class Papers:
    """How it stands with the papers of an urgent booking (R5)."""

    due: str
    is_overdue: bool
    is_owed: bool
    may_file: bool
    note: str
    filed: str


@dataclass(frozen=True)
class Approval:
    """All of a booking's page that is about deciding on it."""

    turn: Turn
    steps: list[StepShown]
    earlier: list[StepShown]
    """Of earlier rounds: what was decided before it was changed."""
    content: str
    route: str
    departments: str
    department_ids: list[str]
    receiving: Receiving
    may_review: bool
    is_approved_in_part: bool
    papers: Papers | None
    grade_lines: list[str]
    itinerary: ItineraryShown | None = None
    """Where the grade wants it confirmed (R6)."""

    @property
    def is_at_review(self) -> bool:
        """Say whether it is the review that is asked for, of somebody who may do it."""
        return self.may_review and any(step.is_now and step.is_review for step in self.steps)


def approval_of(rows: Session, booking: Booking, now: datetime) -> Approval:
    """Return a booking's approval in seven statements at most, however many steps and rounds there were.

    Four more where its itinerary is confirmed, too.
    """
    steps, review = every_step(rows, booking.id), review_of(rows, booking.id)
    choices = grade_choices_of(rows, booking.id)
    telling = _Telling(rows, booking, steps, choices, now)
    last = max((step.round for step in steps), default=0)
    who = deciders(rows, me(), now)
    return Approval(
        itinerary=itinerary_shown(rows, booking, steps, who, now),
        turn=turn_of(booking, steps, who),
        steps=[telling.shown(step) for step in steps if step.round == last],
        earlier=[telling.shown(step) for step in steps if step.round < last and step.decided_at],
        content=review.content if review else "",
        route=review.route if review else "",
        departments=_departments(rows, review),
        department_ids=review.departments if review else [],
        receiving=_receiving(rows, booking, review),
        may_review=booking.state == "waiting" and may_review(booking, me()),
        is_approved_in_part=is_approved_in_part(steps),
        papers=telling.papers(),
        grade_lines=[telling.grade(choice) for choice in choices],
    )


def review_form(approval: Approval, area: str) -> Typed:
    """Return the form of the review with what is filled in by now."""
    receiving = approval.receiving
    return Typed({"content": approval.content, "area": area, "route": approval.route, "receiver": receiving.line})


class _Telling:
    """Says who did what, with the names looked up once."""

    def __init__(
        self,
        rows: Session,
        booking: Booking,
        steps: Sequence[ApprovalStep],
        choices: Sequence[GradeChoice],
        now: datetime,
    ) -> None:
        self._booking, self._now, self._zone = booking, now, booking.site.tz
        asked = [step.id for step in steps if step.state == StepState.ASKED]
        self._asked = [each for each in notices_of_each(rows, asked, [ASKED]) if each.employee_id]
        by = {step.decided_by for step in steps} | {choice.by for choice in choices} | {booking.papers_filed_by}
        self._names = names_of(rows, {each for each in by if each}, language())
        people = {step.in_place_of for step in steps} | {each.employee_id for each in self._asked}
        people |= {each.facts.get("in_place_of") for each in self._asked}
        known = {each for each in people | by if each}  # a delegate without an account decides by a link
        self._names |= employee_names(rows, known, language()) if known else {}

    def shown(self, step: ApprovalStep) -> StepShown:
        """Return one step in words."""
        is_asked = step.state == StepState.ASKED
        return StepShown(
            name=step_name(step.kind, step.rank),
            said=NOBODY_TO_ASK if is_asked and not self._asked else step_said(step),
            note=self._asked_words() if is_asked else self._decided_words(step),
            reason=step.reason or "",
            is_now=is_asked,
            is_review=step.kind == StepKind.REVIEW,
        )

    def papers(self) -> Papers | None:
        """Return how it stands with the papers; None of a booking that came in time."""
        booking = self._booking
        if booking.papers_due is None:
            return None
        filed = ""
        if booking.papers_filed_at:
            who = self._names.get(booking.papers_filed_by or "", "")
            filed = _("%(by)s, %(at)s", by=who, at=self._at(booking.papers_filed_at))
        is_owed = owes_papers(booking)
        return Papers(
            due=self._at(booking.papers_due),
            is_overdue=is_owed and booking.papers_due < self._now,
            is_owed=is_owed,
            may_file=is_owed and may_change(booking, me()),
            note=booking.papers_note or "" if booking.papers_filed_at else "",
            filed=filed,
        )

    def grade(self, choice: GradeChoice) -> str:
        """Say who chose which grade, what the rules had proposed, and why."""
        facts = {"by": self._names.get(choice.by, ""), "at": self._at(choice.at), "chosen": choice.chosen}
        if choice.before:
            words = _("%(by)s, %(at)s: %(before)s became %(chosen)s", before=choice.before, **facts)
        else:
            words = _("%(by)s, %(at)s: %(chosen)s", **facts)
        if choice.chosen != choice.proposed:
            words += _("; the rules proposed %(grade)s", grade=choice.proposed)
        return words + (_(". Why: %(reason)s", reason=choice.reason) if choice.reason else "")

    def _at(self, moment: datetime) -> str:
        return moment_words(moment, self._zone, self._now)

    def _decided_words(self, step: ApprovalStep) -> str:
        if step.decided_at is None or step.is_out_of_time:
            return ""
        at, by = self._at(step.decided_at), self._names.get(step.decided_by or "", "")
        whom = self._names.get(step.in_place_of or "", "")
        if whom:
            return _("%(by)s for %(name)s, %(at)s", by=by, name=whom, at=at)
        return _("%(by)s, %(at)s", by=by, at=at)

    def _asked_words(self) -> str:
        said = {}
        for each in self._asked:
            name, whom = self._names.get(each.employee_id or ""), self._names.get(each.facts.get("in_place_of", ""))
            if name:
                said[name] = _("%(by)s for %(name)s", by=name, name=whom) if whom else name
        if not said:
            return _("nobody can be asked: who asked for the visit and the administrators are told")
        return _("asked: %(names)s", names=_(", ").join(said.values()))


def _departments(rows: Session, review: Review | None) -> str:
    if review is None or not review.departments:
        return ""
    chosen = set(review.departments)
    return _(", ").join(team.named(language()) for team in departments(rows) if team.id in chosen)


def _receiving(rows: Session, booking: Booking, review: Review | None) -> Receiving:
    receiver = review.receiver if review else None
    if receiver is not None:
        name = receiver.named(language())
        return Receiving(name, f"{name} · {receiver.email}", "", not is_high_enough(receiver, booking))
    if booking.host.rank >= booking.grade.receiver_rank:
        return Receiving(booking.host.named(language()), "", "", is_too_low=False)
    proposed = receiver_proposed(rows, booking)
    name = proposed.named(language()) if proposed else ""
    return Receiving("", "", name, is_too_low=False)
