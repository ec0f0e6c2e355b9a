"""Who may decide at a step, who is asked to, and who is told when they don't (R6); pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.grades.chain import StepKind
from shared.people.rules import Rank

MOST_ASKED = 5
"""How many are asked at one step: a whole house would take it for somebody else's."""
LONGEST_TEXT = 500
LONGEST_REASON = 500


class StepState(StrEnum):
    """Where a step stands. Stored, so never renamed."""

    AHEAD = "ahead"
    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"
    SENT_BACK = "sent_back"
    OVERTAKEN = "overtaken"
    """Not needed any more: the booking was changed, called off, or stopped before."""


@dataclass(frozen=True)
class Standing:
    """What somebody is to a booking."""

    rank: Rank
    may_review: bool
    may_approve: bool
    is_host: bool
    is_own: bool
    """Whether it is they who asked for the visit."""


def objection_to_step(kind: StepKind, rank: int | None, who: Standing) -> str | None:
    """Return why this person may not decide at a step, or None (R6).

    The host alone decides on a visit that names no approver (D), or somebody who may approve in the host's place.
    Anywhere else nobody decides on their own request, whether they asked for it or it is they who are visited.
    """
    if kind is StepKind.HOST:
        return None if who.is_host or (who.may_approve and not who.is_own) else "not_yours_to_approve"
    may = who.may_review if kind is StepKind.REVIEW else who.may_approve
    if not may:
        return "not_yours_to_approve"
    if who.is_own or who.is_host:
        return "own_request"
    return "rank_too_low" if rank is not None and who.rank < rank else None


@dataclass(frozen=True)
class Say:
    """Whether somebody may decide at a step, and in whose place."""

    objection: str | None
    in_place_of: str | None = None
    """The employee who is away, where it is their delegate who may."""


def say_at(kind: StepKind, rank: int | None, who: Standing, absent: Mapping[str, Standing]) -> Say:
    """Return what somebody may do at a step, by themselves or for one of the absent who named them delegate (R6).

    `absent` are those by employee id. What is one's own request is not decided in somebody else's name either, and
    nobody's delegate decides what they could not.
    """
    objection = objection_to_step(kind, rank, who)
    if objection is None or who.is_own or (who.is_host and kind is not StepKind.HOST):
        return Say(objection)
    for employee, their in absent.items():
        if objection_to_step(kind, rank, their) is None:
            return Say(None, employee)
    return Say(objection)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked at a step."""

    employee: str
    rank: Rank
    department: str
    delegate: str | None = None
    """Who is asked while they are away; None with `is_away`: nobody."""
    is_away: bool = False


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked, and in whose place."""

    employee: str
    in_place_of: str | None = None


def whom_to_ask(
    candidates: Sequence[Candidate], department: str, not_these: frozenset[str] = frozenset()
) -> tuple[Asked, ...]:
    """Return who is asked at a step: those of the host's department, else all, and of these the lowest in rank.

    `not_these` asked for the visit or are visited; whoever is away is asked through their delegate.
    """
    may = [each for each in candidates if each.employee not in not_these]
    near = [each for each in may if each.department == department] or may
    return _reached([each for each in near if each.rank == min(one.rank for one in near)], not_these) or _reached(
        may, not_these
    )


def whom_to_escalate_to(
    candidates: Sequence[Candidate], asked: frozenset[str], not_these: frozenset[str] = frozenset()
) -> tuple[Asked, ...]:
    """Return who is asked when the others don't answer: those next above them in rank, else those not asked yet."""
    floor = max((each.rank for each in candidates if each.employee in asked), default=Rank.STAFF)
    left = [each for each in candidates if each.employee not in asked | not_these]
    above = [each for each in left if each.rank > floor]
    lowest = [each for each in above if each.rank == min(one.rank for one in above)]
    found = (_reached(each, not_these | asked) for each in (lowest, above, left))
    return next((each for each in found if each), ())


def heir_of(candidates: Sequence[Candidate], others: Sequence[Candidate], not_these: frozenset[str]) -> Rank | None:
    """Return from which rank on a step is decided where all its candidates had a hand in the visit (R6).

    That is the highest rank among the others who may approve, had none, and can be reached; None where it stays.
    """
    if not candidates or any(each.employee not in not_these for each in candidates):
        return None
    free = [each for each in others if each.employee not in not_these]
    return max((each.rank for each in free if _reached([each], not_these)), default=None)


def _reached(candidates: Sequence[Candidate], not_these: frozenset[str]) -> tuple[Asked, ...]:
    found: dict[str, Asked] = {}
    for each in candidates:
        whom = each.delegate if each.is_away else each.employee
        if whom is not None and whom not in not_these:
            found.setdefault(whom, Asked(whom, each.employee if each.is_away else None))
    return tuple(found.values())[:MOST_ASKED]
