"""Printers that things happen to."""

from tests.hardware.conftest import patience, pty_printer, tcp_printer

__all__ = ["patience", "pty_printer", "tcp_printer"]
