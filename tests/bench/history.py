"""Three years of a large company: a million visits with all that belongs to them, written by SQL into SQLite.

The shape is that of real use: most bookings are for one or two people, some for groups; one in twenty
guests does not come; people come again, some hosts have many visitors; every visit has its badge, print,
notices, taps and logbook lines.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.companies.rules import company_key
from shared.kernel.ids import new_id
from shared.kernel.terms import company_terms_of, terms_of
from tests.bench import history_rows
from tests.bench.company import names_of_companies
from tests.crowd import names_of_callers

_YEARS = 3
_NAMES = 5_000
_VISITS_PER_BOOKING = 2.7
_MIDNIGHT_IN_SHANGHAI = 16  # o'clock in UTC


def write_history(file: Path, visits: int) -> dict[str, float]:
    """Add so many visits to the company in this database; return how long each part took, in seconds."""
    # Python's own build, not ours: ours sorts in memory only, and this sorts forty million rows.
    connection = sqlite3.connect(file, isolation_level=None)
    took: dict[str, float] = {}
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "temp_store=FILE"):
            connection.execute(f"PRAGMA {pragma}")
        with _without_indexes(connection, took):
            with _timed("names", took):
                _write_names(connection)
            _write_days(connection)
            _write_places(connection)
            for part, statements in history_rows.parts(int(visits / _VISITS_PER_BOOKING), visits).items():
                with _timed(part, took):
                    connection.executescript(statements)
    finally:
        connection.close()
    return took


@contextmanager
def _timed(part: str, took: dict[str, float]) -> Iterator[None]:
    began = time.monotonic()
    yield
    took[part] = round(time.monotonic() - began, 1)


@contextmanager
def _without_indexes(connection: sqlite3.Connection, took: dict[str, float]) -> Iterator[None]:
    """Take the indexes off and put them back at the end: sorting once is quicker than a million places."""
    wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    indexes = connection.execute(wanted).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    with _timed("indexes", took):
        for _, statement in indexes:
            connection.execute(statement)


def _write_names(connection: sqlite3.Connection) -> None:
    """Write the companies, and in temporary tables the names of people and the search terms of each name."""
    people, companies = list(names_of_callers(_NAMES)), names_of_companies()
    connection.execute("CREATE TEMP TABLE person (k INTEGER PRIMARY KEY, name)")
    connection.executemany("INSERT INTO person VALUES (?, ?)", enumerate(people))
    connection.execute("CREATE TEMP TABLE firm (k INTEGER PRIMARY KEY, id, name)")
    firms = [(k, new_id(), name) for k, name in enumerate(companies)]
    connection.executemany("INSERT INTO firm VALUES (?, ?, ?)", firms)
    rows = ((row_id, name, company_key(name)) for _, row_id, name in firms)
    connection.executemany("INSERT INTO companies (id, name, key) VALUES (?, ?, ?)", rows)
    connection.execute("CREATE TEMP TABLE name_term (name, term, PRIMARY KEY (name, term)) WITHOUT ROWID")
    for given, terms_of_name in ((set(people), terms_of), (companies, company_terms_of)):
        terms = ((name, term) for name in given for term in terms_of_name(name))
        connection.executemany("INSERT INTO name_term VALUES (?, ?)", terms)


def _write_days(connection: sqlite3.Connection) -> None:
    """Make a table of the past working days' midnights in Shanghai, in seconds since 1970; the last is yesterday's."""
    midnight = datetime.now(UTC).replace(hour=_MIDNIGHT_IN_SHANGHAI, minute=0, second=0, microsecond=0)
    days = (midnight - timedelta(days=n) for n in range(_YEARS * 365, 1, -1))
    working = [int(day.timestamp()) for day in days if (day + timedelta(hours=8)).weekday() < 5]
    connection.execute("CREATE TEMP TABLE day (k INTEGER PRIMARY KEY, midnight INTEGER)")
    connection.executemany("INSERT INTO day VALUES (?, ?)", enumerate(working))


def _write_places(connection: sqlite3.Connection) -> None:
    """Make tables of the sites and their hosts, numbered from 0."""
    connection.executescript(
        """
        CREATE TEMP TABLE place (k INTEGER PRIMARY KEY, site, prefix, hosts INTEGER);
        CREATE TEMP TABLE host (place INTEGER, k INTEGER, person, account, PRIMARY KEY (place, k));
        INSERT INTO place SELECT row_number() OVER (ORDER BY code) - 1, id, permit_prefix, 0 FROM sites;
        INSERT INTO host
            SELECT place.k, row_number() OVER (PARTITION BY place.k ORDER BY e.email) - 1, e.id, a.id
            FROM employees e JOIN place ON place.site = e.site_id JOIN accounts a ON a.employee_id = e.id
            JOIN grants g ON g.account_id = a.id AND g.role = 'host';
        UPDATE place SET hosts = (SELECT count(*) FROM host WHERE host.place = place.k);
        """
    )
