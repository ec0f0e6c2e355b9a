"""The summaries say for whom, where and when: each cut and each picture, with how many it is of (R23, R28)."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from shared.feedback.actions import Rating, write_rating
from shared.feedback.rules import Score
from shared.visits.models import Visit
from tests.admin.clerk import Clerk
from tests.clock import StandingClock
from tests.feedback import goes, says, time_passes
from tests.house import House

SignIn = Callable[..., Clerk]


@pytest.fixture
def everywhere(house: House) -> Person:
    """Somebody who reads what is said at every site."""
    with house.node.transaction() as rows:
        account = make_account(rows, "qu@usher.example", "瞿然", [(Role.MANAGER, None)], house.node.now())
        rows.flush()
        return person_of(rows, account)


def received(house: House, visit: str, by: Person, waited: timedelta | None = None) -> None:
    """Write that somebody else came for a visitor, and after how long."""
    answered = house.node.now() + waited if waited else None
    with house.node.transaction() as rows:
        seen_to = update(Visit).where(Visit.id == visit)
        rows.execute(seen_to.values(receiver_id=by.employee_id, first_answered_at=answered))


def figures(reader: Clerk, address: str = "") -> dict[tuple[str, str], list[str]]:
    """Return the table of a summary: by figure and name, how many and how it was."""
    table = reader.opens(f"/feedback/table.csv{address}").data.decode("utf-8-sig")
    return {(row[0], row[1]): row[2:] for row in csv.reader(io.StringIO(table))}


def test_answers_are_summed_by_who_received_by_site_by_grade_and_by_time(
    house: House, clerk: SignIn, everywhere: Person, clock: StandingClock
) -> None:
    for number in range(5):
        visit = goes(house, f"客人{number}")
        received(house, visit, house.receptionist)
        says(house, visit, 5 if number else 2)
    elsewhere = goes(house, "别处来的")
    with house.node.transaction() as rows:
        said = Rating(elsewhere, house.other_site, str(house.other_host.employee_id), "B", Score.FAIR)
        write_rating(rows, said, "link", house.node.now())
    time_passes(house)
    reader = clerk(everywhere)
    for span in ("week", "quarter"):
        found = figures(reader, f"?span={span}")
        assert [found["Site", name][0] for name in ("Head office", "Shanghai")] == ["5", "1"]
        assert (found["Site", "Head office"][1], found["Site", "Shanghai"][1]) == ("80", "too few")
        assert [line for (cut, _name), line in found.items() if cut == "Reception"] == [["5", "80", "4.4", "too few"]]
        assert {name[0]: line[0] for (cut, name), line in found.items() if cut == "Grade"} == {"D": "5", "B": "1"}
    assert ("Site", "Shanghai") not in figures(reader, "?site=HQ")
    assert figures(reader, "?grade=B")["Host", "Liwen Shan"][:2] == ["1", "too few"]
    clock.passes(days=7)
    later = figures(clerk(everywhere))
    assert [line[0] for (cut, _name), line in later.items() if cut == "Over time"][-2:] == ["6", "0"]


def test_waits_and_arrivals_are_counted_by_hour_and_few_make_no_percentage(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    clock.passes(minutes=30)
    for number, waited in enumerate((1, 1, 4, 25)):
        received(house, goes(house, f"客人{number}"), house.receptionist, timedelta(minutes=waited))
    clock.passes(hours=2)
    goes(house, "没人来接")
    time_passes(house)
    boss = clerk(house.boss)
    found = figures(boss)
    assert (found["Arrivals by hour", "09:00"][0], found["Arrivals by hour", "11:00"][0]) == ("4", "1")
    waits = [line[:2] for (cut, _name), line in found.items() if cut == "Waiting for a first answer"]
    assert waits == [
        ["2", "too few"],
        ["1", "too few"],
        ["0", "too few"],
        ["0", "too few"],
        ["1", "too few"],
        ["1", ""],
    ]
    assert "Of 5 visits 4 had a first answer within the hour." in boss.reads("/feedback")
    clock.moves_to(clock.now().replace(hour=7, minute=0))
    received(house, goes(house, "第五位"), house.receptionist, timedelta(minutes=1))
    time_passes(house)
    assert figures(boss)["Waiting for a first answer", "up to 2 min"][:2] == ["3", "60"]
