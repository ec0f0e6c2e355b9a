"""The office app: the screens of hosts, gate, reception and managers."""

from datetime import datetime
from pathlib import Path

from apiflask import APIFlask
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup

from admin import accounts, closing, group, health, home, language, leaving, saved_views, setting_up, sign_in
from admin.agreements import pages as agreements
from admin.api import register_api
from admin.approvals import deciding
from admin.approvals import itinerary as itinerary_words
from admin.approvals import links as approval_links
from admin.approvals import pages as approvals
from admin.asking import language as language_asked
from admin.asking import speak_as_the_kiosk
from admin.assisted import pages as assisted
from admin.assisted import registering as desk_walk_ins
from admin.badges import pages as badges
from admin.bookings import lists, page, passes, writing
from admin.bookings.importing import pages as booking_import
from admin.bookings.more import more_said
from admin.bookings.series import pages as series
from admin.calendar import pages as calendar
from admin.devices import pages as devices
from admin.faults import answer_faults, unreadable
from admin.feedback import answers as surveys
from admin.feedback import complaints, kind_words
from admin.feedback import pages as feedback
from admin.feedback import setup as survey_rules
from admin.feedback.said import whole_percent
from admin.gate import guests as gate_guests
from admin.gate import pages as gate
from admin.gate import theme as gate_theme_pages
from admin.gate.theme import gate_theme
from admin.green_lane import pages as green_lane
from admin.host import links as answer_links
from admin.host import pages as host
from admin.invitations import answering as invited
from admin.invitations import pages as invitations
from admin.invitations.beside import said_ahead_of
from admin.kiosk_look import pages as kiosk_look
from admin.origins import refuse_foreign_orders
from admin.people import absence
from admin.people import importing as people_import
from admin.people import pages as people
from admin.permissions import guard
from admin.reception import board as reception
from admin.reception import deeds as plan_deeds
from admin.reception import due_day, itinerary, promises, talks
from admin.reception import plan as plans
from admin.reception import requests as guest_requests
from admin.reception import rules as reception_rules
from admin.reception.seeing import reception_glance
from admin.resources import choosing, dispatch
from admin.resources import pages as resources
from admin.roll_calls import pages as roll_calls
from admin.rules import door as door_rules
from admin.rules import new_site
from admin.rules import pages as rules
from admin.rules import proposal as grade_rules
from admin.rules import sites as site_rules
from admin.rules import tiers as tier_rules
from admin.screening import pages as screening
from admin.shell import around_every_page
from admin.visitors import companies, merging, visitors
from admin.visits import book as visitor_book
from admin.visits import day as visits_day
from admin.visits import export as visit_export
from admin.visits import page as visit_page
from admin.visits import search as visit_search
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.web.addresses import compile_late
from shared.web.broken import log_routes
from shared.web.carried_words import item_words
from shared.web.compressed import compress_static
from shared.web.headers import add_security_headers
from shared.web.languages import KIOSK_WORDS, OFFICE_WORDS, speak
from shared.web.sessions import use_sessions
from shared.web.unreadable import refuse_nul

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FORM_BYTES = 2_000_000
"""200 guests with long names fit many times over."""

_PAGES = (
    health.pages,
    home.pages,
    sign_in.pages,
    language.pages,
    lists.pages,
    booking_import.pages,
    calendar.pages,
    series.pages,
    choosing.pages,
    resources.pages,
    dispatch.pages,
    writing.pages,
    page.pages,
    deciding.pages,
    approvals.pages,
    approval_links.pages,
    passes.pages,
    gate.pages,
    gate_guests.pages,
    gate_theme_pages.pages,
    roll_calls.pages,
    green_lane.pages,
    host.pages,
    answer_links.pages,
    devices.pages,
    visits_day.pages,
    visit_search.pages,
    visit_export.pages,
    visitor_book.pages,
    saved_views.pages,
    visitors.pages,
    companies.pages,
    merging.pages,
    visit_page.pages,
    leaving.pages,
    group.pages,
    closing.pages,
    badges.pages,
    assisted.pages,
    desk_walk_ins.pages,
    screening.pages,
    kiosk_look.pages,
    absence.pages,
    people.pages,
    people_import.pages,
    reception.pages,
    plans.pages,
    plan_deeds.pages,
    itinerary.pages,
    talks.pages,
    promises.pages,
    due_day.pages,
    guest_requests.pages,
    itinerary_words.pages,
    reception_rules.pages,
    rules.pages,
    door_rules.pages,
    grade_rules.pages,
    agreements.pages,
    feedback.pages,
    kind_words.pages,
    invitations.pages,
    invited.pages,
    complaints.pages,
    surveys.pages,
    survey_rules.pages,
    site_rules.pages,
    new_site.pages,
    setting_up.pages,
    tier_rules.pages,
    accounts.pages,
)


def create_admin(settings: Settings, node: Node, draw_badge: badges.DrawBadge | None = None) -> APIFlask:
    """Return the office app over a node; nothing is started. `draw_badge` shows what a layout of badges looks like."""
    app = APIFlask(
        "admin",
        root_path=str(ROOT / "admin"),
        static_folder=str(ROOT / "static"),
        docs_path=None,
        spec_path=None,
        json_errors=False,
    )
    compile_late(app)
    app.config.update(MAX_CONTENT_LENGTH=LONGEST_FORM_BYTES, MAX_FORM_PARTS=2000, WTF_CSRF_TIME_LIMIT=None)
    app.extensions[badges.DRAW] = draw_badge
    use_sessions(app, node)
    app.before_request(kiosk_look.let_pictures_in)
    app.before_request(desk_walk_ins.let_photo_in)
    speak(app, language_asked, KIOSK_WORDS, OFFICE_WORDS)
    app.before_request(speak_as_the_kiosk)
    app.add_template_filter(item_words)
    refuse_foreign_orders(app, settings)
    CSRFProtect(app)
    compress_static(app)
    add_security_headers(app, is_https=settings.is_https, camera=False)
    guard(app)
    refuse_nul(app, unreadable)
    log_routes(app)
    answer_faults(app)
    _lay_out(app)
    for pages in _PAGES:
        app.register_blueprint(pages)
    register_api(app, node)
    return app


def _lay_out(app: APIFlask) -> None:
    """Let pages find our signs, and what stands around every page."""
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "admin" / "templates"), FileSystemLoader(ROOT / "shared" / "web" / "templates")]
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        age_slot=Markup("<span data-age>0</span>"),
        waited_slot=_waited_slot,
        gate_theme=gate_theme,
        kept_views=saved_views.kept_views,
        reception_glance=reception_glance,
    )
    app.jinja_env.globals.update(percent=whole_percent, said_ahead_of=said_ahead_of, more_said=more_said)
    app.context_processor(around_every_page)


def _waited_slot(since: datetime, words: str) -> Markup:
    """Return a length of time that goes on while the page stands."""
    return Markup('<span data-since="{}">{}</span>').format(since.isoformat(), words)
