"""The watchlist's pages. Whoever opens one is on record for it (R29), so that also reading is a transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.forms import Typed
from admin.screening.form import as_typed, draft_of, show_problems
from admin.screening.showing import Here, entry_shown, hit_shown, steps_shown
from admin.speech import _
from shared.access.queries import names_of
from shared.access.rules import Permission
from shared.desk.watchlist import confirm as confirm_entry
from shared.desk.watchlist import decide_hit, flag_the_coming, propose, read_list, show_hits
from shared.desk.watchlist import end as end_entry
from shared.kernel.likeness import name_keys
from shared.kernel.paging import Cursor
from shared.screening.models import WatchEntry, WatchHit
from shared.screening.queries import entries, entries_alike, hits_in_state, hits_of_entry, open_hits, steps_of
from shared.screening.queries import entry as entry_with_id
from shared.screening.queries import hit as hit_with_id
from shared.screening.rules import DraftRefused, EntryState, HitState
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("screening", __name__)

Answer = str | tuple[str, int] | Response
LISTED = 50
_STATES = (EntryState.CONFIRMED, EntryState.PROPOSED, EntryState.REMOVED, EntryState.REJECTED)


@dataclass(frozen=True)
class Tab:
    """One of the lists that the page has."""

    word: str
    url: str
    is_here: bool


@pages.get("/watchlist")
def listing() -> str:
    """Show who is to be decided on, or the entries of a state: `?show=`."""
    show = request.args.get("show", "hits")
    state = EntryState(show) if show in set(_STATES) else None
    with node().transaction() as rows:
        sites = me().sites_where(Permission.WATCHLIST)
        waiting = open_hits(rows, sites)
        hits = _hits(rows, sites) if state is None else []
        found, more = _entries(rows, state) if state is not None else ((), None)
        if state is None:
            show_hits(rows, [each for each in hits if each.state == HitState.OPEN], me(), node().now())
        else:
            read_list(rows, me(), node().now())
        here = _here(rows, [*found, *(each.entry for each in hits)], hits)
        return render_template(
            "screening/list.html",
            tabs=_tabs(state, waiting),
            hits=[hit_shown(each, here, me().id) for each in hits],
            entries=[entry_shown(each, here, me().id) for each in found],
            state=state,
            typed=Typed(request.args),
            more=url_for("screening.listing", show=show, cursor=str(more)) if more else None,
        )


@pages.get("/watchlist/new")
def new() -> str:
    """Show the form: empty, or as an entry that somebody thinks of anew (`?like=`)."""
    typed = Typed()
    if like := request.args.get("like"):
        with node().transaction() as rows:
            typed = as_typed(_entry(rows, like))
            read_list(rows, me(), node().now(), like)
    return _form(typed)


@pages.post("/watchlist")
def propose_entry() -> Answer:
    """Propose an entry, or show the form again with all that was typed."""
    typed = Typed(request.form)
    with node().reading() as rows:
        zone = _site(rows).tz
    draft = draft_of(typed, zone)
    try:
        with node().transaction() as rows:
            if typed.troubles:
                raise DraftRefused([])
            entry_id = propose(rows, draft, me(), node().now()).id
    except DraftRefused as refused:
        show_problems(typed, refused.problems)
        return _form(typed), 422
    flash(_("Proposed. It counts once somebody else has confirmed it."), "go")
    return redirect(url_for("screening.entry", entry_id=entry_id))


@pages.get("/watchlist/<entry_id>")
def entry(entry_id: str) -> str:
    """Show an entry, whom it was found in, and who did what with it."""
    with node().transaction() as rows:
        read_list(rows, me(), node().now(), _entry(rows, entry_id).id)
        return _page(rows, entry_id, Typed())


@pages.post("/watchlist/<entry_id>/confirmation")
def confirm(entry_id: str) -> Response:
    """Confirm what somebody else proposed, and look for those who are booked already."""
    with node().transaction() as rows:
        confirm_entry(rows, _entry(rows, entry_id).id, me(), node().now())
    with node().transaction() as rows:
        booked = flag_the_coming(rows, entry_id, node().now())
    flash(_("Confirmed: it counts from now on."), "go")
    if booked:
        flash(_("Somebody like this is booked already: please decide."), "attend")
    return redirect(url_for("screening.entry", entry_id=entry_id))


@pages.post("/watchlist/<entry_id>/end")
def end(entry_id: str) -> Answer:
    """Turn a proposal down, or take an entry off the list; either with a reason."""
    typed = Typed(request.form)
    try:
        with node().transaction() as rows:
            end_entry(rows, _entry(rows, entry_id).id, typed["why"], me(), node().now())
    except DraftRefused:
        typed.is_wrong("why", _("Write a reason."))
        with node().reading() as rows:
            return _page(rows, entry_id, typed), 422
    flash(_("It counts no more; what was done stays on record."), "go")
    return redirect(url_for("screening.entry", entry_id=entry_id))


@pages.get("/watchlist/hits/<hit_id>")
def hit(hit_id: str) -> str:
    """Show a visitor beside the entry that they are like."""
    with node().transaction() as rows:
        show_hits(rows, [_hit(rows, hit_id)], me(), node().now())
        return _hit_page(rows, hit_id, Typed())


@pages.post("/watchlist/hits/<hit_id>/decision")
def decide(hit_id: str) -> Answer:
    """Say that it is somebody else, or keep them out; either with a reason."""
    typed = Typed(request.form)
    state = HitState.KEPT_OUT if typed["decision"] == "keep_out" else HitState.CLEARED
    try:
        with node().transaction() as rows:
            decide_hit(rows, hit_id, state, typed["why"], me(), node().now())
    except DraftRefused:
        typed.is_wrong("why", _("Write a reason."))
        with node().reading() as rows:
            return _hit_page(rows, hit_id, typed), 422
    said = _("Cleared: the gate is told, and this entry does not stop them again.")
    flash(said if state is HitState.CLEARED else _("Kept out: the gate is told."), "go")
    return redirect(url_for("screening.listing"))


def _hits(rows: Session, sites: Sequence[str]) -> list[WatchHit]:
    """Return the open hits, and below them what was decided lately."""
    decided = [hit for state in (HitState.KEPT_OUT, HitState.CLEARED) for hit in hits_in_state(rows, sites, state, 20)]
    lately = sorted(decided, key=lambda hit: hit.decided_at or hit.found_at, reverse=True)
    return [*hits_in_state(rows, sites, HitState.OPEN), *lately[:20]]


def _entries(rows: Session, state: EntryState) -> tuple[Sequence[WatchEntry], Cursor | None]:
    if text := request.args.get("q", "").strip():
        found = entries_alike(rows, [key for key, _trait in name_keys(text[:120])])
        return [entry for entry in found if entry.state == state], None
    try:
        after = Cursor.parse(request.args["cursor"]).position if "cursor" in request.args else None
    except ValueError:
        after = None
    page = entries(rows, state, after, LISTED + 1)
    more = Cursor((page[LISTED - 1].expires_at, page[LISTED - 1].id)) if len(page) > LISTED else None
    return page[:LISTED], more


def _tabs(state: EntryState | None, waiting: int) -> list[Tab]:
    words = {
        EntryState.CONFIRMED: _("On the list"),
        EntryState.PROPOSED: _("Proposed"),
        EntryState.REMOVED: _("Taken off"),
        EntryState.REJECTED: _("Turned down"),
    }
    first = _("To decide (%(n)s)", n=waiting) if waiting else _("To decide")
    tabs = [Tab(first, url_for("screening.listing"), state is None)]
    return tabs + [Tab(words[each], url_for("screening.listing", show=each.value), each is state) for each in _STATES]


def _page(rows: Session, entry_id: str, typed: Typed) -> str:
    found = _entry(rows, entry_id)
    rows.flush()
    hits = [hit for hit in hits_of_entry(rows, entry_id) if hit.site_id in me().sites_where(Permission.WATCHLIST)]
    steps = steps_of(rows, entry_id)
    here = _here(rows, [found], hits, (step.by for step in steps))
    return render_template(
        "screening/entry.html",
        entry=entry_shown(found, here, me().id),
        hits=[hit_shown(hit, here, me().id) for hit in hits],
        steps=steps_shown(steps, here),
        typed=typed,
    )


def _hit_page(rows: Session, hit_id: str, typed: Typed) -> str:
    found = _hit(rows, hit_id)
    here = _here(rows, [found.entry], [found])
    return render_template("screening/hit.html", hit=hit_shown(found, here, me().id), typed=typed)


def _form(typed: Typed) -> str:
    return render_template("screening/form.html", typed=typed)


def _here(rows: Session, found: Sequence[WatchEntry], hits: Sequence[WatchHit], more: Iterable[str] = ()) -> Here:
    accounts = {account for entry in found for account in (entry.proposed_by, entry.confirmed_by)}
    accounts |= {hit.decided_by for hit in hits} | set(more)
    return Here(_site(rows).tz, node().now(), names_of(rows, [each for each in accounts if each], language()))


def _site(rows: Session) -> Site:
    """Return the site by whose clock these pages go: this node's own, else the first that is this person's."""
    mine = [site for site in every_site(rows) if site.id in me().sites_where(Permission.WATCHLIST)]
    return next((site for site in mine if site.code == node().settings.site), None) or (mine[0] if mine else lost())


def _entry(rows: Session, entry_id: str) -> WatchEntry:
    return entry_with_id(rows, entry_id) or lost()


def _hit(rows: Session, hit_id: str) -> WatchHit:
    found = hit_with_id(rows, hit_id)
    return found if found is not None and me().may(Permission.WATCHLIST, found.site_id) else lost()
