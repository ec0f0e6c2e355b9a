"""Tables that were made to hurt: each is read as far as it is one, or refused, and never unpacked into the memory.

Of those that we write, nothing is run as a formula.
"""

import csv
import io
import zipfile

import pytest
from openpyxl import Workbook

from admin.tables.reading import Unreadable, read_table
from admin.tables.writing import csv_of

KNOWN = {"name": ("Name",)}
SHEET = "xl/worksheets/sheet1.xml"
_HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
_LINE = '<row r="2"><c r="A2" t="inlineStr"><is><t>Wang</t></is></c></row>'


_ENTITY = f'<!DOCTYPE x [<!ENTITY a "{"x" * 1000}">]>'


def workbook(rows: str, end: str = "</sheetData></worksheet>", declared: str = "", encoding: str = "utf-8") -> bytes:
    """Return a workbook whose only sheet has these rows, as they would stand in the file."""
    empty, made = io.BytesIO(), io.BytesIO()
    Workbook().save(empty)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            sheet = f'<?xml version="1.0"?>{declared}<worksheet xmlns="{space}"><sheetData>{rows}{end}'
            target.writestr(part, sheet.encode(encoding) if part == SHEET else source.read(part))
    return made.getvalue()


def test_a_stray_cell_far_below_and_far_aside_ends_the_table() -> None:
    stray = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    table = read_table(workbook(_HEAD + _LINE + stray), KNOWN)
    assert [(line.number, dict(line.cells)) for line in table.lines] == [(2, {"name": "Wang"})]
    with pytest.raises(Unreadable, match="empty"):
        read_table(workbook(stray), KNOWN)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (workbook(_HEAD * 300_000), "too_large"),
        (workbook(_HEAD + '<row r="2"><c r="A2"', end=""), "not_a_table"),
        (workbook(_HEAD + '<row r="x"><c r="?"><v>1</v></c></row>'), "not_a_table"),
        (workbook(_HEAD + '<row r="2"><c r="A2" t="s"><v>999</v></c></row>'), "not_a_table"),
        (workbook(_HEAD)[:-200], "not_a_table"),
        (workbook(_HEAD + _LINE, declared=_ENTITY), "not_a_table"),
        (workbook(_HEAD + _LINE, declared=_ENTITY, encoding="utf-16"), "not_a_table"),
    ],
    ids=["a bomb", "cut off", "no number", "a word that is not there", "half a file", "entities", "in UTF-16"],
)
def test_what_was_made_to_hurt_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable, match=code):
        read_table(content, KNOWN)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1 cmd", "-2+3", "@SUM(A1)", "\t=1", "\n=1", "＝1+1", "＋1", "－2+3", "＠SUM(A1)"]
)
def test_no_cell_of_ours_is_run_as_a_formula(cell: str) -> None:
    assert cells_of(cell) == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["+8613812340001", "-40", "-0.5", "+7", "王晓琳", "12", ""])
def test_what_begins_like_a_formula_and_is_a_number_stays_one(cell: str) -> None:
    """A recommendation of -40 is a figure to reckon with, a telephone number one to call."""
    assert cells_of(cell) == [cell]


def cells_of(cell: str) -> list[str]:
    """Return what a row of one cell holds once it is written and read again."""
    written = csv_of(("Head",), [(cell,)]).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(written, newline="")))[1] or [""]
