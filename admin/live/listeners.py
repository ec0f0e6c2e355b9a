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
    is_told: bool = False
    """Whether it has caught up, so that it is told what happens."""

    @property
    def key(self) -> str:
        """Return the id of what it was let in by."""
        return self.sign_in or self.token or ""


class Listeners:
    """All listeners of this process; those who see the same stand together."""

    def __init__(self) -> None:
        self._all: dict[str, Listener] = {}
        self._told: dict[Sight, dict[str, Listener]] = {}
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

    def tell_from_now(self, listener: Listener) -> None:
        """Count one who has caught up among those who are told; not one who has gone meanwhile."""
        with self._changing:
            if listener.sid in self._all:
                listener.is_told = True
                self._told.setdefault(listener.sight, {})[listener.sid] = listener

    def sees_from_now(self, listener: Listener, sight: Sight) -> None:
        """Give one other eyes: its roles have changed."""
        with self._changing:
            was_told = listener.is_told
            self._leave(listener)
            listener.sight = sight
            if was_told:
                self.tell_from_now(listener)

    def __contains__(self, listener: Listener) -> bool:
        return listener.sid in self._all

    def everyone(self) -> list[Listener]:
        """Return all of them, as they are at this moment."""
        with self._changing:
            return list(self._all.values())

    def standing_together(self) -> dict[Sight, list[str]]:
        """Return those who are told, by what they see."""
        with self._changing:
            return {sight: list(listeners) for sight, listeners in self._told.items()}

    def _leave(self, listener: Listener) -> None:
        listener.is_told = False
        together = self._told.get(listener.sight, {})
        together.pop(listener.sid, None)
        if not together:
            self._told.pop(listener.sight, None)


@dataclass(frozen=True)
class Call:
    """One message: the same lines to everybody who sees just these."""

    sids: list[str]
    lines: list[LogLine]
    is_to_boards: bool


def calls_for(lines: Sequence[LogLine], together: Mapping[Sight, Iterable[str]]) -> list[Call]:
    """Return who is told what of some lines, each listener in one message at most.

    Hosts come first, and few before many: a host must not wait until a thousand boards have been told.
    """
    groups: dict[tuple[bool, tuple[int, ...]], list[str]] = {}
    for sight, sids in together.items():
        seen = tuple(i for i, line in enumerate(lines) if sight.sees(line.site_id, line.host_id))
        if seen:
            groups.setdefault((bool(sight.sites), seen), []).extend(sids)
    calls = [Call(sids, [lines[i] for i in seen], boards) for (boards, seen), sids in groups.items()]
    return sorted(calls, key=lambda call: (call.is_to_boards, len(call.sids)))
