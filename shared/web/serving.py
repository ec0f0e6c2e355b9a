"""Serving an app by gunicorn: one worker process, with which the app's own parts start and stop."""

import gc
import logging
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from shared.kernel.settings import Settings
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
    """
    app.wsgi_app = TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    _allow_many_files()
    try:
        Server(app, options, starting, stopping).run()
    except SystemExit as leaving:
        _leave(leaving.code)
    _leave(0)


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
