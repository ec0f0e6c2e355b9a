"""A label printer's mind: takes Brother raster bytes, keeps the labels that come out, says its 32 bytes.

Written from the published "Raster Command Reference", not from our packer. In the network such a printer is mute at
the port that takes jobs, and answers SNMP; at USB it answers on its line: here either can be had.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from tests.peers.printer import NetworkPrinter

HEAD_BYTES = 90
_LENGTHS = {b"@": 2, b"ia": 4, b"iz": 13, b"iM": 4, b"iA": 4, b"iK": 4, b"id": 5, b"i!": 4, b"iS": 3}
"""Commands after ESC, and their whole length."""
_OID = bytes((0x2B, 6, 1, 4, 1, 0x93, 0x03, 3, 3, 9, 1, 6, 1, 0))


@dataclass
class LabelFaults:
    """What is wrong with this printer."""

    no_roll: bool = False
    wrong_roll: bool = False
    cover_open: bool = False
    cutter_jammed: bool = False
    overheated: bool = False
    silent: bool = False
    """Prints, and never says anything."""
    error_while_printing: bool = False
    """The roll ends in the middle of a label."""
    cut_line_after: int | None = None


@dataclass
class LabelMind:
    """Carries out commands in their turn."""

    reply: Callable[[bytes], None]
    speaks: bool = True
    """Whether it says its status on the line."""
    faults: LabelFaults = field(default_factory=LabelFaults)
    labels: list[Image.Image] = field(default_factory=list)
    """What was cut off, as it looks: the print head's dots from left to right."""
    not_understood: bytearray = field(default_factory=bytearray)
    announced: list[bytes] = field(default_factory=list)
    """The arguments of each print information command."""
    is_printing: bool = False
    looks_while_printing: int = 0
    """How often it is asked by SNMP while it prints, before it is done."""

    def __post_init__(self) -> None:
        self._waiting = bytearray()
        self._rows: list[bytes] = []
        self._looks = 0
        self.changed = threading.Condition()

    @staticmethod
    def is_question(arrived: bytes) -> bool:
        """Say whether this only asks for the status."""
        return arrived.endswith(b"\x1biS") and b"\x1biz" not in arrived

    def takes(self, arrived: bytes) -> None:
        """Take in bytes as they arrive."""
        with self.changed:
            self._waiting += arrived
            while self._waiting and (taken := self._one_command()):
                del self._waiting[:taken]
            self.changed.notify_all()

    def wait_for_labels(self, count: int, timeout: float = 10) -> None:
        """Wait until so many labels came out. Raises AssertionError if they don't."""
        with self.changed:
            came = self.changed.wait_for(lambda: len(self.labels) >= count, timeout)
            assert came, f"{len(self.labels)} of {count} labels came out"

    def hears_nothing_more(self) -> None:
        """The line was cut. A printer has power of its own, and waits for the rest."""

    def status(self, kind: int = 0) -> bytes:
        """Return the 32 bytes."""
        faults, said = self.faults, bytearray(32)
        said[:6] = b"\x80\x20B4A0"
        said[8] = 0x01 * faults.no_roll | 0x02 * (kind == 2) | 0x04 * faults.cutter_jammed
        said[9] = (
            0x01 * (kind == 2 and faults.error_while_printing) | 0x10 * faults.cover_open | 0x20 * faults.overheated
        )
        said[10] = 0 if faults.no_roll else 29 if faults.wrong_roll else 62
        said[11] = 0x00 if faults.no_roll else 0x0A
        said[18], said[19] = kind, self.is_printing
        return bytes(said)

    def asked_beside(self) -> bytes:
        """Return what SNMP reads; being looked at is what moves a label on in here."""
        if self.is_printing:
            self._looks += 1
            if self._looks > self.looks_while_printing:
                self.is_printing = False
        return self.status()

    def _one_command(self) -> int:
        """Carry out the command in front; return its length, 0 if it has not all arrived."""
        first = self._waiting[0]
        if first == 0x00:  # invalidate
            return 1
        if first == 0x1B:
            return self._escaped()
        if first == ord("M"):
            return 2 if len(self._waiting) >= 2 else 0
        if first == ord("Z"):
            self._rows.append(bytes(HEAD_BYTES))
            return 1
        if first == ord("g"):
            return self._row()
        if first in (0x0C, 0x1A):  # a label of several, and the last one
            self._print(is_last=first == 0x1A)
            return 1
        self.not_understood.append(first)
        return 1

    def _escaped(self) -> int:
        name = next((name for name in _LENGTHS if self._waiting[1:].startswith(name)), None)
        if name is None or len(self._waiting) < _LENGTHS[name]:
            return 0
        if name == b"iS":
            self._say(self.status())
        elif name == b"@":
            self._rows.clear()
        elif name == b"iz":
            self.announced.append(bytes(self._waiting[3:13]))
        return _LENGTHS[name]

    def _row(self) -> int:
        if len(self._waiting) < 3 or len(self._waiting) < 3 + self._waiting[2]:
            return 0
        self._rows.append(bytes(self._waiting[3 : 3 + self._waiting[2]]))
        return 3 + self._waiting[2]

    def _print(self, is_last: bool) -> None:
        self.is_printing, self._looks = True, 0
        self._say(self.status(6))
        if len(self._rows) > 11_811:
            raise AssertionError("no label is longer than a metre")
        if self.faults.error_while_printing:
            self.is_printing, self.faults.no_roll = False, True
            self._say(self.status(2))
            return
        head = Image.frombytes("1", (HEAD_BYTES * 8, len(self._rows)), b"".join(self._rows), "raw", "1;I")
        self.labels.append(head.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
        self._rows.clear()
        if self.speaks or not is_last:
            self.is_printing = False
        self._say(self.status(1))
        self._say(self.status(6))

    def _say(self, said: bytes) -> None:
        if self.speaks and not self.faults.silent:
            self.reply(said)


class LabelPrinter(NetworkPrinter[LabelMind]):
    """A label printer in the network; `speaks`: at the port that takes jobs, too."""

    def __init__(self, speaks: bool) -> None:
        super().__init__(lambda reply: LabelMind(reply, speaks))
        self._questions = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._questions.bind(("127.0.0.1", 0))
        self.snmp_port = self._questions.getsockname()[1]
        self._lost = 0
        self._answering = threading.Thread(target=self._answer, name="label printer's snmp", daemon=True)
        self._answering.start()

    @property
    def address(self) -> str:
        """The address as settings write it."""
        way = "status=line" if self.mind.speaks else f"snmp={self.snmp_port}"
        return f"brother://127.0.0.1:{self.port}?model=QL-820NWB&label=62&{way}"

    @property
    def faults(self) -> LabelFaults:
        """What is wrong with it; set the fields."""
        return self.mind.faults

    def loses_packets(self, count: int) -> None:
        """Let so many questions go astray."""
        self._lost = count

    def close(self) -> None:
        """Put it away."""
        self.unplug()
        self._questions.sendto(b"", self._questions.getsockname())
        self._answering.join(5)
        self._questions.close()

    def _answer(self) -> None:
        while True:
            packet, asker = self._questions.recvfrom(1500)
            if not packet:
                return
            if self._lost:
                self._lost -= 1
            elif not self.faults.silent and _OID in packet:
                self._questions.sendto(answer_to(packet, self.mind.asked_beside()), asker)


def answer_to(packet: bytes, said: bytes) -> bytes:
    """Return the SNMP answer: the question with another kind, and a text where the nothing stood."""
    number = packet[packet.index(b"\xa0") + 2 :][:6]
    name = b"\x06" + bytes((len(_OID),)) + _OID
    pair = name + b"\x04" + bytes((len(said),)) + said
    body = number + b"\x02\x01\x00\x02\x01\x00" + _part(0x30, _part(0x30, pair))
    return _part(0x30, b"\x02\x01\x00\x04\x06public" + _part(0xA2, body))


def _part(kind: int, content: bytes) -> bytes:
    return bytes((kind, len(content))) + content
