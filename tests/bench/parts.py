"""The parts of the bench: each starts what it measures as whole processes, and leaves the house in order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from shared.access.models import Account, Grant
from shared.access.rules import Role
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.printing.models import PrintJob
from shared.printing.rules import PrintState
from tests.apps import ADMIN, KIOSK, running, with_free_ports
from tests.bench.arrivals import Length, measure_arrivals, requests_of
from tests.bench.badges import measure_badges
from tests.bench.bare_house import bare_served, fill_bare
from tests.bench.boards import cookie_of
from tests.bench.clients import one_after_another
from tests.bench.company import boss, measured_site, people_with, sign_in_all
from tests.bench.figures import of_answers
from tests.bench.lists import measure_lists
from tests.bench.news import PER_SECOND, RUNS, measure_news, office_of
from tests.bench.pages import measure_pages
from tests.bench.screens import measure_screens
from tests.crowd import invite_crowd, names_of_callers

_MOST_A_SECOND = 800
"""No more arrivals a second are prepared for than this."""
_PAGES_A_SECOND = 200
_BADGES = 300


@dataclass(frozen=True)
class House:
    """A house to measure, and where its figures go."""

    node: Node
    length: Length
    history: int
    """How many visits there were before."""
    note: Callable[[str, dict[str, Any]], None]

    def invite(self, count: int, host: Account | None = None) -> list[str]:
        """Return the passes of so many guests, of one host or of all hosts at the measured site in turn."""
        with self.node.reading() as session:
            site = measured_site(session).id
            hosts = [str(who.employee_id) for who in ([host] if host else people_with(session, Role.HOST, site))]
        return invite_crowd(self.node, site, hosts, list(names_of_callers(count)), count)

    def put_away(self) -> None:
        """Take what waits to be printed or told off the queues, so that the next part begins with empty ones."""
        waiting = (PrintState.WAITING, PrintState.STUCK)
        with self.node.transaction() as session:
            session.execute(
                update(PrintJob)
                .where(PrintJob.next_try_at.is_not(None), PrintJob.state.in_(waiting))
                .values(state=PrintState.REPLACED, next_try_at=None)
            )
            session.execute(update(Notice).where(Notice.due_at.is_not(None)).values(state="dropped", due_at=None))


def arrivals(house: House) -> None:
    """Measure the door's answer, for programs and as a page."""
    seconds = house.length.all_in_all
    with running(house.node.settings, KIOSK) as [kiosk]:
        requests = requests_of(kiosk.address, house.invite(int(seconds * _MOST_A_SECOND)))
        measure_arrivals(kiosk.address, requests, house.length, house.note, house.put_away)
        passes = house.invite(int(house.length.one_client * _PAGES_A_SECOND))
        pages = requests_of(kiosk.address, passes, accept="text/html")
        answers = one_after_another(kiosk.address, pages, 1, house.length.one_client, most=len(passes))
        house.note("arrivals, 1 client, answered as a page", of_answers(answers))
    house.put_away()


def bare(house: House) -> None:
    """Measure the yardstick in the same way, with as many rows behind it."""
    settings = with_free_ports(house.node.settings)
    file = settings.data_dir / "bare.db"
    passes = [f"{n:050d}" for n in range(int(house.length.all_in_all * _MOST_A_SECOND * 2))]
    fill_bare(file, passes, house.history)
    with bare_served(file, settings.kiosk_bind):
        requests = requests_of(settings.kiosk_bind, passes)
        measure_arrivals(settings.kiosk_bind, requests, house.length, house.note, lambda: None)


def news(house: House) -> None:
    """Measure how soon the host knows."""
    seconds = house.length.open_loop
    with running(house.node.settings, KIOSK, ADMIN) as [kiosk, office_app]:
        office = office_of(house.node, office_app.address)
        passes = house.invite(int(seconds * PER_SECOND * RUNS * 1.5), office.host)
        measure_news(office, kiosk.address, requests_of(kiosk.address, passes), seconds, house.note)
    house.put_away()


def badges(house: House) -> None:
    """Measure drawing and packing, of badges that there are."""
    with running(house.node.settings, KIOSK) as [kiosk]:
        requests = requests_of(kiosk.address, house.invite(_BADGES))
        made = one_after_another(kiosk.address, requests, 1, 60, most=_BADGES)
    measure_badges(house.node, [answer.json["badge"] for answer in made], house.note)


def lists(house: House) -> None:
    """Measure the office's pages."""
    with house.node.transaction() as session:
        [secret] = sign_in_all(session, [boss(session)], house.node.now())
    with running(house.node.settings, ADMIN) as [office]:
        cookie = cookie_of(secret, house.node.keys.cookies)
        measure_lists(office.address, cookie, house.length.pages, house.note)


def pages(house: House) -> None:
    """Measure every page of the office that has an address."""
    with house.node.transaction() as session:
        manager, site = boss(session), measured_site(session).id
        held = {grant.role for grant in manager.grants}
        manager.grants += [Grant(role=role, site_id=None) for role in Role if role not in held]
        [secret] = sign_in_all(session, [manager], house.node.now())
    with running(house.node.settings, ADMIN) as [office]:
        cookie = cookie_of(secret, house.node.keys.cookies)
        measure_pages(house.node, site, office.address, cookie, house.length.pages, house.note)


def screens(house: House) -> None:
    """Measure the kiosk's first screen in a browser."""
    with running(house.node.settings, KIOSK) as [kiosk]:
        measure_screens(kiosk.url, house.note)
