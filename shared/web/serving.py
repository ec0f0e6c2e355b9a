"""Serving an app by gunicorn: one worker process, with which the app's own parts start and stop."""

import errno
import gc
import logging
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from shared.kernel.settings import Address, Settings, SettingsTrouble
from shared.web.proxies import TrustedProxies

# Seconds that open requests have after SIGTERM; whoever stops us is promised five in all.
GRACE_S = 3
_MOST_FILES = 65536
_SELDOM = (5_000, 40, 100)
"""When Python looks for garbage: through all there is only after some twenty million new things. By default it does
so every few seconds while a thousand boards are open, and nobody is told anything meanwhile (measured: 170–400 ms)."""

Part = Callable[[], object]
"""Starts or stops something that runs beside the requests."""


def serve_with(
    app: Flask,
    settings: Settings,
    options: dict[str, Any],
    starting: Sequence[Part],
    stopping: Sequence[Part],
) -> NoReturn:
    """Serve until SIGTERM or Ctrl-C, then end the process with gunicorn's status.

    `options` are gunicorn's, at least `bind` and `worker_class`. The app's parts run in the worker: `starting`
    once it has begun, `stopping` at once when it is told to stop, while its last requests are answered.
    Raises SettingsTrouble where it can't listen.
    """
    check_free(f"USHER_{app.name.upper()}_BIND", options["bind"])
    app.wsgi_app = TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    _allow_many_files()
    try:
        Server(app, options, starting, stopping).run()
    except SystemExit as leaving:
        _leave(leaving.code)
    _leave(0)


def check_free(setting: str, bind: str) -> None:
    """Raise SettingsTrouble, in words, if nobody can listen there: what was stopped just now has some seconds to go."""
    give_up_at = time.monotonic() + GRACE_S
    while (trouble := _trouble_at(Address.parse(bind))) is not None:
        if trouble.errno != errno.EADDRINUSE or time.monotonic() > give_up_at:
            good = _WHERE_INSTEAD.get(trouble.errno or 0, "an address of this machine, such as 127.0.0.1:8001")
            raise SettingsTrouble(f"{setting}: {bind}: {trouble.strerror}. A good value: {good}.")
        time.sleep(0.2)


def _trouble_at(where: Address) -> OSError | None:
    with socket.socket(socket.AF_INET6 if ":" in where.host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((where.host, where.port))
            trial.listen(1)
        except OSError as trouble:
            return trouble
    return None


_WHERE_INSTEAD = {
    errno.EADDRINUSE: "another port; if Usher runs here already, stop it, or go on with that one",
    errno.EACCES: "a port from 1024 on, which needs no rights",
}


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings instead of a command line's."""

    def __init__(self, app: Flask, options: dict[str, Any], starting: Sequence[Part], stopping: Sequence[Part]) -> None:
        self._app = app
        self._options = _ALWAYS | options
        self._starting, self._stopping = starting, stopping
        self._stop_once = threading.Lock()
        self._is_stopped = False
        super().__init__()

    def load_config(self) -> None:
        """Take the settings; gunicorn's own files and variables are not read."""
        hooks: dict[str, Any] = {
            "post_worker_init": lambda _worker: self.start_parts(),
            "worker_exit": lambda _server, _worker: self._leave_in_order(),
        }
        for name, value in (self._options | hooks).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the app."""
        return self._app

    def start_parts(self) -> None:
        """Start what runs beside the requests, in the worker."""
        for start in self._starting:
            start()
        # What is loaded now stays: looking through it again would hold every request for a tenth of a second.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_SELDOM)
        print(f"{self._app.name} is open at http://{self._options['bind']}/", flush=True)

    def _leave_in_order(self) -> None:
        """Stop the parts as the worker ends: a signal that comes once more must not cut short what the first began."""
        for again in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
            signal.signal(again, signal.SIG_IGN)
        self.stop_parts()

    def stop_parts(self) -> None:
        """Stop it again, once; whoever asks a second time waits until that is done."""
        with self._stop_once:
            if not self._is_stopped:
                self._is_stopped = True
                for stop in self._stopping:
                    stop()


class OneLog(Logger):  # type: ignore[misc]
    """gunicorn's lines go where all others go."""

    def setup(self, cfg: Any) -> None:
        """Hand errors on to the root logger, instead of writing them to a place of its own."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


_ALWAYS: dict[str, Any] = {
    "workers": 1,
    "graceful_timeout": GRACE_S,
    "timeout": 60,
    "keepalive": 5,
    "accesslog": None,
    "loglevel": "warning",
    "logger_class": OneLog,
    # Forwarded headers are TrustedProxies' business alone.
    "forwarded_allow_ips": "",
    "proxy_allow_ips": "",
    "secure_scheme_headers": {},
    "control_socket_disable": True,
}


def _leave(status: object) -> NoReturn:
    """End this process, gunicorn's master or its worker, now: all is stopped, and tidying the memory takes a second."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 0 if status is None else 1)


def _allow_many_files() -> None:
    """Raise the limit of open sockets to what the machine grants: a thousand boards are a thousand files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(_MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
