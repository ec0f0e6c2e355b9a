"""Which lines of the logbook somebody may see, and who is told first."""

import itertools

import pytest

from admin.live.listeners import Listener, Listeners, calls_for
from admin.news import item_of, news_after
from shared.access.queries import lines_in_sight, people_still_in, person_signed_in, person_with_token
from shared.access.rules import IDLE_SIGN_IN, Role, Sight, sight_of
from shared.kernel.logbook import About, lines_after
from tests.house import House
from tests.live.lines import line, newest, write
from tests.live.screens import token
from tests.signed_in import browser_of

SITES, HOSTS = (None, "one", "two"), (None, "ann", "bo")
NOTHING = Sight(frozenset(), None, house=False)


def test_the_two_forms_of_sight_agree(house: House) -> None:
    """Fan-out asks in Python, catching up asks the database: for every kind of eyes and line they say the same."""
    begin = newest(house)
    write(house, *(About(site, host) for site, host in itertools.product(SITES, HOSTS)))
    eyes = [
        Sight(frozenset(sites), host, house=sees_house)
        for sites in ((), ("one",), ("one", "two"), ("three",))
        for host in (None, "ann", "cy")
        for sees_house in (False, True)
    ]
    with house.node.reading() as session:
        lines = lines_after(session, begin)
        for sight in eyes:
            seen = [each.n for each in lines if sight.sees(each.site_id, each.host_id)]
            found = lines_in_sight(session, sight, begin, newest(house), 100)
            assert [each.n for each in found] == seen, sight


def test_a_role_sees_what_its_permissions_say(house: House) -> None:
    """Gate, reception and manager all of their site, a host only their own visitors, nobody but an admin the house."""
    assert sight_of(house.guard) == Sight(frozenset({house.site}), None, house=False)
    assert sight_of(house.receptionist).sites == {house.site}
    assert sight_of(house.host) == Sight(frozenset(), house.host.employee_id, house=False)


def test_whoever_is_still_in_is_who_came_in(house: House) -> None:
    """The look through all open screens builds the same person as signing in does."""
    people = (house.host, house.boss, house.guard, house.other_host)
    secrets = [browser_of(house.node, person)[0] for person in people]
    key = token(house.node, Role.MANAGER, house.site)
    with house.node.reading() as session:
        entries = [person_signed_in(session, secret, house.node.now()) for secret in secrets]
        program = person_with_token(session, key)
        assert program is not None
        came = {row.id: person for entry in entries if entry for person, row in [entry]} | {program.id: program}
        still = people_still_in(session, list(came), list(came), house.node.now())
        assert still == came
        assert people_still_in(session, list(came), [], house.node.now() + IDLE_SIGN_IN) == {}


def test_a_page_of_news_says_where_to_read_on(house: House) -> None:
    """A full page ends at its last line; one that is not full has seen everything, also what was for other eyes."""
    first = write(house, About("one"), About("two"), About("one"), About("two"))[0]
    sight = Sight(frozenset({"one"}), None, house=False)
    with house.node.reading() as session:
        page = news_after(session, sight, first - 1, 1)
        assert ([item["n"] for item in page.items], page.last) == ([first], first)
        page = news_after(session, sight, page.last, 2)
        assert ([item["n"] for item in page.items], page.last) == ([first + 2], first + 3)


def test_an_item_says_whom_it_concerns(house: House) -> None:
    """The shape that docs/INTERFACES.md promises; names and contacts are in none."""
    n = write(house, About(house.site, house.host.employee_id, "b", "v"))[0]
    with house.node.reading() as session:
        item = item_of(lines_after(session, n - 1)[0])
    assert set(item) == {"n", "kind", "at", "visit", "booking", "data"}
    assert (item["n"], item["kind"], item["visit"], item["booking"]) == (n, "VisitorArrived", "v", "b")
    assert item["data"] == {"site": house.site, "host": house.host.employee_id, "by": "test"}


def test_each_listener_is_told_once_and_few_before_many() -> None:
    """A message holds all that its listeners see of some lines, in order; alike eyes share it."""
    gate, both = Sight(frozenset({"one"}), None, house=False), Sight(frozenset({"one"}), "ann", house=False)
    bo = Sight(frozenset(), "bo", house=False)
    lines = [line(1, "one", "ann"), line(2, "two", "bo"), line(3, "one", "bo")]
    crowd = {gate: [told("g1"), told("g2")], both: [told("m")], bo: [told("b")], NOTHING: [told("x")]}
    calls = [(sorted(call.sids), [each.n for each in call.lines]) for call in calls_for(lines, crowd)]
    assert calls == [(["b"], [2, 3]), (["g1", "g2", "m"], [1, 3])]


def test_who_came_while_lines_waited_is_not_told_again_what_it_caught_up_with() -> None:
    """Lines wait for the crowd's next round; who joins meanwhile has read some of them by itself."""
    gate = Sight(frozenset({"one"}), None, house=False)
    lines = [line(1, "one", "ann"), line(2, "one", "bo"), line(3, "one", "ann")]
    calls = calls_for(lines, {gate: [told("old"), told("new", since=2), told("newest", since=3)]})
    assert {sid: [each.n for each in call.lines] for call in calls for sid in call.sids} == {
        "old": [1, 2, 3],
        "new": [3],
    }


def test_a_listener_is_told_only_while_it_is_there_and_caught_up() -> None:
    """It stands with those who see the same, and moves when its roles change."""
    listeners, gate = Listeners(), Sight(frozenset({"one"}), None, house=False)
    listener = Listener("s", "sign-in", None, gate)
    listeners.add(listener)
    assert (listeners.hosts([]), listeners.boards()) == ({}, {})
    listeners.sees_after(listener, NOTHING, since=1)
    assert (listeners.hosts([]), listeners.boards()) == ({}, {})
    listeners.tell_after(listener, since=2)
    assert (listeners.hosts([]), listeners.boards(), listener.since) == ({NOTHING: [listener]}, {}, 2)
    listeners.sees_after(listener, gate, since=3)
    assert (listeners.hosts([]), listeners.boards(), listener.since) == ({}, {gate: [listener]}, 3)
    listeners.remove("s")
    listeners.tell_after(listener, since=4)
    assert (listeners.boards(), listeners.everyone()) == ({}, [])


def test_a_line_is_looked_at_for_those_whom_it_may_concern() -> None:
    """A thousand hosts cost a line of one of them nothing; whoever may see it is found as by looking at all."""
    eyes = [Sight(frozenset(), host, house=house) for host in (None, "ann", "bo", "cy") for house in (False, True)]
    listeners = Listeners()
    for sid, sight in enumerate(eyes):
        listener = Listener(str(sid), "sign-in", None, sight)
        listeners.add(listener)
        listeners.tell_after(listener, since=0)
    assert Sight(frozenset(), "cy", house=False) not in listeners.hosts([line(1, "one", "ann")])
    for about in itertools.product(SITES, HOSTS):
        calls = calls_for([line(1, *about)], listeners.hosts([line(1, *about)]))
        seeing = {str(sid) for sid, sight in enumerate(eyes) if sight.sees(*about)}
        assert {sid for call in calls for sid in call.sids} == seeing


def told(sid: str, since: int = 0) -> Listener:
    """Return somebody who has caught up to a line; what it may see does not matter here."""
    return Listener(sid, "sign-in", None, NOTHING, since, is_told=True)


@pytest.mark.parametrize("limit", [1, 3])
def test_a_page_of_lines_in_sight_is_the_oldest_of_all_ranges(house: House, limit: int) -> None:
    """Each range is cut before they are merged; that must not let a later line pass an earlier one."""
    first = write(house, About("two"), About("one"), About("two"), About("one"))[0]
    sight = Sight(frozenset({"one", "two"}), None, house=False)
    with house.node.reading() as session:
        found = lines_in_sight(session, sight, first - 1, newest(house), limit)
    assert [each.n for each in found] == list(range(first, first + limit))
