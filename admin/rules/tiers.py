"""The page on which an administrator changes from which yearly revenue on a company is of a tier (R4)."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import me, node
from admin.forms import Typed
from admin.rules.history import Differences, history, nothing_said, notice_other_changes, reason_typed
from admin.rules.pages import zone_of
from admin.speech import _
from admin.visitors.seeing import TIER
from shared.companies.queries import tiers
from shared.companies.rules import Tier
from shared.desk.files import change_tier, grade_companies_anew, history_of_tier
from shared.kernel.figures import FigureChange

pages = Blueprint("tier_rules", __name__, url_prefix="/rules/tiers")

MOST = 10**10
"""A yearly revenue, in yuan."""
_TIER_OF = {history_of_tier(tier): tier for tier in Tier}


@pages.get("")
def page() -> str:
    """Show the tiers, to change them."""
    with node().reading() as rows:
        typed = Typed()
        for each in tiers(rows):
            typed[f"{each.tier}.from"] = str(each.from_fen // 100)
            typed[f"{each.tier}.apart"] = "yes" if each.is_kept_apart else ""
        return _page(rows, typed)


@pages.post("")
def save() -> str | tuple[str, int] | Response:
    """Give the tiers other thresholds; companies whose revenue is known are of their tier at once."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        kept = {each.tier: each for each in tiers(rows)}
        wanted = {tier: _figures(typed, tier) for tier in kept}
        reason = reason_typed(typed)
        notice_other_changes(rows, list(_TIER_OF), typed)
        if not typed.troubles:
            _ascend(typed, wanted)
        if typed.troubles:
            return _page(rows, typed), 422
        said = (reason, me().id, node().now())
        changed = [name for tier, row in kept.items() for name in change_tier(rows, row, wanted[tier], *said)]
        if changed:
            grade_companies_anew(rows)
    flash(nothing_said(changed), "go")
    return redirect(url_for("tier_rules.page"))


def _figures(typed: Typed, tier: str) -> dict[str, Any]:
    text = typed[f"{tier}.from"].replace(",", "").replace("，", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) else 0
    if not 1 <= number <= MOST:
        typed.is_wrong(f"{tier}.from", _("Write a whole number from %(a)s to %(b)s.", a=1, b=MOST))
    return {"from_fen": number * 100, "is_kept_apart": typed[f"{tier}.apart"] == "yes"}


def _ascend(typed: Typed, wanted: Mapping[str, dict[str, Any]]) -> None:
    """A higher tier begins at more."""
    least = 0
    for tier in (each for each in Tier if each in wanted):
        if wanted[tier]["from_fen"] <= least:
            typed.is_wrong(f"{tier}.from", _("A higher tier begins at more than the one below."))
        least = wanted[tier]["from_fen"]


def _page(rows: Session, typed: Typed) -> str:
    words = [(tier.value, str(TIER[tier])) for tier in reversed(Tier) if tier is not Tier.NONE]
    past = history(rows, list(_TIER_OF), _tell, zone_of(rows), node().now())
    return render_template("rules/tiers.html", typed=typed, tiers=words, past=past)


def _tell(change: FigureChange) -> Differences:
    before, after = (_said(change.figure, value) for value in (change.before, change.after))
    return [(_figure(_TIER_OF[change.of], change.figure), before, after)]


def _figure(tier: Tier, figure: str) -> str:
    if figure == "is_kept_apart":
        return _("%(tier)s: kept apart", tier=TIER[tier])
    return _("%(tier)s: from", tier=TIER[tier])


def _said(figure: str, value: Any) -> str:
    if figure == "is_kept_apart":
        return _("yes") if value else _("no")
    return f"{value // 100:,}"
