"""Words for everything that can happen at the door, in both languages."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from kiosk import visit_words, wording, wording_leaving
from kiosk.visit_words import NEWS, NOT_FOR_VISITORS, OF_THE_HOST, PRINT, PRINTER_SAYS, PrintWording
from kiosk.wording import NOT_LET_OUT, REFUSED, STEPS, Step, Wording
from shared.kernel.logbook import Kind
from shared.printing.rules import PrintState, Reason
from shared.visits.rules import Answer, Refusal
from shared.web.host_line import HOST, HostNews

DOORS = {"wide", "open", "half", "ajar", "crack", "closed", "dark"}
MARKS = {"go", "wait", "attend", "stop", "off", None}


def every_wording() -> Iterator[Wording]:
    yield from REFUSED.values()
    yield from NOT_LET_OUT.values()
    for words in (wording, wording_leaving):
        yield from (value for value in vars(words).values() if isinstance(value, Wording))


def every_word() -> Iterator[Any]:
    for each in every_wording():
        yield from (each.state, each.title, each.line, *(sentence for _, sentence in each.hints))
    for table in (HOST, NEWS, PRINTER_SAYS, STEPS):
        yield from table.values()
    for print_wording in PRINT.values():
        yield from (print_wording.title, print_wording.line, *(word for _, word in print_wording.segments))
    yield from (visit_words.WELCOME, visit_words.STUCK_TITLE, visit_words.UNKNOWN_TITLE)


@pytest.fixture
def says(app: Flask) -> Callable[[Any, str], str]:
    """Return a word in a language."""

    def in_language(word: Any, locale: str) -> str:
        with app.test_request_context(), force_locale(locale):
            return str(word)

    return in_language


def test_every_outcome_has_its_words() -> None:
    assert set(REFUSED) == set(NOT_LET_OUT) == set(Refusal)
    assert set(PRINT) == set(PrintState)
    assert set(PRINTER_SAYS) == set(Reason)
    assert set(HOST) == set(HostNews)
    assert set(STEPS) == set(Step)
    assert {answer.value for answer in Answer} < {news.value for news in HostNews}


def test_every_kind_of_news_is_told_or_left_to_others_on_purpose() -> None:
    assert set(NEWS) | OF_THE_HOST | NOT_FOR_VISITORS == set(Kind)
    assert len(NEWS) + len(OF_THE_HOST) + len(NOT_FOR_VISITORS) == len(Kind)


def test_every_word_is_said_in_chinese_and_in_english(says: Callable[[Any, str], str]) -> None:
    words = [word for word in every_word() if word is not None]
    same = [says(word, "en") for word in words if says(word, "en") == says(word, "zh")]
    assert len(words) > 100
    assert same == []


def test_doors_and_marks_are_those_that_the_house_can_draw() -> None:
    assert {each.door for each in every_wording()} <= DOORS
    assert {each.mark for each in every_wording()} <= MARKS


def test_the_door_is_never_open_to_the_refused() -> None:
    assert {each.door for each in REFUSED.values()} <= {"closed", "ajar"}


def test_a_forged_pass_accuses_nobody(says: Callable[[Any, str], str]) -> None:
    forged = REFUSED[Refusal.FORGED]
    said = " ".join(says(word, locale) for word in (forged.state, forged.title, forged.line) for locale in ("en", "zh"))
    for accusing in ("forged", "fake", "invalid signature", "伪", "假"):
        assert accusing not in said.lower()


def test_each_print_has_three_segments_and_one_that_is_lit() -> None:
    def lit(print_wording: PrintWording) -> list[str]:
        return [kind for kind, _ in print_wording.segments if kind in ("now", "attend", "wait")]

    assert all(len(each.segments) == 3 for each in PRINT.values())
    assert all(len(lit(each)) == 1 for each in PRINT.values())
