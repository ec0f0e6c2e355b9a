"""What the courier does when a notice falls due that is no letter."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from shared.desk import ask_approval, confirming, escalation, promises, rounds, unanswered
from shared.desk.help import HELP_WAITS, call_unanswered

Duty = Callable[[Session, str, datetime], None]

DUTIES: Mapping[str, Duty] = {
    **escalation.DUTIES,
    HELP_WAITS: call_unanswered,
    unanswered.MESSAGE_WAITS: unanswered.ask_for_answer,
    **rounds.REMINDING,
    **promises.CHASING,
    confirming.ITINERARY_UNANSWERED: confirming.remind_of_itinerary,
    ask_approval.REMINDER: ask_approval.remind,
    ask_approval.ESCALATION: ask_approval.escalate,
}
"""By a notice's topic, what is done once it is due."""
