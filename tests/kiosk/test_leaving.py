"""Leaving as a program or a screen asks for it: groups, items, badge, feedback."""

import uuid

import pytest
from sqlalchemy import select

from shared.declarations.models import DeclaredItem
from shared.feedback.models import Feedback, RatedVisit
from shared.kernel.logbook import lines_after
from shared.visits.models import Visit
from tests.clock import StandingClock
from tests.house import OLA, WANG
from tests.kiosk.lobby import SCREEN, Lobby, new_tap


def left(lobby: Lobby) -> str:
    """Let somebody in and out; return the visit."""
    text = lobby.house.pass_of(lobby.house.booked())
    lobby.arrives(text)
    return str(lobby.leaves(text).json["visit"])  # type: ignore[index]


def rates(lobby: Lobby, visit: str, score: int, tap: str | None = None):
    return lobby.post(f"/visits/{visit}/feedback", {"score": score, "tap": tap or new_tap()})


def says(lobby: Lobby, feedback: str, **more: object):
    return lobby.post(f"/feedback/{feedback}", more)


def all_feedback(lobby: Lobby) -> list[Feedback]:
    with lobby.house.node.reading() as session:
        return list(session.scalars(select(Feedback)))


def brings(lobby: Lobby) -> tuple[str, str, str]:
    """Let somebody in who brings three samples; return pass, visit and item."""
    text = lobby.house.pass_of(lobby.house.booked())
    visit = str(lobby.arrives(text).json["visit"])  # type: ignore[index]
    item = DeclaredItem(visit_id=visit, position=0, what="样品", quantity=3)
    with lobby.house.node.transaction() as session:
        session.add(item)
    return text, visit, item.id


def test_a_group_is_let_in_by_its_leaders_ticks(lobby: Lobby) -> None:
    booking = lobby.house.booked(lobby.house.wish(WANG, OLA))
    leader = lobby.arrives(lobby.house.pass_of(booking)).json["visit"]  # type: ignore[index]
    body = {"guests": [booking.guests[1].id], "tap": new_tap()}
    first, again = (lobby.post(f"/groups/{leader}/arrivals", body) for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert first.status_code == 201
    assert first.json is not None
    assert (first.json["outcome"], first.json["visit"], len(first.json["visits"])) == ("group_admitted", leader, 1)


@pytest.mark.parametrize("guests", [None, [], ["<script>"], ["x" * 26] * 201, "all", [1]])
def test_only_a_list_of_guests_is_taken(lobby: Lobby, guests: object) -> None:
    assert lobby.post("/groups/nobody/arrivals", {"guests": guests, "tap": new_tap()}).status_code == 422


def test_two_hundred_ids_fit_into_one_call(lobby: Lobby) -> None:
    ids = ["0" * 20 + f"{n:06d}" for n in range(200)]
    assert lobby.post("/groups/nobody/arrivals", {"guests": ids, "tap": new_tap()}).status_code == 409


def test_what_came_in_is_accounted_for_before_anybody_leaves(lobby: Lobby) -> None:
    text, visit, item = brings(lobby)
    asked = lobby.leaves(text)
    assert (asked.status_code, asked.json) == (409, {"outcome": "items_open", "visit": visit})
    out = lobby.post(f"/visits/{visit}/items", {"taken": {item: 3}, "tap": new_tap()})
    assert (out.status_code, out.json) == (201, {"outcome": "left", "visit": visit})


def test_something_else_needs_the_gates_word_and_is_said_once(lobby: Lobby) -> None:
    text, visit, item = brings(lobby)
    body = {"taken": {item: 2}, "tap": new_tap()}
    answers = [lobby.post(f"/visits/{visit}/items", body) for _ in range(2)]
    answers.append(lobby.post(f"/visits/{visit}/items", {**body, "tap": new_tap()}))
    assert {(each.status_code, each.json["outcome"]) for each in answers} == {(409, "gate_asked")}  # type: ignore[index]
    assert lobby.leaves(text).status_code == 409
    with lobby.house.node.reading() as session:
        kinds = [line.kind for line in lines_after(session, 0)]
        state = session.scalars(select(Visit.state)).one()
    assert (kinds.count("ItemsDiffer"), state) == (1, "inside")


@pytest.mark.parametrize("taken", [{}, {"0" * 26: 1}, "all", {"x": -1}])
def test_numbers_that_cannot_be_are_refused(lobby: Lobby, taken: object) -> None:
    _, visit, item = brings(lobby)
    expected = 409 if taken == {} else 422  # nothing of it goes out: the gate is asked
    assert lobby.post(f"/visits/{visit}/items", {"taken": taken, "tap": new_tap()}).status_code == expected
    assert lobby.post(f"/visits/{visit}/items", {"taken": {item: -1}, "tap": new_tap()}).status_code == 422


def test_one_tap_is_one_answer_and_a_visit_is_rated_once(lobby: Lobby) -> None:
    visit, tap = left(lobby), new_tap()
    first, again = rates(lobby, visit, 4, tap), rates(lobby, visit, 4, tap)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert rates(lobby, visit, 1).status_code == 409
    assert [row.score for row in all_feedback(lobby)] == [4]


def test_the_number_can_be_changed_for_seconds_and_words_be_added_for_minutes(
    lobby: Lobby, clock: StandingClock
) -> None:
    given = rates(lobby, left(lobby), 1).json["feedback"]
    clock.passes(seconds=5)
    assert says(lobby, given, score=4).status_code == 200
    clock.passes(minutes=2)
    assert says(lobby, given, score=5).status_code == 409
    assert says(lobby, given, comment="谢谢").status_code == 200
    clock.passes(minutes=30)
    assert says(lobby, given, comment="too late").status_code == 409
    assert [(row.score, row.comment) for row in all_feedback(lobby)] == [(4, "谢谢")]


def test_an_anonymous_answer_leads_to_nobody(lobby: Lobby, clock: StandingClock) -> None:
    """Neither by its row nor by a tap nor by the logbook; and the visit can't be rated again."""
    clock.passes(minutes=17)
    visit = left(lobby)
    given = rates(lobby, visit, 2).json["feedback"]
    assert says(lobby, given, comment="Nobody met me", anonymous=True).status_code == 200
    (row,) = all_feedback(lobby)
    assert (row.visit_id, row.host_id, row.tap, row.given_at.minute) == (None, None, None, 0)
    assert (row.score, row.comment, row.grade_letter) == (2, "Nobody met me", "D")
    assert rates(lobby, visit, 5).status_code == 409
    with lobby.house.node.reading() as session:
        told = [line for line in lines_after(session, 0) if line.kind == "FeedbackGiven"]
        assert session.scalars(select(RatedVisit.visit_id)).all() == [visit]
    assert {(line.visit_id, line.booking_id, line.host_id, str(line.facts)) for line in told} == {
        (None, None, None, "{}")
    }


def test_who_has_not_just_left_here_is_not_asked(lobby: Lobby, clock: StandingClock) -> None:
    text = lobby.house.pass_of(lobby.house.booked())
    inside = str(lobby.arrives(text).json["visit"])  # type: ignore[index]
    assert rates(lobby, inside, 5).status_code == 409
    lobby.leaves(text)
    clock.passes(minutes=16)
    assert rates(lobby, inside, 5).status_code == 409
    assert rates(lobby, "0" * 26, 5).status_code == 409


@pytest.mark.parametrize("score", [0, 6, "5", 4.5, True, None])
def test_only_one_to_five_is_a_score(lobby: Lobby, score: object) -> None:
    assert rates(lobby, left(lobby), score).status_code == 422  # type: ignore[arg-type]


@pytest.mark.parametrize("comment", ["x" * 501, "\0", "\u202eabc", "\x1b[2J", 5])
def test_words_that_cannot_be_shown_are_refused(lobby: Lobby, comment: object) -> None:
    given = rates(lobby, left(lobby), 3).json["feedback"]
    assert says(lobby, given, comment=comment).status_code == 422
    assert says(lobby, given, comment="<script>=cmd() 😀\n谢谢").status_code == 200


def test_a_badge_that_is_handed_back_is_noted_once(lobby: Lobby) -> None:
    visit = left(lobby)
    for _ in range(2):
        assert lobby.post(f"/visits/{visit}/badge", {"tap": str(uuid.uuid4())}).status_code == 200
    with lobby.house.node.reading() as session:
        assert [line.kind for line in lines_after(session, 0)].count("BadgeReturned") == 1


@pytest.mark.parametrize(("language", "words"), [("en", "Goodbye, 王晓琳"), ("zh-CN", "今天的接待，您满意吗？")])
def test_the_goodbye_asks_how_it_was(lobby: Lobby, language: str, words: str) -> None:
    text = lobby.house.pass_of(lobby.house.booked())
    lobby.arrives(text)
    page = lobby.sees(text, language, "/departures")
    assert page.status_code == 201
    assert words in page.text.replace("\u2060", "")
    assert page.text.count("data-score=") == 5


def test_a_leader_is_asked_who_is_here_and_a_member_is_not(lobby: Lobby, clock: StandingClock) -> None:
    booking = lobby.house.booked(lobby.house.wish(WANG, OLA))
    assert 'name="guest"' in lobby.sees(lobby.house.pass_of(booking)).text
    clock.passes(minutes=1)
    assert "Sign in more of my group" in lobby.sees(lobby.house.pass_of(booking)).text
    assert 'name="guest"' not in lobby.sees(lobby.house.pass_of(booking, 1)).text
    assert lobby.client.get("/groups/nobody", headers=SCREEN).status_code == 404
