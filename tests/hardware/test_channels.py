"""Letters leave the house whole, to one person, and failures say so."""

import socket
import stat
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from hardware.channels import FileChannel, MailChannel, MailServer, NotTold, open_channel
from shared.kernel.settings import Settings
from shared.notices.rules import Attachment, Letter
from tests.peers.smtp import MailPeer

LETTER = Letter(
    to="wang@qihang.example",
    subject="您的来访预约 · Your visit",
    text="您好，王晓琳\n",
    html="<p>您好，<b>王晓琳</b></p>",
    attachments=(Attachment("XK26-1123-042.png", "image/png", b"\x89PNG..."),),
    calendar="BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:来访\r\nEND:VCALENDAR\r\n".encode(),
)


@pytest.fixture
def mail_peer() -> Iterator[MailPeer]:
    """A mail server that takes everything."""
    peer = MailPeer()
    yield peer
    peer.stop()


def server_at(port: int, **different: Any) -> MailServer:
    return replace(MailServer("127.0.0.1", port, "usher@usher.example"), **different)


def test_a_letter_arrives_with_all_its_parts(mail_peer: MailPeer) -> None:
    MailChannel(server_at(mail_peer.start())).tell(LETTER, "notice-1")
    (letter,) = mail_peer.letters
    assert mail_peer.recipients == [["wang@qihang.example"]]
    assert letter["Subject"] == LETTER.subject
    assert letter["From"] == "Usher <usher@usher.example>"
    assert letter["Message-ID"] == "<notice-1@usher.example>"
    parts = {part.get_content_type(): part for part in letter.walk() if not part.is_multipart()}
    assert parts["text/plain"].get_content().replace("\r\n", "\n") == LETTER.text
    assert "王晓琳" in parts["text/html"].get_content()
    assert parts["image/png"].get_filename() == "XK26-1123-042.png"
    assert parts["image/png"].get_content() == b"\x89PNG..."
    calendars = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_filename() for part in calendars] == [None, "visit.ics"]
    assert calendars[0]["Content-Type"].params["method"] == "REQUEST"
    assert "来访" in calendars[0].get_content()


@pytest.mark.parametrize(
    "subject",
    [
        "来访许可 Visit pass · 北禾精密 · 苏州 · 11-23 07:55",
        "王 " * 60 + "王",
        "Has " * 30 + "王晓琳 come?",
        "Größe  9",
    ],
)
def test_a_long_subject_keeps_every_blank(tmp_path: Path, subject: str) -> None:
    FileChannel(tmp_path, "usher@localhost").tell(replace(LETTER, subject=subject), "notice-13")
    (file,) = (tmp_path / "mail").iterdir()
    written = file.read_bytes()
    assert message_from_bytes(written, policy=default)["Subject"] == " ".join(subject.split())
    assert max(len(line) for line in written.partition(b"\r\n\r\n")[0].split(b"\r\n")) < 100


def test_a_plain_letter_is_one_plain_part(mail_peer: MailPeer) -> None:
    channel = MailChannel(server_at(mail_peer.start()))
    channel.tell(Letter("li@usher.example", "到了", "王晓琳到了"), "notice-2")
    assert mail_peer.letters[0].get_content_type() == "text/plain"


@pytest.mark.parametrize("evil", ["a\r\nBcc: all@usher.example", "a\nX: y", "a\u2028Bcc: b@c.example", "a\x00b"])
def test_no_words_can_begin_a_header_of_their_own(mail_peer: MailPeer, evil: str) -> None:
    attachment = Attachment(evil, "text/plain", b"x")
    letter = Letter("li@usher.example", evil, evil, attachments=(attachment,))
    MailChannel(server_at(mail_peer.start())).tell(letter, evil)
    (received,) = mail_peer.letters
    assert received["Bcc"] is None
    assert received["X"] is None
    assert mail_peer.recipients == [["li@usher.example"]]
    assert "\n" not in str(received["Subject"])


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "<a@b.example"]
)
def test_a_letter_goes_to_exactly_one_mailbox(mail_peer: MailPeer, to: str) -> None:
    channel = MailChannel(server_at(mail_peer.start()))
    with pytest.raises(NotTold):
        channel.tell(replace(LETTER, to=to), "notice-3")
    assert not mail_peer.letters


def test_it_signs_in_where_that_is_asked(mail_peer: MailPeer) -> None:
    mail_peer.accounts[b"usher"] = b"s:cr/et"
    port = mail_peer.start()
    MailChannel(server_at(port, user="usher", password="s:cr/et")).tell(LETTER, "notice-4")
    assert len(mail_peer.letters) == 1
    with pytest.raises(NotTold, match="SMTPAuthenticationError 535"):
        MailChannel(server_at(port, user="usher", password="wrong")).tell(LETTER, "notice-5")


def test_a_server_that_cannot_encrypt_gets_no_letter_that_must_be(mail_peer: MailPeer) -> None:
    with pytest.raises(NotTold):
        MailChannel(server_at(mail_peer.start(), starttls=True)).tell(LETTER, "notice-6")
    assert not mail_peer.letters


def test_a_refusal_names_its_code_and_nobodys_address(mail_peer: MailPeer) -> None:
    channel = MailChannel(server_at(mail_peer.start()))
    mail_peer.answer = "451 try later, wang@qihang.example"
    with pytest.raises(NotTold, match="451") as trouble:
        channel.tell(LETTER, "notice-7")
    assert "wang" not in str(trouble.value)
    mail_peer.recipient_answer = "550 no such user wang@qihang.example"
    with pytest.raises(NotTold, match="550") as trouble:
        channel.tell(LETTER, "notice-8")
    assert "wang" not in str(trouble.value)


def test_a_server_that_is_not_there_is_trouble(mail_peer: MailPeer) -> None:
    with pytest.raises(NotTold, match="ConnectionRefusedError"):
        MailChannel(server_at(mail_peer.port)).tell(LETTER, "notice-9")


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.channels.mail.TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotTold, match="SMTPServerDisconnected"):
        MailChannel(server_at(silent.getsockname()[1])).tell(LETTER, "notice-10")


def test_a_letter_in_a_file_is_the_same_letter(tmp_path: Path) -> None:
    FileChannel(tmp_path, "usher@localhost").tell(LETTER, "notice-11")
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(letter, EmailMessage)
    assert (letter["To"], letter["Subject"]) == (LETTER.to, LETTER.subject)
    body = letter.get_body(("plain",))
    assert body is not None
    assert "王晓琳" in body.get_content()


def test_a_folder_that_cannot_be_written_to_is_trouble(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(NotTold):
        FileChannel(tmp_path, "usher@localhost").tell(LETTER, "notice-12")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_settings_choose_the_channel(settings: Settings) -> None:
    assert open_channel(settings).name == "file"
    assert open_channel(replace(settings, smtp_url="smtp://mail.example")).name == "mail"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 587, "usher@usher.example")),
        (
            "smtp://u:p%40ss@mail.example:25?starttls=1",
            MailServer("mail.example", 25, "usher@usher.example", "u", "p@ss", starttls=True),
        ),
        (
            "smtps://desk%40usher.example:x@mail.example",
            MailServer("mail.example", 465, "desk@usher.example", "desk@usher.example", "x", tls=True),
        ),
        ("smtp://mail.example?from=lobby@usher.example", MailServer("mail.example", 587, "lobby@usher.example")),
    ],
)
def test_a_mail_servers_address_is_read(url: str, server: MailServer) -> None:
    assert MailServer.parse(url, "usher.example") == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:25",
        "smtp://",
        "smtp://h:port",
        "smtp://h?starttls=yes",
        "smtp://h?ssl=1",
        "smtp://h/queue",
        "smtp://h?from=a@b%0aBcc:c@d",
    ],
)
def test_a_wrong_address_of_a_mail_server_is_refused_with_a_good_one(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://user:password@host:587"):
        MailServer.parse(url, "usher.example")
