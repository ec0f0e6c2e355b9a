"""A visit's life, as hypothesis invents it: many hosts, kiosks and gates act at once on one house.

Whatever they do, and in whatever order or at the same moment, the house keeps three promises: a guest of a booking is
on one visit at most; nobody has a badge who was not accepted, where that is asked; and who is in the house is what the
logbook tells, read from its first line on.
"""

import itertools
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hardware.porter import Porter
from shared.badges.models import Badge
from shared.bookings.models import Guest
from shared.bookings.rules import GuestWish
from shared.companies.models import Visitor
from shared.companies.rules import Contact
from shared.declarations.models import DeclaredItem
from shared.declarations.rules import Declared
from shared.desk.answer import answer, take_over
from shared.desk.cancel import cancel
from shared.desk.depart import Accounting, account_for_items, let_out, let_out_with_items
from shared.desk.gate_word import Why, admit, keep_guest_out
from shared.desk.group import let_group_in
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.desk.release import brought_in
from shared.desk.watchlist import confirm, decide_hit, flag_the_coming, propose
from shared.desk.while_waiting import wait_no_longer
from shared.gate.rules import Stop, StopReason
from shared.grades.door import BadgePolicy
from shared.grades.queries import every_grade
from shared.kernel.logbook import Kind, LogLine
from shared.kernel.node import Node
from shared.leaving.models import Release
from shared.screening.models import WatchHit
from shared.screening.rules import Draft, HitState
from shared.visits.models import Visit
from shared.visits.present import present
from shared.visits.rules import ACCEPTED, CAME_IN, DECLINED, OPEN, VisitState
from tests.asking import duties_done, has_colleague
from tests.clock import SHANGHAI, StandingClock
from tests.desk.walk_ins import consent, registered
from tests.house import House, furnish

_GONE = {Kind.VisitorLeft, Kind.VisitExpired}
_MOST_AT_ONCE = 4
"""So many act at the same moment: kiosks, hosts, the gate, the porter."""
_WHY = Why(StopReason.IDENTITY)
_NAMES = itertools.count(1)
OpenNode = Callable[[], tuple[Node, StandingClock]]


def name_of(begins: str, number: int) -> str:
    """Return a name like no other: the watchlist finds whom it means, and nobody else."""
    return f"{begins}{chr(0x4E00 + number)}"


@dataclass(frozen=True)
class Somebody:
    """A guest with a pass, and the booking that it is of."""

    booking: str
    guest: str
    text: str
    leads: bool


@dataclass(frozen=True)
class Watch:
    """Security, and the courier who asks the next one: who looks at people while they wait."""

    house: House

    def finds(self, guest_id: str) -> None:
        """Put somebody's name on the watchlist, which holds who waits for an answer."""
        node, second = self.house.node, replace(self.house.boss, id="another manager")
        with node.transaction() as session:
            name = session.get_one(Visitor, session.get_one(Guest, guest_id).visitor_id).name
            draft = Draft(name=name, reason="带走样品", source="保安部", expires_at=node.now() + timedelta(days=9))
            entry = propose(session, draft, self.house.boss, node.now()).id
        with node.transaction() as session:
            confirm(session, entry, second, node.now())
        with node.transaction() as session:
            flag_the_coming(session, entry, node.now())

    def clears(self, session: Session, now: datetime) -> None:
        """Decide on the latest whom nobody has decided on: somebody else of that name."""
        wanted = select(WatchHit.id).where(WatchHit.state == HitState.OPEN).order_by(WatchHit.id.desc()).limit(1)
        if hit := session.scalar(wanted):
            decide_hit(session, hit, HitState.CLEARED, "看过证件", self.house.boss, now)

    def asks_on(self) -> None:
        """Carry out what is due."""
        duties_done(self.house.node)


class Life(RuleBasedStateMachine):
    """One house, and everything that can be done to a visit there."""

    make: OpenNode

    @initialize(prints_at_once=st.sampled_from([False, False, True]))
    def open_house(self, prints_at_once: bool) -> None:
        """Furnish an empty house, of one policy or the other: the host accepts who has no booking, or nobody does."""
        node, self.clock = self.make()
        self.house: House = furnish(node)
        self.prints_at_once = prints_at_once
        if prints_at_once:
            with node.transaction() as session:
                for grade in every_grade(session):
                    grade.at_the_door = replace(grade.door, badge=BadgePolicy.AT_ONCE).as_json()
        self.hosts = [self.house.host, has_colleague(self.house)]
        self.guards = [self.house.guard, self.house.receptionist]
        self.doors = [self.house.door, replace(self.house.door, station="gate")]
        self.guests: list[Somebody] = []
        self.groups: dict[str, list[Somebody]] = {}
        self.read = 0
        self.present: set[str] = set()
        self.ended: Counter[str] = Counter()
        self.walked_in: set[str] = set()
        self.accepted: set[str] = set()
        for _ in range(2):
            self.book(3)
            self.at_once([partial(self.house.scanned, self.guests[-3].text)])
            self.at_once([partial(registered, self.house, name=name_of("来", next(_NAMES)))])

    def teardown(self) -> None:
        """Leave."""
        if hasattr(self, "house"):
            self.house.node.close()

    # ---- what people do ----

    @rule(size=st.integers(1, 3))
    def book(self, size: int) -> None:
        """A host books somebody, or a group; the hosts in turn."""
        host = self.hosts[len(self.groups) % len(self.hosts)]
        guests = tuple(
            GuestWish(
                Contact(name_of("访", next(_NAMES)), "启航精密", f"+8613{next(_NAMES):09d}", None), is_leader=n == 0
            )
            for n in range(size)
        )
        booking = self.house.booked(self.house.wish(*guests, host_id=str(host.employee_id)), by=host)
        some = [
            Somebody(booking.id, guest.id, self.house.pass_of(booking, n), guest.is_leader and size > 1)
            for n, guest in enumerate(booking.guests)
        ]
        self.guests += some
        self.groups[booking.id] = some

    @rule(data=st.data())
    def somebody_does_something(self, data: st.DataObject) -> None:
        """One after the other."""
        self.at_once([self.deed(data)])

    @rule(data=st.data(), many=st.integers(2, _MOST_AT_ONCE))
    def several_do_something_at_once(self, data: st.DataObject, many: int) -> None:
        """At the same moment, each through a transaction of their own."""
        self.at_once([self.deed(data) for _ in range(many)])

    @rule(data=st.data())
    def all_do_it_to_the_same_visitor(self, data: st.DataObject) -> None:
        """The race that matters most: everybody wants something of one visit."""
        visit_id = self.a_visit(data)
        who = data.draw(st.sampled_from(self.guests), label="guest")
        words = st.sampled_from(
            [
                "arrives", "leaves", "accepts", "declines", "gate lets out", "goes", "desk takes over",
                "gate refuses", "gate admits", "security finds", "security clears", "courier",
            ]
        )  # fmt: skip
        chosen = data.draw(st.lists(words, min_size=2, max_size=_MOST_AT_ONCE), label="at once")
        self.at_once([self.one(word, who, visit_id, data) for word in chosen])

    @rule(minutes=st.sampled_from([1, 20, 90]))
    def time_goes_by(self, minutes: int) -> None:
        """Until somebody is late."""
        self.clock.passes(minutes=minutes)

    @rule(data=st.data())
    def the_day_ends(self, data: st.DataObject) -> None:
        """Two porters walk, since an office may have several processes, while others still do something."""
        here = self.clock.now().astimezone(SHANGHAI)
        self.clock.moves_to(here.replace(hour=18, minute=1) if here.hour < 18 else here + timedelta(hours=14))
        porters = [Porter(self.house.node).walk for _ in range(2)]
        self.at_once([*porters, self.deed(data), self.deed(data)])

    # ---- how it is done ----

    def deed(self, data: st.DataObject) -> Callable[[], object]:
        """Draw one thing that somebody does."""
        who = data.draw(st.sampled_from(self.guests), label="guest")
        words = [
            "arrives", "arrives", "leaves", "walks in", "accepts", "declines", "gate lets out", "goes",
            "group comes in", "desk takes over", "accounts", "gate checks", "cancels",
            "gate holds", "gate refuses", "gate admits", "security finds", "security clears", "courier",
        ]  # fmt: skip
        return self.one(data.draw(st.sampled_from(words), label="deed"), who, self.a_visit(data), data)

    def one(self, word: str, who: Somebody, visit_id: str, data: st.DataObject) -> Callable[[], object]:
        """Return a deed by its name."""
        house, tap = self.house, str(uuid.uuid4())
        host, guard = (data.draw(st.sampled_from(some), label="who") for some in (self.hosts, self.guards))
        door = data.draw(st.sampled_from(self.doors), label="kiosk")
        if word == "arrives":
            return lambda: house.scanned(who.text, tap, door)
        if word == "leaves":
            return lambda: house.left(who.text, tap, door)
        if word == "walks in":
            items = (("样品", 2),) if data.draw(st.booleans(), label="brings something") else ()
            name, brings = name_of("来", next(_NAMES)), Declared(agreed=(consent(house),), items=items)
            return lambda: registered(house, name=name, declared=brings, host=str(host.employee_id))
        if word == "group comes in":
            members = [each.guest for each in self.groups[who.booking]]
            return lambda: let_group_in(house.node.transaction, tap, visit_id, members, door, house.node.now())
        watch = Watch(house)
        if others := {
            "security finds": lambda: watch.finds(self.guest_of(visit_id, who, waits=True)),
            "courier": watch.asks_on,
        }.get(word):
            return others
        said = data.draw(st.sampled_from(sorted(ACCEPTED - {"desk"} if word == "accepts" else DECLINED)), label="said")

        def accounting(session: Any) -> Accounting:
            return Accounting(tap, visit_id, {item.id: item.quantity for item in brought_in(session, visit_id)})

        def seen(session: Any) -> dict[str, int]:
            return {item.id: item.quantity + 1 for item in brought_in(session, visit_id)}

        verbs: dict[str, Callable[..., Any]] = {
            "accepts": lambda s, now: answer(s, visit_id, said, host, now, minutes=5, place="二楼"),
            "declines": lambda s, now: answer(s, visit_id, said, house.receptionist, now),
            "gate lets out": lambda s, now: let_out(s, visit_id, guard, now),
            "goes": lambda s, now: wait_no_longer(s, tap, visit_id, door, now),
            "desk takes over": lambda s, now: take_over(s, visit_id, house.receptionist, now),
            "accounts": lambda s, now: account_for_items(s, accounting(s), door, now),
            "gate checks": lambda s, now: let_out_with_items(s, visit_id, seen(s), "多带一件", guard, now),
            "gate holds": lambda s, now: keep_guest_out(s, self.guest_of(visit_id, who), Stop.HELD, _WHY, guard, now),
            "gate refuses": lambda s, now: keep_guest_out(
                s, self.guest_of(visit_id, who), Stop.REFUSED, _WHY, guard, now
            ),
            "gate admits": lambda s, now: admit(s, self.guest_of(visit_id, who), door, guard, now),
            "security clears": watch.clears,
            "cancels": lambda s, now: cancel(s, who.booking, house.host, now),
        }  # fmt: skip
        return lambda: self.in_transaction(verbs[word])

    def guest_of(self, visit_id: str, who: Somebody, *, waits: bool = False) -> str:
        """Return the guest of a visit, or rather of the latest who waits; else somebody who may not have come."""
        asking = select(Visit.guest_id).where(Visit.state == VisitState.ASKING).order_by(Visit.id.desc()).limit(1)
        with self.house.node.reading() as session:
            found = session.scalar(asking) if waits else None
            return found or session.scalar(select(Visit.guest_id).where(Visit.id == visit_id)) or who.guest

    def in_transaction(self, verb: Callable[..., Any]) -> Any:
        with self.house.node.transaction() as session:
            return verb(session, self.house.node.now())

    def a_visit(self, data: st.DataObject) -> str:
        """Draw a visit that there has been, or none."""
        with self.house.node.reading() as session:
            ids = session.scalars(select(Visit.id).order_by(Visit.id.desc()).limit(6)).all()
        chosen = data.draw(st.integers(0, 6), label="visit")  # as many choices however a race ended
        return ids[chosen] if chosen < len(ids) else "0" * 26

    def at_once(self, deeds: list[Callable[[], object]]) -> None:
        """Let everybody do it at the same moment; a refusal is an answer, anything else is a fault."""
        start, faults, refusals = threading.Barrier(len(deeds)), [], []

        def run(deed: Callable[[], object]) -> None:
            start.wait()
            try:
                deed()
            except (NotAllowed, OutOfTurn) as refusal:
                refusals.append(type(refusal).__name__)
            except Exception as fault:  # noqa: BLE001  (a thread's fault must reach the test)
                faults.append(fault)

        threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if faults:
            raise faults[0]
        for name in refusals:
            event(f"refused: {name}")  # `--hypothesis-show-statistics` says how many lives meet one

    # ---- what is always true ----

    @invariant()
    def a_guest_is_on_one_visit_at_most(self) -> None:
        """Of a booking, whoever opened the door for them."""
        with self.house.node.reading() as session:
            several = (
                select(Visit.guest_id).where(Visit.state.in_(OPEN)).group_by(Visit.guest_id).having(func.count() > 1)
            )
            assert session.scalars(several).all() == []

    @invariant()
    def nobody_has_a_badge_who_was_not_accepted(self) -> None:
        """A visit has a badge if it came in, and then one that counts; who waits or was turned away has none."""
        with self.house.node.reading() as session:
            rows = session.execute(
                select(Visit.id, Visit.state, Visit.admitted_at, func.count(Badge.id))
                .outerjoin(Badge, (Badge.visit_id == Visit.id) & Badge.voided_at.is_(None))
                .group_by(Visit.id, Visit.state, Visit.admitted_at)
            ).all()
            unapproved = session.scalars(
                select(Visit.id)
                .join(Guest, Guest.id == Visit.guest_id)
                .where(Visit.state == VisitState.INSIDE, Visit.admitted_at.is_(None))
            ).all()
        assert [(row.state, row[3]) for row in rows if row[3] != (row.state in CAME_IN)] == []
        assert unapproved == []

    @invariant()
    def nobody_has_left_with_things_that_nobody_has_looked_at(self) -> None:
        """What came in is accounted for, or the gate has let it pass (R22)."""
        with self.house.node.reading() as session:
            unseen = (
                select(Visit.id)
                .join(DeclaredItem, DeclaredItem.visit_id == Visit.id)
                .outerjoin(Release, Release.visit_id == Visit.id)
                .where(Visit.state == VisitState.LEFT, Release.settled_at.is_(None))
            )
            assert session.scalars(unseen).all() == []

    @invariant()
    def who_is_in_is_what_the_logbook_tells(self) -> None:
        """Read line by line from the first: numbers without gaps, nobody leaves who has not come, nobody twice.

        Who has no booking comes in by somebody's word, unless the policy says otherwise (R13).
        """
        with self.house.node.reading() as session:
            lines = session.scalars(select(LogLine).where(LogLine.n > self.read).order_by(LogLine.n)).all()
            inside = set(session.scalars(select(Visit.id).where(Visit.state == VisitState.INSIDE)))
            shown = {stay.id for stay in present(session, self.house.site)}
        assert [line.n for line in lines] == list(range(self.read + 1, self.read + 1 + len(lines)))
        for line in lines:
            self.fold(line)
        self.read += len(lines)
        assert self.present == inside == shown
        came = {str(line.visit_id) for line in lines if line.kind == Kind.VisitorArrived}
        assert self.prints_at_once or came & self.walked_in <= self.accepted

    def fold(self, line: LogLine) -> None:
        if line.kind == Kind.WalkInRegistered:
            self.walked_in.add(str(line.visit_id))
        elif line.kind == Kind.HostAnswered and line.facts["answer"] in ACCEPTED:
            self.accepted.add(str(line.visit_id))
        elif line.kind == Kind.VisitorArrived:
            assert line.visit_id not in self.present
            self.present.add(str(line.visit_id))
        elif line.kind in _GONE:
            was_closed = self.ended[f"{Kind.VisitExpired} {line.visit_id}"]
            assert line.visit_id in self.present or (line.kind == Kind.VisitorLeft and was_closed)
            self.present.discard(str(line.visit_id))
            self.ended[f"{line.kind} {line.visit_id}"] += 1
            assert self.ended[f"{line.kind} {line.visit_id}"] == 1
