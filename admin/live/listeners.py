"""Who listens in this process, and in which order they are told."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.access.rules import Sight
from shared.kernel.logbook import LogLine


@dataclass
class Listener:
    """One open screen or program."""

    sid: str
    sign_in: str | None
    """The id of the browser's sign-in, or None for a program."""
    token: str | None
    """The id of the program's token, or None for a browser."""
    sight: Sight
    since: int = 0
    """Up to this line of the logbook it has been told by itself; what comes after reaches it with the others."""
    is_told: bool = False
    """Whether it has caught up, so that it is told what happens."""

    @property
    def key(self) -> str:
        """Return the id of what it was let in by."""
        return self.sign_in or self.token or ""


Together = Mapping[Sight, Sequence[Listener]]
"""Listeners by what they see."""
_BOARDS, _HOUSE = "boards", "house"
"""In the place of a host's id: for who sees a whole site or more, and for who sees none but the lines of no site."""


class Listeners:
    """All listeners of this process; those who see the same stand together."""

    def __init__(self) -> None:
        self._all: dict[str, Listener] = {}
        self._told: dict[str, dict[Sight, dict[str, Listener]]] = {}
        """By the host whose lines they see, so that a line costs the same among one host and a thousand."""
        self._changing = threading.RLock()

    def add(self, listener: Listener) -> None:
        """Let one in, who is told nothing yet."""
        with self._changing:
            self._all[listener.sid] = listener

    def remove(self, sid: str) -> None:
        """Forget one; nothing happens if it is gone already."""
        with self._changing:
            listener = self._all.pop(sid, None)
            if listener is not None:
                self._leave(listener)

    def tell_after(self, listener: Listener, since: int) -> None:
        """Count one who has caught up to a line among those who are told; not one who has gone meanwhile."""
        with self._changing:
            if listener.sid in self._all:
                listener.is_told, listener.since = True, since
                beside = self._told.setdefault(_place_of(listener.sight), {})
                beside.setdefault(listener.sight, {})[listener.sid] = listener

    def sees_after(self, listener: Listener, sight: Sight, since: int) -> None:
        """Give one other eyes for what comes after a line: its roles have changed."""
        with self._changing:
            was_told = listener.is_told
            self._leave(listener)
            listener.sight = sight
            if was_told:
                self.tell_after(listener, since)

    def __contains__(self, listener: Listener) -> bool:
        return listener.sid in self._all

    def everyone(self) -> list[Listener]:
        """Return all of them, as they are at this moment."""
        with self._changing:
            return list(self._all.values())

    def hosts(self, lines: Sequence[LogLine]) -> Together:
        """Return those who are told and see only what concerns themselves, as far as these lines may do so."""
        return self._standing_at({_HOUSE} | {line.host_id for line in lines if line.host_id})

    def boards(self) -> Together:
        """Return those who are told and see a whole site or more, by what they see."""
        return self._standing_at({_BOARDS})

    def _standing_at(self, places: Iterable[str]) -> Together:
        with self._changing:
            beside = [self._told.get(place, {}) for place in places]
            return {sight: list(listeners.values()) for each in beside for sight, listeners in each.items()}

    def _leave(self, listener: Listener) -> None:
        listener.is_told = False
        place = _place_of(listener.sight)
        beside = self._told.get(place, {})
        together = beside.get(listener.sight, {})
        together.pop(listener.sid, None)
        if not together:
            beside.pop(listener.sight, None)
        if not beside:
            self._told.pop(place, None)


def _place_of(sight: Sight) -> str:
    if sight.sites:
        return _BOARDS
    return _HOUSE if sight.house else sight.host or _HOUSE


@dataclass(frozen=True)
class Call:
    """One message: the same lines to everybody who sees just these."""

    sids: list[str]
    lines: list[LogLine]


def calls_for(lines: Sequence[LogLine], together: Together) -> list[Call]:
    """Return who is told what of some lines, each listener in one message at most; few are told before many."""
    groups: dict[tuple[int, ...], list[str]] = {}
    for sight, listeners in together.items():
        seen = [i for i, line in enumerate(lines) if sight.sees(line.site_id, line.host_id)]
        for listener in listeners:
            if new := tuple(i for i in seen if lines[i].n > listener.since):
                groups.setdefault(new, []).append(listener.sid)
    calls = [Call(sids, [lines[i] for i in seen]) for seen, sids in groups.items()]
    return sorted(calls, key=lambda call: len(call.sids))
