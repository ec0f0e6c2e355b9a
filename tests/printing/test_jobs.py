"""Print jobs in the database: asked for once, printed once, and every end of theirs is written down."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.exc import IntegrityError

from shared.kernel.logbook import About, LogLine, lines_after
from shared.kernel.node import Node
from shared.printing import actions, queries
from shared.printing.actions import ToPrint
from shared.printing.models import PrintJob
from shared.printing.rules import PrintState, Reason, Trouble
from tests.clock import StandingClock

LEASE = timedelta(seconds=60)
PAPER_OUT = Trouble(Reason.PAPER_OUT, nothing_sent=True, printer="tcp:a")


def wanted(site_id: str, subject_id: str = "badge-1", station: str = "lobby", copy: int = 1) -> ToPrint:
    return ToPrint(site_id, station, About(site=site_id, visit="visit-1"), "badge", subject_id, copy)


def asked(node: Node, want: ToPrint) -> PrintJob:
    with node.transaction() as session:
        return actions.ask_for_print(session, want, node.now())


def due(node: Node, site_id: str, *stations: str) -> PrintJob | None:
    with node.reading() as session:
        return queries.oldest_due_job(session, site_id, stations or ("lobby",), node.now())


def sent(node: Node, job: PrintJob) -> bool:
    with node.transaction() as session:
        return actions.sending(session, job, "tcp:a", node.now(), LEASE)


def again(node: Node, job: PrintJob) -> PrintJob:
    with node.reading() as session:
        found = queries.job_with_id(session, job.id)
        assert found is not None
        return found


def told(node: Node) -> list[tuple[str, object]]:
    with node.reading() as session:
        return [(line.kind, line.facts.get("reason")) for line in lines_after(session, 0)]


def test_jobs_are_due_in_the_order_in_which_they_were_asked_for(node: Node, site_id: str, clock: StandingClock) -> None:
    for number in range(3):
        asked(node, wanted(site_id, f"badge-{number}"))
        clock.passes(seconds=1)
    seen = []
    while job := due(node, site_id):
        seen.append(job.subject_id)
        assert sent(node, job)
    assert seen == ["badge-0", "badge-1", "badge-2"]


def test_a_station_prints_its_own_jobs_only(node: Node, site_id: str) -> None:
    asked(node, wanted(site_id, station="gate"))
    assert due(node, site_id, "lobby") is None
    assert due(node, "another-site", "gate") is None
    assert due(node, site_id, "lobby", "gate") is not None


def test_the_same_copy_is_never_asked_for_twice(node: Node, site_id: str) -> None:
    asked(node, wanted(site_id))
    with pytest.raises(IntegrityError):
        asked(node, wanted(site_id))


def test_a_row_for_one_insert_among_others_is_the_same_job(node: Node, site_id: str) -> None:
    with node.transaction() as session:
        session.execute(insert(PrintJob), [actions.print_job_row(wanted(site_id), node.now())])
    job = due(node, site_id)
    assert job is not None
    assert (job.state, job.copy, job.attempts, job.is_open) == ("waiting", 1, 0, True)
    assert About.from_json(job.about) == About(site=site_id, visit="visit-1")


def test_a_printed_job_is_done_and_the_logbook_says_so(node: Node, site_id: str) -> None:
    job = asked(node, wanted(site_id))
    assert sent(node, job)
    assert again(node, job).bytes_sent_at == node.now()
    with node.transaction() as session:
        assert actions.done(session, job, node.now())
    end = again(node, job)
    assert (end.state, end.reason, end.printer, end.printed_at) == ("done", None, "tcp:a", node.now())
    assert end.lease_until is None
    with node.reading() as session:
        (line,) = lines_after(session, 0)
    assert (line.kind, line.visit_id, line.site_id) == ("BadgePrinted", "visit-1", site_id)
    assert line.facts == {"badge": "badge-1", "copy": 1, "printer": "tcp:a"}


def test_of_two_who_send_at_once_one_may(node: Node, site_id: str) -> None:
    asked(node, wanted(site_id))
    hands = [due(node, site_id) for _ in range(8)]
    start = threading.Barrier(len(hands))
    may: list[bool] = []

    def try_it(job: PrintJob) -> None:
        start.wait(10)
        may.append(sent(node, job))

    threads = [threading.Thread(target=try_it, args=(job,)) for job in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(may) == [False] * 7 + [True]


def test_a_stuck_job_is_tried_again_later_and_told_once(node: Node, site_id: str, clock: StandingClock) -> None:
    job = asked(node, wanted(site_id))
    for _ in range(3):
        found = due(node, site_id)
        assert found is not None
        with node.transaction() as session:
            assert actions.stuck(session, found, PAPER_OUT, node.now() + timedelta(seconds=5), node.now())
        assert due(node, site_id) is None
        clock.passes(seconds=5)
    end = again(node, job)
    assert (end.state, end.reason, end.attempts, end.printer) == ("stuck", "paper_out", 3, "tcp:a")
    assert told(node) == [("PrinterStuck", "paper_out")]


def test_a_job_stuck_for_a_new_reason_is_told_again(node: Node, site_id: str) -> None:
    job = asked(node, wanted(site_id))
    with node.transaction() as session:
        actions.stuck(session, job, PAPER_OUT, node.now(), node.now())
        actions.stuck(session, job, Trouble(Reason.COVER_OPEN, nothing_sent=True), node.now(), node.now())
    assert told(node) == [("PrinterStuck", "paper_out"), ("PrinterStuck", "cover_open")]


def test_when_the_printer_is_back_stuck_jobs_are_due_in_the_order_of_asking(
    node: Node, site_id: str, clock: StandingClock
) -> None:
    for number in range(3):
        job = asked(node, wanted(site_id, f"badge-{number}"))
        with node.transaction() as session:
            actions.stuck(session, job, PAPER_OUT, node.now() + timedelta(hours=3 - number), node.now())
        clock.passes(seconds=1)
    assert due(node, site_id) is None
    with node.transaction() as session:
        assert actions.try_now(session, site_id, ["lobby"]) == 3
    with node.reading() as session:
        due_now = [job.subject_id for job in queries.open_jobs(session, site_id, "lobby")]
    assert due_now == ["badge-0", "badge-1", "badge-2"]


def test_what_a_dead_spooler_left_is_unknown_for_good(node: Node, site_id: str, clock: StandingClock) -> None:
    job = asked(node, wanted(site_id))
    asked(node, wanted(site_id, "badge-2"))
    assert sent(node, job)
    with node.transaction() as session:
        assert actions.recover_abandoned(session, site_id, ["lobby"], node.now(), all_of=False) == []
    clock.passes(seconds=61)
    with node.reading() as session:
        assert queries.is_one_abandoned(session, site_id, ["lobby"], node.now())
    with node.transaction() as session:
        assert len(actions.recover_abandoned(session, site_id, ["lobby"], node.now(), all_of=False)) == 1
    end = again(node, job)
    assert (end.state, end.reason, end.next_try_at) == ("unknown", "interrupted", None)
    assert told(node) == [("PrintUnknown", "interrupted")]
    still = due(node, site_id)
    assert still is not None
    assert still.subject_id == "badge-2"


def test_at_the_start_a_running_lease_counts_too(node: Node, site_id: str) -> None:
    assert sent(node, asked(node, wanted(site_id)))
    with node.transaction() as session:
        assert len(actions.recover_abandoned(session, site_id, ["lobby"], node.now(), all_of=True)) == 1


def test_a_late_word_changes_nothing(node: Node, site_id: str) -> None:
    """The badge was replaced while it was at the printer: what the printer then says is too late."""
    job = asked(node, wanted(site_id))
    assert sent(node, job)
    with node.transaction() as session:
        other = queries.job_with_id(session, job.id)
        assert other is not None
        actions.replace(session, other, node.now())
    with node.transaction() as session:
        assert not actions.done(session, job, node.now())
        assert not actions.unknown(session, job, Reason.NO_REPLY, node.now())
    assert again(node, job).state == "replaced"
    assert told(node) == []


def test_staff_says_once_that_it_came_out(node: Node, site_id: str) -> None:
    job = unknown_job(node, site_id)
    said = []
    for _ in range(2):  # two at the desk answer
        with node.transaction() as session:
            found = queries.job_with_id(session, job.id)
            assert found is not None
            said.append(actions.came_out(session, found, "account-1", node.now()))
    assert said == [True, False]
    end = again(node, job)
    assert (end.state, end.printed_at) == ("done", node.now())
    assert told(node) == [("PrintUnknown", "no_reply"), ("BadgeSettled", None)]


def test_printing_again_voids_the_job_and_asks_for_the_next_copy(node: Node, site_id: str) -> None:
    job = unknown_job(node, site_id)
    with node.transaction() as session:
        found = queries.job_with_id(session, job.id)
        assert found is not None
        second = actions.print_again(session, found, "badge-2", node.now())
    assert (again(node, job).state, again(node, job).reason) == ("replaced", "printed_again")
    copy = due(node, site_id)
    assert copy is not None
    assert (copy.id, copy.subject_id, copy.copy, copy.about) == (second.id, "badge-2", 2, job.about)


def unknown_job(node: Node, site_id: str) -> PrintJob:
    """Return a job whose printer said nothing."""
    job = asked(node, wanted(site_id))
    assert sent(node, job)
    with node.transaction() as session:
        assert actions.unknown(session, job, Reason.NO_REPLY, node.now())
    with node.reading() as session:
        assert [found.id for found in queries.jobs_to_settle(session, site_id)] == [job.id]
    return job


def test_a_job_that_is_not_wanted_is_not_printed(node: Node, site_id: str) -> None:
    job = asked(node, wanted(site_id))
    with node.transaction() as session:
        assert actions.not_wanted(session, job, node.now())
    assert due(node, site_id) is None
    assert again(node, job).reason == "not_wanted"


def test_an_unknown_state_is_refused_by_the_database(node: Node, site_id: str) -> None:
    job = asked(node, wanted(site_id))
    with pytest.raises(IntegrityError), node.transaction() as session:
        session.execute(text("UPDATE print_jobs SET state = 'lost' WHERE id = :id"), {"id": job.id})


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_no_question_looks_at_settled_jobs(node: Node, site_id: str) -> None:
    """A million old badges must not make the next one wait: every read goes by an index that leaves them out."""
    plans: list[str] = []

    def explain(_connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("SELECT print_jobs"):
            plans.extend(row[3] for row in cursor.connection.execute("EXPLAIN QUERY PLAN " + statement, parameters))  # type: ignore[attr-defined]

    event.listen(node.database.engine, "before_cursor_execute", explain)
    with node.reading() as session:
        queries.oldest_due_job(session, site_id, ["lobby"], node.now())
        queries.is_one_abandoned(session, site_id, ["lobby"], node.now())
        queries.jobs_to_settle(session, site_id)
        queries.open_jobs(session, site_id, "lobby")
        queries.waiting_by_station(session, site_id)
        queries.jobs_page(session, site_id, "lobby", None, 50)
        actions.recover_abandoned(session, site_id, ["lobby"], node.now(), all_of=True)
    used = [plan.split("USING")[1].split("(")[0].replace("COVERING", "").replace("INDEX", "").strip() for plan in plans]
    assert used == [
        "print_jobs_due",
        "print_jobs_in_the_works",
        "print_jobs_to_settle",
        "print_jobs_due",
        "print_jobs_due",
        "print_jobs_of_station",
        "print_jobs_in_the_works",
    ]
    assert "TEMP B-TREE" not in "".join(plans)


def test_every_state_that_ends_a_job_has_its_moment(node: Node, site_id: str) -> None:
    job = asked(node, wanted(site_id))
    assert job.settled_at is None
    assert sent(node, job)
    with node.transaction() as session:
        actions.unknown(session, job, Reason.CUT_OFF, node.now())
    assert again(node, job).settled_at == node.now()
    assert PrintState(again(node, job).state) is PrintState.UNKNOWN
    with node.reading() as session:
        assert session.query(LogLine).count() == 1
