"""Which page needs which permission: one line a route, and a test that none is missing.

A permission here opens the door of the page, at whatever site; whether a person may see *this* booking or do
*this* thing at *its* site is asked by the page and by the verbs of the desk.
"""

from enum import Enum

from flask import Flask, Response, abort, redirect, request, url_for

from admin.asking import person, wants_page
from admin.rules.permitted import RULES
from shared.access.rules import Permission, Person
from shared.web.problems import problem


class Open(Enum):
    """A route that this table lets everybody knock at."""

    TO_ALL = "to all"
    ASKS_ITSELF = "asks itself"
    """It has a way of its own: the API by `Authorization: Bearer`, the news without prolonging a sign-in."""


PAGES: dict[str, Permission | Open] = {
    **dict.fromkeys(RULES, Permission.SET_RULES),
    "static": Open.TO_ALL,
    "health.healthz": Open.TO_ALL,
    "language.choose": Open.TO_ALL,
    "sign_in.page": Open.TO_ALL,
    "sign_in.sign_in": Open.TO_ALL,
    "sign_in.link": Open.TO_ALL,
    "sign_in.use": Open.TO_ALL,
    "sign_in.sign_out": Permission.SIGNED_IN,
    "sign_in.password": Permission.SIGNED_IN,
    "sign_in.set_password": Permission.SIGNED_IN,
    "sign_in.my_sign_ins": Permission.SIGNED_IN,
    "sign_in.revoke": Permission.SIGNED_IN,
    "home.home": Permission.SIGNED_IN,
    "bookings.listing": Permission.SIGNED_IN,
    "bookings.hosts": Permission.BOOK_FOR_OTHERS,
    "booking_forms.new": Permission.BOOK,
    "booking_forms.copy": Permission.BOOK,
    "booking_forms.book": Permission.BOOK,
    "booking_forms.change": Permission.BOOK,
    "booking_forms.save": Permission.BOOK,
    "calendar.page": Permission.SIGNED_IN,
    "calendar.preview": Permission.SEE_ALL_VISITS,
    "series.book": Permission.BOOK,
    "series.cancel": Permission.BOOK,
    "series.decide": Permission.SIGNED_IN,
    "choosing.free": Permission.BOOK,
    "resources.listing": Permission.MANAGE_RESOURCES,
    "resources.new": Permission.MANAGE_RESOURCES,
    "resources.enter": Permission.MANAGE_RESOURCES,
    "resources.page": Permission.MANAGE_RESOURCES,
    "resources.save": Permission.MANAGE_RESOURCES,
    "dispatch.page": Permission.DISPATCH,
    "dispatch.assign": Permission.DISPATCH,
    "booking_import.page": Permission.BOOK,
    "booking_import.example": Permission.BOOK,
    "booking_import.read": Permission.BOOK,
    "booking_import.take_in": Permission.BOOK,
    "booking_import.outcome": Permission.BOOK,
    "booking_import.take_back": Permission.BOOK,
    "booking.page": Permission.SIGNED_IN,
    "deciding.decide": Permission.SIGNED_IN,
    "deciding.review": Permission.REVIEW,
    "deciding.papers": Permission.BOOK,
    "approvals.queue": Permission.SIGNED_IN,
    "approvals.approve": Permission.SIGNED_IN,
    "approval_links.page": Open.TO_ALL,
    "approval_links.answer": Open.TO_ALL,
    "approval_links.confirm": Open.TO_ALL,
    "itinerary_words.confirm": Permission.SIGNED_IN,
    "booking.cancelling": Permission.BOOK,
    "booking.cancel": Permission.BOOK,
    "passes.picture": Permission.SIGNED_IN,
    "passes.printed": Permission.SIGNED_IN,
    "gate.board": Permission.SEE_GATE,
    "gate.parts": Permission.SEE_GATE,
    "gate.let_out": Permission.CLOSE_VISIT,
    "gate.note": Permission.SEE_GATE,
    "gate.settle": Permission.CLOSE_VISIT,
    "gate.print_again": Permission.CLOSE_VISIT,
    "gate_theme.choose": Permission.SEE_GATE,
    "gate_guests.guest": Permission.SEE_GATE,
    "gate_guests.people": Permission.SEE_GATE,
    "gate_guests.admit": Permission.ADMIT,
    "gate_guests.hold": Permission.ADMIT,
    "gate_guests.refuse": Permission.ADMIT,
    "gate_guests.lift": Permission.ADMIT,
    "gate_guests.vehicle": Permission.ADMIT,
    "gate_guests.item": Permission.ADMIT,
    "gate_guests.needs_help": Permission.SIGNED_IN,
    "gate_guests.brought": Permission.ADMIT,
    "gate_guests.write_note": Permission.SEE_GATE,
    "gate_guests.note_seen": Permission.SEE_GATE,
    "gate_guests.release_pass": Permission.SEE_GATE,
    "green_lane.guest": Permission.REGISTER_GUEST,
    "green_lane.register": Permission.REGISTER_GUEST,
    "green_lane.officials": Permission.ADMIT_OFFICIALS,
    "green_lane.admit": Permission.ADMIT_OFFICIALS,
    "roll_calls.page": Permission.CALL_ROLL,
    "roll_calls.parts": Permission.CALL_ROLL,
    "roll_calls.start": Permission.CALL_ROLL,
    "roll_calls.marks": Permission.CALL_ROLL,
    "roll_calls.scan": Permission.CALL_ROLL,
    "roll_calls.print_list": Permission.CALL_ROLL,
    "roll_calls.end": Permission.CALL_ROLL,
    "roll_calls.listing": Permission.CALL_ROLL,
    "roll_calls.report": Permission.CALL_ROLL,
    "devices.page": Permission.SEE_GATE,
    "devices.parts": Permission.SEE_GATE,
    "devices.alarm": Permission.SEE_GATE,
    "devices.prints": Permission.SEE_GATE,
    "devices.test": Permission.CLOSE_VISIT,
    "devices.settle": Permission.CLOSE_VISIT,
    "devices.print_again": Permission.CLOSE_VISIT,
    "host.page": Permission.ANSWER_VISITOR,
    "host.parts": Permission.ANSWER_VISITOR,
    "host.answer": Permission.ANSWER_VISITOR,
    "host.answer_message": Permission.ANSWER_VISITOR,
    "host.colleagues": Permission.ANSWER_VISITOR,
    "answer_links.page": Open.TO_ALL,
    "answer_links.answer": Open.TO_ALL,
    "live.news": Open.ASKS_ITSELF,
    "visits.seen": Permission.SIGNED_IN,
    "leaving.page": Permission.SIGNED_IN,
    "leaving.sign_out": Permission.SIGNED_IN,
    "leaving.left": Permission.ANSWER_VISITOR,
    "leaving.noted": Permission.SEE_GATE,
    "group.page": Permission.ADMIT,
    "group.let_in": Permission.ADMIT,
    "closing.page": Permission.SEE_GATE,
    "visits.page": Permission.SIGNED_IN,
    "visits.photo": Permission.SEE_ALL_VISITS,
    "visits.signature": Permission.SEE_ALL_VISITS,
    "visits_day.page": Permission.SIGNED_IN,
    "visit_search.page": Permission.SIGNED_IN,
    "visit_export.table": Permission.EXPORT_VISITS,
    "visitor_book.page": Permission.EXPORT_VISITS,
    "saved_views.page": Permission.SIGNED_IN,
    "saved_views.keep": Permission.SIGNED_IN,
    "saved_views.rename": Permission.SIGNED_IN,
    "saved_views.remove": Permission.SIGNED_IN,
    "visitors.listing": Permission.SEE_FILES,
    "visitors.page": Permission.SEE_FILES,
    "visitors.save": Permission.SEE_FILES,
    "companies.listing": Permission.SEE_FILES,
    "companies.page": Permission.SEE_FILES,
    "companies.save": Permission.KEEP_FILES,
    "merges.preview": Permission.KEEP_FILES,
    "merges.merge": Permission.KEEP_FILES,
    "merges.undo": Permission.KEEP_FILES,
    "visits.take_over": Permission.CLOSE_VISIT,
    "badges.listing": Permission.DESIGN_BADGES,
    "badges.page": Permission.DESIGN_BADGES,
    "badges.save": Permission.DESIGN_BADGES,
    "badges.forget": Permission.DESIGN_BADGES,
    "badges.picture": Permission.DESIGN_BADGES,
    "badges.preview": Permission.DESIGN_BADGES,
    "badges.logo": Permission.DESIGN_BADGES,
    "assisted.page": Permission.ADMIT,
    "assisted.admit": Permission.ADMIT,
    "assisted.let_out": Permission.CLOSE_VISIT,
    "assisted.print_again": Permission.CLOSE_VISIT,
    "assisted.extend": Permission.BOOK_FOR_OTHERS,
    "assisted.wish": Permission.CLOSE_VISIT,
    "assisted.survey": Permission.CLOSE_VISIT,
    "desk_walk_ins.new": Permission.BOOK_FOR_OTHERS,
    "desk_walk_ins.register": Permission.BOOK_FOR_OTHERS,
    "desk_walk_ins.photo": Permission.CLOSE_VISIT,
    "screening.listing": Permission.WATCHLIST,
    "screening.new": Permission.WATCHLIST,
    "screening.propose_entry": Permission.WATCHLIST,
    "screening.entry": Permission.WATCHLIST,
    "screening.confirm": Permission.WATCHLIST,
    "screening.end": Permission.WATCHLIST,
    "screening.hit": Permission.WATCHLIST,
    "screening.decide": Permission.WATCHLIST,
    "kiosk_look.page": Permission.DESIGN_KIOSK,
    "kiosk_look.save": Permission.DESIGN_KIOSK,
    "kiosk_look.check": Permission.DESIGN_KIOSK,
    "kiosk_look.forget": Permission.DESIGN_KIOSK,
    "kiosk_look.picture": Permission.DESIGN_KIOSK,
    "absence.page": Permission.SIGNED_IN,
    "absence.save": Permission.SIGNED_IN,
    "people.listing": Permission.MANAGE_PEOPLE,
    "people.new": Permission.MANAGE_PEOPLE,
    "people.enter": Permission.MANAGE_PEOPLE,
    "people.page": Permission.MANAGE_PEOPLE,
    "people.save": Permission.MANAGE_PEOPLE,
    "people.leave": Permission.MANAGE_PEOPLE,
    "people.come_back": Permission.MANAGE_PEOPLE,
    "people_import.page": Permission.MANAGE_PEOPLE,
    "people_import.example": Permission.MANAGE_PEOPLE,
    "people_import.read": Permission.MANAGE_PEOPLE,
    "people_import.take_in": Permission.MANAGE_PEOPLE,
    "people_import.outcome": Permission.MANAGE_PEOPLE,
    "agreements.listing": Permission.PUBLISH_TEXTS,
    "agreements.page": Permission.PUBLISH_TEXTS,
    "agreements.save": Permission.PUBLISH_TEXTS,
    "agreements.version": Permission.PUBLISH_TEXTS,
    "invitations.listing": Permission.BOOK,
    "invitations.new": Permission.BOOK,
    "invitations.make": Permission.BOOK,
    "invitations.page": Permission.BOOK,
    "invitations.take_back": Permission.BOOK,
    "invitations.send_again": Permission.BOOK,
    "invited.page": Open.TO_ALL,
    "invited.answer": Open.TO_ALL,
    "feedback.summary": Permission.READ_FEEDBACK,
    "feedback.table": Permission.READ_FEEDBACK,
    "kind_words.listing": Permission.READ_FEEDBACK,
    "complaints.listing": Permission.SEE_TO_COMPLAINTS,
    "complaints.page": Permission.SEE_TO_COMPLAINTS,
    "complaints.step": Permission.SEE_TO_COMPLAINTS,
    "surveys.page": Open.TO_ALL,
    "surveys.answer": Open.TO_ALL,
    "reception.board": Permission.ANSWER_VISITOR,
    "plans.page": Permission.SIGNED_IN,
    "plan_deeds.make": Permission.BOOK,
    "plan_deeds.tick": Permission.SIGNED_IN,
    "plan_deeds.part": Permission.SIGNED_IN,
    "plan_deeds.save_task": Permission.SIGNED_IN,
    "plan_deeds.add": Permission.BOOK,
    "plan_deeds.arrangements": Permission.BOOK,
    "plan_deeds.confirmation": Permission.BOOK,
    "plan_deeds.send": Permission.BOOK,
    "itinerary.form": Permission.BOOK,
    "itinerary.save": Permission.BOOK,
    "itinerary.printed": Permission.SIGNED_IN,
    "talks.page": Permission.SIGNED_IN,
    "talks.save": Permission.BOOK,
    "talks.add": Permission.BOOK,
    "talks.move": Permission.SIGNED_IN,
    "promises.listing": Permission.SIGNED_IN,
    "due_day.page": Permission.SIGNED_IN,
    "due_day.save": Permission.SIGNED_IN,
    "guest_requests.page": Permission.BOOK,
    "guest_requests.ask": Permission.BOOK,
    "accounts.listing": Permission.MANAGE_ACCOUNTS,
    "accounts.new": Permission.MANAGE_ACCOUNTS,
    "accounts.make": Permission.MANAGE_ACCOUNTS,
    "accounts.page": Permission.MANAGE_ACCOUNTS,
    "accounts.save": Permission.MANAGE_ACCOUNTS,
    "accounts.disable": Permission.MANAGE_ACCOUNTS,
    "accounts.enable": Permission.MANAGE_ACCOUNTS,
    "accounts.link": Permission.MANAGE_ACCOUNTS,
}


class NotInTheTable(LookupError):
    """A route has no line in the permission table; it stays shut until it has one."""


def guard(app: Flask) -> None:
    """Ask the table before every request."""
    app.before_request(_may_enter)


def may_open(who: Person | None, endpoint: str) -> bool:
    """Say whether a person, or nobody, may open a route. Raises NotInTheTable."""
    if endpoint not in PAGES:
        raise NotInTheTable(endpoint)
    needed = PAGES[endpoint]
    if isinstance(needed, Open):
        return True
    return who is not None and who.may_somewhere(needed)


def _may_enter() -> Response | None:
    if request.endpoint is None:  # no such address: the 404 page answers
        return None
    if may_open(None, request.endpoint):
        return None
    who = person()
    if who is not None:
        return None if may_open(who, request.endpoint) else abort(403)
    if request.method != "GET" or not wants_page():
        return problem(401, "signed_out", "Sign in first.")
    answer = redirect(url_for("sign_in.page", next=request.full_path.rstrip("?")))
    assert isinstance(answer, Response)
    return answer
