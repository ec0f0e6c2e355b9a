"""The roll call's pages, as they work without scripts, and what devices send."""

import uuid
from collections.abc import Callable

from shared.desk.outcomes import Admitted
from shared.kernel.logbook import Kind, LogLine
from shared.roll_calls.models import RollCall, RollMark
from tests.admin.clerk import Clerk, counted
from tests.clock import StandingClock
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
# Who asks (3), the sites, the newest line, the call, who was counted, who came since, the marks, who marked, stations,
# the last point (9).
STATEMENTS = 12


def comes(house: House, *guests: object) -> str:
    """Let a visitor in."""
    came = house.scanned(house.pass_of(house.approved(house.wish(*guests))))  # type: ignore[arg-type]
    assert isinstance(came, Admitted)
    return came.visit


def sends(browser: Clerk, body: object) -> int:
    """Send JSON as the page's script does."""
    headers = {"X-CSRFToken": browser.token(), "Accept": "application/json"}
    return browser._client.post("/gate/roll-call/marks", json=body, headers=headers).status_code


def press(visit: str, said: str = "safe", ago_ms: int = 0) -> dict[str, object]:
    """Return a press as a device sends it."""
    return {"id": uuid.uuid4().hex, "visit": visit, "said": said, "undoes": None, "ago_ms": ago_ms}


def test_two_presses_turn_it_on_and_a_form_marks_people(house: House, clerk: SignIn) -> None:
    """Without scripts, too; everybody who may watch joins the same list."""
    visit = comes(house, WANG)
    comes(house, OLA)
    guard, reception = clerk(house.guard), clerk(house.receptionist)
    asks = guard.reads("/gate/roll-call")
    assert "2 visitors would be counted" in asks
    page = guard.does("/gate/roll-call/start", {"kind": "drill", "point": "南广场"})
    assert "Drill roll call" in page
    assert "Drill: nothing has happened. Gather at 南广场" in page
    assert "Drill: the roll is being called" in reception.reads("/gate")
    page = reception.does("/gate/roll-call/marks", {"visit": visit, "said": "safe"})
    assert page.count('data-said="safe"') == 1
    assert page.count('data-said="missing"') == 1
    assert "By area" in page
    assert guard.sends("/gate/roll-call/start", {"kind": "party"}).status_code == 400


def test_the_report_says_who_was_found_when_and_by_whom(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """And who never was."""
    visit = comes(house, WANG)
    comes(house, OLA)
    guard = clerk(house.guard)
    guard.does("/gate/roll-call/start", {"kind": "real", "point": ""})
    clock.passes(minutes=3, seconds=5)
    guard.does("/gate/roll-call/marks", {"visit": visit, "said": "safe"})
    clock.passes(minutes=4)
    with house.node.reading() as rows:
        call = rows.query(RollCall).one()
    report = guard.does(f"/gate/roll-calls/{call.id}/end")
    for words in (
        "Report of the event",
        "7 min 05 s",
        "after 3 min 05 s",
        "1 of 2",
        "Kai Zhou",
        "1 person was never found",
    ):
        assert words in report
    assert "Real event" in guard.reads("/gate/roll-calls")
    assert clerk(house.other_host).opens(f"/gate/roll-calls/{call.id}").status_code == 403
    assert sends(guard, {"device": "a" * 32, "presses": [press(visit)], "begun": None}) == 409


def test_what_a_device_did_alone_is_taken_in_at_its_own_time(house: House, clerk: SignIn) -> None:
    """It turned the evacuation on and marked somebody a minute ago; sent twice it is once."""
    visit = comes(house, WANG)
    guard = clerk(house.guard)
    begun = {"drill": False, "point": "南广场", "ago_ms": 90_000}
    body = {"device": "b" * 32, "presses": [press(visit, ago_ms=60_000)], "begun": begun}
    assert [sends(guard, body), sends(guard, body)] == [204, 204]
    with house.node.reading() as rows:
        call, mark = rows.query(RollCall).one(), rows.query(RollMark).one()
        assert (house.node.now() - call.started_at).total_seconds() == 90
        assert (house.node.now() - mark.pressed_at).total_seconds() == 60
        assert rows.query(LogLine).filter(LogLine.kind == Kind.RollCallStarted).count() == 1


def test_what_no_page_of_ours_sends_is_refused(house: House, clerk: SignIn) -> None:
    """400, and nothing is kept."""
    visit = comes(house, WANG)
    guard = clerk(house.guard)
    guard.does("/gate/roll-call/start", {"kind": "real"})
    good = press(visit)
    bad: list[object] = [
        [],
        {"device": "x", "presses": [good], "begun": None},
        {"device": "c" * 32, "presses": "all", "begun": None},
        {"device": "c" * 32, "presses": [good | {"said": "lost"}], "begun": None},
        {"device": "c" * 32, "presses": [good | {"ago_ms": -1}], "begun": None},
        {"device": "c" * 32, "presses": [good | {"id": "<script>"}], "begun": None},
        {"device": "c" * 32, "presses": [good] * 501, "begun": None},
        {"device": "c" * 32, "presses": [good], "begun": {"drill": "yes"}},
    ]
    assert [sends(guard, body) for body in bad] == [400] * len(bad)
    with house.node.reading() as rows:
        assert rows.query(RollMark).count() == 0


def test_the_list_costs_the_same_number_of_statements_however_many_they_are(house: House, clerk: SignIn) -> None:
    """Stated here, so that one more is seen."""
    guard = clerk(house.guard)
    visits = [comes(house, WANG)]
    guard.does("/gate/roll-call/start", {"kind": "real"})
    sends(guard, {"device": "d" * 32, "presses": [press(visits[0])], "begun": None})
    with counted(house.node) as few:
        guard.reads("/gate/roll-call")
    visits = [comes(house, guest) for guest in (WANG, OLA) * 4]
    sends(guard, {"device": "d" * 32, "presses": [press(each) for each in visits], "begun": None})
    with counted(house.node) as many:
        guard.reads("/gate/roll-call")
    assert len(many) == len(few) <= STATEMENTS, "\n".join(many)
