"""The directory through the kiosk's own addresses: an alphabet sweep stops, honest visitors go on (R16)."""

import re
import string
from typing import Any

from flask.testing import FlaskClient

from shared.desk.directory import WITHHELD
from shared.grades.door import AtTheDoor
from shared.grades.models import Grade
from shared.kernel.logbook import Kind, lines_after
from shared.notices.queries import notices_for
from shared.people.actions import NewEmployee, hire
from shared.sites.models import Site
from shared.walk_ins.rules import NAMES_AT_ONCE
from tests.clock import StandingClock
from tests.house import House
from tests.kiosk.lobby import new_tap
from tests.kiosk.walker import ME, Walker

OF_EACH_LETTER = 3
_NAMES = re.compile(r'name="host" value="([^"]+)"')


def hired(house: House, names: list[tuple[str, str]]) -> set[str]:
    """Let people begin to work here; return their ids."""
    new = [
        NewEmployee(house.site, "质量部", name, name_en, f"{new_tap()}@usher.example", department_en="Quality")
        for name, name_en in names
    ]
    with house.node.transaction() as session:
        return {hire(session, each).id for each in new}


def asks_nothing_more(house: House) -> None:
    with house.node.transaction() as session:
        session.get_one(Grade, "D").at_the_door = AtTheDoor().as_json()


def alerts(house: House) -> list[tuple[str | None, int]]:
    """Return at which kiosk the gate was alerted, and after how many names."""
    with house.node.reading() as session:
        return [(line.by, line.facts["shown"]) for line in lines_after(session, 0) if line.kind == Kind.NamesWithheld]


def told_by(client: FlaskClient, typed: str, search: str) -> tuple[int, list[str]]:
    """Search as a program; return status and ids."""
    answer = client.get(f"/people?q={typed}&search={search}&lang=en")
    body: dict[str, Any] = answer.get_json()
    return answer.status_code, [each["id"] for each in body.get("items", ())]


def test_an_alphabet_sweep_stops_at_the_quota_and_raises_one_alert(
    house: House, client: FlaskClient, clock: StandingClock
) -> None:
    """In one registration that is never finished, in new ones, and by programs: it is one kiosk's count."""
    letters = string.ascii_lowercase
    everybody = hired(house, [(f"{x}an {n}", f"{x}an {n}") for x in letters for n in "甲乙丙"[:OF_EACH_LETTER]])
    with house.node.reading() as session:
        quota = session.get_one(Site, house.site).names_an_hour
    stays, seen, withheld = Walker(client).agrees(), set(), 0
    for number, letter in enumerate(letters * 2):
        if number % 3 == 2:
            status, found = told_by(client, f"{letter}an", new_tap())
            is_withheld = status == 429
        else:
            page = (stays if number % 3 else Walker(client).agrees()).finds(f"{letter}an").text
            found, is_withheld = _NAMES.findall(page), "Please see reception" in page
        assert not (found and is_withheld)
        seen |= set(found)
        withheld += is_withheld
        clock.passes(seconds=30)
    assert (quota, len(seen & everybody)) == (60, quota)
    assert withheld > len(letters)
    assert alerts(house) == [("lobby", quota)]
    with house.node.reading() as session:
        (notice,) = notices_for(session, house.site, WITHHELD)
    assert (notice.role, notice.facts) == ("reception", {"station": "lobby"})
    clock.passes(hours=1)
    status, found = told_by(client, "zan", new_tap())
    assert (status, len(found)) == (200, OF_EACH_LETTER)


def test_fifty_honest_registrations_an_hour_go_through(house: House, client: FlaskClient, clock: StandingClock) -> None:
    """Each is shown five names and registers: at the screen, and by a program."""
    asks_nothing_more(house)
    hired(house, [(f"林{given}", f"Lin {given}") for given in "一二三四五"])
    texts = {each["kind"]: each["id"] for each in client.get("/agreements?lang=en").get_json()["items"]}
    for number in range(50):
        said = ME | {"name": f"Visitor {number}", "reach": f"visitor{number}@acme.example"}
        if number % 2:
            search = new_tap()
            status, found = told_by(client, "lin", search)
            body = said | {"tap": new_tap(), "search": search, "host": found[0], "purpose": "business"}
            answer = client.post("/walk-ins?lang=en", json=body | {"consent": texts["consent"]})
            assert (status, len(found), answer.status_code) == (200, NAMES_AT_ONCE, 201), number
        else:
            walker = Walker(client).agrees()
            walker.says("who", **said)
            walker.says("purpose", purpose="business")
            found = _NAMES.findall(walker.finds("lin").text)
            walker.says("host", q="lin", host=found[0])
            assert (len(found), "/visits/" in str(walker.registers().location)) == (NAMES_AT_ONCE, True), number
        clock.passes(seconds=71)
    assert alerts(house) == []
