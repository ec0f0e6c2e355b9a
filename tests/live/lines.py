"""Lines for the logbook, when only who may see them matters."""

from collections.abc import Iterable

from shared.kernel.logbook import About, Kind, LogLine, last_number, note
from tests.house import House


def write(house: House, *abouts: About) -> list[int]:
    """Write a line about each, in one transaction, and return their numbers."""
    with house.node.transaction() as session:
        for about in abouts:
            note(session, Kind.VisitorArrived, about, at=house.node.now(), by="test")
    last = newest(house)
    return list(range(last - len(abouts) + 1, last + 1))


def at_first_site(house: House, count: int) -> Iterable[About]:
    """Return as many lines' subjects, the host's at the first site."""
    return [About(house.site, house.host.employee_id)] * count


def newest(house: House) -> int:
    """Return the newest line's number."""
    with house.node.reading() as session:
        return last_number(session)


def line(n: int, site: str | None = None, host: str | None = None) -> LogLine:
    """Return a line that is not in any database."""
    return LogLine(n=n, kind=Kind.VisitorArrived, site_id=site, host_id=host, facts={})
