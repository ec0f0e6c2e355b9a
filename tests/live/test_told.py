"""An arrival is told to whom it concerns, by a real office process."""

from shared.desk.outcomes import Admitted
from shared.kernel.logbook import About
from tests.apps import App
from tests.house import House
from tests.live.lines import newest, write
from tests.live.screens import Screen
from tests.signed_in import browser_of


def test_host_and_gate_are_told_of_an_arrival_and_other_hosts_are_not(house: House, office: App) -> None:
    """In logbook order, each line once."""
    text = house.pass_of(house.approved())
    begin = newest(house)
    people = (house.host, house.guard, house.other_host)
    host, gate, stranger = (
        Screen(office.url, {"after": begin}, cookie=browser_of(house.node, person)[1], origin=office.url)
        for person in people
    )
    asked = newest(house) + 2
    outcome = house.scanned(text)
    assert isinstance(outcome, Admitted)
    for screen in (host, gate):
        screen.hears(asked)
        arrivals = [(each["kind"], each["visit"]) for each in screen.told if each["visit"]]
        assert arrivals[:2] == [("VisitorArrived", outcome.visit), ("HostAsked", outcome.visit)]
        assert screen.numbers == sorted(set(screen.numbers))
    # What the stranger may see comes after the arrival, so the arrival would have come before it.
    own = write(house, About(house.other_site, house.other_host.employee_id))[0]
    assert stranger.hears(own) == [own]
