"""Changing the figures of grades and lead times (R3, R5)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.grades.models import Grade, GradeRule, LeadTime
from shared.grades.proposal import Line
from shared.grades.queries import every_grade_rule
from shared.kernel.figures import FigureChange, change_figures
from shared.kernel.logbook import About, Kind, note

HISTORY_OF_RULES = "grade rules"


def history_of_grade(letter: str) -> str:
    """Return under what name a grade's changes are kept."""
    return f"grade {letter}"


def history_of_lead_time(kind: str) -> str:
    """Return under what name the changes of a kind's lead time are kept."""
    return f"lead time {kind}"


def change_grade(
    session: Session, grade: Grade, wanted: Mapping[str, Any], reason: str, by: str, now: datetime
) -> list[str]:
    """Give a grade other figures; return the names of those that changed, and keep what they were before."""
    changed = change_figures(session, history_of_grade(grade.letter), grade, wanted, reason, by, now)
    if changed:
        note(session, Kind.GradeChanged, About(), at=now, by=by, grade=grade.letter, figures=changed)
    return changed


def change_lead_time(
    session: Session, lead_time: LeadTime, wanted: Mapping[str, Any], reason: str, by: str, now: datetime
) -> list[str]:
    """Let visits of a kind be asked for earlier or later; return the names of the figures that changed."""
    changed = change_figures(session, history_of_lead_time(lead_time.kind), lead_time, wanted, reason, by, now)
    if changed:
        note(session, Kind.LeadTimeChanged, About(), at=now, by=by, visit_kind=lead_time.kind, figures=changed)
    return changed


def change_grade_rules(session: Session, lines: Sequence[Line], reason: str, by: str, now: datetime) -> bool:
    """Propose grades by other lines; say whether they are other than before, and keep what they were."""
    rules = every_grade_rule(session)
    before, after = [_kept(rule.line) for rule in rules], [_kept(line) for line in lines]
    if before == after:
        return False
    for rule in rules:
        session.delete(rule)
    session.flush()
    session.add_all(GradeRule(position=number, **kept) for number, kept in enumerate(after))
    figures = {"figure": "lines", "before": before, "after": after}
    session.add(FigureChange(of=HISTORY_OF_RULES, reason=reason, by=by, at=now, **figures))
    note(session, Kind.GradeRulesChanged, About(), at=now, by=by, lines=len(after))
    return True


def _kept(line: Line) -> dict[str, Any]:
    titles = ", ".join(line.titles)
    return {"kind": line.kind, "tier": line.tier, "titles": titles, "grade": line.grade, "decides": line.decides}
