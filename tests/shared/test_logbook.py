"""The logbook: gapless, in order, written with what it tells of, and heard of at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shared.kernel.bell import Bell
from shared.kernel.database import Base, Database
from shared.kernel.house import HouseFact
from shared.kernel.logbook import About, Kind, last_number, lines_about, lines_after, note
from shared.kernel.migrating import is_up_to_date, migrate
from shared.kernel.node import Node
from tests.shared.tables import know_every_table


def write_line(node: Node, **facts: object) -> None:
    with node.transaction() as session:
        note(session, Kind.HelpAsked, About(site="HQ"), at=node.now(), by="test", **facts)


def test_lines_are_numbered_in_the_order_of_their_commits(node: Node) -> None:
    for i in range(3):
        write_line(node, i=i)
    with node.reading() as session:
        assert [(line.n, line.facts["i"]) for line in lines_after(session, 0)] == [(1, 0), (2, 1), (3, 2)]
        assert [line.n for line in lines_after(session, 1, limit=1)] == [2]
        assert last_number(session) == 3


def lights_out(session: Session, node: Node) -> None:
    note(session, Kind.HelpAsked, About(), at=node.now())
    raise ZeroDivisionError("the lights went out")


def test_what_is_rolled_back_leaves_no_line_and_no_gap(node: Node) -> None:
    write_line(node)
    with pytest.raises(ZeroDivisionError), node.transaction() as session:
        lights_out(session, node)
    write_line(node)
    with node.reading() as session:
        assert [line.n for line in lines_after(session, 0)] == [1, 2]


def test_many_writers_leave_no_gap(node: Node) -> None:
    def write() -> None:
        for _ in range(25):
            write_line(node)
            write_line(node)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with node.reading() as session:
        assert [line.n for line in lines_after(session, 0)] == list(range(1, 201))


def test_a_reader_never_sees_a_number_before_all_that_are_smaller(node: Node) -> None:
    stop, gaps = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            with node.reading() as session:
                seen = [line.n for line in lines_after(session, 0)]
            if seen != list(range(1, len(seen) + 1)):
                gaps.append(seen)

    reader = threading.Thread(target=read)
    reader.start()

    def write() -> None:
        for _ in range(20):
            write_line(node)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    stop.set()
    reader.join()
    assert gaps == []


def test_lines_about_one_visit_are_read_alone(node: Node) -> None:
    with node.transaction() as session:
        note(session, Kind.VisitorArrived, About(visit="v1", booking="b1"), at=node.now())
        note(session, Kind.VisitorArrived, About(visit="v2", booking="b1"), at=node.now())
    with node.reading() as session:
        assert [line.visit_id for line in lines_about(session, visit="v2")] == ["v2"]
        assert [line.n for line in lines_about(session, booking="b1", after=1)] == [2]


@contextmanager
def listening(database: Database) -> Iterator[Bell]:
    """Give another process's bell: it shares nothing with the node's but the database."""
    bell = Bell(database)
    bell.start()
    try:
        yield bell
    finally:
        bell.stop()


def test_the_bell_rings_for_what_another_process_wrote(node: Node, database_url: str) -> None:
    other = Database(database_url)
    with listening(other) as bell:
        for n in (1, 2, 3):
            write_line(node)
            assert bell.wait(n - 1, timeout=10) == n
    other.close()


def test_waiting_ends_with_its_time_when_nothing_happens(node: Node) -> None:
    assert node.bell.wait(0, timeout=0.01) == 0


def test_migrating_twice_changes_nothing(node: Node) -> None:
    assert is_up_to_date(node.database)
    migrate(node.database)
    assert is_up_to_date(node.database)


def test_the_migrations_make_the_tables_that_the_models_describe(node: Node) -> None:
    know_every_table()
    with node.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_a_moment_without_zone_is_an_error(node: Node) -> None:
    with pytest.raises(Exception, match="has no zone"), node.transaction() as session:
        note(session, Kind.HelpAsked, About(), at=node.now().replace(tzinfo=None))


def test_a_reading_session_sees_one_state(node: Node) -> None:
    with node.reading() as session:
        assert session.scalars(select(HouseFact.name)).all() == []
        with node.transaction() as other:
            other.execute(insert(HouseFact).values(name="demo", value="yes"))
        assert session.scalars(select(HouseFact.name)).all() == []
