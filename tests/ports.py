"""Ports for what a test starts: free now, and given to nobody else before it listens."""

import itertools
import os
import socket

_FIRST, _HOW_MANY = 11_000, 21_000
"""Below those that the system gives to whoever asks for any, also for a call: an app takes seconds until it listens."""
_A_PROCESS_TAKES = 500
_ours = itertools.count(os.getpid() * _A_PROCESS_TAKES)


def free_port() -> int:
    """Return a port of this machine that nobody listens on, another each time."""
    for number in _ours:
        port = _FIRST + number % _HOW_MANY
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("no port is free")
