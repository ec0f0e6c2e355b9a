"""Open boards: raw Socket.IO clients over WebSocket, hundreds of them in one process, that cost as little as can be."""

import json
import multiprocessing
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from shared.kernel.settings import Address
from shared.web.sessions import KEY

_ASK = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n"
    "Cookie: {cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dXNoZXIgYmVuY2ggYm9hcg==\r\n\r\n"
)
_WHOLE_TEXT = 0x81
_NEWS = "42/live,"
_READY_S = 120.0
_PROCESSES = multiprocessing.get_context("spawn")


@dataclass
class _Board:
    """One open screen."""

    socket: socket.socket
    is_open: bool = False
    is_told: bool = False
    heard: bytearray = field(default_factory=bytearray)
    news: list[tuple[float, str]] = field(default_factory=list)
    """When it came, and the message as it came: what costs time is done when nobody waits."""

    def hears(self, arrived_at: float) -> None:
        """Take in what has come."""
        came = self.socket.recv(262_144)
        if not came:
            raise ConnectionError("the office hung up on a board")
        self.heard += came
        if not self.is_open:
            self.is_open = self._is_let_in()
        while self.is_open and (text := self._next_text()) is not None:
            self._understands(text, arrived_at)

    def _is_let_in(self) -> bool:
        head, end, rest = bytes(self.heard).partition(b"\r\n\r\n")
        if end and not head.startswith(b"HTTP/1.1 101 "):
            raise ConnectionError(f"a board was refused: {head.splitlines()[0].decode()}")
        self.heard[:] = rest if end else head
        return bool(end)

    def _next_text(self) -> str | None:
        """Take the next whole frame (RFC 6455, 5.2); the office sends texts of one frame, unmasked."""
        heard = self.heard
        if len(heard) < 2:
            return None
        wide = {126: 2, 127: 8}.get(heard[1], 0)
        begins = 2 + wide
        ends = begins + (int.from_bytes(heard[2:begins], "big") if wide else heard[1])
        if len(heard) < max(begins, ends):
            return None
        if heard[0] != _WHOLE_TEXT:
            raise ConnectionError(f"a board was sent a frame of kind {heard[0]:#x}")
        text = heard[begins:ends].decode()
        del heard[:ends]
        return text

    def _understands(self, said: str, arrived_at: float) -> None:
        """Engine.IO's first digit is 0 open, 2 ping, 4 message; Socket.IO's 0 connected, 2 event, 4 refused."""
        if said.startswith(_NEWS):
            self.is_told = True
            self.news.append((arrived_at, said))
        elif said.startswith("0"):
            self._say("40/live,")
        elif said == "2":
            self._say("3")
        elif said.startswith("44"):
            raise ConnectionError(f"a board was refused: {said}")

    def _say(self, text: str) -> None:
        """Send a short text, masked as a client must (with zeros, which change nothing)."""
        self.socket.sendall(bytes((_WHOLE_TEXT, 0x80 | len(text), 0, 0, 0, 0)) + text.encode())


@dataclass
class Boards:
    """Boards that are open in another process."""

    line: Connection

    def seen(self) -> list[tuple[float, dict[str, Any]]]:
        """Return what the watched board was told since it was last asked: when (monotonic seconds), and what."""
        self.line.send("seen")
        return [(at, json.loads(said.removeprefix(_NEWS))[1]) for at, said in self._answer()]

    def least_told(self) -> int:
        """Return how many messages the board got that got fewest since the last question; 0: one heard nothing."""
        self.line.send("least told")
        return self._answer()

    def _answer(self) -> Any:
        if not self.line.poll(_READY_S):
            raise TimeoutError("the boards do not answer")
        answer = self.line.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer


def cookie_of(secret: str, key: bytes) -> str:
    """Return the cookie of a browser that is signed in with this secret, as the office signs it."""
    app = Flask(__name__)
    app.secret_key = key
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return f"usher={signer.dumps({KEY: secret, '_permanent': True})}"


@contextmanager
def open_boards(address: Address, cookies: Sequence[str]) -> Iterator[Boards]:
    """Open a board for each cookie, in a process of their own; they hear the news once the block begins."""
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=_keep_open, args=(address, cookies, theirs))
    process.start()
    theirs.close()
    boards = Boards(ours)
    try:
        assert boards._answer() == "ready"
        yield boards
    finally:
        ours.close()
        process.join()


def _keep_open(address: Address, cookies: Sequence[str], line: Connection) -> None:
    waiting = selectors.DefaultSelector()
    waiting.register(line, selectors.EVENT_READ)
    try:
        boards = [_open(address, cookie, waiting) for cookie in cookies]
        for board in boards:
            board.news.clear()
        line.send("ready")
        _serve(waiting, boards, line)
    except (EOFError, BrokenPipeError):  # we are no longer needed
        return
    except Exception as trouble:
        line.send(ConnectionError(str(trouble)))
        raise


def _open(address: Address, cookie: str, waiting: selectors.BaseSelector) -> _Board:
    plug = socket.create_connection((address.host, address.port), _READY_S)
    plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    plug.sendall(_ASK.format(address=address, cookie=cookie).encode())
    board = _Board(plug)
    waiting.register(plug, selectors.EVENT_READ, board)
    while not board.is_told:
        _hear(waiting)
    return board


def _serve(waiting: selectors.BaseSelector, boards: Sequence[_Board], line: Connection) -> None:
    while True:
        if not _hear(waiting):
            continue
        question = line.recv()
        line.send(boards[0].news if question == "seen" else min(len(board.news) for board in boards))
        for board in boards:
            board.news.clear()


def _hear(waiting: selectors.BaseSelector) -> bool:
    """Let each board hear what has come; say whether somebody asks us something."""
    asked = False
    ready = waiting.select(_READY_S)
    arrived_at = time.monotonic()
    for key, _ in ready:
        if key.data is None:
            asked = True
        else:
            key.data.hears(arrived_at)
    return asked
