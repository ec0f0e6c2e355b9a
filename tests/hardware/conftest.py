"""Printers to test against."""

from collections.abc import Iterator

import pytest

from tests.peers.printer import PtyPrinter, TcpPrinter


@pytest.fixture
def tcp_printer() -> Iterator[TcpPrinter]:
    """A printer in the network, ready to print."""
    printer = TcpPrinter()
    yield printer
    printer.close()


@pytest.fixture
def pty_printer() -> Iterator[PtyPrinter]:
    """A printer at a serial line, ready to print."""
    printer = PtyPrinter()
    yield printer
    printer.close()
