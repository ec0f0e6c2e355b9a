"""Letters by SMTP."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from hardware.channels.channel import NotTold
from hardware.channels.message import message_of
from shared.notices.rules import Letter

TIMEOUT_S = 8.0
"""For connecting and for each answer of the mail server."""

GOOD_SMTP_URL = "smtp://user:password@host:587?starttls=1"
_PORTS = {"smtp": 587, "smtps": 465}
_OPTIONS = {"starttls", "from"}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in, and in whose name."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = None
    starttls: bool = False
    tls: bool = False

    @classmethod
    def parse(cls, url: str, public_host: str) -> "MailServer":
        """Read a setting. Raises ValueError that says what is wrong and what a good value looks like.

        Mail is sent as `?from=`, else as the user if that is an address, else as usher@ the public host.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            raise _bad("the port is no number") from None
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/"):
            raise _bad("it is not smtp://host or smtps://host")
        if unknown := set(options) - _OPTIONS:
            raise _bad(f"there is no option {', '.join(sorted(unknown))}")
        if options.get("starttls", "0") not in ("0", "1"):
            raise _bad("starttls is 1 or 0")
        user = unquote(parts.username) if parts.username else None
        return cls(
            host=parts.hostname,
            port=port,
            sender=_sender(options.get("from"), user, public_host),
            user=user,
            password=unquote(parts.password) if parts.password else None,
            starttls=options.get("starttls") == "1",
            tls=parts.scheme == "smtps",
        )


class MailChannel:
    """Hands letters to a mail server, one connection a letter."""

    name = "mail"

    def __init__(self, server: MailServer) -> None:
        self._server = server

    def tell(self, letter: Letter, reference: str) -> None:
        """Hand the letter in. Raises NotTold."""
        message = message_of(letter, self._server.sender, reference)
        try:
            with self._connected() as line:
                line.send_message(message)
        except smtplib.SMTPResponseException as trouble:
            raise NotTold(f"{type(trouble).__name__} {trouble.smtp_code}") from trouble
        except smtplib.SMTPRecipientsRefused as trouble:
            codes = sorted({code for code, _ in trouble.recipients.values()})
            raise NotTold(f"recipient refused {codes}") from trouble
        except (smtplib.SMTPException, OSError, UnicodeError) as trouble:
            raise NotTold(type(trouble).__name__) from trouble

    def _connected(self) -> smtplib.SMTP:
        """Connect and sign in. A server that should encrypt and can't gets no letter."""
        server = self._server
        who = server.sender.rpartition("@")[2]  # said outright: smtplib would ask the network for our own name
        if server.tls:
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, who, timeout=TIMEOUT_S, context=ssl.create_default_context()
            )
        else:
            line = smtplib.SMTP(server.host, server.port, who, timeout=TIMEOUT_S)
        try:
            if server.starttls:
                line.starttls(context=ssl.create_default_context())
            if server.user is not None:
                line.login(server.user, server.password or "")
        except BaseException:
            line.close()
            raise
        return line


def _sender(asked: str | None, user: str | None, public_host: str) -> str:
    sender = asked or (user if user and "@" in user else f"usher@{public_host}")
    if not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+", sender):
        raise _bad(f"{sender!r} is no address to send from")
    return sender


def _bad(why: str) -> ValueError:
    return ValueError(f"the mail server's address is wrong: {why}. A good one: {GOOD_SMTP_URL}")
