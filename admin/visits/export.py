"""Taking a list of visits away, as it is filtered: CSV or XLSX. Who took what is put on record (R29)."""

import tempfile
from collections.abc import Iterator

import gevent
from flask import Blueprint, Response, send_file

from admin.asking import lost, me, node
from admin.speech import _
from admin.tables.writing import csv_into, xlsx_into
from admin.visits.asked import FIELDS, asked_of
from admin.visits.lines import COLUMNS, portions
from shared.access.rules import Permission
from shared.desk.on_record import visits_exported
from shared.sites.models import Site
from shared.visits.finding import Search

pages = Blueprint("visit_export", __name__)

MOST = 20_000
"""Rows of one table: some seconds' work, and as many as anybody looks through."""
_KEPT_IN_MEMORY = 2_000_000
_WRITERS = {
    "csv": (csv_into, "text/csv"),
    "xlsx": (xlsx_into, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@pages.get("/visits/export.<form>")
def table(form: str) -> Response:
    """Return the visits that the address asks for, of the sites whose visits this person may take away.

    The whole table is written before any of it goes out, so that what stands in the logbook is what went out.
    """
    if form not in _WRITERS:
        lost()
    write, kind = _WRITERS[form]
    with node().reading() as rows:
        asked = asked_of(rows)
        allowed = tuple(site for site in asked.search.sites if me().may(Permission.EXPORT_VISITS, site))
        site = rows.get(Site, allowed[0]) if allowed else None
    today = site.hours.day_of(node().now()) if site else node().now().date()
    search = Search(**{**vars(asked.search), "sites": allowed, "host": None})
    written: list[int] = []
    file = tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY)  # noqa: SIM115  (Flask closes it after the last byte)
    write(file, [str(word) for word in COLUMNS.values()], _batches(search, written))
    filters = [name for name in FIELDS if asked.typed[name]]
    with node().transaction() as rows:
        one_site = allowed[0] if len(allowed) == 1 else None
        visits_exported(rows, one_site, form, filters, sum(written), me().id, node().now())
    file.seek(0)
    name = f"visits-{today}.{form}"
    answer = send_file(file, mimetype=kind, as_attachment=True, download_name=name, etag=False, conditional=False)
    answer.headers["Cache-Control"] = "no-store"  # Flask would let a browser keep it
    return answer


def _batches(search: Search, written: list[int]) -> Iterator[list[list[str]]]:
    for portion in portions(search, MOST):
        gevent.sleep(0)  # between two portions it is the others' turn
        written.append(len(portion.lines))
        batch = [[line[name] for name in COLUMNS] for line in portion.lines]
        if portion.is_cut:
            batch.append([_("There are more visits: this table ends here. Choose fewer days for the others.")])
        yield batch
