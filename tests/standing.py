"""An office that stays open for all tests of a file, over a house that is put in order again before each.

To start the office takes several times as long as what most of these tests do with it.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.kernel.node import Node
from shared.kernel.settings import Settings
from tests.apps import ADMIN, App, running, with_free_ports
from tests.house import House, furnish

_STAYS = ("alembic_version", "logbook_counter")
"""An open office has come so far in the logbook: numbers go on, as if what happened before had been forgotten."""
_TABLES = """SELECT name FROM main.sqlite_master AS each WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
  AND NOT EXISTS (SELECT 1 FROM main.sqlite_master WHERE type = 'trigger' AND tbl_name = each.name)"""
"""Those that nothing may be deleted from have triggers that see to it: what is published stays."""
_WAIT_S = 10.0


@dataclass
class Standing:
    """An open office, the house that it stands in, and a copy of the house as it was when it opened."""

    house: House
    app: App
    as_it_was: Path

    def put_in_order(self) -> House:
        """Forget all that happened; return the house."""
        with closing(_opened(self.house.node)) as raw:
            raw.execute("ATTACH ? AS before", (str(self.as_it_was),))
            raw.execute("BEGIN IMMEDIATE")
            for (table,) in raw.execute(_TABLES).fetchall():
                if table not in _STAYS:
                    raw.execute(f'DELETE FROM main."{table}"')
                    raw.execute(f'INSERT INTO main."{table}" SELECT * FROM before."{table}"')
            raw.execute("COMMIT")
        return self.house


@contextmanager
def standing_office(settings: Settings, move_in: Callable[[Node], House] = furnish) -> Iterator[Standing]:
    """Open an office in a house of its own, on the true time, over the SQLite file that the settings name."""
    served = with_free_ports(settings)
    node = Node.open(served)
    house = move_in(node)
    with running(served, ADMIN) as (app,):
        as_it_was = served.data_dir / "as_it_was.db"
        with closing(_opened(node)) as raw:
            raw.execute("VACUUM INTO ?", (str(as_it_was),))
        yield Standing(house, app, as_it_was)
    node.close()


def _opened(node: Node) -> Any:
    """Open the house's file past SQLAlchemy, whose connections keep what hangs together from being taken apart."""
    return node.database.engine.dialect.loaded_dbapi.connect(
        node.settings.data_dir / "usher.db", _WAIT_S, isolation_level=None
    )
