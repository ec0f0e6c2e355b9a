"""The courier: takes the oldest due notice, has its words made, and hands it to a channel."""

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from hardware.channels import Channel, NotTold
from hardware.worker import Worker, place_of
from shared.kernel.node import Node
from shared.notices.actions import claim_next_notice, drop, notice_not_told, notice_told
from shared.notices.models import Notice
from shared.notices.queries import next_due, next_due_at
from shared.notices.rules import Letter

Duty = Callable[[Session, str, datetime], None]
"""Does what a due notice (its id) asks for, where that is no letter."""
WriteLetter = Callable[[Session, Notice], Letter | None]
"""Finds a notice's words, true at this moment; None if there is nothing left to say."""

_NO_WORDS = "no words"

log = structlog.get_logger()


class Courier:
    """Tells people. Several couriers can work on one database: each notice is leased by one."""

    def __init__(
        self, node: Node, channel: Channel, write_letter: WriteLetter, duties: Mapping[str, Duty] | None = None
    ) -> None:
        """`duties` are done instead of a letter, by the topic of the notice."""
        self._node = node
        self._duties = duties or {}
        self._channel = channel
        self._write_letter = write_letter
        self._worker = Worker("courier", node, self.tell_next)

    def start(self) -> None:
        """Begin to tell, in a thread (or greenlet) of its own."""
        self._worker.start()

    def stop(self) -> None:
        """Stop after the letter in hand."""
        self._worker.stop()

    def tell_next(self) -> bool:
        """Bring the oldest due notice as far as it goes; False if none is due."""
        now = self._node.now()
        with self._node.reading() as session:
            due_at = next_due_at(session)
            due = next_due(session, now) if due_at is not None and due_at <= now else None
        if due is None:
            return False
        if due.topic in self._duties:
            with self._node.transaction() as session:
                self._duties[due.topic](session, due.id, now)
            return True
        with self._node.transaction() as session:
            notice = claim_next_notice(session, now, not_topics=tuple(self._duties))
        if notice is None:
            return False
        self._tell(notice)
        return True

    def _tell(self, notice: Notice) -> None:
        try:
            letter = self._words_of(notice)
            if letter is not None:
                self._channel.tell(letter, notice.id)
        except NotTold as trouble:
            log.warning("not told", notice=notice.id, topic=notice.topic, trouble=str(trouble))
            self._write_down(notice, trouble)
        else:
            self._write_down(notice, letter)

    def _write_down(self, notice: Notice, outcome: Letter | NotTold | None) -> None:
        """Write what became of the notice, read anew: it may have been answered while it was on its way."""
        with self._node.transaction() as session:
            row = session.get_one(Notice, notice.id, with_for_update=True)
            if outcome is None:
                drop(row)
            elif isinstance(outcome, NotTold):
                notice_not_told(session, row, str(outcome), self._node.now())
            else:
                notice_told(session, row, self._channel.name, self._node.now())

    def _words_of(self, notice: Notice) -> Letter | None:
        """Return the letter. Raises NotTold when the words can't be made: it may be mended before the next try."""
        try:
            with self._node.reading() as session:
                return self._write_letter(session, notice)
        except DBAPIError:
            raise
        except Exception as fault:  # the next notice's words may be fine
            # The fault's words may hold a name, so they stay out of the log.
            log.error("no words for a notice", notice=notice.id, fault=type(fault).__name__, where=place_of(fault))
            raise NotTold(_NO_WORDS) from fault
