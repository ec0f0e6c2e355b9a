"""A letter as an e-mail (RFC 5322), with headers that no guest's name can break."""

import re
import unicodedata
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from hardware.channels.channel import NotTold
from shared.notices.rules import Letter

_SENDER_NAME = "Usher"
_LONGEST_SUBJECT = 200
_LINE = "\r\n"


class _Mail(EmailPolicy):
    """As SMTP wants it; folded so that no subject loses a blank, as Python 3.11's own folding may between two words."""

    def fold(self, name: str, value: str) -> str:
        """Return a header as it is written."""
        return _subject(value) if _is_folded_here(name, value) else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the same as bytes."""
        return _subject(value).encode() if _is_folded_here(name, value) else super().fold_binary(name, value)


def _is_folded_here(name: str, value: str) -> bool:
    return name == "Subject" and not value.isascii()


def _subject(words: str) -> str:
    return f"Subject: {Header(words, 'utf-8', header_name='Subject').encode(linesep=_LINE)}{_LINE}"


_POLICY = _Mail(linesep=_LINE)


def message_of(letter: Letter, sender: str, reference: str) -> EmailMessage:
    """Return the e-mail. Raises NotTold if the letter is not addressed to exactly one mailbox."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(_SENDER_NAME, addr_spec=sender)
    message["To"] = _mailbox(letter.to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{re.sub(r'[^A-Za-z0-9.-]', '', reference)}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html")
    if letter.calendar is not None:
        _add_calendar(message, letter.calendar, letter.calendar_method)
    for attachment in letter.attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=one_line(attachment.name))
    return message


def one_line(text: str) -> str:
    """Return words for a header: a line break in a name must not begin a header of its own."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(plain.split())[:_LONGEST_SUBJECT]


def _mailbox(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError, TypeError) as trouble:
        raise NotTold("not an e-mail address") from trouble


def _add_calendar(message: EmailMessage, calendar: bytes, method: str) -> None:
    """Add the entry twice: as an alternative that mail programs offer to accept, and as a file for the others."""
    text = calendar.decode()
    message.add_alternative(text, subtype="calendar", params={"method": method})
    message.add_attachment(calendar, maintype="text", subtype="calendar", filename="visit.ics")
