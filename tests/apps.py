"""Our two apps as whole processes of their own, for tests that kill them, race them, or look at them in a browser."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shared.kernel.settings import Address, Settings
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
KIOSK, ADMIN = "kiosk_app.py", "admin_app.py"
START_S = 90.0
STOP_S = 20.0
_TRY_AGAIN_S = 0.02


class NoAnswer(Exception):
    """A server that was started does not answer."""


@dataclass
class App:
    """One of our apps, started as a user would, in a process group of its own."""

    script: str
    settings: Settings
    address: Address
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Return the root of its web address."""
        return f"http://{self.address}"

    @property
    def log(self) -> Path:
        """Return the file that it writes its log to."""
        return _log(self.settings, self.script)

    def kill(self) -> None:
        """Kill it with all its workers, as when the plug is pulled: nothing gets to finish."""
        with suppress(ProcessLookupError):  # It went before.
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_S)

    def stop(self) -> int:
        """Ask it to stop, and return its exit status. Raises TimeoutExpired if it won't."""
        self.process.terminate()
        return self.process.wait(STOP_S)

    def asked(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[int, Any]:
        """Ask on a fresh connection; return status and JSON. Raises OSError or HTTPException while it is down."""
        connection = http.client.HTTPConnection(self.address.host, self.address.port, timeout=30)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment that says what these settings say."""
    said = {
        "USHER_DATA_DIR": settings.data_dir,
        "USHER_DATABASE_URL": settings.database_url,
        "USHER_KIOSK_BIND": settings.kiosk_bind,
        "USHER_ADMIN_BIND": settings.admin_bind,
        "USHER_PUBLIC_URL": settings.public_url,
        "USHER_TRUSTED_PROXIES": ",".join(settings.trusted_proxies),
        "USHER_PRINTER": ",".join(settings.printers),
        "USHER_SCANNER": settings.scanner,
        "USHER_SITE": settings.site,
        "USHER_STATION": settings.station,
        "USHER_SMTP_URL": settings.smtp_url,
        "USHER_SECRET_KEY_FILE": settings.secret_key_file,
        "DEMO": int(settings.demo),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("USHER_")}
    return kept | {name: str(value) for name, value in said.items() if value}


def with_free_ports(settings: Settings) -> Settings:
    """Return the settings with ports that nobody listens on."""
    kiosk, admin = (Address("127.0.0.1", free_port()) for _ in range(2))
    return replace(settings, kiosk_bind=kiosk, admin_bind=admin, public_url=f"http://{admin}")


def start(script: str, settings: Settings) -> App:
    """Start an app and wait until it answers. Raises AssertionError, with the end of its log, if it doesn't."""
    address = settings.kiosk_bind if script == KIOSK else settings.admin_bind
    with _log(settings, script).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / script), "serve"],
            cwd=ROOT,
            env=environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    app = App(script, settings, address, process)
    try:
        wait_until_it_answers(process, address)
    except NoAnswer as trouble:
        app.kill()
        raise AssertionError(f"{script} does not answer: {trouble}\n{app.log.read_text()[-2000:]}") from None
    return app


@contextmanager
def running(settings: Settings, *scripts: str) -> Iterator[list[App]]:
    """Run apps until the block ends, whatever happens in it; one that was killed in it is fine."""
    with ExitStack() as stack:
        apps = []
        for script in scripts:
            apps.append(start(script, settings))
            stack.callback(_end, apps[-1])
        yield apps


def _end(app: App) -> None:
    if app.process.poll() is None:
        app.stop()


def wait_until_it_answers(process: subprocess.Popen[bytes], address: Address) -> None:
    """Wait until a server answers at all. Raises NoAnswer when it ends first, or takes too long."""
    give_up_at = time.monotonic() + START_S
    while True:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(address.host, address.port, timeout=START_S)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            connection.close()
            return
        if _ends_within(process, _TRY_AGAIN_S):
            raise NoAnswer(f"it ended with {process.returncode}")
        if time.monotonic() > give_up_at:
            raise NoAnswer(f"not within {START_S} s")


def _ends_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _log(settings: Settings, script: str) -> Path:
    return settings.data_dir / f"{script}.log"
