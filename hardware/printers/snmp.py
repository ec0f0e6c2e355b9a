"""Asking a label printer in the network how it is: one SNMP question (RFC 1157) whose answer is the 32 status bytes.

Brother's printers say nothing at the port that takes jobs; their own programs ask so, too.
"""

import contextlib
import secrets
import select
import socket
import time

from hardware.printers.label_replies import HEAD, LENGTH

PORT = 161
_COMMUNITY = b"public"
_STATUS = bytes((0x2B, 6, 1, 4, 1, 0x93, 0x03, 3, 3, 9, 1, 6, 1, 0))
"""1.3.6.1.4.1.2435.3.3.9.1.6.1.0"""
_INTEGER, _TEXT, _NOTHING, _NAME, _LIST, _GET = 0x02, 0x04, 0x05, 0x06, 0x30, 0xA0
_ASK_AGAIN_AFTER_S = 0.5
_LONGEST = 1500


def ask_status(host: str, port: int, wait_s: float) -> bytes:
    """Return the printer's 32 bytes, or b"" if none came: a packet may be lost, so it is asked again meanwhile."""
    give_up_at = time.monotonic() + wait_s
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect((host, port))
        way.setblocking(False)
        while (left_s := give_up_at - time.monotonic()) > 0:
            number = secrets.token_bytes(3)
            with contextlib.suppress(ConnectionError):
                way.send(question(number))
            if said := _answer(way, number, min(left_s, _ASK_AGAIN_AFTER_S)):
                return said
    return b""


def question(number: bytes) -> bytes:
    """Return the packet that asks, under a number by which the answer is known."""
    what = _part(_LIST, _part(_LIST, _part(_NAME, _STATUS) + _part(_NOTHING, b"")))
    zero = _part(_INTEGER, b"\x00")
    body = _part(_GET, _part(_INTEGER, b"\x01" + number) + zero + zero + what)
    return _part(_LIST, zero + _part(_TEXT, _COMMUNITY) + body)


def _answer(way: socket.socket, number: bytes, wait_s: float) -> bytes:
    """Wait for the answer of this number; an older one is thrown away."""
    give_up_at = time.monotonic() + wait_s
    while (left_s := give_up_at - time.monotonic()) > 0:
        readable, _, _ = select.select([way], [], [], left_s)
        if not readable:
            return b""
        try:
            packet = way.recv(_LONGEST)
        except ConnectionError:  # nobody listens there: it may be starting just now
            time.sleep(left_s)
            return b""
        if _part(_INTEGER, b"\x01" + number) in packet:
            return _text_after(packet, _part(_NAME, _STATUS))
    return b""


def _text_after(packet: bytes, name: bytes) -> bytes:
    """Return the status that stands behind a name, or b"" if something else does."""
    _, found, behind = packet.partition(name)
    is_status = found and behind.startswith(bytes((_TEXT, LENGTH)) + HEAD) and len(behind) >= 2 + LENGTH
    return behind[2 : 2 + LENGTH] if is_status else b""


def _part(kind: int, content: bytes) -> bytes:
    """Return a part in BER; none here is longer than 127 bytes."""
    return bytes((kind, len(content))) + content
