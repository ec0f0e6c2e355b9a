"""The supervisor of `make run`, over small stand-in apps that are better or worse at stopping."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

PROMISED_S = 5.0

# One write a line, so that the lines of several processes never mix.
TELL = """
import os, signal, sys
def tell():
    os.write(1, f"{sys.argv[1]}\\n".encode())
"""
POLITE = f"""{TELL}
tell()
if sys.argv[1] == "serve":
    signal.pause()
"""
# Won't hear SIGTERM, and has a worker that won't either.
STUBBORN = f"""{TELL}
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if sys.argv[1] == "serve":
    if os.fork():
        tell()
    signal.pause()
"""
DYING = f"""{TELL}
tell()
sys.exit(7 if sys.argv[1] == "serve" else 0)
"""
WRONG_SETTING = f"""{TELL}
tell()
sys.exit(2)
"""


@dataclass
class Run:
    """A supervisor with two stand-in apps; all of their processes share one pipe with us."""

    process: subprocess.Popen[str]
    began: float = 0.0

    def line(self) -> str:
        """Return the next line that an app prints: the command that it was given."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def stops(self, number: signal.Signals) -> int:
        """Send a signal to the supervisor only, and wait for its end."""
        self.began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(10)

    def has_left_nothing(self) -> bool:
        """Wait until the last process that could write to our pipe is gone, and say whether in time."""
        assert self.process.stdout is not None
        self.process.stdout.read()
        return time.monotonic() - self.began < PROMISED_S


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of two polite apps."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "run.py", tmp_path / "deploy")
    (tmp_path / "kiosk_app.py").write_text(POLITE)
    (tmp_path / "admin_app.py").write_text(POLITE)
    return tmp_path


def _hears_a_closed_terminal() -> None:
    """Under nohup a supervisor leaves a closed terminal alone; these tests may themselves be run so."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def run(folder: Path) -> Iterator[Run]:
    """The started supervisor; one that a failed test leaves is asked to stop, and so ends its apps."""
    process = subprocess.Popen(
        [sys.executable, folder / "deploy" / "run.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_hears_a_closed_terminal,  # noqa: PLW1509 (no thread runs here)
    )
    with process:
        yield Run(process)
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_both_apps(run: Run, number: signal.Signals) -> None:
    """Whoever stops the supervisor stops the house."""
    assert run.line() == "prepare"
    assert [run.line(), run.line()] == ["serve", "serve"]
    assert run.stops(number) == 0
    assert run.has_left_nothing()


def test_an_app_that_will_not_stop_is_killed_with_its_workers(folder: Path, request: pytest.FixtureRequest) -> None:
    """Within the five seconds that are promised."""
    (folder / "kiosk_app.py").write_text(STUBBORN)
    run: Run = request.getfixturevalue("run")
    assert [run.line() for _ in range(3)] == ["prepare", "serve", "serve"]
    assert run.stops(signal.SIGTERM) == 0
    assert run.has_left_nothing()


def test_when_one_app_dies_the_other_is_stopped(folder: Path, request: pytest.FixtureRequest) -> None:
    """Half an Usher must not look like a whole one."""
    (folder / "kiosk_app.py").write_text(DYING)
    run: Run = request.getfixturevalue("run")
    assert run.process.stdout is not None
    told = run.process.stdout.read()
    assert run.process.wait(10) == 7
    assert "kiosk ended by itself (exit status 7), so all stops." in told


def test_nothing_starts_when_preparing_fails(folder: Path, request: pytest.FixtureRequest) -> None:
    """A wrong setting ends it with the status that says so."""
    (folder / "admin_app.py").write_text(WRONG_SETTING)
    run: Run = request.getfixturevalue("run")
    assert run.process.stdout is not None
    assert run.process.stdout.read().split() == ["prepare"]
    assert run.process.wait(10) == 2


def test_the_apps_go_when_the_supervisor_is_killed_outright(run: Run) -> None:
    """They would else hold their ports, and the next start would fail."""
    assert run.line() == "prepare"
    assert [run.line(), run.line()] == ["serve", "serve"]
    assert run.stops(signal.SIGKILL) == -signal.SIGKILL
    assert run.has_left_nothing()


def test_the_supervisor_is_a_plain_command_of_make() -> None:
    """A shell between make and the supervisor would keep make's signals from it."""
    recipe = subprocess.run(
        ["make", "--dry-run", "--always-make", "run"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert recipe.stdout.splitlines()[-1] == ".venv/bin/python deploy/run.py"
