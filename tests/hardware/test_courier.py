"""Every notice is told, or tried again, or given up and said so; and nobody is told twice without need."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from hardware.channels import FileChannel, NotTold
from hardware.courier import Courier
from shared.kernel.logbook import About, lines_after
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.rules import ATTEMPTS, Letter, Urgency
from tests.clock import StandingClock


class FlakyChannel:
    """A channel that fails as often as it is told to."""

    name = "flaky"

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.told: list[tuple[str, str]] = []

    def tell(self, letter: Letter, reference: str) -> None:
        if self.failures:
            self.failures -= 1
            raise NotTold("SMTPServerDisconnected")
        self.told.append((letter.to, reference))


def write_letter(_session: Session, notice: Notice) -> Letter | None:
    return Letter("li@usher.example", notice.topic, "王晓琳到了")


def asked(node: Node, topic: str = "arrival", urgency: Urgency = Urgency.TODAY) -> str:
    with node.transaction() as session:
        notice = Notice(
            topic=topic,
            subject_id="visit-1",
            about=About().as_json(),
            asked_at=node.now(),
            due_at=node.now(),
            urgency=urgency,
        )
        session.add(notice)
        session.flush()
        return notice.id


def state_of(node: Node, notice_id: str) -> tuple[str, str | None]:
    with node.reading() as session:
        notice = session.get_one(Notice, notice_id)
        return notice.state, notice.trouble


def told(node: Node) -> list[str]:
    with node.reading() as session:
        return [line.kind for line in lines_after(session, 0)]


def test_somebody_at_the_door_goes_before_two_hundred_passes(node: Node, clock: StandingClock) -> None:
    for _ in range(3):
        asked(node, "pass")
    clock.passes(seconds=1)
    asked(node, "arrival", Urgency.NOW)
    sent: list[str] = []

    def write(session: Session, notice: Notice) -> Letter | None:
        sent.append(notice.topic)
        return write_letter(session, notice)

    courier = Courier(node, FlakyChannel(0), write)
    while courier.tell_next():
        pass
    assert sent == ["arrival", "pass", "pass", "pass"]


def test_a_notice_is_told_once(node: Node) -> None:
    notice_id, channel = asked(node), FlakyChannel(0)
    courier = Courier(node, channel, write_letter)
    assert courier.tell_next()
    assert not courier.tell_next()
    assert channel.told == [("li@usher.example", notice_id)]
    assert state_of(node, notice_id) == ("told", None)
    assert told(node) == ["HostTold"]


def test_a_failure_is_tried_again_later_and_not_said_yet(node: Node, clock: StandingClock) -> None:
    notice_id, channel = asked(node), FlakyChannel(2)
    courier = Courier(node, channel, write_letter)
    for _ in range(3):
        assert courier.tell_next()
        assert not courier.tell_next()
        clock.passes(hours=1)
    assert [reference for _, reference in channel.told] == [notice_id]
    assert state_of(node, notice_id)[0] == "told"
    assert told(node) == ["HostTold"]


def test_what_never_gets_through_is_given_up_and_said_so(node: Node, clock: StandingClock) -> None:
    notice_id = asked(node)
    courier = Courier(node, FlakyChannel(1000), write_letter)
    tries = 0
    while courier.tell_next():
        tries += 1
        clock.passes(hours=1)
    assert tries == ATTEMPTS
    assert state_of(node, notice_id) == ("not_told", "SMTPServerDisconnected")
    assert told(node) == ["HostNotTold"]


def test_a_notice_with_nothing_left_to_say_is_dropped(node: Node) -> None:
    notice_id, channel = asked(node), FlakyChannel(0)
    assert Courier(node, channel, lambda _session, _notice: None).tell_next()
    assert state_of(node, notice_id)[0] == "dropped"
    assert not channel.told


def test_words_that_cannot_be_made_do_not_hold_up_the_next_notice(node: Node, clock: StandingClock) -> None:
    def words(session: Session, notice: Notice) -> Letter | None:
        if notice.topic == "broken":
            raise KeyError("王晓琳")
        return write_letter(session, notice)

    broken = asked(node, "broken")
    clock.passes(seconds=1)
    good = asked(node)
    courier = Courier(node, FlakyChannel(0), words)
    assert courier.tell_next()
    assert courier.tell_next()
    assert state_of(node, broken) == ("waiting", "no words")
    assert state_of(node, good)[0] == "told"


def test_what_was_answered_while_the_letter_was_on_its_way_stays_answered(node: Node) -> None:
    notice_id = asked(node)

    class AnsweredMeanwhile(FlakyChannel):
        def tell(self, letter: Letter, reference: str) -> None:
            with node.transaction() as session:
                session.get_one(Notice, notice_id).state = "answered"
            super().tell(letter, reference)

    assert Courier(node, AnsweredMeanwhile(0), write_letter).tell_next()
    assert state_of(node, notice_id)[0] == "answered"
    assert told(node) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_started_courier_tells_until_it_is_stopped(node: Node, tmp_path: Path) -> None:
    channel = FileChannel(tmp_path, "usher@localhost")
    courier = Courier(node, channel, write_letter)
    notice_id = asked(node)
    node.bell.start()
    courier.start()
    heard = 0
    while state_of(node, notice_id)[0] == "waiting":
        heard = node.bell.wait(heard, 10)
    courier.stop()
    assert state_of(node, notice_id)[0] == "told"
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
