"""Reception does for who waits what their own screen would: leave a message, order a drink, not wait (R13, R14)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.desk.messages import leave_message
from shared.desk.outcomes import Door, NotAllowed, Outcome
from shared.desk.while_waiting import ask_for_refreshment, wait_no_longer


class Wish(StrEnum):
    """What a visitor who waits may want."""

    MESSAGE = "message"
    REFRESHMENT = "refreshment"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True)
class Wanted:
    """What one visitor wants; `text` is that of a message."""

    wish: Wish
    visit: str
    text: str = ""


def wish_for(session: Session, tap: str, wanted: Wanted, by: Person, door: Door, now: datetime) -> Outcome:
    """Do what a visitor at the desk wants, on a person's word.

    Raises NotAllowed, OutOfTurn and BadAnswer, and OtherQuestion for a tap used otherwise before.
    """
    if not by.may(Permission.CLOSE_VISIT, door.site_id):
        raise NotAllowed
    # The record names who did it: there is no screen of the visitor's own.
    here = replace(door, station=by.id)
    if wanted.wish is Wish.MESSAGE:
        return leave_message(session, tap, wanted.visit, wanted.text, here, now)
    if wanted.wish is Wish.REFRESHMENT:
        return ask_for_refreshment(session, tap, wanted.visit, here, now)
    return wait_no_longer(session, tap, wanted.visit, here, now)
