"""Reading a table that somebody sends: CSV in the encodings that Excel writes, or XLSX; at most so much of it."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.parsers import expat

from openpyxl import load_workbook

from admin.beside import beside

MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
LARGEST_FILE = 1_500_000
_LARGEST_UNPACKED = 16_000_000
"""Bytes: so many rows with long cells in every column have room in it."""
_EMPTY_LINES_END = 1_000
"""After so many empty lines the table is over: one stray cell far below would make a million of them."""
_ENCODINGS = ("utf-8-sig", "gb18030")


class Unreadable(ValueError):
    """The file is no table that can be read; the text is a stable code."""


@dataclass(frozen=True)
class Line:
    """A row of a table; `number` is that of its line in the file, as a spreadsheet counts."""

    number: int
    cells: Mapping[str, str]
    """By the name of the column that `known` gives it; a missing cell is empty, a missing column isn't there."""


@dataclass(frozen=True)
class Table:
    """What was read."""

    lines: Sequence[Line]
    columns: Mapping[str, str]
    """The head of each column that is known, as the file writes it."""
    ignored: Sequence[str]
    """The heads of columns that nobody knows."""


def read_table(content: bytes, known: Mapping[str, Sequence[str]]) -> Table:
    """Read a table whose first line names its columns; `known` gives each column's names in any language.

    It is read in a thread of its own: the largest takes seconds. Raises Unreadable: empty, too_large, too_many_rows,
    not_a_table, no_columns, column_twice.
    """
    return beside(_read, content, known)


def _read(content: bytes, known: Mapping[str, Sequence[str]]) -> Table:
    if not content:
        raise Unreadable("empty")
    if len(content) > LARGEST_FILE:
        raise Unreadable("too_large")
    rows = _of_xlsx(content) if content.startswith(b"PK\x03\x04") else _of_csv(content)
    numbered = _filled(rows)
    head = next(numbered, None)
    if head is None:
        raise Unreadable("empty")
    places, ignored = _columns(head[1], known)
    lines: list[Line] = []
    for number, row in numbered:
        if len(lines) == MOST_ROWS:
            raise Unreadable("too_many_rows")
        lines.append(Line(number, {name: row[place] if place < len(row) else "" for name, place in places.items()}))
    return Table(lines, {name: head[1][place] for name, place in places.items()}, ignored)


def _filled(rows: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield each line that says something, with its number."""
    empty = 0
    for number, row in enumerate(rows, start=1):
        if any(row):
            empty = 0
            yield number, row
        elif (empty := empty + 1) == _EMPTY_LINES_END:
            return


def _columns(head: Sequence[str], known: Mapping[str, Sequence[str]]) -> tuple[dict[str, int], list[str]]:
    names = {_key(word): name for name, words in known.items() for word in (name, *words)}
    places: dict[str, int] = {}
    ignored = []
    for place, word in enumerate(head):
        name = names.get(_key(word))
        if name in places:
            raise Unreadable("column_twice")
        if name is not None:
            places[name] = place
        elif word:
            ignored.append(word)
    if not places:
        raise Unreadable("no_columns")
    return places, ignored


def _key(word: str) -> str:
    return "".join(word.casefold().replace("_", " ").replace("-", " ").rstrip("*").split())


def _of_csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:  # one column, or too little to tell: then it is as the name says
        dialect = csv.excel()
    try:
        for row in csv.reader(io.StringIO(text, newline=""), dialect, strict=False):
            yield [_tidy(cell) for cell in row[:MOST_COLUMNS]]
    except csv.Error as trouble:
        raise Unreadable("not_a_table") from trouble


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("not_a_table")


def _of_xlsx(content: bytes) -> Iterator[list[str]]:
    """Read the first sheet. A packed file says beforehand how large it becomes: a bomb is not unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _LARGEST_UNPACKED:
                raise Unreadable("too_large")
            for part in packed.infolist():
                _refuse_entities(packed.read(part))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        if not book.worksheets:
            raise Unreadable("empty")
        for row in book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield [_tidy(_said(cell)) for cell in row]
    except Unreadable:
        raise
    except Exception as trouble:  # whatever the library stumbles over in a file that anybody may have made
        raise Unreadable("not_a_table") from trouble


class _Begun(Exception):
    """The first element of a part was reached: what could be declared before it was not."""


def _refuse_entities(part: bytes) -> None:
    """Refuse a part with a document type: no spreadsheet writes one, and its entities make gigabytes of a few bytes."""

    def begun(*_: object) -> None:
        raise _Begun

    def declared(*_: object) -> None:
        raise Unreadable("not_a_table")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begun
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(part, True)
    except (_Begun, expat.ExpatError):  # what is no XML at all, a picture, is not read as such either
        return


def _said(cell: object) -> str:
    """Return a cell as people write it: numbers without needless zeros, days as 2026-11-24."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _tidy(text: str) -> str:
    return " ".join(text.split())[:LONGEST_CELL]
