"""The form of a booking: a new one, and changing one."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.approvals.grading import graded, proposal_words
from admin.asking import language, lost, me, node
from admin.bookings.more import is_more_open, more_choices
from admin.bookings.page import seen_booking, seen_state
from admin.bookings.series.form import FREE_DAYS, OFTEN, series_typed
from admin.bookings.series.pages import change_following, preview
from admin.bookings.unreached import not_reached_by_mail
from admin.bookings.wishes import (
    as_typed,
    books_for_others,
    drop_blank_rows,
    fresh,
    guest_rows,
    put_off,
    show_all_problems,
    show_problems,
    wish_of,
    with_rows,
)
from admin.forms import Typed
from admin.resources.choosing import needs_typed, offer, show_needs
from admin.rules.words import WEEKDAYS
from admin.speech import _
from admin.wording import KIND, party
from shared.access.rules import Permission, Person
from shared.bookings.actions import think_of_terms
from shared.bookings.models import Booking
from shared.bookings.rules import MOST_GUESTS, State, Wish, WishRefused, problems_with
from shared.desk.book import book as book_visit
from shared.desk.book import check_may_book
from shared.desk.cancel import may_change
from shared.desk.change import change as change_visit
from shared.desk.outcomes import CHANGED, NotAllowed, OutOfTurn
from shared.desk.reserve import reserve
from shared.desk.sent_once import made_once
from shared.desk.series import STANDING, Move, those_of_series, those_that_follow
from shared.grades.queries import every_grade
from shared.kernel.ids import new_id
from shared.people.queries import employee
from shared.resources.rules import NOTHING, Needs
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("booking_forms", __name__)

Answer = str | tuple[str, int] | Response
_TAKE_AWAY = re.compile(r"take_away:(\d+)")


@dataclass(frozen=True)
class Asked:
    """What a form asks for."""

    wish: Wish
    needs: Needs


@pages.get("/bookings/new")
def new() -> str:
    """Show the empty form."""
    with node().reading() as rows:
        return _form(rows, fresh(_my_sites(rows)[0], node().now()), None)


@pages.get("/bookings/<booking_id>/copy")
def copy(booking_id: str) -> Answer:
    """Show the form with what was booked once, for another day: the same weekday, the next one that is ahead."""
    with node().reading() as rows:
        booking = seen_booking(rows, booking_id)
        typed = as_typed(booking)
        put_off(typed, booking.site, node().now())
        show_needs(rows, typed, booking, for_another=True)
        return _form(rows, typed, None)


@pages.post("/bookings")
def book() -> Answer:
    """Book the visit, or show the form again with all that was typed."""
    return _send(None, _book)


def _book(rows: Session, asked: Asked, by: Person) -> Booking:
    made, _new = made_once(rows, request.form, by.id, node().now(), lambda: _make(rows, asked, by).id)
    return rows.get_one(Booking, made)


def _make(rows: Session, asked: Asked, by: Person) -> Booking:
    made = book_visit(rows, asked.wish, by, node().now())
    if asked.needs != NOTHING:
        reserve(rows, made, asked.needs)
    return made


@pages.get("/bookings/<booking_id>/change")
def change(booking_id: str) -> Answer:
    """Show the form with what is booked."""
    with node().reading() as rows:
        booking = _changeable(rows, booking_id)
        typed = as_typed(booking)
        show_needs(rows, typed, booking)
        _offer_pick_up(typed, len(booking.guests))
        return _form(rows, typed, booking)


@pages.post("/bookings/<booking_id>/change")
def save(booking_id: str) -> Answer:
    """Change the booking, or show the form again."""
    with node().reading() as rows:
        booking = _changeable(rows, booking_id)
        sisters = _sisters(rows, booking)
    typed = Typed(request.form)
    seen = seen_state(typed)

    def change_it(rows: Session, asked: Asked, by: Person) -> Booking:
        return change_visit(rows, booking_id, asked.wish, by, node().now(), seen, asked.needs)

    def change_rest(asked: Asked) -> None:
        if chosen := sisters.get(typed["scope"]):
            change_following(chosen, Move(asked.wish, (booking.starts_at, booking.ends_at)))

    return _send(booking, change_it, change_rest)


def _send(
    old: Booking | None,
    do: Callable[[Session, Asked, Person], Booking],
    and_then: Callable[[Asked], None] = lambda _asked: None,
) -> Answer:
    typed = Typed(request.form)
    if _asks_for_rows(typed, request.form.get("do", "")):
        with node().reading() as rows:
            return _form(rows, typed, old)
    drop_blank_rows(typed)
    asked = _asked(typed)
    if asked is not None and old is None and typed["often"]:
        return _preview(typed, asked)
    if asked is not None:
        try:
            with node().transaction() as rows:
                booking = do(rows, asked, me())
                words, to_call = _outcome(booking, old), _to_call(booking, old)
        except WishRefused as refused:
            show_problems(typed, refused.problems)
        except OutOfTurn as refused:
            if refused.code != CHANGED or old is None:
                raise
            return _changed_meanwhile(typed, old.id)
        else:
            _say(words, to_call)
            and_then(asked)
            return redirect(url_for("booking.page", booking_id=booking.id))
    with node().reading() as rows:
        return _form(rows, typed, old), 422


def _asked(typed: Typed) -> Asked | None:
    """Return what the form asks for; None if something can't be read, which is then noted beside its field."""
    with node().reading() as rows:
        site = _site(rows, typed)
        wish = wish_of(rows, typed, site, me())
        needs = needs_typed(rows, typed, site)
        wish = graded(rows, typed, wish) if wish else None
        if wish is None:
            show_all_problems(typed, site, node().now())
    if wish is None or needs is None:
        return None
    think_of_terms((guest.contact.name, guest.contact.company) for guest in wish.guests)
    return Asked(wish, needs)


def _preview(typed: Typed, asked: Asked) -> Answer:
    """Show the dates of a series before anything is booked."""
    wish, now = asked.wish.tidied(), node().now()
    with node().reading() as rows:
        site = _site(rows, typed)
        show_problems(typed, problems_with(wish, now))
        check_may_book(wish, me())
        found = None if typed.troubles else series_typed(rows, typed, wish, asked.needs, site, now)
        if found is None:
            return _form(rows, typed, None), 422
    return preview(found, site, party(wish.guests[0].contact.name, len(wish.guests)))


def _changed_meanwhile(typed: Typed, booking_id: str) -> Answer:
    """Show the form with all that was typed, and say that somebody else was quicker: saving once more replaces it."""
    with node().reading() as rows:
        booking = seen_booking(rows, booking_id)
        typed["seen"] = str(booking.changes)
        return _form(rows, typed, booking, was_late=True), 409


def _asks_for_rows(typed: Typed, do: str) -> bool:
    """Add or take away a guest row, where a browser without scripts asks for it; say whether it did."""
    rows = guest_rows(typed)
    if do == "propose":
        return True
    if do == "add_guest" and len(rows) < MOST_GUESTS:
        with_rows(typed, [*rows, len(rows)])
        return True
    if match := _TAKE_AWAY.fullmatch(do):
        with_rows(typed, [row for row in rows if row != int(match[1])] or [0])
        return True
    return False


def _outcome(booking: Booking, old: Booking | None) -> str:
    if booking.state == State.APPROVED:
        if old:
            return _("Changed. The passes below are the valid ones.")
        return _("Booked and approved: the passes are ready.")
    return _("Changed. It waits for approval now.") if old else _("Booked. It waits for approval now.")


def _say(words: str, to_call: str) -> None:
    flash(words, "go")
    if to_call:
        flash(_("No mail reaches these guests, so please tell them yourself: %(names)s.", names=to_call), "attend")


def _to_call(booking: Booking, old: Booking | None) -> str:
    """Return whom no letter tells that a visit changed which had been approved once; empty: nobody."""
    was_told = old is not None and booking.permit is not None
    return _(", ").join(not_reached_by_mail(booking.guests)) if was_told else ""


def _offer_pick_up(typed: Typed, people: int) -> None:
    """Let whoever asks for a car find filled in where the guests want to be fetched."""
    if typed["more.pick_up"] and not typed["ride"]:
        typed["ride_place"], typed["ride_people"] = typed["more.pick_up"], str(people)


def _sisters(rows: Session, booking: Booking) -> dict[str, list[str]]:
    """Return the other dates of a series that may be changed along with one: those that follow, all still to come."""
    now = node().now()
    following = those_that_follow(rows, booking, now)
    every = those_of_series(rows, booking, now, STANDING)
    found = {"following": following, "all": every if len(every) > len(following) else []}
    return {scope: [each for each in ids if each != booking.id] for scope, ids in found.items()}


def _changeable(rows: Session, booking_id: str) -> Booking:
    booking = seen_booking(rows, booking_id)
    if not may_change(booking, me()):
        raise NotAllowed
    return booking


def _my_sites(rows: Session) -> list[Site]:
    may = set(me().sites_where(Permission.BOOK))
    return [site for site in every_site(rows) if site.id in may]


def _site(rows: Session, typed: Typed) -> Site:
    sites = _my_sites(rows)
    return next((site for site in sites if site.code == typed["site"]), None) or (sites[0] if sites else lost())


def _form(rows: Session, typed: Typed, booking: Booking | None, *, was_late: bool = False) -> str:
    site, said = _site(rows, typed), language()
    own = employee(rows, me().employee_id or "")
    return render_template(
        "bookings/form.html",
        typed=typed,
        rows=guest_rows(typed),
        booking=booking,
        was_late=was_late,
        most_guests=MOST_GUESTS,
        sites=[(each.code, each.named(said)) for each in _my_sites(rows)],
        zone=site.zone,
        proposal=proposal_words(rows, typed, guest_rows(typed)),
        grades=[(grade.letter, f"{grade.letter} {grade.named(said)}") for grade in every_grade(rows)],
        kinds=[(kind.value, str(word)) for kind, word in KIND.items()],
        for_others=books_for_others(me(), site),
        offer=offer(rows, typed, site, booking.id if booking else None),
        often=[(often, str(word)) for often, word in OFTEN.items()],
        free_days=[(choice.value, str(word)) for choice, word in FREE_DAYS.items()],
        weekdays=[(f"weekday.{number}", word) for number, word in enumerate(WEEKDAYS)],
        more_open=is_more_open(typed),
        more_choices=more_choices(),
        sisters={scope: len(ids) for scope, ids in (_sisters(rows, booking) if booking else {}).items()},
        own_name=own.named(said) if own else "",
        form_key=new_id(),
    )
