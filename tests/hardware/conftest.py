"""Printers to test against."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.patience import Patience
from tests.peers.printer import PtyPrinter, TcpPrinter


@pytest.fixture
def tcp_printer() -> Iterator[TcpPrinter]:
    """A printer in the network, ready to print."""
    printer = TcpPrinter()
    yield printer
    printer.close()


@pytest.fixture
def pty_printer(tmp_path: Path) -> Iterator[PtyPrinter]:
    """A printer at a serial line, ready to print."""
    printer = PtyPrinter(tmp_path / "usb-printer")
    yield printer
    printer.close()


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Patience:
    """How long printers are waited for."""
    return Patience(monkeypatch)
