"""Taking a table in, whatever its lines are: asked for, looked at line by line, taken in for some seconds at a time.

What is said here holds for visits and for people; what a line means is said by whoever reads it.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import Response, request

from admin.asking import language
from admin.speech import Words
from admin.tables.reading import LARGEST_FILE, Line, Table, Unreadable, read_table
from admin.tables.words import FILE_TROUBLE
from admin.tables.writing import csv_of
from shared.kernel.staging import Standing

GOOD_SHOWN = 20
_BAD_SHOWN = 200
_AT_LONGEST_S = 3.0
"""How long one answer takes in or takes back before the page says how far it is."""
_Thing = TypeVar("_Thing")

Bad = tuple[Line, str, str]
"""A line, the field of it and the code of what is wrong there."""
InWords = Callable[[str, str], str]
"""From a field and a code to what is wrong."""


@dataclass(frozen=True)
class Mistake:
    """Something that is wrong with a line."""

    line: int
    column: str
    cell: str
    words: str


@dataclass(frozen=True)
class Mistakes:
    """What a preview says of the lines that can't be taken in."""

    shown: Sequence[Mistake]
    lines: int
    """How many lines have any."""
    more: int
    """How many mistakes aren't shown."""
    ignored: Sequence[str]
    """The heads of columns that nobody knows."""


@dataclass(frozen=True)
class Columns:
    """What a table may hold."""

    known: Mapping[str, Sequence[str]]
    """What each column may be called, in Chinese first."""
    named: Mapping[str, Words]
    needed: frozenset[str]
    needs_one: frozenset[str] = frozenset()
    """Of these one is needed."""

    def asked_for(self) -> list[tuple[str, bool, bool]]:
        """Return each column's name, whether it is needed, and whether it is one of two."""
        return [(str(self.named[name]), name in self.needed, name in self.needs_one) for name in self.known]

    def sent(self) -> Table:
        """Return the table that the reader sends. Raises Unreadable."""
        file = request.files.get("table")
        if file is None or not file.filename:
            raise Unreadable("missing")
        return read_table(file.read(LARGEST_FILE + 1), self.known)

    def example(self, lines: Iterable[Mapping[str, str]], file: str) -> Response:
        """Return a table to fill in."""
        in_chinese = language().startswith("zh")
        head = [self.known[name][0] if in_chinese else str(self.named[name]) for name in self.known]
        table = csv_of(head, [[line.get(name, "") for name in self.known] for line in lines])
        return Response(table, mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={file}.csv"})

    def mistakes(self, table: Table, bad: Sequence[Bad], in_words: InWords) -> Mistakes:
        """Return what the preview says of what is wrong."""
        shown = [self._mistake(table, *each, in_words) for each in bad[:_BAD_SHOWN]]
        lines = len({line.number for line, _field, _code in bad})
        return Mistakes(shown, lines, max(0, len(bad) - _BAD_SHOWN), table.ignored)

    def refused(self, how_far: Standing, in_words: InWords) -> list[tuple[str, str, str]]:
        """Return what could not be taken in after all: line, column and what is wrong."""
        return [(name, str(self.named.get(field, "")), in_words(field, code)) for name, field, code in how_far.refused]

    def _mistake(self, table: Table, line: Line, field: str, code: str, in_words: InWords) -> Mistake:
        column = table.columns.get(field) or str(self.named.get(field, field))
        return Mistake(line.number, column, line.cells.get(field, ""), in_words(field, code))


def file_trouble(trouble: Unreadable) -> str:
    """Return what is wrong with a file, in words."""
    return str(FILE_TROUBLE[str(trouble)])


def for_a_while(things: Iterable[_Thing]) -> Iterator[_Thing]:
    """Yield one after the other for some seconds; between them whoever waits for a page has their turn."""
    give_up_at = time.monotonic() + _AT_LONGEST_S
    for each in things:
        if time.monotonic() >= give_up_at:
            return
        yield each
        time.sleep(0)


def goes_on(how_far: Standing) -> bool:
    """Say whether the page that shows how far it is goes on by itself."""
    return request.args.get("goes") == "on" and not how_far.is_done
