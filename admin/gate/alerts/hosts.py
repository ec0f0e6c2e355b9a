"""Visitors whose host is silent, or cannot receive them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from admin.gate.alerts.card import Alert, Need, Rank, Seen, card, visit_facts
from admin.gate.words import asked_to_wait_too_long, cannot_receive
from admin.speech import _
from admin.waiting import is_likely_to_wait
from admin.wording import Said, party, whom_they_see
from shared.visits.present import Present
from shared.visits.rules import DECLINED, SHORTEST_LIMIT, Answer, Figures


def silent_hosts(seen: Seen) -> list[Need]:
    """One card a party for whom it is reception's turn (R13), or whose waiting limit has passed (R14)."""

    def is_silent(stay: Present) -> bool:
        figures = Figures.of(stay.grade)
        turn = stay.arrived_at + max(timedelta(seconds=figures.ask_reception_s), SHORTEST_LIMIT)
        return (
            stay.answer is None
            and is_likely_to_wait(stay.arrived_at, stay.ends_at, seen.now)
            and seen.now >= min(turn, figures.limit(stay.arrived_at))
        )

    def is_kept_waiting(stay: Present) -> bool:
        over = seen.now >= Figures.of(stay.grade).limit(stay.arrived_at)
        return stay.answer in (Answer.WAIT, Answer.MESSAGE) and over and not stay.is_over(seen.now)

    silent, kept = _parties(seen, is_silent), _parties(seen, is_kept_waiting)
    return [
        Need(stays[0].arrived_at, partial(_of_host, "visit", stays, words, seen), Rank.ANSWER)
        for parties, words in ((silent, _has_not_answered), (kept, asked_to_wait_too_long))
        for stays in parties
    ]


def declined(seen: Seen) -> list[Need]:
    """One card a party whose host can't receive them (R13), until they are let out or the host thinks better of it."""
    return [
        Need(
            stays[0].answered_at or stays[0].arrived_at,
            partial(_of_host, "declined", stays, cannot_receive, seen),
            Rank.ANSWER,
        )
        for stays in _parties(seen, lambda stay: stay.answer in DECLINED and not stay.is_over(seen.now))
    ]


def _parties(seen: Seen, concerns: Callable[[Present], bool]) -> list[list[Present]]:
    parties: dict[str, list[Present]] = {}
    for stay in seen.inside:
        if concerns(stay):
            parties.setdefault(stay.booking_id, []).append(stay)
    return list(parties.values())


def _has_not_answered(host: str) -> str:
    return _("%(host)s has not answered yet", host=host)


def _of_host(why: str, stays: Sequence[Present], words: Callable[[str], str], seen: Seen) -> Alert:
    first = stays[0]
    return card(
        seen,
        first.answered_at or first.arrived_at,
        key=f"{why}-{first.id}",
        who=party(first.name, len(stays)),
        facts=visit_facts(first),
        said=Said("attend", words(whom_they_see(first))),
        booking=first.booking_id,
        action="look",
        subject=first.id,
        seen_as=f"{first.id}:desk" if why == "visit" else "",
    )
