"""Writing tables that people fetch: CSV that Excel reads as UTF-8, without a cell that counts as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


def csv_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file. A cell that a spreadsheet would run as a formula begins with an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return (BOM + text.getvalue()).encode()


def _plain(cell: str) -> str:
    is_phone = cell.startswith("+") and cell[1:].isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) and not is_phone else cell
