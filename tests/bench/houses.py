"""The two houses that are measured: one that has just opened, and one with a million visits behind it."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Table

from shared.desk.add_up import Portion, add_up, is_something_to_add_up
from shared.desk.undecided import close_undecided
from shared.kernel import migrating
from shared.kernel.database import Base
from shared.kernel.migrating import migrate
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.sites.queries import every_site
from tests.apps import with_free_ports
from tests.bench import company, history, history_rows, office_rows, sql
from tests.bench.company import SITES, move_in
from tests.bench.figures import progress, tell
from tests.bench.history import write_history
from tests.postgres import Postgres
from tests.shared.tables import know_every_table


def house_settings(folder: Path) -> Settings:
    """Return the settings of a house in this folder: SQLite, a virtual printer, ports that nobody uses."""
    plain = replace(
        Settings.read(),
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'usher.db'}",
        secret_key_file=folder / "secret.key",
        site=SITES[0][0],
        demo=False,
    )
    return with_free_ports(plain)


def open_empty_house(folder: Path) -> Node:
    """Let the company move into a new house."""
    folder.mkdir(parents=True, exist_ok=True)
    node = Node.open(house_settings(folder))
    migrate(node.database)
    move_in(node)
    return node


def open_large_house(folder: Path, visits: int) -> Node:
    """Return a house with so many visits: a copy of one that is built once and kept in the temporary folder."""
    kept = _kept_house(visits)
    if not kept.exists():
        _build(kept, visits)
    folder.mkdir(parents=True, exist_ok=True)
    progress("copying the large house")
    for file in kept.iterdir():
        shutil.copyfile(file, folder / file.name)
    os.sync()  # what is still on its way to the disk would be measured, too
    return Node.open(house_settings(folder))


def on_postgres(node: Node, server: Postgres) -> Node:
    """Return the same house in PostgreSQL: every row is copied, as it is; the node that it was in is closed."""
    progress("copying the house into PostgreSQL")
    settings = replace(node.settings, database_url=server.create("house"))
    other = Node.open(settings)
    migrate(other.database)
    with closing(sqlite3.connect(node.settings.data_dir / "usher.db")) as source:
        with psycopg.connect(settings.database_url.replace("+psycopg", "")) as target:
            know_every_table()
            target.execute("SET session_replication_role = replica")  # the rows are as true as they were over there
            indexes = _indexes_taken_away(target)
            for table in Base.metadata.sorted_tables:
                _copy_table(table, source, target)
            for made_anew in indexes:
                target.execute(made_anew)
        with psycopg.connect(settings.database_url.replace("+psycopg", ""), autocommit=True) as target:
            target.execute("ANALYZE")
    node.close()
    return other


def _indexes_taken_away(target: psycopg.Connection) -> list[bytes]:
    """Drop every index that no constraint needs, since filling is faster without; return what makes them anew."""
    found = target.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    ).fetchall()
    for name, _ in found:
        target.execute(SQL("DROP INDEX {}").format(Identifier(name)))
    return [statement.encode() for _, statement in found]


def _copy_table(table: Table, source: sqlite3.Connection, target: psycopg.Connection) -> None:
    """Copy a table's rows. SQLite holds truths as 0 and 1 and moments as text: PostgreSQL reads both."""
    names = [column.name for column in table.columns]
    wanted = ", ".join(f'"{name}"' for name in names)
    target.execute(SQL("TRUNCATE {} CASCADE").format(Identifier(table.name)))
    into = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table.name), SQL(", ").join(map(Identifier, names)))
    with target.cursor().copy(into) as copy:
        for row in source.execute(f'SELECT {wanted} FROM "{table.name}"'):
            copy.write_row(row)


def _build(kept: Path, visits: int) -> None:
    progress(f"building a house with {visits:,} visits in {kept}: this takes minutes, once")
    began = time.monotonic()
    draft = kept.with_name(f"{kept.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    open_empty_house(draft).close()  # nobody else may have the file open while its past is written into it
    took = write_history(draft / "usher.db", visits)
    took["sums"] = _catch_up(Node.open(house_settings(draft)))
    draft.rename(kept)
    rows, megabytes = _size(kept / "usher.db")
    tell("building", seconds=round(time.monotonic() - began), megabytes=megabytes, rows=rows, parts_s=took)


def _catch_up(node: Node) -> float:
    """Let the house's own hands see to its past, as they would have done day by day; close it, return the seconds.

    Else they would do it while arrivals are measured.
    """
    began, now = time.monotonic(), node.now()
    with node.reading() as session:
        sites = every_site(session)
    for site in sites:
        is_more = True
        while is_more:
            with node.transaction() as session:
                add_up(session, site, now, Portion(answers=5_000, visits=20_000))
            with node.reading() as session:
                is_more = is_something_to_add_up(session, site, now)
        is_more = True
        while is_more:
            with node.transaction() as session:
                is_more = close_undecided(session, site.id, now) > 0
    node.close()
    return round(time.monotonic() - began, 1)


def _size(file: Path) -> tuple[dict[str, int], int]:
    """Return how many rows the large tables have, and the file's size in megabytes."""
    tables = ("bookings", "guests", "visits", "logbook", "booking_terms")
    with closing(sqlite3.connect(file)) as connection:
        counts = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    return counts, file.stat().st_size // 1_000_000


def _kept_house(visits: int) -> Path:
    """Return where it is kept: under a name that changes with all that it is made by."""
    made_by = [Path(str(module.__file__)) for module in (company, history, history_rows, office_rows, sql)]
    made_by += [Path(__file__), *sorted((Path(migrating.__file__).parent / "migrations" / "versions").glob("*.py"))]
    content = b"".join(file.read_bytes() for file in made_by)
    return Path(tempfile.gettempdir()) / f"usher-bench-{visits}-{hashlib.sha256(content).hexdigest()[:12]}"
