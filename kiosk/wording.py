"""What a visitor reads for each outcome: one table a kind of answer, door and mark beside the words.

The words follow three rules: say what happened, then what you can do, then who helps; claim nothing that
isn't known; put the visitor before the house. Chinese stands in the catalogue, under the English.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from shared.visits.rules import Refusal


class Step(StrEnum):
    """What a button does."""

    HOME = "home"
    AGAIN = "again"
    RECEPTION = "reception"
    LEAVE = "leave"
    TYPE = "type"
    STATUS = "status"
    RETRY = "retry"
    CALL = "call"
    MEMBERS = "members"
    MESSAGE = "message"


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
    Step.CALL: _l("Call somebody"),
    Step.MEMBERS: _l("Sign in more of my group"),
    Step.MESSAGE: _l("Leave a message"),
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

BADGE_TO_RECEPTION = ("id-badge-2", _l("Please hand your badge to reception."))

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
        hints=(BADGE_TO_RECEPTION,),
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
    _l("At the desk, please"),
    _l("Please see reception"),
    _l("They will look it up with you"),
    hints=(
        _RECEPTION_HELPS,
        ("keyboard", _l("Did you type a permit number? Check it and the digits of your phone, and try again.")),
    ),
)
"""Every failed typed look-up, and whoever else is sent to the desk untold why: alike in every word (R16)."""

INSIDE = Wording(
    "open",
    "go",
    _l("Signed in at %(arrived)s"),
    _l("%(name)s, you are signed in"),
    _l("Are you leaving?"),
    lamp=Step.LEAVE,
    second=Step.STATUS,
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
        ("user", _l("In a hurry? Reception, at the desk in this lobby, can sign you in.")),
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
    _l("Go to the desk, or ask somebody to come here"),
    hints=(
        ("qrcode", _l("With a code: scan it, on any screen.")),
        ("keyboard", _l("Without a code: type your permit number and the last four digits of your phone.")),
        ("door-exit", _l("When you leave: scan your badge or your code.")),
    ),
    lamp=Step.CALL,
    stays_s=None,
)

CALLED = Wording(
    "ajar",
    "wait",
    _l("Called at %(time)s"),
    _l("We are calling reception for you"),
    _l("Please stay here for a moment"),
    hints=(("user", _l("If nobody comes soon, please go to the desk.")),),
    lamp=Step.HOME,
    second=None,
    stays_s=None,
)
"""Told to every screen of gate and reception; whether anybody looks at one is not known here, so it isn't said."""

NO_BADGE = Wording(
    "wide",
    "attend",
    _l("You are signed in"),
    _l("Please get your badge at reception"),
    _l("You need not sign in again"),
    lamp=Step.HOME,
    second=None,
)
