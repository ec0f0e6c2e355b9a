"""/api/v1/series: ask for visits that recur, by an RRULE on the site's clock (R2, R5)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from sqlalchemy.orm import Session

from admin.api.asked import wish_in
from admin.api.callers import by_token, caller, node
from admin.api.faults import Refused
from admin.api.once import Answer, do_once
from admin.api.resources import field_named, needs_in
from admin.api.shapes import SeriesIn, SeriesOut
from shared.access.rules import Permission, Person
from shared.bookings.models import BookingSeries
from shared.bookings.queries import series_of
from shared.bookings.recurring import FreeDays, UnknownRule, Window, dates_of
from shared.bookings.rules import Problem, Wish, WishRefused, problems_with
from shared.desk.book import check_may_book
from shared.desk.book_many import (
    SERIES,
    ToBook,
    book_some,
    keep_to_book,
    kept_to_book,
    standing,
    think_beforehand,
)
from shared.kernel.staging import Standing
from shared.sites.models import Site

calls = APIBlueprint("series", __name__, tag="Bookings")


@calls.post("/series")
@calls.auth_required(by_token, roles=[Permission.BOOK])
@calls.input(SeriesIn)
@calls.output(SeriesOut, status_code=201, description="Each date is a booking of its own, which may wait for approval.")
def book(json_data: SeriesIn) -> Answer:
    """Ask for visits that recur

    At most 100 dates in two years. Each has its own lead time, permit, passes and rooms; a date that can't be booked,
    where a room is taken, say, is named, and the others are.
    """

    def keep(rows: Session, by: Person, now: datetime) -> Answer:
        wish = wish_in(rows, json_data, by, now).tidied()
        check_may_book(wish, by)
        site = rows.get_one(Site, wish.site_id)
        visits = _visits(wish, json_data, site, now)
        facts = {"rule": json_data.rule, "site": site.id}
        return {"id": keep_to_book(rows, visits, SERIES, facts, by, now)}, 201

    kept, status = do_once(keep)
    return _shown(_booked(kept["id"])), status


@calls.get("/series/<series_id>")
@calls.auth_required(by_token, roles=[Permission.SIGNED_IN])
@calls.output(SeriesOut)
def one(series_id: str) -> dict[str, Any]:
    """Look at a series and its bookings"""
    with node().reading() as rows:
        found = rows.get(BookingSeries, series_id)
        mine = found is not None and found.made_by == caller().id
        if found is None or not (mine or caller().may(Permission.SEE_ALL_VISITS, found.site_id)):
            raise Refused(404, "not_found")
        return {"id": found.id, "rule": found.rule, "bookings": _dates(rows, found.id), "refused": []}


def _visits(wish: Wish, asked: SeriesIn, site: Site, now: datetime) -> list[ToBook]:
    starts, ends = wish.starts_at.astimezone(site.tz), wish.ends_at.astimezone(site.tz)
    window = Window(starts.date(), starts.time(), ends.time(), ends.date())
    try:
        dates = dates_of(asked.rule, window, site.hours, FreeDays(asked.free_days))
    except UnknownRule:
        raise WishRefused([Problem("rule", "unknown"), *problems_with(wish, now)]) from None
    chosen = [each for each in dates if each.is_chosen and each.ends_at > now]
    problems = problems_with(wish, now) + ([] if chosen else [Problem("rule", "missing")])
    if problems:
        raise WishRefused(problems)
    needs = needs_in(asked)
    return [
        ToBook(
            each.on.isoformat(),
            replace(wish, starts_at=each.starts_at, ends_at=each.ends_at),
            needs.later(each.starts_at - wish.starts_at),
        )
        for each in chosen
    ]


def _booked(staged_id: str) -> Standing:
    """Book what was kept, a short transaction a date; called again with the same key it goes on where it stopped."""
    with node().reading() as rows:
        kept = kept_to_book(rows, staged_id, caller())
    if kept is None:  # a day later the list is gone, and the bookings are there
        raise Refused(404, "not_found")
    think_beforehand(kept)
    with node().reading() as rows:
        how_far = standing(rows, staged_id, caller())
    while how_far is not None and not how_far.is_done:
        with node().transaction() as rows:
            how_far = book_some(rows, staged_id, kept, caller(), node().now())
    assert how_far is not None, "kept above"
    return how_far


def _shown(how_far: Standing) -> dict[str, Any]:
    with node().reading() as rows:
        made = _dates(rows, how_far.id)
    refused = [{"date": name, "field": field_named(field), "code": code} for name, field, code in how_far.refused]
    return {"id": how_far.id, "rule": how_far.facts["rule"], "bookings": made, "refused": refused}


def _dates(rows: Session, series_id: str) -> Sequence[dict[str, Any]]:
    return [
        {"id": row.id, "state": row.state, "starts_at": row.starts_at, "ends_at": row.ends_at}
        for row in series_of(rows, series_id)
    ]
