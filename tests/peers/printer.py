"""Printers to test against: a real TCP server, and a real pseudo-terminal."""

import contextlib
import os
import select
import socket
import struct
import threading
import tty

from tests.peers.escpos import Faults, Mind


class TcpPrinter:
    """A network printer: one connection at a time, as most have it."""

    def __init__(self) -> None:
        self.mind = Mind(reply=self._reply)
        self.connections = 0
        self._line: socket.socket | None = None
        self._job_bytes = 0
        self._told = 0
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self.port = 0
        self.plug_in()

    @property
    def address(self) -> str:
        """The address as settings write it."""
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def faults(self) -> Faults:
        """What is wrong with it; set the fields."""
        return self.mind.faults

    def plug_in(self) -> None:
        """Listen, at the same port as before."""
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen(8)
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, args=(self._listener,), name="tcp printer", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Refuse connections, and cut the one there is."""
        assert self._listener is not None
        assert self._thread is not None
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._hang_up()
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
        is_question = self._job_bytes == 0 and arrived.startswith(b"\x10\x04")
        limit = self.faults.cut_line_after
        if is_question or limit is None:
            self.mind.takes(arrived)
            self._job_bytes += 0 if is_question else len(arrived)
            self._told += is_question
            breaks = limit == 0 and self._told >= 3
        else:
            self.mind.takes(arrived[: limit - self._job_bytes])
            self._job_bytes += len(arrived)
            breaks = self._job_bytes >= limit
        if breaks:
            self._hang_up()
        return breaks

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError):
                # A reset, not a polite goodbye: the plug was pulled.
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _reply(self, reply: bytes) -> None:
        line = self._line
        if line is not None:
            with contextlib.suppress(OSError):
                line.sendall(reply)


class PtyPrinter:
    """A serial printer at the other end of a pseudo-terminal."""

    def __init__(self) -> None:
        self._near, far = os.openpty()
        tty.setraw(self._near)
        tty.setraw(far)
        self.device = os.ttyname(far)
        self._far = far
        self._stop_reading, self._stop = os.pipe()
        self.mind = Mind(reply=self._reply)
        self._thread = threading.Thread(target=self._listen, name="pty printer", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """The address as settings write it."""
        return f"serial://{self.device}?baudrate=1000000"

    @property
    def faults(self) -> Faults:
        """What is wrong with it; set the fields."""
        return self.mind.faults

    def close(self) -> None:
        """Pull the plug."""
        os.write(self._stop, b".")
        self._thread.join(5)
        for handle in (self._near, self._far, self._stop, self._stop_reading):
            os.close(handle)

    def _reply(self, reply: bytes) -> None:
        os.write(self._near, reply)

    def _listen(self) -> None:
        while True:
            readable, _, _ = select.select([self._near, self._stop_reading], [], [])
            if self._stop_reading in readable:
                return
            self.mind.takes(os.read(self._near, 4096))
