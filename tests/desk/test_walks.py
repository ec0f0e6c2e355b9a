"""What is asked again and again walks over what is open, however much there was: by the index that answers (SQLite)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from shared.approvals.queries import Queue, queue_page
from shared.bookings.narrowed import Narrowed
from shared.desk.approvers import deciders
from shared.desk.closing import evening
from shared.reception.promises import Owed, owed_page, owed_without_day
from shared.roll_calls.queries import who_is_counted
from shared.sites.queries import every_site
from tests.admin.clerk import counted
from tests.house import House

Question = Callable[[House, Session], object]
PAST = (
    "ix_visits_site_arrival (site_id=?)",
    "ix_bookings_site_time (site_id=?)",
    "SCAN visits",
    "SCAN bookings",
    "SCAN approval_steps USING COVERING INDEX sqlite_autoindex",
    "SCAN cooperation_items USING INDEX sqlite_autoindex",
)
"""Ways on which everything that there ever was is met."""


def _owed(house: House, site: str | None = None) -> Owed:
    return Owed((house.site,), house.host.id, narrowed=Narrowed(site=site))


def _queue(house: House, rows: Session) -> Queue:
    now = house.node.now()
    return replace(deciders(rows, house.boss, now).queue(now), narrowed=Narrowed(site=house.site))


QUESTIONS: dict[str, tuple[str, Question]] = {
    "who is in a building that burns": (
        "ix_visits_site_state_arrival (site_id=? AND state=?)",
        lambda house, rows: who_is_counted(rows, house.site, house.node.now()),
    ),
    "whether a day is to be closed": (
        "ix_visits_site_state_arrival (site_id=? AND state=? AND arrived_at<?)",
        lambda house, rows: evening(rows, every_site(rows)[0], house.node.now()),
    ),
    "what waits at one site": (
        "approval_steps USING INDEX ",
        lambda house, rows: queue_page(rows, _queue(house, rows), None, 5),
    ),
    "what was promised at one site": (
        "ix_cooperation_items_open (site_id=?",
        lambda house, rows: owed_page(rows, _owed(house, house.site), None, 5),
    ),
    "what was promised without a day": (
        "ix_cooperation_items_without_day",
        lambda house, rows: owed_without_day(rows, _owed(house), 5),
    ),
}
"""Each question, and the way on which it meets few."""


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_walks_over_what_is_over(house: House, name: str) -> None:
    way, ask = QUESTIONS[name]
    with counted(house.node) as said, house.node.reading() as rows:
        ask(house, rows)
    with house.node.reading() as rows:
        connection = rows.connection()
        walked = [
            step[3]
            for question in said
            if question.startswith("SELECT")
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", ("",) * question.count("?"))
        ]
    assert [step for step in walked if way in step] != []
    assert [step for step in walked if any(past in step for past in PAST)] == []
