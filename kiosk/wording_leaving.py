"""What a visitor reads on the way out, and a leader whose group is not complete (R15, R22)."""

from flask_babel import lazy_gettext as _l

from kiosk.wording import BADGE_TO_RECEPTION, Step, Wording

LEADER_INSIDE = Wording(
    "open",
    "go",
    _l("Signed in at %(arrived)s"),
    _l("%(name)s, you are signed in"),
    _l("Has somebody else of your group come, or are you leaving?"),
    lamp=Step.MEMBERS,
    second=Step.LEAVE,
)
"""A leader of whose group somebody is still missing (R15)."""

LEFT = Wording(
    "open",
    "go",
    _l("Signed out at %(left)s"),
    _l("Goodbye, %(name)s"),
    _l("Thank you for coming. Please hand your badge back."),
    hints=(BADGE_TO_RECEPTION,),
    lamp=Step.HOME,
    second=None,
)

GATE_ASKED = Wording(
    "ajar",
    "wait",
    _l("Gate asked at %(time)s"),
    _l("Please see the gate"),
    _l("They look at your items with you and sign you out"),
    hints=(("clipboard-list", _l("What you said is written down: you need not say it again.")),),
    lamp=Step.HOME,
    second=Step.RECEPTION,
    stays_s=None,
)
"""Something else goes out than came in (R22)."""

OTHER_CODE = Wording(
    "ajar",
    "off",
    _l("The other code"),
    _l("This is the code for your phone"),
    _l("Here we need the other code on your badge, the one beside the time"),
    hints=(("device-mobile", _l("Scanned with your own phone, this one asks how your visit was.")),),
    lamp=Step.AGAIN,
)
"""The badge's code for feedback, held before the kiosk (R23)."""
