"""A grade's chain of those who decide: rows of a form, words in the history (R6)."""

from collections.abc import Mapping, Sequence
from typing import Any

from admin.forms import Typed
from admin.rules.words import CHAIN_STEP, CHAIN_TROUBLE
from admin.speech import _
from shared.grades.chain import MOST_STEPS, Chain, ChainStep, StepKind, chain_from, problem_with_chain
from shared.people.rules import Rank

_CODES = {f"{kind.value}:{rank}" if rank is not None else kind.value: (kind, rank) for kind, rank in CHAIN_STEP}


def chain_choices() -> list[tuple[str, str]]:
    """Return what a row of the form offers."""
    return [("", _("Nobody")), *((code, str(CHAIN_STEP[step])) for code, step in _CODES.items())]


def chain_shown(typed: Typed, chain: Chain) -> Typed:
    """Put a chain into a form, one row a step."""
    for number, step in enumerate(chain):
        typed[f"chain.{number}"] = _code(step)
        typed[f"there.{number}"] = "yes" if step.if_there else ""
    return typed


def chain_typed(typed: Typed, kept: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | Sequence[Mapping[str, Any]]:
    """Return the chain that was chosen, as the grade keeps it; what is wrong is noted at its row."""
    steps = []
    for number in range(MOST_STEPS):
        code = typed[f"chain.{number}"]
        if code and code not in _CODES:
            typed.is_wrong(f"chain.{number}", _("Choose one of these."))
        elif code:
            kind, rank = _CODES[code]
            is_left_out = typed[f"there.{number}"] == "yes" and rank is not None
            steps.append(ChainStep(StepKind(kind), None if rank is None else Rank(rank), is_left_out))
    if trouble := problem_with_chain(tuple(steps)):
        typed.is_wrong("chain.0", CHAIN_TROUBLE[trouble])
    return kept if tuple(steps) == chain_from(kept) else [step.as_json() for step in steps]


def said_chain(kept: Sequence[Mapping[str, Any]]) -> str:
    """Say who decides, one after the other."""
    return " → ".join(said_step(step.kind, step.rank) for step in chain_from(kept)) or _("nothing")


def said_step(kind: StepKind, rank: int | None) -> str:
    """Return what a step is called; one that no table knows, by its kind alone."""
    words = CHAIN_STEP.get((kind, None if rank is None else int(rank)))
    return str(words) if words is not None else kind.value


def _code(step: ChainStep) -> str:
    return step.kind.value if step.rank is None else f"{step.kind.value}:{int(step.rank)}"
