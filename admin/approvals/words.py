"""What the steps of an approval are called, and how each stands."""

from admin.rules.chain import said_step
from admin.speech import Words, _l
from admin.wording import Said
from shared.approvals.models import ApprovalStep
from shared.approvals.rules import StepState
from shared.bookings.rules import Decision
from shared.grades.chain import StepKind

STEP_STATE: dict[StepState, Said] = {
    StepState.AHEAD: Said("off", _l("Comes later")),
    StepState.ASKED: Said("wait", _l("Waits for an answer")),
    StepState.APPROVED: Said("go", _l("Approved")),
    StepState.REJECTED: Said("stop", _l("Rejected")),
    StepState.SENT_BACK: Said("attend", _l("Sent back")),
    StepState.OVERTAKEN: Said("off", _l("Not needed any more")),
}
NOBODY_TO_ASK = Said("attend", STEP_STATE[StepState.ASKED].word)
OUT_OF_TIME = Said("attend", _l("The visit was over before anybody decided"))

DECIDED: dict[Decision, Words] = {
    Decision.APPROVE: _l("Approved. The passes are ready; guests with an e-mail address get theirs by mail."),
    Decision.REJECT: _l("Rejected. Your reason stands on this page."),
    Decision.SEND_BACK: _l("Sent back. Whoever booked it can change it and ask again."),
}

NEXT_ASKED = _l("Approved. The next one has been asked.")
STILL_CHECKED = _l("This booking is still being checked. Approve it once more when that is done.")


def step_said(step: ApprovalStep) -> Said:
    """Return where a step stands."""
    return OUT_OF_TIME if step.is_out_of_time else STEP_STATE[StepState(step.state)]


def step_name(kind: str, rank: int | None) -> str:
    """Return what a step is called."""
    return said_step(StepKind(kind), rank)
