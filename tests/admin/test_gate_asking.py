"""Who asks at the door on the gate's board: whose turn it is to answer, and who was turned away by their host."""

import re
from collections.abc import Callable

import pytest

from shared.desk.answer import answer, take_over
from shared.desk.hand_over import hand_over
from shared.desk.outcomes import Asking
from shared.devices.actions import station_starts
from shared.screening.rules import HitState
from shared.visits.rules import Answer, VisitState
from shared.walk_ins.rules import RECEPTION
from tests.admin.clerk import Clerk, counted
from tests.admin.test_gate import part
from tests.asking import duties_done, has_colleague, host_was_told, stay_of, walks_in
from tests.clock import StandingClock
from tests.desk.test_held_walk_ins import held_now
from tests.desk.test_screening import decided, hits
from tests.desk.walk_ins import registered
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
# As on a quiet board, and who waits (1), who was asked for them (2), who was turned away (1).
STATEMENTS = 30
CALM = "Nobody waits for you"
LET_IN = "Let in, reception looks after them"


def says(house: House, visit_id: str, said: Answer) -> None:
    with house.node.transaction() as rows:
        answer(rows, visit_id, said, house.host, house.node.now())


def card(page: str) -> tuple[str, str, str]:
    """Return key, tells and words of the one card that needs somebody."""
    (key,) = re.findall(r'<article class="need[^>]* data-key="([^"]+)"', page)
    (tells,) = re.findall(r'<article class="need[^>]* data-seen="([^"]+)"', page) or [""]
    (words,) = re.findall(r'<p class="why[^>]*>.*?<span>(.*?)</span>', part(page, "needs"), re.DOTALL)
    return key, tells, words


@pytest.mark.parametrize("who", ["guard", "receptionist"])
def test_a_walk_in_whom_the_host_declines_is_somebody_s_to_see_to(house: House, clerk: SignIn, who: str) -> None:
    """The kiosk says that reception helps: so gate and reception are told, and either may let them in."""
    visit_id = walks_in(house)
    says(house, visit_id, Answer.NOT_NOW)
    board = clerk(getattr(house, who))
    page = board.reads("/gate")
    assert "Wei Li cannot receive them" in part(page, "needs")
    assert "王晓琳" in part(page, "needs")
    assert 'data-tone="knock"' in part(page, "needs")
    assert "Let in, reception looks after them" in part(page, "needs")
    assert "act-lamp" in part(page, "needs")
    listed = board.reads("/gate/people?show=turned_away")
    assert "王晓琳" in listed
    assert "Wei Li cannot receive them" in listed
    board.does(f"/visits/{visit_id}/desk")
    assert CALM in board.reads("/gate")
    assert stay_of(house, visit_id).state == VisitState.INSIDE
    assert "王晓琳" not in board.reads("/gate/people?show=turned_away")


def test_a_declined_walk_in_stands_there_until_somebody_has_noted_it(house: House, clerk: SignIn) -> None:
    """Then every board of the site puts it away; of two each is by itself."""
    says(house, walks_in(house, WANG), Answer.ANOTHER_DAY)
    says(house, walks_in(house, OLA), Answer.NOT_NOW)
    board, other = clerk(house.guard), clerk(house.receptionist)
    address = re.search(r'Ola Nordmann.*?action="(/gate/alerts/\d+/note)"', board.reads("/gate"), re.DOTALL)
    assert address is not None
    board.does(address[1])
    needs = part(other.reads("/gate"), "needs")
    assert "Ola Nordmann" not in needs
    assert "王晓琳" in needs


def test_a_declined_walk_in_is_over_after_half_an_hour(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """They have gone by then; the list of the day still has them."""
    says(house, walks_in(house), Answer.NOT_NOW)
    board = clerk(house.guard)
    clock.passes(minutes=29)
    assert "cannot receive" in board.reads("/gate")
    clock.passes(minutes=2)
    assert CALM in board.reads("/gate")
    assert "王晓琳" in board.reads("/gate/people")


def test_whom_the_gate_itself_refused_is_no_news_to_it(house: House, clerk: SignIn) -> None:
    """The list says that they were turned away, and names no host for it."""
    guest = stay_of(house, walks_in(house)).guest_id
    board = clerk(house.guard)
    board.sends(f"/gate/guests/{guest}/refuse", {"reason": "papers"})
    assert CALM in board.reads("/gate")
    listed = board.reads("/gate/people?show=turned_away")
    assert "Turned away" in listed
    assert "cannot receive" not in listed


def test_the_card_of_who_asks_says_whose_turn_it_is(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """Host, delegate, department, reception, too long: the board knocks anew where it is the desk's to act."""
    has_colleague(house, is_delegate=True)
    visit_id = walks_in(house)
    board = clerk(house.receptionist)
    said = []
    for minutes in (0, 1, 2, 2, 5):
        clock.passes(minutes=minutes)
        duties_done(house.node)
        said.append(card(board.reads("/gate")))
    waits = f"asks-{visit_id}"
    assert said == [
        (waits, visit_id, "Asks to come in; Wei Li is asked"),
        (waits, visit_id, "Asks to come in; Wei Li has not answered, Fang Chen is asked"),
        (waits, visit_id, "Asks to come in; Wei Li has not answered, the department Purchasing is asked"),
        (
            f"{waits}-desk",
            f"{visit_id}:desk",
            "Nobody has answered for Wei Li: it is reception&#39;s turn",
        ),
        (
            f"{waits}-limit",
            f"{visit_id}:desk",
            "Nobody has answered for Wei Li, and they have waited too long",
        ),
    ]


def test_who_is_kept_waiting_beyond_the_limit_comes_up_anew(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """The host's "please wait" is no answer for ever (R14)."""
    visit_id = walks_in(house)
    says(house, visit_id, Answer.WAIT)
    board = clerk(house.guard)
    assert card(board.reads("/gate"))[::2] == (
        f"asks-{visit_id}",
        "Asks to come in; Wei Li lets them wait a moment",
    )
    clock.passes(minutes=10)
    assert card(board.reads("/gate"))[::2] == (
        f"asks-{visit_id}-limit",
        "Wei Li asked them to wait, and the time for that is over",
    )


def test_whom_the_host_handed_on_waits_for_the_colleague(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """Also where it was reception's turn before; after that it is again."""
    visit_id = walks_in(house)
    clock.passes(minutes=6)
    duties_done(house.node)
    colleague = has_colleague(house)
    with house.node.transaction() as rows:
        hand_over(rows, visit_id, str(colleague.employee_id), house.host, house.node.now())
    board = clerk(house.guard)
    words = card(board.reads("/gate"))[2]
    assert words == "Asks to come in; Wei Li handed them to Fang Chen"


def test_who_named_nobody_waits_for_reception_and_for_no_person(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    """Who stands for reception in the booking is not named; too long a wait comes up anew."""
    came = registered(house, host=RECEPTION)
    assert isinstance(came, Asking)
    board = clerk(house.receptionist)
    page = board.reads("/gate")
    waits = f"asks-{came.visit}"
    assert card(page) == (waits, f"{came.visit}:desk", "Asks to come in; reception is asked")
    assert "to see Reception" in part(page, "needs")
    clock.passes(minutes=10)
    key, _, words = card(board.reads("/gate"))
    assert (key, words) == (f"{waits}-limit", "Asks to come in; reception was asked, and they have waited too long")


def test_many_at_the_door_cost_no_more_statements_than_one(house: House, clerk: SignIn) -> None:
    """Who waits is asked about together, and so is who was turned away."""
    with house.node.transaction() as rows:
        station_starts(rows, house.site, "lobby", ["virtual:"], house.node.now())
    board = clerk(house.guard)

    def come(number: int) -> None:
        for _ in range(number):
            walks_in(house)
            says(house, walks_in(house, OLA), Answer.NOT_NOW)

    come(1)
    with counted(house.node) as few:
        board.reads("/gate")
    come(4)
    with counted(house.node) as many:
        board.reads("/gate")
    assert len(many) == len(few) == STATEMENTS, "\n".join(many)


@pytest.mark.parametrize(
    ("language", "reception", "beside", "host"),
    [
        ("en", "Reception", "named nobody; reception was asked", "Xiao Lin"),
        ("zh-CN", "前台", "未指明被访人，已问前台", "林晓"),
    ],
)
def test_who_named_nobody_comes_to_see_reception_whoever_stands_for_it(
    house: House, clerk: SignIn, language: str, reception: str, beside: str, host: str
) -> None:
    """In the day's list and on the sheet, also once they were let in; who came to see the receptionist did so."""
    outcome = registered(house, host=RECEPTION)
    assert isinstance(outcome, Asking)
    stay, guard = stay_of(house, outcome.visit), clerk(house.guard, language=language)
    for _ in ("asking", "inside"):
        listed, sheet = guard.reads("/gate/people"), guard.reads(f"/gate/guests/{stay.guest_id}")
        assert f'<span class="cut">{reception}</span>' in listed
        assert f'<dd>{reception} <span class="sub">{beside}</span>' in sheet
        assert host not in part_of(listed) + part_of(sheet) + part_of(guard.reads("/gate"))
        with house.node.transaction() as rows:
            take_over(rows, stay.id, house.guard, house.node.now())
    pages = (f"/gate/visits/{stay.id}/release-pass", f"/visits/{stay.id}/departure", "/closing", "/desk?q=张三")
    for page in (*pages, f"/visits/{stay.id}", "/visits"):
        assert reception in part_of(guard.reads(page))
        assert "张三" in part_of(guard.reads(page))
        assert host not in part_of(guard.reads(page))
    named = registered(house, name="李四", host=str(house.receptionist.employee_id))
    assert isinstance(named, Asking)
    sheet = guard.reads(f"/gate/guests/{stay_of(house, named.visit).guest_id}")
    assert f"<dd>{host} " in sheet
    assert beside not in sheet


def test_the_record_tells_of_each_asking_who_was_told_and_when(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    """Also where somebody is asked once more, since the visitor was held meanwhile and cleared."""
    visit_id = walks_in(house)
    host_was_told(house, visit_id)
    clock.passes(minutes=2)
    held_now(house, "王晓琳")
    decided(house, hits(house)[0], HitState.CLEARED)
    record = part_of(clerk(house.receptionist).reads(f"/visits/{visit_id}"))
    assert record.count("told at 09:00, by mail") == 1
    assert record.count("not told yet") == 1


def part_of(page: str) -> str:
    """Return what stands on a page below its frame."""
    return page.split("<main", 1)[1]


@pytest.mark.parametrize("who", ["guard", "receptionist"])
def test_the_sheet_lets_a_declined_walk_in_in_as_the_board_does(house: House, clerk: SignIn, who: str) -> None:
    """Whom the gate refused only once it has taken that back; and nobody who is held for security."""
    visit_id = walks_in(house)
    guest, board = stay_of(house, visit_id).guest_id, clerk(getattr(house, who))
    assert LET_IN not in board.reads(f"/gate/guests/{guest}")
    says(house, visit_id, Answer.NOT_NOW)
    sheet = board.reads(f"/gate/guests/{guest}")
    assert f'action="/visits/{visit_id}/desk"' in sheet
    assert LET_IN in sheet
    assert "Brought in without approval" not in sheet
    board.sends(f"/gate/guests/{guest}/refuse", {"reason": "papers"})
    assert LET_IN not in board.reads(f"/gate/guests/{guest}")
    board.sends(f"/gate/guests/{guest}/lift")
    board.does(f"/visits/{visit_id}/desk")
    assert stay_of(house, visit_id).state == VisitState.INSIDE
    assert LET_IN not in board.reads(f"/gate/guests/{guest}")


def test_the_sheet_lets_nobody_in_who_is_held(house: House, clerk: SignIn) -> None:
    visit_id = walks_in(house)
    held_now(house, "王晓琳")
    sheet = clerk(house.guard).reads(f"/gate/guests/{stay_of(house, visit_id).guest_id}")
    assert LET_IN not in sheet
