"""What a walk-in reads who could not be received, or did not wait (R13)."""

from flask_babel import lazy_gettext as _l

from kiosk.wording import Step, Wording

NO_SUCH_CODE = _l("Nobody waits with this code. Please look again, or ask reception.")

TURNED_AWAY = Wording(
    "closed",
    "off",
    _l("Not now"),
    _l("%(host)s cannot meet now"),
    _l("Leave a message, or ask reception for another way"),
    hints=(("user", _l("Reception has been asked, and is glad to help you.")),),
    lamp=Step.MESSAGE,
    second=Step.RECEPTION,
    stays_s=None,
)
"""Nobody could receive a walk-in (R13)."""

ANOTHER_DAY = Wording(
    "closed",
    "off",
    _l("Another day"),
    _l("%(host)s asks for another day"),
    _l("Leave a message, or ask reception for a date"),
    hints=(("user", _l("Reception has been asked, and is glad to help you.")),),
    lamp=Step.MESSAGE,
    second=Step.RECEPTION,
    stays_s=None,
)

WITHDRAWN = Wording(
    "open",
    "go",
    _l("Visit ended"),
    _l("Thank you, and until another time"),
    _l("We have stopped asking for you"),
    lamp=Step.HOME,
    second=None,
)
"""A walk-in who did not wait."""
