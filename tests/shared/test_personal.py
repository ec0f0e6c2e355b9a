"""Every row about a person says what it is kept for and until when, or goes with one that does (R29)."""

from shared.kernel.database import Base
from tests.shared.tables import know_every_table

GOES_WITH = {
    "approval_steps": "bookings",
    "asked": "bookings",
    "grade_choices": "bookings",
    "reviews": "bookings",
    "booking_terms": "bookings",
    "reservations": "bookings",
    "guests": "bookings",
    "passes": "bookings",
    "visits": "bookings",
    "watch_hits": "watch_entries",
    "watch_keys": "watch_entries",
    "watch_steps": "watch_entries",
    "agreed_texts": "bookings",
    "declared_items": "bookings",
    "door_answers": "bookings",
    "employee_terms": "employees",
    "walk_in_pictures": "walk_in_drafts",
    "badges": "bookings",
    "gate_stops": "bookings",
    "lane_guests": "bookings",
    "roll_entries": "bookings",
    "roll_marks": "bookings",
    "vehicles": "bookings",
    "rated_visits": "bookings",
    "releases": "bookings",
    "notices": "visitors",
    "cooperation_items": "bookings",
    "reception_confirmations": "bookings",
    "reception_plans": "bookings",
    "reception_tasks": "bookings",
    "talk_minutes": "bookings",
    "said_ahead": "bookings",
    "grants": "accounts",
    "links": "accounts",
    "saved_views": "accounts",
}
NAMES_NOBODY = {
    "agreement_texts",
    "badge_layouts",
    "badge_logos",
    "booking_series",
    "closings",
    "account_tiers",
    "companies",
    "company_terms",
    "merges",
    "departments",
    "figure_changes",
    "grade_rules",
    "grades",
    "house",
    "kiosk_looks",
    "logbook",
    "logbook_counter",
    "look_pictures",
    "permit_counters",
    "resources",
    "week_previews",
    "print_jobs",
    "printers",
    "roll_calls",
    "sites",
    "stations",
    "taps",
    "tokens",
    "lead_times",
    "reception_figures",
    "reception_templates",
    "feedback_figures",
    "feedback_sums",
    "survey_dimensions",
    "surveys",
    "sums_reached",
    "visit_sums",
}


def test_every_table_is_kept_for_something_or_goes_with_one_that_is() -> None:
    know_every_table()
    personal = {name for name, table in Base.metadata.tables.items() if "forget_at" in table.columns}
    assert set(GOES_WITH.values()) <= personal
    assert set(Base.metadata.tables) == personal | set(GOES_WITH) | NAMES_NOBODY
    assert not personal & (set(GOES_WITH) | NAMES_NOBODY)
