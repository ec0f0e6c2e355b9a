"""Letters as they lie in the mail server of who gets them: written when they are due, carried by the courier, read."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from apiflask import APIFlask
from sqlalchemy import update

from admin.letters import letter_writer
from hardware.channels import MailChannel, MailServer
from hardware.courier import Courier
from shared.access.models import Account
from shared.desk.change import as_wish, change
from shared.desk.duties import DUTIES
from shared.desk.itinerary import send_now, write_itinerary
from shared.desk.messages import leave_message
from shared.desk.while_waiting import wait_no_longer
from shared.reception.itinerary import Item, ItemKind
from tests.asking import walks_in
from tests.clock import StandingClock
from tests.feedback import goes, says, time_passes
from tests.house import OLA, House
from tests.peers.smtp import MailPeer

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
Post = Callable[[], dict[tuple[str, str], str]]
ADDRESS = re.compile(r"https?://\S+")


@pytest.fixture(params=["en", "zh-CN"])
def language(request: pytest.FixtureRequest, house: House) -> str:
    """A language that everybody of the company reads."""
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language=request.param))
    return str(request.param)


@pytest.fixture
def post(house: House, office: APIFlask) -> Iterator[Post]:
    """Carry all that is due; return what came since, by address and subject."""
    peer = MailPeer()
    channel = MailChannel(MailServer("127.0.0.1", peer.start(), "usher@usher.example"))
    courier = Courier(house.node, channel, letter_writer(office, house.node), DUTIES)

    def carried() -> dict[tuple[str, str], str]:
        peer.letters.clear()
        while courier.tell_next():
            pass
        return {(str(each["To"]), str(each["Subject"])): text_of(each) for each in peer.letters}

    yield carried
    peer.stop()


def text_of(letter: EmailMessage) -> str:
    """Return what a letter says; whatever it is about, it has no gaps, and each address a line of its own."""
    body = letter.get_body(("plain",))
    assert body is not None
    text = str(body.get_content()).replace("\r\n", "\n")
    assert [line for line in text.splitlines() if ADDRESS.search(line) and not ADDRESS.fullmatch(line)] == []
    assert "None" not in text
    assert "\n\n\n" not in text.strip("\n")
    return text


def only(letters: dict[tuple[str, str], str], to: str, said: str = "") -> str:
    """Return the one letter to somebody that says something."""
    (text,) = (text for (address, _subject), text in letters.items() if address == to and said in text)
    return text


def test_what_takes_a_visit_back_names_the_day_that_its_reader_was_told(
    house: House, post: Post, language: str
) -> None:
    """R9: a visit is put off by a day and waits for approval again; nobody knows of the new day yet."""
    starts = house.node.now() + timedelta(days=10)
    wish = house.wish(grade="A", starts_at=starts, ends_at=starts + timedelta(hours=2), area="展厅")
    booking = house.approved(wish)
    post()
    later = starts + timedelta(days=1)
    with house.node.transaction() as rows:
        moved = house.wish(**{**vars(as_wish(booking)), "starts_at": later, "ends_at": later + timedelta(hours=2)})
        change(rows, booking.id, moved, house.receptionist, house.node.now())
    letters = post()
    told, new = "2026-12-03", "2026-12-04"
    back = {
        "wang@qihang.example": "withdrawn",
        "li.wei@usher.example": "no longer takes place" if language == "en" else "不再按原计划进行",
        "zheng.hai@usher.example": "of which your department was told" if language == "en" else "之前通知您部门",
    }
    for to, said in back.items():
        text = only(letters, to, said)
        assert told in text, text
        assert new not in text, text
    assert ("wang@qihang.example", "来访许可已收回 Visit pass withdrawn · 总部 Head office · 12-03 09:00") in letters


def test_a_message_is_carried_to_its_host_and_after_its_time_once_more(
    house: House, post: Post, clock: StandingClock, language: str
) -> None:
    """R13: what was left, until when an answer is due with its day, and below it the page to answer on."""
    visit_id = walks_in(house, OLA)
    with house.node.transaction() as rows:
        wait_no_longer(rows, "gone", visit_id, house.door, house.node.now())
        leave_message(rows, "word", visit_id, "Please call me", house.door, house.node.now())
    by, overdue = ("Please answer by", "An answer was due by") if language == "en" else ("请在", "本应在")
    first = only(post(), "li.wei@usher.example", "Please call me")
    clock.passes(hours=27)
    again = only(post(), "li.wei@usher.example", "Please call me")
    for text, said in ((first, by), (again, overdue)):
        what, until, address = text.rstrip().split("\n\n")[1], *text.rstrip().split("\n\n")[2].splitlines()
        assert (what, address.endswith("/host")) == ("Please call me", True)
        assert until.startswith(f"{said} 2026-11-24 09:00")


def test_ours_read_in_an_itinerary_who_comes_and_no_host_is_told_to_tell_their_host(
    house: House, post: Post, language: str
) -> None:
    """R9, R19: the leader is told to turn to the host, the host to reception."""
    starts = house.node.now() + timedelta(days=10)
    booking = house.approved(house.wish(grade="A", starts_at=starts, ends_at=starts + timedelta(hours=2)))
    with house.node.transaction() as rows:
        talks = Item(ItemKind.TALKS, starts, starts + timedelta(hours=1))
        write_itinerary(rows, booking.id, [talks], "en", house.receptionist, house.node.now())
        send_now(rows, booking.id, house.receptionist, house.node.now())
    letters = post()
    theirs = only(letters, "wang@qihang.example", "please tell your host")
    ours = only(letters, "li.wei@usher.example", "please tell reception" if language == "en" else "请告诉前台")
    assert "please tell your host" not in ours
    assert "启航精密技术" in ours
    assert "启航精密技术" not in theirs


def test_a_reminder_is_told_from_the_first_letter_by_its_subject(
    house: House, post: Post, clock: StandingClock, language: str
) -> None:
    """R23: of a low score, and of a survey that was not answered."""
    says(house, goes(house), 1)
    goes(house, "Ola Nordmann", "ola@fjord.example")
    clock.passes(minutes=61)
    first = set(post())
    clock.passes(hours=22)
    due = [subject for to, subject in post() if to == "zheng.hai@usher.example"]
    clock.passes(days=3)
    asked = [subject for to, subject in post() if to == "ola@fjord.example"]
    start = "Due soon: " if language == "en" else "即将到期："
    assert [each.startswith(start) for each in due] == [True]
    assert asked == ["还想听听您的意见：来访怎么样？ A reminder: how was your visit? · 总部 Head office"]
    assert first & {("zheng.hai@usher.example", due[0]), ("ola@fjord.example", asked[0])} == set()


def test_who_is_reminded_of_a_visitor_past_the_end_reads_the_day(
    house: House, post: Post, clock: StandingClock, language: str
) -> None:
    """A letter about an end late in the evening is often read on the next day."""
    house.scanned(house.pass_of(house.approved()))
    post()
    clock.passes(hours=3)
    time_passes(house)
    text = only(post(), "li.wei@usher.example", "signed them out" if language == "en" else "还没有签退")
    assert "2026-11-23 11:30" in text
