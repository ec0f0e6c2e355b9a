"""The porter: walks through the house, reminds of visitors who stay too long, and closes each site's day (R22).

On the way he closes what nobody decided on in time (R6), adds up what the summaries show (R23), and takes out what may
not lie about any longer (R29).

Several may walk at once: what is due stands in the database, and each thing is done once.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from hardware.worker import Worker
from shared.desk.add_up import add_up, is_something_to_add_up
from shared.desk.closing import close_day, evening, overstays, remind
from shared.desk.forgetting import forget_what_is_over, is_something_to_forget
from shared.desk.turnout import is_something_to_settle, settle_turnout
from shared.desk.undecided import close_undecided, is_something_undecided
from shared.desk.week_preview import send_preview, week_due
from shared.kernel.node import Node
from shared.sites.models import Site
from shared.sites.queries import every_site

ROUND_EVERY_S = 20.0
T = TypeVar("T")


class Porter:
    """Walks his rounds in a thread of his own."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._worker = Worker("porter", node, lambda: False)
        self._worker.when_idle(self.walk, ROUND_EVERY_S)

    def start(self) -> None:
        """Begin to walk."""
        self._worker.start()

    def stop(self) -> None:
        """Go home."""
        self._worker.stop()

    def walk(self) -> None:
        """Look once at every site; nothing is written where nothing is due."""
        with self._node.reading() as session:
            sites = every_site(session)
        for site in sites:
            self._remind(site)
            self._close(site)
            self._add_up(site)
            self._preview(site)
            self._close_undecided(site)
        self._settle()
        self._forget()

    def _remind(self, site: Site) -> None:
        now = self._node.now()
        self._until_done(lambda rows: overstays(rows, site.id, now), lambda rows: remind(rows, site.id, now))

    def _add_up(self, site: Site) -> None:
        now = self._node.now()
        while not self._worker.is_stopping:
            with self._node.reading() as session:
                if not is_something_to_add_up(session, site, now):
                    return
            self._write(lambda session: add_up(session, site, now))

    def _preview(self, site: Site) -> None:
        now = self._node.now()
        with self._node.reading() as session:
            monday = week_due(session, site, now)
        if monday is not None:
            with self._node.transaction() as session:
                send_preview(session, site, monday, now)

    def _close_undecided(self, site: Site) -> None:
        now = self._node.now()
        self._until_done(
            lambda rows: is_something_undecided(rows, site.id, now), lambda rows: close_undecided(rows, site.id, now)
        )

    def _settle(self) -> None:
        now = self._node.now()
        self._until_done(lambda rows: is_something_to_settle(rows, now), lambda rows: settle_turnout(rows, now))

    def _forget(self) -> None:
        """Forget portion by portion; the last one, which finds nothing more, says that the day is done."""
        now, is_more = self._node.now(), True
        with self._node.reading() as session:
            if not is_something_to_forget(session, now):
                return
        while is_more and not self._worker.is_stopping:
            is_more = self._write(lambda session: forget_what_is_over(session, now))

    def _close(self, site: Site) -> None:
        now, is_more = self._node.now(), True
        while is_more and not self._worker.is_stopping:
            with self._node.reading() as session:
                if evening(session, site, now) is None:
                    return
            is_more = self._write(lambda session: close_day(session, site, now))

    def _until_done(self, is_due: Callable[[Session], object], do: Callable[[Session], int]) -> None:
        """Do portion by portion what is due, until nothing is, or somebody else has the rest in hand."""
        while not self._worker.is_stopping:
            with self._node.reading() as session:
                if not is_due(session):
                    return
            if not self._write(do):
                return

    def _write(self, portion: Callable[[Session], T]) -> T:
        """Do one portion of perhaps thousands; after it, whoever else wants to write has their turn."""
        began = time.monotonic()
        with self._node.transaction() as session:
            done = portion(session)
        self._worker.rest_after(time.monotonic() - began)
        return done
