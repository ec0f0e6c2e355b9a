"""What the states of an invitation are called."""

from admin.speech import _l
from admin.wording import Said
from shared.invitations.rules import InvitationState

STATE: dict[InvitationState, Said] = {
    InvitationState.OPEN: Said("wait", _l("Waits for the visitor")),
    InvitationState.USED: Said("go", _l("Filled in")),
    InvitationState.WITHDRAWN: Said("off", _l("Withdrawn")),
    InvitationState.EXPIRED: Said("off", _l("Expired")),
}
