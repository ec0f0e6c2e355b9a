"""Taking in a table of employees: read, shown with every line that can't be taken, then taken in on a word."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from admin.asking import language, lost, me, node
from admin.people.form import House, as_cells, wish_of
from admin.people.words import COLUMNS, FIELD, trouble_words
from admin.speech import _
from admin.tables.reading import LARGEST_FILE, Line, Table, Unreadable, read_table
from admin.tables.words import FILE_TROUBLE
from admin.tables.writing import csv_of
from shared.desk.staff import save_employee
from shared.kernel.staging import KEPT, StagedTable
from shared.people.queries import addresses, employees_with_addresses
from shared.people.rules import Rank
from shared.people.wishes import EmployeeWish
from shared.sites.queries import every_site

pages = Blueprint("people_import", __name__, url_prefix="/people/import")

OF = "employees"
AT_ONCE = 25
"""So many are taken in in one transaction: nobody at the door waits for the whole table."""
_BAD_SHOWN, _GOOD_SHOWN = 200, 20


@dataclass(frozen=True)
class Bad:
    """Something that is wrong with a line."""

    line: int
    column: str
    cell: str
    words: str


@pages.get("")
def page() -> str:
    """Say what a table has to look like, and ask for it."""
    return _ask("")


@pages.get("/example.csv")
def example() -> Response:
    """Return a table with the columns and one line, to be filled in."""
    said = language()
    with node().reading() as rows:
        sites = every_site(rows)
    row = {"name": "李伟", "name_en": "Wei Li", "email": "li.wei@example.com", "phone": "+8613812340001"}
    row |= {"department": "采购部", "department_en": "Purchasing", "site": sites[0].code if sites else ""}
    head = [COLUMNS[name][0] if said.startswith("zh") else str(FIELD[name]) for name in COLUMNS]
    table = csv_of(head, [[row.get(name, "") for name in COLUMNS]])
    return Response(table, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=employees.csv"})


@pages.post("")
def read() -> str | tuple[str, int]:
    """Read a table, keep its good lines for a day, and show what would happen."""
    sent = request.files.get("table")
    content = sent.read(LARGEST_FILE + 1) if sent else b""
    try:
        if sent is None or not sent.filename:
            raise Unreadable("missing")
        table = read_table(content, COLUMNS)
    except Unreadable as trouble:
        return _ask(str(FILE_TROUBLE[str(trouble)])), 422
    with node().reading() as rows:
        good, bad, known = _sorted(rows, table)
    with node().transaction() as rows:
        now = node().now()
        kept = [_kept(wish) for _line, wish in good]
        staged = StagedTable(of=OF, made_by=me().id, made_at=now, rows=kept, kept_for="import", forget_at=now + KEPT)
        rows.add(staged)
        rows.flush()
        staged_id = staged.id
    return render_template(
        "people/preview.html",
        id=staged_id,
        good=len(good),
        new=sum(wish.email not in known for _line, wish in good),
        bad=bad[:_BAD_SHOWN],
        bad_lines=len({each.line for each in bad}),
        more_bad=max(0, len(bad) - _BAD_SHOWN),
        ignored=table.ignored,
        first=[wish for _line, wish in good[:_GOOD_SHOWN]],
    )


@pages.post("/<staged_id>")
def take_in(staged_id: str) -> Answer:
    """Take in the good lines of a table, in small portions; a second press goes on where the first one stopped."""
    taken = 0
    while portion := _take_some(staged_id):
        taken += portion
    flash(_("Taken in: %(n)s.", n=taken) if taken else _("This table has been taken in already."), "go")
    return redirect(url_for("people.listing"))


def _take_some(staged_id: str) -> int:
    with node().transaction() as rows:
        staged = rows.get(StagedTable, staged_id, with_for_update=True)
        if staged is None or staged.of != OF or staged.made_by != me().id:
            lost()
        some = [_wish(row) for row in staged.rows[staged.taken : staged.taken + AT_ONCE]]
        there = employees_with_addresses(rows, [wish.email for wish in some])
        for wish in some:
            save_employee(rows, wish, me().id, node().now(), there.get(wish.email))
        staged.taken += len(some)
        return len(some)


def _ask(trouble: str) -> str:
    columns = [(str(FIELD[name]), name in ("name", "email", "department")) for name in COLUMNS]
    return render_template("people/import.html", trouble=trouble, columns=columns)


def _sorted(rows: Session, table: Table) -> tuple[list[tuple[Line, EmployeeWish]], list[Bad], set[str]]:
    """Divide the lines into those that can be taken in and what is wrong with the others.

    A delegate may stand in the table itself, above the line that names them. Of somebody who is known already
    only the columns that the table has are changed.
    """
    there = employees_with_addresses(rows, [line.cells.get("email", "").lower() for line in table.lines])
    sites = {site.id: site for site in every_site(rows)}
    present, seen = addresses(rows, present=True), set[str]()
    good: list[tuple[Line, EmployeeWish]] = []
    bad: list[Bad] = []
    for line in table.lines:
        address = line.cells.get("email", "").lower()
        was = there.get(address)
        cells = {**(as_cells(was, sites[was.site_id]) if was else {}), **line.cells}
        wish, troubles = wish_of(cells, House(list(sites.values()), present, ()))
        if address and address in seen:
            troubles = [*troubles, ("email", "twice")]
        seen.add(address)
        if wish is not None and not troubles:
            good.append((line, wish))
            present.add(wish.email)
        bad += [_bad(table.columns, line, field, code) for field, code in troubles]
    return good, bad, set(there)


def _bad(columns: Mapping[str, str], line: Line, field: str, code: str) -> Bad:
    return Bad(
        line.number, columns.get(field) or str(FIELD[field]), line.cells.get(field, ""), trouble_words(field, code)
    )


def _kept(wish: EmployeeWish) -> dict[str, Any]:
    facts = asdict(wish)
    days = {name: facts[name].isoformat() if facts[name] else None for name in ("away_from", "away_until")}
    return facts | days | {"rank": int(wish.rank)}


def _wish(row: Mapping[str, Any]) -> EmployeeWish:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("away_from", "away_until")}
    return EmployeeWish(**{**row, **days, "rank": Rank(row["rank"])})
