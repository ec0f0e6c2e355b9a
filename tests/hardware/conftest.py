"""Printers to test against."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.printers import Printer, open_printer
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


@pytest.fixture(params=["tcp", "pty"])
def peer(request: pytest.FixtureRequest) -> TcpPrinter | PtyPrinter:
    """A printer on each kind of line in turn."""
    peer: TcpPrinter | PtyPrinter = request.getfixturevalue(f"{request.param}_printer")
    return peer


@pytest.fixture
def printer(peer: TcpPrinter | PtyPrinter, tmp_path: Path, patience: Patience) -> Printer:
    """The same printer, as we see it."""
    return open_printer(peer.address, tmp_path)
