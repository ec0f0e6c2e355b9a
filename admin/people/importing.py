"""Taking in a table of employees: read, shown with every line that can't be taken, then taken in on a word."""

from collections.abc import Sequence
from itertools import repeat

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from admin.asking import lost, me, node
from admin.people.form import House, as_cells, wish_of
from admin.people.words import COLUMNS, FIELD, trouble_words
from admin.speech import _
from admin.tables.reading import Table, Unreadable
from admin.tables.taking_in import GOOD_SHOWN, Bad, Columns, file_trouble, for_a_while, goes_on
from shared.desk.enter_many import ToEnter, enter_some, how_far_entered, keep_to_enter, kept_to_enter
from shared.people.queries import addresses, employees_with_addresses
from shared.sites.queries import every_site

pages = Blueprint("people_import", __name__, url_prefix="/people/import")

_TABLE = Columns(COLUMNS, FIELD, needed=frozenset({"name", "email", "department"}))


@pages.get("")
def page() -> str:
    """Say what a table has to look like, and ask for it."""
    return _ask("")


@pages.get("/example.csv")
def example() -> Response:
    """Return a table with the columns and one line, to be filled in."""
    with node().reading() as rows:
        sites = every_site(rows)
    row = {"name": "李伟", "name_en": "Wei Li", "email": "li.wei@example.com", "phone": "+8613812340001"}
    row |= {"department": "采购部", "department_en": "Purchasing", "site": sites[0].code if sites else ""}
    return _TABLE.example([row], "employees")


@pages.post("")
def read() -> str | tuple[str, int]:
    """Read a table, keep its good lines for a day, and show what would happen."""
    try:
        table = _TABLE.sent()
    except Unreadable as trouble:
        return _ask(file_trouble(trouble)), 422
    with node().reading() as rows:
        good, bad, known = _sorted(rows, table)
    with node().transaction() as rows:
        staged_id = keep_to_enter(rows, good, me().id, node().now())
    return render_template(
        "people/import_preview.html",
        id=staged_id,
        good=len(good),
        new=sum(each.wish.email not in known for each in good),
        mistakes=_TABLE.mistakes(table, bad, trouble_words),
        first=[(each.name, each.wish) for each in good[:GOOD_SHOWN]],
    )


@pages.post("/<staged_id>")
def take_in(staged_id: str) -> Answer:
    """Take in the good lines, in small portions, for some seconds; a second press goes on where the first stopped."""
    with node().reading() as rows:
        kept = kept_to_enter(rows, staged_id, me().id) or lost()
        how_far = how_far_entered(rows, staged_id, me().id) or lost()
    if how_far.is_done:
        flash(_("This table has been taken in already."), "go")
        return redirect(url_for("people.listing"))
    for _turn in for_a_while(repeat(None)):
        with node().transaction() as rows:
            how_far = enter_some(rows, staged_id, kept, me().id, node().now())
        if how_far.is_done:
            break
    return redirect(url_for("people_import.outcome", staged_id=staged_id, goes="on"))


@pages.get("/<staged_id>")
def outcome(staged_id: str) -> str | Answer:
    """Say how far it is, and which lines could not be taken in after all."""
    with node().reading() as rows:
        how_far = how_far_entered(rows, staged_id, me().id) or lost()
    if how_far.is_done and not how_far.refused:
        flash(_("Taken in: %(n)s.", n=how_far.all), "go")
        return redirect(url_for("people.listing"))
    return render_template(
        "people/import_outcome.html",
        standing=how_far,
        goes_on=goes_on(how_far),
        refused=_TABLE.refused(how_far, trouble_words),
    )


def _ask(trouble: str) -> str:
    return render_template("people/import.html", trouble=trouble, columns=_TABLE.asked_for())


def _sorted(rows: Session, table: Table) -> tuple[list[ToEnter], Sequence[Bad], set[str]]:
    """Divide the lines into those that can be taken in and what is wrong with the others.

    A delegate may stand in the table itself, above the line that names them. Of somebody who is known already
    only the columns that the table has are changed.
    """
    there = employees_with_addresses(rows, [line.cells.get("email", "").lower() for line in table.lines])
    sites = {site.id: site for site in every_site(rows)}
    present, seen = addresses(rows, present=True), set[str]()
    good: list[ToEnter] = []
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
            good.append(ToEnter(str(line.number), wish))
            present.add(wish.email)
        bad += [(line, field, code) for field, code in troubles]
    return good, bad, set(there)
