"""Who decides on a visit of a grade, one after the other (R6); pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from shared.people.rules import Rank

MOST_STEPS = 5


class StepKind(StrEnum):
    """What somebody does at a step. Stored with the grade and with each booking, so never renamed."""

    REVIEW = "review"
    """Customer service fills in content, areas and route (客服审核)."""
    HOST = "host"
    """The host alone says yes; a visit booked by its own host is approved by booking it."""
    APPROVE = "approve"
    ITINERARY = "itinerary"
    """Approves, and confirms the itinerary with it."""


@dataclass(frozen=True)
class ChainStep:
    """One step of a grade's chain, as data that a company edits."""

    kind: StepKind
    rank: Rank | None = None
    """The least rank that may approve; None where the kind says who."""
    if_there: bool = False
    """Left out at a site where nobody of this rank works."""

    def as_json(self) -> dict[str, Any]:
        """Return it as the grade keeps it."""
        rank = None if self.rank is None else int(self.rank)
        return {"kind": self.kind.value, "rank": rank, "if_there": self.if_there}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ChainStep":
        """Read back what `as_json` wrote. Raises ValueError for other words."""
        rank = kept.get("rank")
        return cls(StepKind(kept["kind"]), None if rank is None else Rank(rank), bool(kept.get("if_there")))


Chain = tuple[ChainStep, ...]


def chain_from(kept: Sequence[Mapping[str, Any]]) -> Chain:
    """Return a chain that is kept as JSON."""
    return tuple(ChainStep.from_json(step) for step in kept)


def is_the_hosts(chain: Chain) -> bool:
    """Say whether the host alone decides, so that booking one's own visit approves it (R6)."""
    return [step.kind for step in chain] == [StepKind.HOST]


def problem_with_chain(chain: Chain) -> str | None:
    """Return why these steps make no chain, or None.

    The review comes first, since all who follow read what it filled in; ranks rise, so that nobody is asked about
    what somebody above has decided.
    """
    kinds = [step.kind for step in chain]
    if not [kind for kind in kinds if kind is not StepKind.REVIEW]:
        return "nobody_decides"
    if StepKind.REVIEW in kinds[1:]:
        return "review_first"
    hosts = [place for place, kind in enumerate(kinds) if kind is StepKind.HOST]
    if len(hosts) > 1 or (hosts and hosts[0] > kinds.count(StepKind.REVIEW)):
        return "host_first"
    ranks = [step.rank for step in chain if step.rank is not None]
    return "ranks_rise" if any(first >= second for first, second in pairwise(ranks)) else None


def as_asked(chain: Chain, ranks_there: Rank) -> Chain:
    """Return the steps that a booking really goes through at a site, where nobody stands higher than `ranks_there`."""
    return tuple(step for step in chain if not (step.if_there and step.rank is not None and step.rank > ranks_there))
