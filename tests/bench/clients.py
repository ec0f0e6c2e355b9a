"""HTTP clients that cost little, so that the server has the machine: raw sockets, kept alive, in one thread."""

import gc
import json
import selectors
import socket
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from shared.kernel.settings import Address

ANSWER_WITHIN_S = 30.0
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True)
class Answer:
    """One request's fate; times in seconds of the monotonic clock."""

    wanted_at: float
    """When it should have been sent: an open loop counts the wait for a free client too."""
    done_at: float
    status: int
    body: bytes

    @property
    def took(self) -> float:
        """Return the seconds from wanting to having."""
        return self.done_at - self.wanted_at

    @property
    def json(self) -> dict[str, Any]:
        """Return the body as the JSON object that it is."""
        content: dict[str, Any] = json.loads(self.body)
        return content


@dataclass
class _Line:
    """One kept-alive connection, with at most one request on it."""

    socket: socket.socket
    wanted_at: float = 0.0
    heard: bytearray = field(default_factory=bytearray)

    def ask(self, request: bytes, wanted_at: float) -> None:
        self.wanted_at = wanted_at
        self.heard.clear()
        self.socket.sendall(request)

    def hear(self) -> Answer | None:
        """Take in what has come; return the answer once it is whole."""
        came = self.socket.recv(65536)
        if not came:
            raise ConnectionError("the server hung up")
        self.heard += came
        head, end, body = self.heard.partition(_END_OF_HEAD)
        if not end or len(body) < _length_in(bytes(head)):
            return None
        return Answer(self.wanted_at, time.monotonic(), int(head[9:12]), bytes(body))


def post(address: Address, path: str, body: bytes, accept: str = "application/json") -> bytes:
    """Return a whole request."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: {address}\r\nAccept: {accept}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def get(address: Address, path: str, cookie: str = "") -> bytes:
    """Return a whole request."""
    return f"GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nCookie: {cookie}\r\n\r\n".encode()


def one_after_another(
    address: Address, requests: Iterator[bytes], clients: int, seconds: float, most: int = 1_000_000
) -> list[Answer]:
    """Let each client ask as soon as it has its answer, for so many seconds or until there was enough."""
    with _lines(address, clients) as (lines, waiting):
        answers: list[Answer] = []
        ends_at = time.monotonic() + seconds
        for line in lines:
            line.ask(next(requests), time.monotonic())
        busy = len(lines)
        while busy:
            for line, answer in _answers(waiting, ANSWER_WITHIN_S):
                answers.append(answer)
                if time.monotonic() < ends_at and len(answers) + busy <= most:
                    line.ask(next(requests), time.monotonic())
                else:
                    busy -= 1
        return answers


def at_their_own_pace(
    address: Address, requests: Iterator[bytes], clients: int, moments: Iterator[float]
) -> list[Answer]:
    """Send each request at its moment (seconds from now), whether the server keeps up or not: an open loop.

    A request whose moment finds every client busy waits for one, and that wait counts.
    """
    with _lines(address, clients) as (lines, waiting):
        free, answers, began, busy = deque(lines), [], time.monotonic(), 0
        due = next(moments, None)
        while due is not None or busy:
            now = time.monotonic() - began
            while due is not None and due <= now and free:
                free.popleft().ask(next(requests), began + due)
                busy += 1
                due = next(moments, None)
            patience = ANSWER_WITHIN_S if due is None or not free else max(due - (time.monotonic() - began), 0)
            for line, answer in _answers(waiting, patience, must_come=due is None or not free):
                answers.append(answer)
                free.append(line)
                busy -= 1
        return answers


def _answers(waiting: selectors.BaseSelector, timeout: float, must_come: bool = True) -> Iterator[tuple[_Line, Answer]]:
    ready = waiting.select(timeout)
    if must_come and not ready:
        raise TimeoutError(f"no answer within {timeout} s")
    for key, _ in ready:
        line: _Line = key.data
        if answer := line.hear():
            yield line, answer


@contextmanager
def _lines(address: Address, count: int) -> Iterator[tuple[list[_Line], selectors.BaseSelector]]:
    """Open so many connections; no garbage is collected meanwhile, which would look like a slow server."""
    waiting = selectors.DefaultSelector()
    lines = [_Line(socket.create_connection((address.host, address.port), ANSWER_WITHIN_S)) for _ in range(count)]
    for line in lines:
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(line.socket, selectors.EVENT_READ, line)
    gc.disable()
    try:
        yield lines, waiting
    finally:
        gc.enable()
        for line in lines:
            line.socket.close()
        waiting.close()


def _length_in(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(_LENGTH):
            return int(line[len(_LENGTH) :])
    raise ValueError("an answer without a length")
