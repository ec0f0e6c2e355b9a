"""The pages of a series: book the dates that were chosen; change, cancel or decide on all that follow."""

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import lost, me, node
from admin.bookings.importing.pages import book_kept
from admin.bookings.page import seen_booking, seen_state
from admin.bookings.series.form import Series
from admin.dates import day_and_hour
from admin.forms import Typed
from admin.speech import _, ngettext
from admin.wording import objection_words, problem_words
from shared.bookings.queries import bookings_with_ids
from shared.bookings.rules import Decision, State, WishRefused
from shared.desk.book_many import SERIES, choose, keep_to_book, kept_to_book
from shared.desk.cancel import cancel as cancel_visit
from shared.desk.outcomes import CHANGED, NotAllowed, OutOfTurn
from shared.desk.series import STANDING, Move, change_alike, decide_alike, those_of_series, those_that_follow
from shared.sites.models import Site

pages = Blueprint("series", __name__)


def preview(series: Series, site: Site, who: str) -> str:
    """Keep the dates of a series for a day, and show them before anything is booked."""
    now = node().now()
    with node().transaction() as rows:
        facts = {"rule": series.rule, "site": site.id}
        staged_id = keep_to_book(rows, series.visits, SERIES, facts, me(), now)
    return render_template("bookings/series.html", id=staged_id, series=series, who=who)


@pages.post("/bookings/series/<staged_id>")
def book(staged_id: str) -> Response:
    """Book the dates that are ticked."""
    with node().reading() as rows:
        if kept_to_book(rows, staged_id, me()) is None:
            lost()
    names = request.form.getlist("date")
    if not names:
        flash(_("No date was ticked, so nothing was booked."), "attend")
        return redirect(url_for("bookings.listing"))
    with node().transaction() as rows:
        choose(rows, staged_id, names, me())
    return book_kept(staged_id)


@pages.post("/bookings/<booking_id>/series/cancel")
def cancel(booking_id: str) -> Response:
    """Cancel this visit and all that follow it, or all dates that are still to come."""
    with node().reading() as rows:
        one, now = seen_booking(rows, booking_id), node().now()
        is_every = request.form.get("scope") == "all"
        ids = those_of_series(rows, one, now, STANDING) if is_every else those_that_follow(rows, one, now)
    done, why_not = _each(ids, lambda rows, each: bool(cancel_visit(rows, each, me(), node().now())))
    flash(ngettext("%(num)d visit cancelled.", "%(num)d visits cancelled.", done), "go")
    _say(why_not)
    return redirect(url_for("booking.page", booking_id=booking_id))


@pages.post("/bookings/<booking_id>/series/decision")
def decide(booking_id: str) -> Response:
    """Decide on all visits of the series that wait, as on the one that was looked at."""
    typed = Typed(request.form)
    if typed["decision"] not in set(Decision):
        lost()
    decision, reason = Decision(typed["decision"]), typed["reason"]
    with node().reading() as rows:
        one = seen_booking(rows, booking_id)
        ids = those_of_series(rows, one, node().now(), (State.WAITING,))
    if one.changes != seen_state(typed):
        flash(objection_words(CHANGED), "attend")
        return redirect(url_for("booking.page", booking_id=booking_id))
    done, why_not = _each(
        ids, lambda rows, each: bool(decide_alike(rows, each, decision, reason, one, me(), node().now()))
    )
    flash(ngettext("Decided on %(num)d visit.", "Decided on %(num)d visits.", done), "go" if done else "attend")
    _say(why_not)
    return redirect(url_for("booking.page", booking_id=booking_id))


def change_following(ids: Sequence[str], move: Move) -> None:
    """Change those that follow as the first one was changed, and say what became of them."""
    done, why_not = _each(ids, lambda rows, each: change_alike(rows, each, move, me(), node().now()))
    if done:
        flash(
            ngettext("%(num)d other date was changed, too.", "%(num)d other dates were changed, too.", done),
            "go",
        )
    _say(why_not)


def _each(ids: Sequence[str], do: Callable[[Session, str], bool]) -> tuple[int, dict[str, str]]:
    """Do something to each booking, in a transaction each; return to how many it was done, and why not to others."""
    done, why_not = 0, {}
    for each in ids:
        try:
            with node().transaction() as rows:
                done += do(rows, each)
        except (NotAllowed, OutOfTurn) as refused:
            why_not[each] = objection_words(refused.code)
        except WishRefused as refused:
            why_not[each] = problem_words(refused.problems[0].field, refused.problems[0].code)
    return done, why_not


def _say(why_not: dict[str, str]) -> None:
    """Name the dates that stay as they were, those of one reason together."""
    if not why_not:
        return
    now = node().now()
    with node().reading() as rows:
        stay = sorted(bookings_with_ids(rows, list(why_not)), key=lambda each: each.starts_at)
        dates = {each.id: day_and_hour(each.starts_at, each.site.tz, now) for each in stay}
    for why in dict.fromkeys(why_not[each] for each in dates):
        alike = [date for each, date in dates.items() if why_not[each] == why]
        said = {"dates": _(", ").join(alike), "why": why}
        words = ngettext(
            "%(dates)s stays as it was: %(why)s", "%(dates)s stay as they were: %(why)s", len(alike), **said
        )
        flash(words, "attend")
