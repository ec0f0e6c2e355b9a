"""What the office calls things: one table a list of codes, and a test that no code lacks words."""

from collections.abc import Collection
from dataclasses import dataclass

from admin.asking import language
from admin.speech import Words, _, _l
from shared.access.rules import Role
from shared.bookings.rules import NOBODY, UNDECIDED, State, VisitKind
from shared.desk.referral import (
    ANSWERS,
    AT_THE_GATE,
    NO_SUCH_PERMIT,
    NOBODY_TO_ASK,
    TOO_MANY_TRIES,
    WRONG_PHONE,
)
from shared.printing.rules import Reason
from shared.screening.rules import HELD
from shared.visits.models import Visit
from shared.visits.present import Present
from shared.visits.rules import DECLINED, Answer, Refusal, Step, VisitState


@dataclass(frozen=True)
class Said:
    """A state with its mark: go, wait, attend, stop or off."""

    mark: str
    word: Words


BOOKING: dict[State, Said] = {
    State.WAITING: Said("wait", _l("Waiting for approval")),
    State.APPROVED: Said("go", _l("Approved")),
    State.REJECTED: Said("stop", _l("Rejected")),
    State.SENT_BACK: Said("attend", _l("Sent back")),
    State.CANCELLED: Said("off", _l("Cancelled")),
}

NO_SHOW = Said("attend", _l("Nobody came"))
UNANSWERED = Said("attend", _l("Over, undecided"))

VISIT: dict[VisitState, Said] = {
    VisitState.ASKING: Said("wait", _l("Waits to be let in")),
    VisitState.INSIDE: Said("go", _l("On site")),
    VisitState.LEFT: Said("off", _l("Left")),
    VisitState.EXPIRED: Said("attend", _l("Not signed out")),
    VisitState.TURNED_AWAY: Said("stop", _l("Not let in")),
    VisitState.WITHDRAWN: Said("off", _l("Did not wait")),
}

KIND: dict[VisitKind, Words] = {
    VisitKind.KEY: _l("Key customer"),
    VisitKind.GROUP: _l("Group"),
    VisitKind.ORDINARY: _l("Ordinary"),
    VisitKind.AD_HOC: _l("Ad hoc"),
}

ROLE: dict[Role, Words] = {
    Role.ADMIN: _l("Administrator"),
    Role.MANAGER: _l("Manager"),
    Role.RECEPTIONIST: _l("Reception"),
    Role.GATE: _l("Gate"),
    Role.HOST: _l("Host"),
    Role.DISPATCHER: _l("Dispatcher"),
}

REFUSAL: dict[str, Said] = {
    Refusal.UNKNOWN: Said("off", _l("A code that we do not know")),
    Refusal.FORGED: Said("stop", _l("The signature does not match")),
    Refusal.EXPIRED: Said("off", _l("The permit has ended")),
    Refusal.CANCELLED: Said("stop", _l("The booking is cancelled or the pass is void")),
    Refusal.NOT_APPROVED: Said("stop", _l("The booking is not approved")),
    Refusal.TOO_EARLY: Said("wait", _l("Too early")),
    Refusal.TOO_LATE: Said("attend", _l("After the end of the visit")),
    Refusal.WRONG_SITE: Said("attend", _l("Booked at another site")),
    Refusal.USED: Said("attend", _l("The pass was used today")),
    "see_reception": Said("attend", _l("Permit number and phone do not match a visit")),
}

# What a screen of the kiosk sent somebody to the desk for, as the code on it is looked up there.
REFERRAL: dict[str, Words] = {reason: said.word for reason, said in REFUSAL.items() if reason != "see_reception"} | {
    HELD: _l("Hold: ask security"),
    NO_SUCH_PERMIT: _l("A permit number was typed that nobody has"),
    WRONG_PHONE: _l("The permit number is right, the digits of the phone are not"),
    TOO_MANY_TRIES: _l("Too many permit numbers were tried at this kiosk"),
    ANSWERS: _l("An answer at the door needs a person to look at it"),
    NOBODY_TO_ASK: _l("Nobody could be asked for this visitor"),
    AT_THE_GATE: _l("The gate holds or refuses this visitor"),
}

# The screen of the kiosk at which somebody asks for help, by the name that the screen has.
STEP: dict[str, Words] = {
    "welcome": _l("at the start"),
    "scan": _l("showing a code"),
    "typed": _l("typing a permit number"),
    "refused": _l("sent to the desk"),
    "admitted": _l("checked in"),
    "waiting": _l("waiting for the host"),
    "inside": _l("already signed in"),
    "leaving": _l("leaving"),
    "goods": _l("leaving, with items"),
    "left": _l("signed out"),
    "walk-in": _l("registering without a booking"),
    "walk-in-who": _l("registering: who they are"),
    "walk-in-host": _l("registering: whom they visit"),
    "walk-in-photo": _l("registering: the photo"),
    "walk-in-agreement": _l("registering: what is to be signed"),
    "group": _l("checking a group in"),
    "no-badge": _l("without a badge"),
    "gone": _l("no connection"),
}

PRINT_TROUBLE: dict[Reason, Words] = {
    Reason.NO_ANSWER: _l("the printer does not answer"),
    Reason.PAPER_OUT: _l("out of paper"),
    Reason.WRONG_PAPER: _l("the paper has another width"),
    Reason.COVER_OPEN: _l("the cover is open"),
    Reason.OFFLINE: _l("the printer takes no jobs"),
    Reason.CUTTER: _l("the cutter is stuck"),
    Reason.FAULT: _l("the printer reports a fault"),
    Reason.IN_USE: _l("another program holds the printer"),
    Reason.BAD_PICTURE: _l("the picture could not be made"),
    Reason.CUT_OFF: _l("the line was cut while printing"),
    Reason.NO_REPLY: _l("the printer did not confirm"),
    Reason.NOT_CONFIRMED: _l("this printer cannot confirm"),
    Reason.INTERRUPTED: _l("the program stopped while printing"),
    Reason.NOT_WANTED: _l("no longer needed"),
    Reason.PRINTED_AGAIN: _l("replaced by a new copy"),
}

# (field, code) of a refused wish; the field of a guest is its last part. None: the code in whatever field.
PROBLEM: dict[tuple[str | None, str], Words] = {
    ("purpose", "missing"): _l("Say what the visit is for."),
    ("ends_at", "not_after_start"): _l("The end has to be after the start."),
    ("ends_at", "in_the_past"): _l("This time is already over."),
    ("ends_at", "too_far"): _l("A visit lasts 31 days at most."),
    ("guests", "missing"): _l("Name at least one guest."),
    ("guests", "too_many"): _l("A booking has 200 guests at most."),
    ("resources", "taken"): _l(
        "Somebody else has this room or piece of equipment at that time. Choose another, or another time."
    ),
    ("resources", "gone"): _l(
        "This room or piece of equipment is not at this site, or no longer there. Choose another."
    ),
    ("ride_start", "too_far"): _l("A car comes and goes within a day of the visit."),
    ("ride_end", "not_after_start"): _l("The car has to come before it goes."),
    ("ride_place", "missing"): _l("Say where the car picks the guests up."),
    ("ride_people", "not_a_number"): _l("Write how many people the car is for."),
    ("car", "taken"): _l("This car is somewhere else at that time. Choose another one."),
    ("car", "gone"): _l("This car is no longer there. Choose another one."),
    ("car", "too_small"): _l("So many people do not fit into this car. Choose a larger one."),
    ("driver", "taken"): _l("This driver is somewhere else at that time. Choose another one."),
    ("driver", "gone"): _l("This driver is no longer there. Choose another one."),
    ("ride", "gone"): _l("This visit needs no car any more."),
    ("guests", "two_leaders"): _l("Only one guest can lead the group."),
    ("name", "missing"): _l("Write the guest's name."),
    ("company", "missing"): _l("Write the guest's company."),
    ("contact", "missing"): _l("Write a phone number or an e-mail address."),
    ("reason", "missing"): _l("Write a reason: the host reads it."),
    ("host", "unknown"): _l("Nobody of this name works here."),
    ("site", "unknown"): _l("Choose a site."),
    ("grade", "unknown"): _l("Choose a grade."),
    ("grade", "not_one_of"): _l("On the way in, hosts register guests of grade A or B; others are booked."),
    ("station", "unknown"): _l("Choose where the badge prints."),
    ("papers", "missing"): _l("Write what was agreed, and with whom."),
    ("departments", "unknown"): _l("Choose departments that there are."),
    ("receiver", "unknown"): _l("Nobody of this name works here."),
    (None, "too_long"): _l("This is too long."),
    (None, "odd"): _l("There is a character in this that cannot be shown. Type it anew instead of pasting it."),
}

# Why something could not be done: NotAllowed and OutOfTurn.
OBJECTION: dict[str, Words] = {
    "invitation_over": _l("This invitation was answered, withdrawn, or has expired."),
    "not_allowed": _l("You may not do this."),
    "not_yours_to_approve": _l("This booking is not yours to decide on."),
    "own_request": _l("Nobody decides on a request of their own."),
    "rank_too_low": _l("A booking of this grade is decided by someone of higher rank."),
    "no_plan": _l("There is no plan for this visit any more, or it has no itinerary yet."),
    "nobody_inside": _l("No guest of this visit is here now. A request is noted while they are."),
    "plan_changed": _l("Somebody has changed this meanwhile. Look at it once more."),
    "booking_waiting": _l("The booking is waiting for approval."),
    "booking_approved": _l("The booking has been approved meanwhile."),
    "booking_rejected": _l("The booking has been rejected meanwhile."),
    "booking_sent_back": _l("The booking has been sent back meanwhile."),
    "booking_cancelled": _l("The booking has been cancelled meanwhile."),
    "booking_over": _l("The visit's time is over."),
    "day_ahead": _l("That is for the visit's own day. Until then, change the booking."),
    "has_begun": _l("The visit has begun."),
    "unlike_the_others": _l("It is not like the one that you looked at. Look at it by itself."),
    "booking_changed": _l("The booking was changed meanwhile. Look at it once more, then decide."),
    "step_decided": _l("Somebody has decided meanwhile."),
    "papers_not_owed": _l("No papers are owed for this visit."),
    "no_kiosk": _l("No kiosk that prints there can be heard just now."),
    "own_proposal": _l("Nobody confirms a proposal of their own: somebody else has to."),
    "entry_proposed": _l("The entry still waits for a second person."),
    "entry_confirmed": _l("The entry has been confirmed meanwhile."),
    "entry_rejected": _l("The proposal has been turned down meanwhile."),
    "entry_removed": _l("The entry has been taken off the list meanwhile."),
    "entry_over": _l("The entry's time is over."),
    "hit_open": _l("This waits for a decision."),
    "hit_cleared": _l("Somebody has cleared this visitor meanwhile."),
    "hit_kept_out": _l("Somebody has decided to keep this visitor out meanwhile."),
    "files_changed": _l("One of these files has become part of another meanwhile. Look once more."),
    "no_roll_call": _l("No roll call is on here any more."),
    "visitor_inside": _l("The visitor is inside already. You can let them out."),
    "not_approved": _l("This visit is not approved, so nobody may be let in on it."),
    "cancelled": _l("The visit was cancelled."),
    "expired": _l("The permit has ended."),
    "wrong_site": _l("The visit is booked at another site."),
    "visit_ended": _l("The visitor has already left."),
    "enough_messages": _l("The visitor has left enough messages. Please call the host."),
    "answered_meanwhile": _l("Somebody else has answered meanwhile. Look once more before you answer."),
    "asked_at_the_door": _l("The visitor stands at the door: answer on the visit's own page, that decides both."),
    "reception_sees_to_them": _l("Reception sees to this visitor."),
    "held_for_security": _l("Security has to look at this visitor first."),
    "asked_before": _l("This colleague has been asked already."),
    "message_answered": _l("This message has been answered meanwhile."),
    "items_said": _l("The visitor has already said what goes out: check the items instead."),
    "items_open": _l("Items were brought in: gate or reception looks at what goes out, then signs the visitor out."),
}


ASKED_AS: dict[Step, Words] = {
    Step.HOST: _l("Host"),
    Step.DELEGATE: _l("Delegate"),
    Step.DEPARTMENT: _l("Department"),
    Step.RECEPTION: _l("Reception"),
    Step.COLLEAGUE: _l("Colleague"),
}

ANSWER: dict[Answer, Words] = {
    Answer.COMING: _l("I am coming"),
    Answer.WAIT: _l("Please wait a moment"),
    Answer.MESSAGE: _l("A message on the visitor's screen"),
    Answer.DESK: _l("Reception looks after the visitor"),
    Answer.NOT_NOW: _l("I cannot receive you now"),
    Answer.ANOTHER_DAY: _l("Another day, please"),
    Answer.LEAVE_WORD: _l("I cannot come; please leave a message"),
}
"""Answers that need no more than their words."""


def problem_words(field: str, code: str) -> str:
    """Return what is wrong with a field in words."""
    words = PROBLEM.get((field.rsplit(".", 1)[-1], code)) or PROBLEM.get((None, code))
    return str(words or _("This cannot be booked."))


def objection_words(code: str) -> str:
    """Return why something could not be done."""
    return str(OBJECTION.get(code, OBJECTION["not_allowed"]))


def booking_said(state: str, turnout: str | None, stays: Collection[str] = ()) -> Said:
    """Return where a booking stands; of one whose time is over, that nobody came, or that nobody decided in time.

    `stays` are the states of its visits: while somebody of it waits at the door, that is where it stands.
    """
    at_the_door = next((each for each in (VisitState.ASKING, VisitState.TURNED_AWAY) if each in stays), None)
    if at_the_door and state == State.WAITING:
        return VISIT[at_the_door]
    ended = {(State.APPROVED, NOBODY): NO_SHOW, (State.WAITING, UNDECIDED): UNANSWERED}
    return ended.get((State(state), turnout or ""), BOOKING[State(state)])


def step_words(step: str) -> str:
    """Return at which screen of the kiosk somebody is, as closely as there are words; empty for one without any."""
    while step and step not in STEP:
        step = step.rpartition("-")[0]
    return str(STEP[step]) if step else ""


def party(leader: str, count: int) -> str:
    """Return who comes: the leader, and how many it is where it is a group."""
    return leader if count < 2 else _("%(name)s, group of %(all)s", name=leader, all=count)


def answer_words(said: str, minutes: int | None, place: str | None) -> str:
    """Return a host's answer as the host would say it."""
    if said == Answer.MINUTES:
        return _("%(n)s minutes, please", n=minutes)
    if said == Answer.SEND_TO:
        return _("Please go to %(place)s", place=place) if place else _("Please go to another place")
    return str(ANSWER[Answer(said)])


def whom_they_see(stay: Visit | Present) -> str:
    """Return whom a visitor came to see: reception for who named nobody, whoever stands for it in the booking."""
    if stay.names_nobody:
        return _("Reception")
    return stay.host(language()) if isinstance(stay, Present) else stay.booking.host.named(language())


def answer_mark(said: str) -> str:
    """Return the mark of a host's answer: one that declines leaves a visitor to somebody else."""
    return "attend" if said in DECLINED else "go"
