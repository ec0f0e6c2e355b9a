"""Writing tables that people fetch: CSV that Excel reads as UTF-8, and XLSX; no cell of them is run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a formula begins with; spreadsheets in East Asia read the wide signs as well."""
_NUMBER = re.compile(r"[+-][0-9]+(\.[0-9]+)?")
"""A telephone number, or a figure below nought: as it stands it does nothing."""
BOM = "\ufeff"
_LONGEST_CELL = 32_767
"""Excel takes no longer one."""


def csv_of(head: Sequence[str], rows: Iterable[Sequence[str]], *, is_first: bool = True) -> bytes:
    """Return a CSV file, or more lines of one.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if is_first:
        writer.writerow(head)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return ((BOM if is_first else "") + text.getvalue()).encode()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def csv_into(file: IO[bytes], head: Sequence[str], batches: Iterable[Iterable[Sequence[str]]]) -> None:
    """Write the same into a file, batch by batch."""
    file.write(csv_of(head, ()))
    for batch in batches:
        file.write(csv_of((), batch, is_first=False))


def xlsx_into(file: IO[bytes], head: Sequence[str], batches: Iterable[Iterable[Sequence[str]]]) -> None:
    """Write an Excel file, batch by batch; every cell is text, so that none can be a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_text_cell(sheet, cell) for cell in head])
    for batch in batches:
        for row in batch:
            sheet.append([_text_cell(sheet, cell) for cell in row])
    book.save(file)


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_CELL])
    cell.data_type = "s"  # openpyxl takes "=1+1" for a formula by itself
    return cell
