"""Forms that a page would send, filled in far enough that only who sends them can be what is wrong."""

from collections.abc import Mapping
from io import BytesIO

from PIL import Image

from tests.admin.clerk import Fields

Form = Mapping[str, str | bytes]
"""What is sent: words, or a file."""

_PERSON = "li.wei@usher.example"
_TAP = "9b2f2a52-0c7e-4a63-9a5c-0d6f6a5e6f10"
_ANSWER: Form = {"decision": "approve", "reason": "ok", "seen": "0"}
_WHY: Form = {"reason": "identity", "words": "no card"}
_CHANGE: Form = {
    "site": "HQ",
    "host": _PERSON,
    "grade": "D",
    "grade_reason": "so",
    "kind": "ordinary",
    "purpose": "talks",
    "day": "2026-12-07",
    "start": "10:00",
    "end": "11:00",
    "guests-0-name": "Chen Jing",
    "guests-0-company": "Yangtze",
    "guests-0-phone": "+8613800000077",
    "leader": "0",
}


def _picture() -> bytes:
    kept = BytesIO()
    Image.new("RGB", (320, 400)).save(kept, "JPEG")
    return kept.getvalue()


FORMS: Mapping[str, Form] = {
    "approvals.approve": {"booking": "{bookings}"},
    "assisted.admit": {"station": "lobby-1"},
    "assisted.extend": {"minutes": "30"},
    "assisted.wish": {"wish": "refreshment", "tap": _TAP, "text": "tea"},
    "booking_forms.save": _CHANGE,
    "companies.save": {"tier": "none", "currency": "CNY"},
    "complaints.step": {"deed": "take", "words": "on it"},
    "deciding.decide": _ANSWER,
    "deciding.papers": {"confirmed": "yes", "papers": "filed in the cabinet"},
    "deciding.review": {"content": "talks", "area": "hall", "route": "lobby", "do": "save"},
    "desk_walk_ins.photo": {"photo": _picture()},
    "due_day.save": {"due": "2026-12-18", "reason": "samples are late"},
    "gate_guests.brought": {"employee": _PERSON},
    "gate_guests.hold": _WHY,
    "gate_guests.item": {"what": "laptop", "quantity": "1"},
    "gate_guests.needs_help": {"needs": "yes"},
    "gate_guests.refuse": _WHY,
    "gate_guests.vehicle": {"plate": "沪A12345", "place": "P1"},
    "gate_guests.write_note": {"guest": "{guests}", "words": "is late"},
    "guest_requests.ask": {"words": "a glass of water"},
    "host.answer": {"visit": "{visits}", "said": "message", "text": "coming"},
    "host.answer_message": {"text": "coming"},
    "itinerary.save": {
        "language": "zh",
        "item-0-day": "2026-11-23",
        "item-0-kind": "talks",
        "item-0-start": "10:00",
        "item-0-end": "10:30",
    },
    "itinerary_words.confirm": {"version": "1", "do": "confirm"},
    "leaving.left": {"visit": "{visits}"},
    "plan_deeds.add": {"name": "Umbrellas", "day": "2026-11-23", "hour": "10:00", "owner": "host"},
    "plan_deeds.arrangements": {"room": "8", "seats": "6", "secrecy": "open", "meeting": "daily"},
    "plan_deeds.confirmation": {"whom": "Wang", "means": "phone", "point-time": "yes"},
    "plan_deeds.part": {"number": "0"},
    "plan_deeds.save_task": {"owner": "host", "note": "soon"},
    "plan_deeds.tick": {"done": "yes"},
    "resources.save": {"kind": "room", "name": "Room 8", "name_en": "Room 8", "seats": "8"},
    "roll_calls.marks": {"visit": "{visits}", "said": "safe"},
    "roll_calls.print_list": {"station": "lobby-1"},
    "screening.decide": {"decision": "clear", "why": "somebody else"},
    "series.decide": _ANSWER,
    "talks.add": {"item": "Send samples", "due": "2026-12-18"},
    "talks.move": {"state": "agreed"},
    "talks.save": {"minutes": "We agreed on samples.", "seen": "0"},
    "visitors.save": {"language": "en", "name": "Chen Jing"},
    "visits.seen": {"visit": "{visits}"},
}
"""By endpoint: those that are about something of a site, and ask for more than a press. `{visits}` is a visit's id."""

SIGN_OUT = "sign_in.sign_out"
LAST = frozenset({"booking.cancel", "series.cancel", SIGN_OUT})
"""After these nothing more can be done with the same things, or by the same person."""
FORBIDDEN = (
    "assisted.admit",
    "assisted.extend",
    "assisted.let_out",
    "assisted.print_again",
    "assisted.wish",
    "complaints.step",
    "desk_walk_ins.photo",
    "devices.print_again",
    "devices.settle",
    "devices.test",
    "dispatch.assign",
    "gate.let_out",
    "gate.note",
    "gate.print_again",
    "gate.settle",
    "gate_guests.needs_help",
    "gate_guests.note_seen",
    "host.answer",
    "host.answer_message",
    "leaving.left",
    "leaving.noted",
    "plan_deeds.part",
    "plan_deeds.tick",
    "screening.decide",
    "visits.take_over",
)
_THEIR_OWN = {
    "approvals.approve": 200,
    "booking_forms.book": 422,
    "booking_import.read": 422,
    "desk_walk_ins.register": 422,
    "gate_theme.choose": 302,
    "green_lane.admit": 422,
    "roll_calls.marks": 409,
    "roll_calls.scan": 200,
    "roll_calls.start": 400,
    "screening.confirm": 409,
    "screening.end": 422,
    "screening.propose_entry": 422,
    "sign_in.set_password": 422,
    SIGN_OUT: 302,
    "visits.seen": 204,
}
"""Deeds at one's own site or on oneself: each thing in the form is refused by itself, and nothing of it changes."""
ELSEWHERE = dict.fromkeys(FORBIDDEN, 403) | _THEIR_OWN
"""How a form about another site's thing is answered to who may send such forms at their own; 404 where none stands."""
NOT_EVEN_HERE = frozenset(
    {
        "absence.save",
        "booking_import.take_back",
        "booking_import.take_in",
        "gate.note",
        "invitations.make",
        "invitations.send_again",
        "invitations.take_back",
        "itinerary.save",
        "itinerary_words.confirm",
        "resources.enter",
        "roll_calls.start",
        "saved_views.keep",
        "saved_views.remove",
        "saved_views.rename",
        "series.book",
        "sign_in.revoke",
    }
)
"""What asks for more than a role: one's own invitation or list, a grade that has its itinerary confirmed."""


def form_of(endpoint: str, ids: Mapping[str, list[str]]) -> Form:
    """Return what is sent to an endpoint about things with these ids, by table."""
    first = {table: some[0] for table, some in ids.items() if some}
    form = FORMS.get(endpoint, {})
    return {name: value.format(**first) if isinstance(value, str) else value for name, value in form.items()}


def as_sent(form: Form) -> Fields:
    """Return a form as a browser sends it once: a file is read only once."""
    return {name: value if isinstance(value, str) else (BytesIO(value), "file.jpg") for name, value in form.items()}
