"""Logbook lines as a person would tell them: time, mark, sentence, and the proof at the right."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from admin.approvals.sentences import SENTENCES as APPROVAL_SENTENCES
from admin.asking import language
from admin.dates import clock, long_day
from admin.gate.words import IDENTIFICATION, STOP_REASON
from admin.reception.sentences import RECEPTION_SENTENCES
from admin.sent import SENT
from admin.speech import _, ngettext
from admin.telling import Telling, Told
from admin.wording import PRINT_TROUBLE, REFUSAL, answer_mark, answer_words
from shared.bookings.models import Booking
from shared.gate.rules import Identification, StopReason
from shared.kernel.logbook import Kind, LogLine
from shared.printing.rules import Reason
from shared.visits.rules import Step


def told_lines(lines: Sequence[LogLine], names: dict[str, str], booking: Booking, now: datetime) -> list[Told]:
    """Return the lines in words, oldest first, with the day before the first line of each day.

    `names` are those of accounts, tokens and employees, and of each visit its guest's.
    """
    zone = booking.site.tz
    today, shown = now.astimezone(zone).date(), None
    told: list[Told] = []
    for line in lines:
        if line.kind not in SENTENCES:
            continue
        on: date = line.at.astimezone(zone).date()
        by, guest = names.get(line.by or "", line.by or ""), names.get(line.visit_id or "", "")
        telling = Telling(
            line, by, booking.host.named(language()), guest, names.get(line.facts.get("person") or "", "")
        )
        mark, words, proof = SENTENCES[Kind(line.kind)](telling)
        told.append(Told(clock(line.at, zone), long_day(on, today) if on != shown else "", mark, words, proof))
        shown = on
    return told


def _made(line: Telling) -> tuple[str, str, str]:
    return "go", _("%(by)s booked the visit", by=line.by), _("inside the lead time") if line.fact("urgent") else ""


def _changed(line: Telling) -> tuple[str, str, str]:
    proof = _("has to be approved again") if line.fact("approval_needed") else ""
    return "go", _("%(by)s changed the booking", by=line.by), proof


def _decided(mark: str, words: Callable[..., str]) -> Callable[[Telling], tuple[str, str, str]]:
    return lambda line: (mark, words(by=line.by), "")


def _refused(line: Telling) -> tuple[str, str, str]:
    said = REFUSAL.get(str(line.fact("reason")))
    return (said.mark if said else "stop"), _("Turned away at the door"), str(said.word) if said else ""


def _sent(line: Telling) -> tuple[str, str, str]:
    words = str(SENT.get(str(line.fact("topic")), _("A letter went out")))
    return "go", words, _attempt(line)


def _not_sent(line: Telling) -> tuple[str, str, str]:
    return "attend", _("A letter to a guest could not be delivered"), _attempt(line)


def _attempt(line: Telling) -> str:
    channels = {"mail": _("by mail"), "file": _("as a file"), "screen": _("on the screen")}
    channel = channels.get(str(line.fact("channel")), "")
    number = line.fact("attempt")
    tries = ngettext("1 attempt", "%(num)d attempts", int(number)) if number else ""
    return _(", ").join(part for part in (channel, tries) if part)


def _answered(line: Telling) -> tuple[str, str, str]:
    said = answer_words(str(line.fact("answer")), line.fact("minutes"), None)
    return answer_mark(str(line.fact("answer"))), _("%(by)s answered: %(answer)s", by=line.by, answer=said), ""


def _asked(line: Telling) -> tuple[str, str, str]:
    who = line.person or line.host
    words = {
        Step.DELEGATE: _("Asking %(name)s in the place of %(host)s", name=who, host=line.host),
        Step.DEPARTMENT: _("Asking %(name)s of the department", name=who),
        Step.RECEPTION: _("Asking reception"),
        Step.COLLEAGUE: _("Asking %(name)s, to whom the visitor was handed", name=who),
    }
    return "wait", words.get(line.fact("step"), _("Telling %(host)s", host=who)), ""


def _chased(line: Telling) -> tuple[str, str, str]:
    """Tell who is asked for the answer to an overdue message; where nobody is, who is missing."""
    who, host, step = line.person, line.host, line.fact("step")
    if not who:
        words = {
            Step.DELEGATE: _("%(host)s has no delegate to ask", host=host),
            Step.DEPARTMENT: _("Nobody of the department to ask"),
            Step.RECEPTION: _("Nobody else of reception to ask"),
        }.get(step, _("%(host)s is no longer here", host=host))
        return "off", words, "" if step == Step.RECEPTION else _("the next is asked at once")
    words = {
        Step.DELEGATE: _("Asking %(name)s in the place of %(host)s", name=who, host=host),
        Step.DEPARTMENT: _("Asking %(name)s of the department", name=who),
        Step.RECEPTION: _("Asking %(name)s of reception", name=who),
    }.get(step, _("Reminding %(host)s", host=host))
    return "attend", words, _("the message has no answer yet")


def _nobody(line: Telling) -> tuple[str, str, str]:
    is_delegate = line.fact("step") == Step.DELEGATE
    words = (
        _("%(host)s has no delegate to ask", host=line.host) if is_delegate else _("Nobody of the department to ask")
    )
    return "off", words, _("the next is asked at once")


def _handed_on(line: Telling) -> tuple[str, str, str]:
    if line.person:
        return "go", _("%(by)s handed the visitor to %(name)s", by=line.by, name=line.person), ""
    return "attend", _("%(by)s cannot see to the visitor", by=line.by), _("the next is asked at once")


def _ended(line: Telling) -> tuple[str, str, str]:
    return "off", _("%(name)s need not answer any more", name=line.person), ""


def _print_trouble(mark: str, words: Callable[[str], str]) -> Callable[[Telling], tuple[str, str, str]]:
    def tell(line: Telling) -> tuple[str, str, str]:
        reason = line.fact("reason")
        return mark, words(line.guest), str(PRINT_TROUBLE[Reason(reason)]) if reason in set(Reason) else ""

    return tell


def _copy(line: Telling) -> str:
    copy = line.fact("copy")
    return _("copy %(n)s", n=copy) if copy and copy > 1 else ""


def _arrived(line: Telling) -> tuple[str, str, str]:
    return "go", _("%(guest)s checked in", guest=line.guest), line.by


def _registered(line: Telling) -> tuple[str, str, str]:
    return "wait", _("%(guest)s registered without a booking", guest=line.guest), line.by


def _overstayed(line: Telling) -> tuple[str, str, str]:
    words = _("The gate is asked to look") if line.fact("step") == "gate" else _("%(host)s is reminded", host=line.host)
    return "attend", _("%(guest)s is still on site after the visit's end", guest=line.guest), words


def _items_differ(line: Telling) -> tuple[str, str, str]:
    items = _("Items that differ: %(n)s", n=line.fact("items"))
    return "attend", _("%(guest)s does not take out what came in", guest=line.guest), items


def _at_the_gate(mark: str, words: Callable[..., str]) -> Callable[[Telling], tuple[str, str, str]]:
    """Tell what somebody at the gate said of a guest, with the reason if there is one."""

    def tell(line: Telling) -> tuple[str, str, str]:
        reason = line.fact("reason")
        return mark, words(by=line.by), str(STOP_REASON[StopReason(reason)]) if reason in set(StopReason) else ""

    return tell


def _registered_for(line: Telling) -> tuple[str, str, str]:
    station = _("badge at %(station)s", station=line.fact("station"))
    return "go", _("%(by)s registered for a guest on the way in", by=line.by), station


def _officials(line: Telling) -> tuple[str, str, str]:
    shown = line.fact("identification")
    proof = str(IDENTIFICATION[Identification(shown)]) if shown in set(Identification) else ""
    return "go", _("%(by)s let officials in who had shown identification", by=line.by), proof


def _brought_in(line: Telling) -> tuple[str, str, str]:
    words = _("%(name)s brought %(guest)s in without approval", name=line.person, guest=line.guest)
    return "stop", words, _("put on record by %(by)s", by=line.by)


def _car(line: Telling) -> tuple[str, str, str]:
    if line.fact("car"):
        return "go", _("%(by)s chose car and driver", by=line.by), ""
    return "attend", _("%(by)s took the car back", by=line.by), ""


def _picture_seen(line: Telling) -> tuple[str, str, str]:
    if line.fact("what") == "photo":
        return "wait", _("%(by)s looked at the photo", by=line.by), ""
    return "wait", _("%(by)s looked at a signature", by=line.by), ""


def _help_need(line: Telling) -> tuple[str, str, str]:
    if line.fact("needs"):
        return "attend", _("%(by)s noted that a guest needs help in an evacuation", by=line.by), ""
    return "off", _("%(by)s noted that no help is needed", by=line.by), ""


SENTENCES: dict[Kind, Callable[[Telling], tuple[str, str, str]]] = {
    Kind.WalkInRegistered: _registered,
    Kind.BookingMade: _made,
    Kind.BookingChanged: _changed,
    **APPROVAL_SENTENCES,
    Kind.BookingCancelled: _decided("off", lambda by: _("%(by)s cancelled the visit", by=by)),
    Kind.InvitationAnswered: lambda line: ("go", _("The visitor filled the invitation in"), ""),
    Kind.VisitorArrived: _arrived,
    Kind.ArrivalRefused: _refused,
    Kind.VisitorLeft: lambda line: ("off", _("%(guest)s checked out", guest=line.guest), line.by),
    Kind.DepartureRefused: lambda line: ("attend", _("Check-out was not possible"), line.by),
    Kind.VisitExpired: lambda line: ("attend", _("Closing time: %(guest)s had not signed out", guest=line.guest), ""),
    Kind.VisitOverstayed: _overstayed,
    Kind.ItemsDiffer: _items_differ,
    Kind.ItemsReleased: lambda line: ("go", _("%(by)s let the items out", by=line.by), ""),
    Kind.BadgeReturned: lambda line: ("go", _("The badge of %(guest)s was handed back", guest=line.guest), line.by),
    Kind.GuestHeld: _at_the_gate("attend", lambda by: _("%(by)s held a guest at the gate", by=by)),
    Kind.GuestRefused: _at_the_gate("stop", lambda by: _("%(by)s refused a guest at the gate", by=by)),
    Kind.StopLifted: _at_the_gate("go", lambda by: _("%(by)s took the gate's word back", by=by)),
    Kind.GuestRegistered: _registered_for,
    Kind.OfficialsAdmitted: _officials,
    Kind.BroughtInAnyway: _brought_in,
    Kind.ItemsNoted: _at_the_gate("go", lambda by: _("%(by)s wrote down what was brought in", by=by)),
    Kind.VehicleNoted: _at_the_gate("go", lambda by: _("%(by)s wrote down the vehicle", by=by)),
    Kind.HelpNeedNoted: _help_need,
    Kind.GateNoteWritten: _at_the_gate("go", lambda by: _("%(by)s wrote a note to reception", by=by)),
    Kind.NobodyCame: lambda line: ("attend", _("Nobody came by the end of the visit"), ""),
    Kind.NobodyDecided: lambda line: ("attend", _("The visit was over before anybody decided"), ""),
    Kind.CarAssigned: _car,
    Kind.WindowExtended: lambda line: ("go", _("%(by)s let the visit end later", by=line.by), ""),
    Kind.AlertNoted: lambda line: ("go", _("%(by)s took note", by=line.by), ""),
    Kind.HelpAsked: lambda line: ("attend", _("Asked reception for help"), line.by),
    Kind.HostAsked: _asked,
    Kind.HostTold: lambda line: ("go", _("%(host)s has been told", host=line.person or line.host), _attempt(line)),
    Kind.HostNotTold: lambda line: (
        "attend",
        _("%(host)s could not be reached", host=line.person or line.host),
        _attempt(line),
    ),
    Kind.HostAnswered: _answered,
    Kind.NobodyToAsk: _nobody,
    Kind.AskingEnded: _ended,
    Kind.HandedOn: _handed_on,
    Kind.VisitorTurnedAway: lambda line: ("stop", _("%(guest)s was not let in", guest=line.guest), line.by),
    Kind.VisitorWithdrew: lambda line: ("off", _("%(guest)s did not wait", guest=line.guest), line.by),
    Kind.WaitedTooLong: lambda line: (
        "attend",
        _("%(guest)s has waited too long", guest=line.guest),
        _("the screen apologises, reception is asked"),
    ),
    Kind.RefreshmentAsked: lambda line: (
        "attend",
        _("%(guest)s asks for something to drink", guest=line.guest),
        line.by,
    ),
    Kind.MessageSent: lambda line: ("go", _("%(by)s sent words to the visitor's screen", by=line.by), ""),
    Kind.MessageLeft: lambda line: ("attend", _("%(guest)s left a message", guest=line.guest), _("has to be answered")),
    Kind.MessageChased: _chased,
    Kind.MessageAnswered: lambda line: ("go", _("%(by)s answered the message", by=line.by), ""),
    Kind.NoticeSent: _sent,
    Kind.NoticeNotSent: _not_sent,
    Kind.BadgePrinted: lambda line: ("go", _("The badge of %(guest)s came out", guest=line.guest), _copy(line)),
    Kind.PrinterStuck: _print_trouble(
        "attend", lambda guest: _("The badge of %(guest)s could not be printed yet", guest=guest)
    ),
    Kind.PrintUnknown: _print_trouble(
        "attend", lambda guest: _("Nobody knows whether the badge of %(guest)s came out", guest=guest)
    ),
    Kind.BadgeReplaced: lambda line: ("go", _("A new badge took the old one's place"), _copy(line)),
    Kind.VisitPictureSeen: _picture_seen,
    Kind.PhotoTaken: lambda line: ("go", _("%(by)s took the photo of %(guest)s", by=line.by, guest=line.guest), ""),
    Kind.BadgeSettled: lambda line: ("go", _("%(by)s checked the badge", by=line.by), ""),
    **RECEPTION_SENTENCES,
}
"""Every kind that can be about a booking; access has its own pages. A test holds that none lacks words."""
