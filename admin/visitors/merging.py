"""Two files that are one's: a look at both, then one press; and taking that back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import lost, me, node
from admin.speech import _
from admin.visitors.companies import revenue_of
from admin.visitors.seeing import TIER, company_seen, visitor_seen
from admin.wording import objection_words
from shared.companies.models import Company, Merge, Visitor
from shared.desk.files import COMPANY, VISITOR, merge_files, undo_merge
from shared.desk.outcomes import OutOfTurn
from shared.desk.watchlist import flag_the_merged

pages = Blueprint("merges", __name__)

_MOST_PORTIONS = 500


@pages.get("/merges/<file>/<kept_id>/<gone_id>")
def preview(file: str, kept_id: str, gone_id: str) -> str:
    """Show both files side by side, and what becomes of them."""
    with node().reading() as rows:
        kept, gone = _seen(rows, file, kept_id), _seen(rows, file, gone_id)
        if kept.id == gone.id or kept.merged_into_id or gone.merged_into_id:
            lost()
        return render_template("visitors/merge.html", file=file, kept=kept, gone=gone, tiers=TIER, revenue=revenue_of)


@pages.post("/merges/<file>/<kept_id>/<gone_id>")
def merge(file: str, kept_id: str, gone_id: str) -> Response:
    """Make them one, portion by portion: no transaction holds a door up."""
    with node().reading() as rows:
        _seen(rows, file, kept_id)
        _seen(rows, file, gone_id)
    try:
        for _portion in range(_MOST_PORTIONS):
            with node().transaction() as rows:
                if not merge_files(rows, file, kept_id, gone_id, me().id, node().now()):
                    break
        if file == VISITOR:
            with node().transaction() as rows:
                flag_the_merged(rows, kept_id, node().now())
        flash(_("The two files are one now. You can take that back on this page."), "go")
    except OutOfTurn as trouble:
        flash(objection_words(trouble.code), "attend")
    return redirect(_page_of(file, kept_id))


@pages.post("/merges/<merge_id>/undone")
def undo(merge_id: str) -> Response:
    """Make them two again."""
    with node().reading() as rows:
        found = rows.get(Merge, merge_id) or lost()
        _seen(rows, found.of, found.kept_id)
    try:
        for _portion in range(_MOST_PORTIONS):
            with node().transaction() as rows:
                if not undo_merge(rows, merge_id, me().id, node().now()):
                    break
        flash(_("They are two files again. Visits that were booked since stay where they are."), "go")
    except OutOfTurn as trouble:
        flash(objection_words(trouble.code), "attend")
    return redirect(_page_of(found.of, found.kept_id))


def _seen(rows: Session, file: str, file_id: str) -> Visitor | Company:
    if file == VISITOR:
        return visitor_seen(rows, file_id)
    return company_seen(rows, file_id) if file == COMPANY else lost()


def _page_of(file: str, file_id: str) -> str:
    if file == VISITOR:
        return url_for("visitors.page", visitor_id=file_id)
    return url_for("companies.page", company_id=file_id)
