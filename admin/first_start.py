"""What happens before the office opens: tables, the first people, today's demonstration."""

import shutil
import threading
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.exc import DBAPIError

from shared.access.actions import make_link
from shared.access.queries import account_by_email
from shared.bookings.pictures import pass_picture
from shared.desk.demo import DemoPass, company_accounts, seed_company, seed_day, seed_past
from shared.desk.open_house import FIRST_ADMIN, is_empty, open_house
from shared.desk.outcomes import Door
from shared.kernel.house import DEMO, DEMO_DAY, house_fact, house_fact_in_hand, set_house_fact
from shared.kernel.migrating import migrate
from shared.kernel.node import Node
from shared.sites.queries import the_site

_LOOK_EVERY_S = 300.0

log = structlog.get_logger()


@dataclass(frozen=True)
class WayIn:
    """A one-time sign-in link, and whose it is."""

    role: str
    name: str
    address: str


def prepare(node: Node) -> None:
    """Bring the tables up to date and let someone move into an empty house."""
    migrate(node.database)
    now = node.now()
    with node.transaction() as session:
        if is_empty(session):
            if node.settings.demo:
                seed_past(session, seed_company(session, now), node.settings.station, now)
            else:
                open_house(session, now)


def ways_in(node: Node) -> list[WayIn]:
    """Return a fresh sign-in link per role of the demonstration, or the set-up link of a new house, or nothing."""
    with node.transaction() as session:
        if _is_demo(node, house_fact(session, DEMO)):
            holders = [(role.value, account) for role, account in company_accounts(session).items()]
        else:
            first = account_by_email(session, FIRST_ADMIN)
            holders = [("set-up", first)] if first and not first.password_hash else []
        return [
            WayIn(
                role,
                account.name,
                f"{node.settings.public_url}/links/{make_link(session, account, node.now(), 'start')}",
            )
            for role, account in holders
        ]


def passes_folder(node: Node) -> Path:
    """Return where the pictures of today's demonstration passes lie."""
    return node.settings.data_dir / "passes"


def refresh_demo(node: Node) -> bool:
    """Book today's demonstration if that wasn't done yet, and lay its passes out as pictures.

    The day is marked in the same transaction, so that of two processes one does it.
    """
    now = node.now()
    with node.transaction() as session:
        site = the_site(session, node.settings.site)
        if site is None or not _is_demo(node, house_fact_in_hand(session, DEMO)):
            return False
        today = site.hours.day_of(now).isoformat()
        if house_fact(session, DEMO_DAY) == today:
            return False
        set_house_fact(session, DEMO_DAY, today)
        session.flush()
        passes = seed_day(session, Door(site.id, node.settings.station, node.keys.passes), now)
        # Before the commit: a start that is cut short here is made anew, one after it would leave no pictures.
        _lay_out(passes, passes_folder(node))
    return True


class DemoDays:
    """Books the demonstration's next day when it has come, for an office that is left running."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo days", daemon=True)

    def start(self) -> None:
        """Begin to look at the date now and then."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_EVERY_S):
            try:
                refresh_demo(self._node)
            except DBAPIError as trouble:
                log.warning("no demonstration booked, trying again", trouble=type(trouble).__name__)


def _is_demo(node: Node, fact: str | None) -> bool:
    return node.settings.demo and fact == "yes"


def _lay_out(passes: list[DemoPass], folder: Path) -> None:
    """Write each pass as a picture named after what it is good for and whose it is; yesterday's go."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for each in passes:
        (folder / f"{each.case} {each.name}.png").write_bytes(pass_picture(each.code))
