"""Printers to test against: a real TCP server, and a real pseudo-terminal."""

import contextlib
import os
import select
import socket
import struct
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from tests.peers.escpos import Faults, Mind
from tests.peers.mishaps import Mishaps
from tests.ports import free_port

_Mind = TypeVar("_Mind", bound="AnyMind")


class AnyMind(Protocol):
    """What a printer's mind must do, whatever it understands."""

    @property
    def faults(self) -> Any:
        """What is wrong with it."""

    def is_question(self, arrived: bytes) -> bool:
        """Say whether this only asks something, and is no job."""

    def takes(self, arrived: bytes) -> None:
        """Take in bytes as they arrive."""

    def hears_nothing_more(self) -> None:
        """The line was cut."""


class NetworkPrinter(Generic[_Mind]):
    """A network printer: one connection at a time, as most have it."""

    def __init__(self, mind: Callable[[Callable[[bytes], None]], _Mind]) -> None:
        self.mind = mind(self._reply)
        self.mishaps = Mishaps()
        self.connections = 0
        self.was_cut = threading.Event()
        self._line: socket.socket | None = None
        self._job_bytes = 0
        self._told = 0
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self.port = free_port()  # it must be there to come back to when the plug was pulled
        self.plug_in()

    def plug_in(self) -> None:
        """Listen, at the same port as before."""
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen(8)
        self._thread = threading.Thread(target=self._serve, args=(self._listener,), name="tcp printer", daemon=True)
        self._thread.start()

    def pull_plug(self) -> None:
        """Refuse connections, and cut the one there is; from within a mishap, too."""
        assert self._listener is not None
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def unplug(self) -> None:
        """Pull the plug, and wait until nobody listens any more."""
        self.pull_plug()
        assert self._thread is not None
        self._thread.join(5)

    close = unplug

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            self._line, self._job_bytes, self._told = line, 0, 0
            self.mishaps.job_is_over()
            with line:
                self._listen_to(line)
            self.mind.hears_nothing_more()

    def _listen_to(self, line: socket.socket) -> None:
        while True:
            try:
                arrived = line.recv(4096)
            except OSError:
                return
            if not arrived or self._cuts_the_line(arrived):
                return

    def _cuts_the_line(self, arrived: bytes) -> bool:
        """Take the bytes in; say whether the line breaks with them."""
        limit = self.mind.faults.cut_line_after
        if self.mind.is_question(arrived):
            self._told += 1
            self._job_bytes = 0
            self.mishaps.job_is_over()
            self.mind.takes(arrived)
            breaks = limit == 0 and self._told >= 3
        else:
            for part in self.mishaps.parts(arrived if limit is None else arrived[: limit - self._job_bytes]):
                if self._line is None:  # a mishap cut it
                    return True
                self.mind.takes(part)
            self._job_bytes += len(arrived)
            breaks = limit is not None and self._job_bytes >= limit
        if breaks:
            self.cut()
        return breaks or self._line is None

    def cut(self) -> None:
        """Cut the line there is; the next connection is welcome."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError):
                # A reset, not a polite goodbye: the plug was pulled.
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                line.shutdown(socket.SHUT_RDWR)
            line.close()
            self.was_cut.set()

    def _reply(self, reply: bytes) -> None:
        line = self._line
        if line is not None:
            with contextlib.suppress(OSError):
                line.sendall(reply)


class TcpPrinter(NetworkPrinter[Mind]):
    """A receipt printer in the network."""

    def __init__(self) -> None:
        super().__init__(Mind)

    @property
    def address(self) -> str:
        """The address as settings write it."""
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def faults(self) -> Faults:
        """What is wrong with it; set the fields."""
        return self.mind.faults


class PtyPrinter:
    """A serial printer at the other end of a pseudo-terminal, behind a link that stays when it is replugged."""

    def __init__(self, link: Path) -> None:
        self.link = link
        self.mind = Mind(reply=self._reply)
        self.mishaps = Mishaps()
        self._near: int | None = None
        self._far = -1
        self._stop_reading, self._stop = os.pipe()
        self._thread: threading.Thread | None = None
        self.plug_in()

    @property
    def address(self) -> str:
        """The address as settings write it."""
        return f"serial://{self.link}?baudrate=1000000"

    @property
    def faults(self) -> Faults:
        """What is wrong with it; set the fields."""
        return self.mind.faults

    def plug_in(self) -> None:
        """Plug it in, as another device under the same lasting name."""
        self._near, self._far = os.openpty()
        tty.setraw(self._near)
        tty.setraw(self._far)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(os.ttyname(self._far))
        self._thread = threading.Thread(target=self._listen, name="pty printer", daemon=True)
        self._thread.start()

    def pull_plug(self) -> None:
        """Pull the plug; from within a mishap, too."""
        assert self._thread is not None
        if threading.current_thread() is not self._thread:
            os.write(self._stop, b".")
            self._thread.join(5)
            os.read(self._stop_reading, 1)
        near, self._near = self._near, None
        if near is not None:
            self._wait_until_heard()
            self.link.unlink()
            os.close(near)
            os.close(self._far)
        self.mind.hears_nothing_more()

    def close(self) -> None:
        """Put it away."""
        self.pull_plug()
        os.close(self._stop)
        os.close(self._stop_reading)

    def _wait_until_heard(self) -> None:
        """Wait until what it has said was read: a terminal that hangs up forgets the rest.

        `select` also counts what the kernel is still carrying across; the figure of `FIONREAD` leaves that out.
        """
        give_up_at = time.monotonic() + 2
        while select.select([self._far], [], [], 0)[0] and time.monotonic() < give_up_at:
            time.sleep(0.01)

    def _reply(self, reply: bytes) -> None:
        if self._near is not None:
            os.write(self._near, reply)

    def _listen(self) -> None:
        while self._near is not None:
            readable, _, _ = select.select([self._near, self._stop_reading], [], [])
            if self._stop_reading in readable:
                return
            self._take(os.read(self._near, 4096))

    def _take(self, arrived: bytes) -> None:
        if self.mind.is_question(arrived):
            self.mishaps.job_is_over()
            self.mind.takes(arrived)
            return
        for part in self.mishaps.parts(arrived):
            if self._near is None:  # a mishap pulled the plug
                return
            self.mind.takes(part)
