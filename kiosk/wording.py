"""What a visitor reads for each outcome: one table a kind of answer, door and mark beside the words.

The words follow three rules: say what happened, then what you can do, then who helps; claim nothing that
isn't known; put the visitor before the house. Chinese stands in the catalogue, under the English.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from shared.kernel.logbook import Kind
from shared.printing.rules import PrintState, Reason
from shared.visits.rules import Answer, Refusal


class Step(StrEnum):
    """What a button does."""

    HOME = "home"
    AGAIN = "again"
    RECEPTION = "reception"
    LEAVE = "leave"
    TYPE = "type"
    STATUS = "status"
    RETRY = "retry"


STAYS_S = 20
"""How long an outcome stays when nobody touches the screen, in seconds; the screen says so."""


@dataclass(frozen=True)
class Wording:
    """One screen: how far the door is open, its mark, and its words. `%(…)s` are filled in when it is shown."""

    door: str
    mark: str | None
    state: Any
    title: Any
    line: Any
    hints: tuple[tuple[str, Any], ...] = ()
    """An icon and a sentence each."""
    lamp: Step = Step.RECEPTION
    second: Step | None = Step.HOME
    stays_s: int | None = STAYS_S

    @property
    def leads_elsewhere(self) -> bool:
        """Say whether both buttons lead on, so that a third must lead back."""
        return self.second is not None and Step.HOME not in (self.lamp, self.second)


STEPS: dict[Step, Any] = {
    Step.HOME: _l("Back to start"),
    Step.AGAIN: _l("Scan again"),
    Step.RECEPTION: _l("Ask reception"),
    Step.LEAVE: _l("Sign out"),
    Step.TYPE: _l("Type the permit number"),
    Step.STATUS: _l("Show my visit"),
    Step.RETRY: _l("Try now"),
}

_RECEPTION_HELPS = ("user", _l("Reception is glad to help you."))

REFUSED: dict[Refusal, Wording] = {
    Refusal.NOT_APPROVED: Wording(
        "closed",
        "off",
        _l("Not approved yet"),
        _l("Your visit is not approved yet"),
        _l("Reception will check it with you now"),
        hints=(("user", _l("You need not book again: show reception your code.")),),
    ),
    Refusal.TOO_EARLY: Wording(
        "closed",
        "wait",
        _l("Before check-in time"),
        _l("You are a little early"),
        _l("Check-in opens at %(opens)s, your visit is at %(starts)s"),
        hints=(
            ("armchair", _l("You can wait in the lobby and scan again then.")),
            ("user", _l("Want to go in now? Reception can ask your host.")),
        ),
    ),
    Refusal.TOO_LATE: Wording(
        "closed",
        "wait",
        _l("After the visiting time"),
        _l("Your visiting time is over"),
        _l("It ran until %(ended)s; reception can extend it"),
        hints=(_RECEPTION_HELPS,),
    ),
    Refusal.EXPIRED: Wording(
        "closed",
        "off",
        _l("No longer valid"),
        _l("This permit has ended"),
        _l("It was valid until %(ended)s; reception can register you anew"),
        hints=(_RECEPTION_HELPS,),
    ),
    Refusal.CANCELLED: Wording(
        "closed",
        "off",
        _l("No longer valid"),
        _l("This code no longer counts"),
        _l("The visit was cancelled or changed"),
        hints=(
            ("qrcode", _l("Were you sent a newer code? Please scan that one.")),
            ("user", _l("If not, reception will look it up for you.")),
        ),
        second=Step.AGAIN,
    ),
    Refusal.USED: Wording(
        "closed",
        "attend",
        _l("Used before"),
        _l("This code was used before"),
        _l("It signed someone in at %(used)s; please check with reception"),
        hints=(_RECEPTION_HELPS,),
    ),
    Refusal.WRONG_SITE: Wording(
        "closed",
        "off",
        _l("Another site"),
        _l("Your visit is at another site"),
        _l("Reception will tell you how to get there"),
        hints=(_RECEPTION_HELPS,),
    ),
    Refusal.UNKNOWN: Wording(
        "ajar",
        "off",
        _l("Not recognised"),
        _l("We do not recognise this code"),
        _l("Try again, or type the permit number"),
        hints=(("sun", _l("Turn your phone's brightness up and hold it still.")),),
        lamp=Step.AGAIN,
        second=Step.TYPE,
    ),
    Refusal.FORGED: Wording(
        "closed",
        "off",
        _l("Not valid here"),
        _l("This code does not work here"),
        _l("Please see reception, they will help you"),
        hints=(_RECEPTION_HELPS,),
    ),
}
"""Why the door stays closed. FORGED accuses nobody: what is known is that the signature isn't ours."""

_BADGE_TO_RECEPTION = ("id-badge-2", _l("Please hand your badge to reception."))

NOT_LET_OUT: dict[Refusal, Wording] = REFUSED | {
    Refusal.UNKNOWN: Wording(
        "ajar",
        "off",
        _l("Not recognised"),
        _l("We do not recognise this code"),
        _l("Try again, or hand your badge to reception"),
        hints=(("sun", _l("Turn your phone's brightness up and hold it still.")),),
        lamp=Step.AGAIN,
    ),
    Refusal.USED: Wording(
        "open",
        "go",
        _l("Signed out"),
        _l("You are signed out already"),
        _l("There is nothing more to do"),
        hints=(_BADGE_TO_RECEPTION,),
        lamp=Step.HOME,
        second=None,
    ),
    Refusal.CANCELLED: Wording(
        "closed",
        "attend",
        _l("Replaced"),
        _l("A newer badge took this one's place"),
        _l("Please scan the newer one, or ask reception"),
        second=Step.AGAIN,
    ),
    Refusal.WRONG_SITE: Wording(
        "closed",
        "off",
        _l("Another site"),
        _l("This badge is from another site"),
        _l("Please see reception, they will sign you out"),
    ),
}

SEE_RECEPTION = Wording(
    "closed",
    "off",
    _l("Not found"),
    _l("Please see reception"),
    _l("They will look it up with you"),
    hints=(("keyboard", _l("Or check the permit number and the last four digits of your phone, and try again.")),),
)
"""Every failed typed look-up, alike in every word (R16)."""

INSIDE = Wording(
    "open",
    "go",
    _l("Signed in at %(arrived)s"),
    _l("%(name)s, you are signed in"),
    _l("Are you leaving?"),
    lamp=Step.LEAVE,
    second=Step.STATUS,
)

LEFT = Wording(
    "open",
    "go",
    _l("Signed out at %(left)s"),
    _l("Goodbye, %(name)s"),
    _l("Thank you for coming"),
    hints=(_BADGE_TO_RECEPTION,),
    lamp=Step.HOME,
    second=None,
)

CLOSED_FOR_THE_DAY = Wording(
    "closed",
    "off",
    _l("Visit ended"),
    _l("This visit has been closed"),
    _l("Please see reception, they will help you"),
)
"""A visit that closing time ended (R22)."""

GONE = Wording(
    "dark",
    "wait",
    _l("Reconnecting"),
    _l("One moment, please"),
    _l("We have no connection just now and keep trying"),
    hints=(
        ("refresh", _l("It goes on by itself; there is nothing that you need do again.")),
        ("user", _l("In a hurry? Reception can sign you in.")),
    ),
    lamp=Step.RETRY,
    second=None,
    stays_s=None,
)
"""Nobody answers the screen."""

WALK_IN = Wording(
    "ajar",
    None,
    None,
    _l("Please see reception"),
    _l("They register you and ask your host"),
    hints=(("user-search", _l("Tell them your name, your company and whom you would like to see.")),),
    lamp=Step.HOME,
    second=None,
    stays_s=None,
)

HELP = Wording(
    "ajar",
    None,
    None,
    _l("Reception is here for you"),
    _l("Please go to the desk, they will help you"),
    hints=(
        ("qrcode", _l("With a code: scan it, on any screen.")),
        ("keyboard", _l("Without a code: type your permit number and the last four digits of your phone.")),
        ("door-exit", _l("When you leave: scan your badge or your code.")),
    ),
    lamp=Step.HOME,
    second=None,
    stays_s=None,
)

NO_BADGE = Wording(
    "wide",
    "attend",
    _l("You are signed in"),
    _l("Please get your badge at reception"),
    _l("You need not sign in again"),
    lamp=Step.HOME,
    second=None,
)


class HostNews(StrEnum):
    """What is known of the host at this moment."""

    ASKED = "asked"
    TOLD = "told"
    NOT_TOLD = "not_told"
    COMING = Answer.COMING.value
    MINUTES = Answer.MINUTES.value
    SEND_TO = Answer.SEND_TO.value


HOST: dict[HostNews, Any] = {
    HostNews.ASKED: _l("We are telling %(host)s that you are here"),
    HostNews.TOLD: _l("We have told %(host)s; please take a seat"),
    HostNews.NOT_TOLD: _l("We cannot reach %(host)s right now; please tell reception"),
    HostNews.COMING: _l("%(host)s knows you are here and is coming down"),
    HostNews.MINUTES: _l("%(host)s knows you are here and comes in %(minutes)s minutes"),
    HostNews.SEND_TO: _l("%(host)s knows you are here: please go to %(place)s"),
}


@dataclass(frozen=True)
class PrintWording:
    """The badge: a heading, what to do, and the three segments (class and word)."""

    title: Any
    line: Any
    segments: tuple[tuple[str, Any], ...]


_QUEUED, _PRINTING, _PRINTED = _l("Queued"), _l("Printing"), _l("Printed")
_AT_RECEPTION = _l("Please get one at reception; no need to sign in again")
_TAKE_IT = _l("Take it at the lower right and wear it visibly.")

PRINT: dict[PrintState, PrintWording] = {
    PrintState.WAITING: PrintWording(
        _l("Your badge is queued"), _TAKE_IT, (("now", _QUEUED), ("", _PRINTING), ("", _PRINTED))
    ),
    PrintState.PRINTING: PrintWording(
        _l("Your badge is printing"), _TAKE_IT, (("did", _QUEUED), ("now", _PRINTING), ("", _PRINTED))
    ),
    PrintState.DONE: PrintWording(
        _l("Your badge is ready"), _TAKE_IT, (("did", _QUEUED), ("did", _PRINTING), ("now", _PRINTED))
    ),
    PrintState.STUCK: PrintWording(
        _l("Your badge did not print"), _AT_RECEPTION, (("did", _QUEUED), ("attend", _l("Stuck")), ("", _PRINTED))
    ),
    PrintState.UNKNOWN: PrintWording(
        _l("Did your badge come out?"),
        _l("The printer has not said."),
        (("did", _QUEUED), ("did", _l("Sent")), ("wait", _l("Not confirmed"))),
    ),
    PrintState.REPLACED: PrintWording(
        _l("Reception has your badge"), _AT_RECEPTION, (("did", _QUEUED), ("attend", _l("Withdrawn")), ("", _PRINTED))
    ),
}

PRINTER_SAYS: dict[Reason, Any] = {
    Reason.NO_ANSWER: _l("The printer does not answer."),
    Reason.PAPER_OUT: _l("The printer is out of paper."),
    Reason.COVER_OPEN: _l("The printer's cover is open."),
    Reason.OFFLINE: _l("The printer is switched off line."),
    Reason.CUTTER: _l("The printer's cutter is stuck."),
    Reason.FAULT: _l("The printer has a fault."),
    Reason.IN_USE: _l("The printer is busy with something else."),
    Reason.BAD_PICTURE: _l("The badge could not be drawn."),
    Reason.CUT_OFF: _l("The printer was cut off."),
    Reason.NO_REPLY: _l("The printer has not said."),
    Reason.NOT_CONFIRMED: _l("This printer cannot say."),
    Reason.INTERRUPTED: _l("Printing was interrupted."),
    Reason.NOT_WANTED: _l("The badge is not needed any more."),
    Reason.PRINTED_AGAIN: _l("Another copy takes its place."),
}
"""The spooler's reason, as a visitor may read it."""

WELCOME = _l("Welcome, %(name)s")
STUCK_TITLE = _l("You are signed in, your badge did not print")
UNKNOWN_TITLE = PRINT[PrintState.UNKNOWN].title

NEWS: dict[Kind, Any] = {
    Kind.VisitorArrived: _l("You are signed in"),
    Kind.HostAsked: HOST[HostNews.ASKED],
    Kind.HostTold: HOST[HostNews.TOLD],
    Kind.HostNotTold: HOST[HostNews.NOT_TOLD],
    Kind.HostAnswered: _l("%(host)s has answered"),
    Kind.BadgePrinted: PRINT[PrintState.DONE].title,
    Kind.PrinterStuck: PRINT[PrintState.STUCK].title,
    Kind.PrintUnknown: PRINT[PrintState.UNKNOWN].title,
    Kind.BadgeReplaced: _l("Reception has made you another badge"),
    Kind.BadgeSettled: _l("Reception has seen to your badge"),
    Kind.VisitorLeft: _l("You are signed out"),
}
"""What a visitor hears of the own visit, line by line of the logbook."""

NOT_FOR_VISITORS = frozenset(
    {
        Kind.BookingMade,
        Kind.BookingChanged,
        Kind.BookingApproved,
        Kind.BookingRejected,
        Kind.BookingSentBack,
        Kind.BookingCancelled,
        Kind.ArrivalRefused,
        Kind.DepartureRefused,
        Kind.HelpAsked,
        Kind.AlertNoted,
        Kind.NoticeSent,
        Kind.NoticeNotSent,
        Kind.AccountMade,
        Kind.AccountChanged,
        Kind.SignInLinkMade,
        Kind.SignedIn,
        Kind.SignInFailed,
        Kind.SignedOut,
        Kind.TokenMade,
        Kind.TokenRevoked,
    }
)
"""What the logbook tells others: a visitor's screen passes over it."""
