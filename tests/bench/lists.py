"""How long the office's pages take, among few bookings and among hundreds of thousands."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import repeat
from typing import Any
from urllib.parse import urlencode

from shared.kernel.paging import Cursor
from shared.kernel.settings import Address
from tests.bench.clients import get, one_after_another
from tests.bench.figures import of_answers

_OLDEST = str(Cursor((datetime(1970, 1, 1, tzinfo=UTC), ""), backwards=True))
_MIDDLE = str(Cursor((datetime(2025, 6, 2, tzinfo=UTC), "")))

PAGES = {
    "first page": {"when": "all"},
    "page in the middle": {"when": "all", "at": _MIDDLE},
    "last page": {"when": "all", "at": _OLDEST},
    "coming": {},
    "one site, waiting": {"when": "all", "site": "HQ", "state": "waiting"},
    "grade A": {"when": "all", "grade": "A"},
    "search: surname": {"when": "all", "q": "王"},
    "search: name": {"when": "all", "q": "王晓"},
    "search: pinyin": {"when": "all", "q": "wangx"},
    "search: initials": {"when": "all", "q": "wxl"},
    "search: company": {"when": "all", "q": "启航电子"},
    "search: company, last page": {"when": "all", "q": "启航电子", "at": _OLDEST},
    "search: name and company": {"when": "all", "q": "王 远景软件"},
    "search: permit": {"when": "all", "q": "HQ25-0602-007"},
    "search: nothing found": {"when": "all", "q": "qqqq 王"},
}
"""What is asked of the list of bookings."""

VISITS = {
    "first page": {},
    "page in the middle": {"at": _MIDDLE},
    "last page": {"at": _OLDEST},
    "surname": {"q": "王"},
    "initials": {"q": "wxl"},
    "company": {"q": "启航电子"},
    "name and company": {"q": "王 远景软件"},
    "nothing found": {"q": "qqqq 王"},
    "end of a phone": {"phone": "0007"},
    "host": {"host": "王"},
    "grade A, two years ago": {"grade": "A", "from": "2025-01-06", "to": "2025-01-31"},
    "not signed out": {"state": "expired"},
}
"""What is asked of the search of all visits."""

OTHERS = {
    "gate board": "/gate",
    "host's page": "/host",
    "visits of a day": "/visits?day=2026-06-03",
    "calendar, week": "/calendar?view=week&on=2026-06-03",
    "calendar, day": "/calendar?view=day&on=2026-06-03",
    "approvals": "/approvals?what=all",
    "approvals, for me": "/approvals",
    "papers to be filed": "/approvals?what=papers",
    "reception's tasks": "/reception?day=2026-06-03",
    "companies": "/companies",
    "companies, found": "/companies?q=qihang",
    "visitors": "/visitors",
    "visitors, found": "/visitors?q=wangx",
    "feedback": "/feedback",
    "complaints": "/complaints",
}
"""Other pages that read what has become much."""


def measure_lists(
    address: Address, cookie: str, times: int, tell: Callable[[str, dict[str, Any]], None]
) -> dict[str, dict[str, Any]]:
    """Ask for each page so often, one after another, as a manager of every site."""
    figures = {}
    paths = {f"bookings, {name}": f"/bookings?{urlencode(asked)}" for name, asked in PAGES.items()}
    paths |= {f"visits, {name}": f"/visits/search?{urlencode(asked)}" for name, asked in VISITS.items()}
    for name, path in (paths | OTHERS).items():
        one_after_another(address, _again(address, path, cookie), 1, 60, most=3)
        answers = one_after_another(address, _again(address, path, cookie), 1, 60, most=times)
        figures[name] = of_answers(answers, 50, 95)
        tell(name, figures[name])
    return figures


def _again(address: Address, path: str, cookie: str) -> Iterator[bytes]:
    return repeat(get(address, path, cookie))
