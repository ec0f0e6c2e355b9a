"""Two at the desk press "print again" at once."""

import threading

from shared.badges.queries import badges_of, job_of
from shared.desk.outcomes import Admitted
from shared.desk.reprint import print_badge_again
from tests.house import House


def test_two_who_press_print_again_at_once_ask_for_one_copy(house: House) -> None:
    came = house.scanned(house.pass_of(house.approved()))
    assert isinstance(came, Admitted)
    with house.node.reading() as session:
        job = job_of(session, came.badge)
    assert job is not None
    start, faults = threading.Barrier(4), list[Exception]()

    def press() -> None:
        start.wait(10)
        try:
            with house.node.transaction() as session:
                print_badge_again(session, job.id, house.receptionist, house.node.now())
        except Exception as fault:  # noqa: BLE001  (looked at below)
            faults.append(fault)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert faults == []
    with house.node.reading() as session:
        assert [badge.copy for badge in badges_of(session, came.visit)] == [1, 2]
