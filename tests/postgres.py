"""A real PostgreSQL for one test session, in a temporary folder, never as root."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from tests.memory import memory
from tests.ports import free_port

SYSTEM_USER = "postgres"
READY = "database system is ready to accept connections"
START_S = 60
STOP_S = 20
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


class NoPostgres(Exception):
    """There is no PostgreSQL to be had; the text says why."""


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    port: int

    def url(self, database: str) -> str:
        """Return the address of a database as Usher's settings take it."""
        return f"postgresql+psycopg://usher@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template1") -> str:
        """Make a database as a copy of another, and return its address."""
        self._do("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._do("DROP DATABASE {} WITH (FORCE)", database)

    def _do(self, command: str, *names: str) -> None:
        with psycopg.connect(f"postgresql://usher@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))


@contextmanager
def running(*, on_disk: bool = False) -> Iterator[Postgres]:
    """Run a server of our own until the block ends; raise NoPostgres where that can't be."""
    binaries, user = find_binaries(), unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="usher-postgres-", dir=None if on_disk else memory()))
    try:
        if user is not None:
            shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
        _make_cluster(binaries, folder, user)
        with _served(binaries, folder, user) as port:
            yield Postgres(port)
    finally:
        shutil.rmtree(folder)


def find_binaries() -> Path:
    """Return the folder of `initdb` and `postgres`, the newest if there are several."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True)
        folders.append(Path(told.stdout.strip()))
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("PostgreSQL is not installed")


def _version(binaries: Path) -> float:
    name = binaries.parent.name
    return float(name) if name.replace(".", "", 1).isdigit() else 0.0


def unprivileged_user() -> str | None:
    """Return the user to run as: PostgreSQL's own when we are root (it refuses root), else ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER).pw_name
    except KeyError:
        raise NoPostgres(f"running as root, and there is no system user {SYSTEM_USER!r}") from None


def _make_cluster(binaries: Path, folder: Path, user: str | None) -> None:
    where: list[str | Path] = [binaries / "initdb", "--pgdata", folder / "data"]
    made = subprocess.run(
        [*where, "--username=usher", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        cwd=folder,
        **_as_user(user),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise NoPostgres(f"initdb failed: {made.stderr.strip()}")


@contextmanager
def _served(binaries: Path, folder: Path, user: str | None) -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen(
        [binaries / "postgres", "-D", folder / "data", *_options(folder, port)],
        cwd=folder,
        **_as_user(user),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_end_with_us,
    )
    try:
        _wait_until_ready(server)
        yield port
    finally:
        server.send_signal(signal.SIGINT)  # "fast": roll back and go
        server.wait(STOP_S)


def _options(folder: Path, port: int) -> Iterator[str]:
    yield f"--port={port}"
    yield "--listen_addresses=127.0.0.1"
    yield f"--unix_socket_directories={folder}"
    yield "--max_connections=300"
    yield "--max_wal_size=256MB"
    yield "--lc_messages=C"  # the log must say READY in English


def _wait_until_ready(server: subprocess.Popen[str]) -> None:
    """Read the server's log until it says that it is ready, and go on reading so that it never blocks."""
    assert server.stderr is not None
    lines: list[str] = []
    ready = threading.Event()
    reader = threading.Thread(target=_read, args=(server.stderr, lines, ready), daemon=True)
    reader.start()
    if not ready.wait(START_S) or server.poll() is not None:
        raise NoPostgres(f"the server did not start: {''.join(lines[-5:]).strip()}")


def _read(log: IO[str], lines: list[str], ready: threading.Event) -> None:
    with log:
        for line in log:
            lines.append(line)
            if READY in line:
                ready.set()
    ready.set()


def _end_with_us() -> None:
    """In the child: stop fast when the test process is killed, so that no server is left behind."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _as_user(user: str | None) -> dict[str, Any]:
    """Return the arguments that start a process as that user, without our groups."""
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
