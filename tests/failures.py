"""Writes down which tests failed, one a line, for who runs them once more: `-p tests.failures --failures-to FILE`.

It writes nothing where more was wrong than tests that failed: files that can't be read, or an end before the end.
"""

from pathlib import Path

import pytest

_failed: set[str] = set()
_unread: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know where to write."""
    parser.addoption("--failures-to", type=Path, help="the file to write the names of failed tests to")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep the name of a test of which any part failed."""
    if report.failed:
        _failed.add(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Keep the name of a file that can't be read."""
    if report.failed:
        _unread.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write, once, where all tests of all processes are counted."""
    is_a_share = hasattr(session.config, "workerinput")
    file = session.config.getoption("failures_to")
    if file and not is_a_share and not _unread and exitstatus == pytest.ExitCode.TESTS_FAILED:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"{name}\n" for name in sorted(_failed)), encoding="utf-8")
