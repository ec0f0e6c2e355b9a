"""A mail server to test against: a real one, on this machine, that can refuse."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from tests.ports import free_port


class MailPeer:
    """Takes mail in; `answer` is what it says to each letter, `accounts` who may sign in."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.answer = "250 OK"
        self.recipient_answer = "250 OK"
        self.accounts: dict[bytes, bytes] = {}
        self.port = free_port()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, authenticator=self._knows, auth_require_tls=False
        )

    def start(self) -> int:
        """Listen; return the port."""
        self._controller.start()
        return self.port

    def stop(self) -> None:
        """Stop listening, if it does."""
        self._controller.stop(no_assert=True)

    async def handle_RCPT(  # noqa: N802  (the name that aiosmtpd calls)
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept a recipient, or not."""
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter in, or not."""
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            letter = message_from_bytes(envelope.content, policy=default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.recipients.append(list(envelope.rcpt_tos))
        return self.answer

    def _knows(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        # handled=False: the server gives the answer
        return AuthResult(success=self.accounts.get(data.login) == data.password, handled=False)
