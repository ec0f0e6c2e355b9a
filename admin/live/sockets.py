"""The namespace `/live`: who is let in, what they missed, what happens, and when their access ends."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from flask import Flask, request
from flask_socketio import ConnectionRefusedError as NotConnected
from flask_socketio import SocketIO

from admin.live.crowd import Crowd
from admin.live.door import Refused, let_in
from admin.live.garbage import blame_outsiders
from admin.live.listeners import Listener, Listeners, calls_for
from admin.live.plug import LARGEST_MESSAGE, Plug
from admin.live.tail import Tail
from admin.news import News, item_of, news_after
from admin.origins import own_origins
from shared.access.queries import people_still_in
from shared.access.rules import sight_of
from shared.kernel.logbook import Kind, LogLine
from shared.kernel.node import Node

NAME = "usher live"
"""Under this name an app keeps its `Live` among its extensions."""
NAMESPACE = "/live"
PING_S = 5
_PAGE = 200
_LOOK_EVERY_S = 2.0
"""Access that was taken away ends within 5 s, also where no line of the logbook tells of it."""
_ACCESS_KINDS = frozenset({Kind.AccountChanged, Kind.SignedOut, Kind.TokenRevoked})
_CHUNK = 100
_BREATH_S = 0.005
"""Between two chunks of listeners that are looked at, so that news go out meanwhile."""
_MOST_UNSENT = 4
_SILENT_S = 10.0

log = structlog.get_logger()


def open_sockets(app: Flask, node: Node, async_mode: str) -> tuple[Any, "Live"]:
    """Attach Socket.IO to an app."""
    quiet = logging.getLogger("usher.live")
    quiet.setLevel(logging.ERROR)
    blame_outsiders(quiet)
    socketio = SocketIO(
        app,
        async_mode=async_mode,
        async_handlers=False,
        manage_session=False,
        namespaces=[NAMESPACE],
        cors_allowed_origins=own_origins(node.settings),
        ping_interval=PING_S,
        ping_timeout=PING_S,
        max_http_buffer_size=LARGEST_MESSAGE,
        logger=quiet,
        engineio_logger=quiet,
    )
    if async_mode == "gevent":
        engine = socketio.server.eio
        engine._async = {**engine._async, "websocket": Plug}
    live = Live(node, socketio)
    socketio.on("connect", namespace=NAMESPACE)(live.connected)
    socketio.on("disconnect", namespace=NAMESPACE)(live.gone)
    return socketio, live


class Live:
    """The listeners of one process, and the threads that tell them and look whether they may still listen."""

    def __init__(self, node: Node, socketio: Any) -> None:
        self._node, self._socketio = node, socketio
        self._listeners = Listeners()
        self._tail = Tail(node, self._tell)
        self._crowd = Crowd(self._listeners, self._pass_on)
        self._over = threading.Event()
        self._look = threading.Event()
        self._silent_since: dict[str, float] = {}
        self._starting = threading.Lock()
        self._is_watching = False

    @property
    def is_over(self) -> bool:
        """Say whether the process is about to end, so that nobody should go on waiting."""
        return self._over.is_set()

    def connected(self, auth: Any = None) -> None:
        """Let somebody in, or refuse with a stable code."""
        try:
            entry = let_in(self._node, auth)
        except Refused as refusal:
            raise NotConnected(str(refusal)) from None
        listener = Listener(request.sid, entry.sign_in, entry.token, sight_of(entry.person))  # type: ignore[attr-defined]
        self._start()
        self._listeners.add(listener)
        self._beside(lambda: self._catch_up(listener, entry.after))

    def gone(self, _reason: str = "") -> None:
        """Forget somebody who left."""
        self._listeners.remove(request.sid)  # type: ignore[attr-defined]

    def stop(self) -> None:
        """Hang up on everybody; their screens connect again by themselves, to whoever serves then."""
        self._over.set()
        self._look.set()
        self._tail.stop()
        self._crowd.stop()
        for plug in list(self._socketio.server.eio.sockets.values()):
            plug.close(wait=False)

    def _start(self) -> None:
        with self._starting:
            self._tail.start()
            if not self._is_watching:
                self._crowd.start()
                self._beside(self._watch)
                self._is_watching = True

    def _beside(self, do: Callable[[], None]) -> None:
        threading.Thread(target=do, name="live", daemon=True).start()

    # Telling

    def _tell(self, lines: Sequence[LogLine]) -> None:
        """Tell everybody who may see them; called with the tail's lock held.

        Hosts are told at once, boards by the crowd: a host must not wait until a thousand boards have been told.
        """
        for call in calls_for(lines, self._listeners.hosts(lines)):
            self._pass_on(call.sids, call.lines, lines[-1].n)
        self._crowd.hear(lines)
        if any(line.kind in _ACCESS_KINDS for line in lines):
            self._look.set()

    def _pass_on(self, sids: list[str], lines: Sequence[LogLine], last: int) -> None:
        self._send(sids, News([item_of(line) for line in lines], last))

    def _send(self, sids: list[str], news: News) -> None:
        if sids:  # To nobody would mean to everybody.
            self._socketio.emit("news", news.as_json(), namespace=NAMESPACE, to=sids)

    def _catch_up(self, listener: Listener, after: int | None) -> None:
        """Tell one listener what it missed, then count it among those who are told.

        All but the last page go out while the others are told; under the lock nothing can happen between
        the last missed line and the first new one. Who names no number begins now, and is told where that is.
        """
        try:
            position = self._most_of_it(listener, after)
            with self._tail.lock:
                self._tail.drain()
                if listener not in self._listeners:
                    return
                if position is None:
                    self._send([listener.sid], News([], self._tail.last))
                else:
                    self._rest_of_it(listener, position)
                self._listeners.tell_after(listener, self._tail.last)
        except Exception as trouble:
            log.exception("a screen could not be brought up to date", trouble=type(trouble).__name__)
            self._hang_up(listener.sid)

    def _most_of_it(self, listener: Listener, position: int | None) -> int | None:
        while position is not None and listener in self._listeners:
            news = self._missed(listener, position)
            if len(news.items) < _PAGE:
                break
            self._send([listener.sid], news)
            position = news.last
            self._wait_until_sent(listener.sid)
        return position

    def _rest_of_it(self, listener: Listener, position: int) -> None:
        while (news := self._missed(listener, position)).items:
            self._send([listener.sid], news)
            position = news.last

    def _missed(self, listener: Listener, after: int) -> News:
        with self._node.reading() as session:
            return news_after(session, listener.sight, after, _PAGE, up_to=self._tail.last)

    def _wait_until_sent(self, sid: str) -> None:
        """Wait while pages lie unsent, so that a long absence doesn't fill the memory."""
        while (plug := self._plug_of(sid)) is not None and plug.queue.qsize() > _MOST_UNSENT:
            self._socketio.sleep(0.02)

    # Access

    def _watch(self) -> None:
        while not self._over.is_set():
            self._look.wait(_LOOK_EVERY_S)
            self._look.clear()
            try:
                self._look_through()
            except Exception as trouble:
                log.exception("access could not be checked, trying again", trouble=type(trouble).__name__)

    def _look_through(self) -> None:
        """Ask again for everybody whether they may listen, and to what; hang up on who never said who they are."""
        everyone = self._listeners.everyone()
        for start in range(0, len(everyone), _CHUNK):
            self._look_at(everyone[start : start + _CHUNK])
            time.sleep(_BREATH_S)
        self._hang_up_on_the_silent()

    def _look_at(self, some: list[Listener]) -> None:
        sign_ins = [each.sign_in for each in some if each.sign_in]
        tokens = [each.token for each in some if each.token]
        with self._node.reading() as session:
            people = people_still_in(session, sign_ins, tokens, self._node.now())
        for listener in some:
            person = people.get(listener.key)
            if person is None or self._plug_of(listener.sid) is None:
                self._listeners.remove(listener.sid)
                self._socketio.server.disconnect(listener.sid, namespace=NAMESPACE)
            elif (sight := sight_of(person)) != listener.sight:
                with self._tail.lock:
                    self._crowd.tell()  # what it could see until now it still hears
                    self._listeners.sees_after(listener, sight, self._tail.last)

    def _hang_up_on_the_silent(self) -> None:
        """A connection that asks for nothing within some seconds is nobody's screen."""
        server, now = self._socketio.server, time.monotonic()
        known = {plug for _, plug in server.manager.get_participants(NAMESPACE, None)}
        silent = [plug for plug in list(server.eio.sockets) if plug not in known]
        self._silent_since = {plug: self._silent_since.get(plug, now) for plug in silent}
        for plug, since in list(self._silent_since.items()):
            if now - since > _SILENT_S and (open_plug := server.eio.sockets.get(plug)) is not None:
                open_plug.close(wait=False)

    def _hang_up(self, sid: str) -> None:
        if (plug := self._plug_of(sid)) is not None:
            plug.close(wait=False)

    def _plug_of(self, sid: str) -> Any:
        """Return Engine.IO's socket of a listener, None if it is gone."""
        server = self._socketio.server
        return server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, NAMESPACE))
