"""The watchlist: whom it knows again, who may put a name on it, and that nobody learns of it who shouldn't."""

import json
import uuid
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import event, select

from shared.access.rules import Person, sight_of
from shared.bookings.rules import Decision, GuestWish
from shared.companies.models import Visitor
from shared.companies.rules import Contact
from shared.declarations.rules import Declared
from shared.desk.answer import answer, take_over
from shared.desk.change import change
from shared.desk.group import let_group_in
from shared.desk.outcomes import Admitted, Asking, GroupAdmitted, NotAllowed, OutOfTurn, SeeReception
from shared.desk.walk_in import WalkIn, register
from shared.desk.watchlist import confirm, decide_hit, end, flag_the_coming, propose, read_list
from shared.kernel.likeness import Trait, can_be_compared, keys_looked_for, keys_of_visitor
from shared.kernel.logbook import Kind, LogLine, lines_after
from shared.kernel.names import has_odd_characters
from shared.notices.models import Notice
from shared.screening.models import WatchEntry, WatchHit, WatchKey, WatchStep
from shared.screening.queries import likenesses, referral
from shared.screening.rules import Draft, DraftRefused, HitState, score_of
from shared.visits.models import Visit
from shared.visits.rules import Answer
from shared.visits.waiting import waiting_code
from shared.walk_ins.rules import RECEPTION, Purpose
from tests.clock import StandingClock
from tests.desk.test_two_at_once import together
from tests.house import OLA, WANG, House

one_database = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def second(house: House) -> Person:
    """Return another manager."""
    return replace(house.boss, id="another manager")


def draft_of(house: House, **different: Any) -> Draft:
    until = house.node.now() + timedelta(days=30)
    fields: dict[str, Any] = {"name": "王伟", "reason": "带走样品", "source": "保安部", "expires_at": until}
    return Draft(**fields | different)


def proposed(house: House, **different: Any) -> str:
    with house.node.transaction() as session:
        return propose(session, draft_of(house, **different), house.boss, house.node.now()).id


def watched_for(house: House, **different: Any) -> str:
    """Put somebody on the list: one manager proposes, another confirms."""
    entry = proposed(house, **different)
    with house.node.transaction() as session:
        confirm(session, entry, second(house), house.node.now())
    return entry


def guest(name: str, phone: str | None = "+8613900000001", email: str | None = None) -> GuestWish:
    return GuestWish(Contact(name, "某公司", phone, email))


def hits(house: House) -> list[WatchHit]:
    with house.node.reading() as session:
        return list(session.scalars(select(WatchHit).order_by(WatchHit.id)))


def decided(house: House, hit: WatchHit, state: HitState, why: str = "看过证件") -> None:
    with house.node.transaction() as session:
        decide_hit(session, hit.id, state, why, house.boss, house.node.now())


def lines(house: House, *kinds: Kind) -> list[LogLine]:
    with house.node.reading() as session:
        return [line for line in lines_after(session, 0) if not kinds or line.kind in kinds]


def rows(house: House, table: type) -> int:
    with house.node.reading() as session:
        return len(session.scalars(select(table)).all())


ALIKE: list[tuple[dict[str, Any], str, set[str]]] = [
    ({"name": "王伟"}, "王伟", {"name"}),
    ({"name": "王伟"}, "王伟先生", {"name"}),
    ({"name": "王伟"}, "王 伟", {"name"}),
    ({"name": "王伟"}, "Wang Wei", {"reading"}),
    ({"name": "王伟"}, "Wei WANG", {"reading"}),
    ({"name": "Wei Wang"}, "王伟", {"reading"}),
    ({"name": "张伟"}, "張偉", {"name"}),
    ({"name": "单立文"}, "Shan Liwen", {"reading"}),
    ({"name": "单立文"}, "Dan Liwen", {"reading"}),
    ({"name": "吕布"}, "Lyu Bu", {"reading"}),
    ({"name": "Lü Bu"}, "吕布", {"reading"}),
    ({"name": "欧阳娜娜"}, "Nana Ouyang", {"reading"}),
    ({"name": "王晓琳"}, "Wang Xiao-Lin", {"reading"}),
    ({"name": "Thomas Müller"}, "Thomas Mueller", {"words", "sound"}),
    ({"name": "Thomas Müller"}, "MÜLLER, Thomas", {"words", "sound"}),
    ({"name": "Thomas Müller"}, "Dr. Thomas M. Muller", {"name", "words", "sound"}),
    ({"name": "Stephen Smith"}, "Steven Smyth", {"sound"}),
    ({"name": "Иван Петров"}, "Ivan Petrov", {"name", "words", "sound"}),
    ({"name": "张三", "aliases": ("李四", "Tom Lee")}, "李四", {"name"}),
    ({"name": "张三", "aliases": ("李四", "Tom Lee")}, "LEE Tom", {"words"}),
    ({"name": "张三", "phones": ("+8613900000001",)}, "谁也不是", {"phone"}),
    ({"name": "王伟", "phones": ("+8613900000001",)}, "Wei Wang", {"reading", "phone"}),
]
UNLIKE: list[tuple[dict[str, Any], str]] = [
    ({"name": "王伟"}, "汪伟"),
    ({"name": "王伟"}, "王维"),
    ({"name": "王伟"}, "Wang Li"),
    ({"name": "王伟"}, "王"),
    ({"name": "Thomas Müller"}, "Thomas"),
    ({"name": "Thomas Müller"}, "Thomas Maier"),
    ({"name": "李 Tom"}, "Tom"),
    ({"name": "张三", "aliases": ("李四",)}, "王五"),
    ({"name": "张三", "phones": ("+8613900000002",)}, "李四"),
]


@one_database
def test_who_is_like_an_entry_is_held_at_the_door_and_who_is_not_comes_in(house: House) -> None:
    """One entry and one visitor a row; each row's entry is taken off again."""
    found, passed = [], []
    for different, name, _ in ALIKE:
        text = house.pass_of(house.approved(house.wish(guest(name))))
        entry = watched_for(house, **different)
        answer = house.scanned(text)
        (hit,) = [each for each in hits(house) if each.entry_id == entry]
        found.append((different, name, set(hit.traits)))
        assert isinstance(answer, SeeReception), name
        assert hit.score == score_of(Trait(trait) for trait in hit.traits)
        with house.node.transaction() as session:
            end(session, entry, "erledigt", house.boss, house.node.now())
    for different, name in UNLIKE:
        entry = watched_for(house, **different)
        passed.append(isinstance(house.scanned(house.pass_of(house.approved(house.wish(guest(name))))), Admitted))
        with house.node.transaction() as session:
            end(session, entry, "erledigt", house.boss, house.node.now())
    assert found == ALIKE
    assert all(passed)


@pytest.mark.parametrize(
    ("name", "phone", "email", "draft"),
    [
        ("Ada", "+8613812345678", None, {"phones": ["+8613812345678"]}),
        ("Ada", None, "ada@x.example", {"emails": ["Ada@X.example"]}),
    ],
)
def test_contacts_are_compared_whatever_their_case(name: str, phone: str, email: str, draft: dict) -> None:
    looked_for = keys_looked_for([], draft.get("phones", ()), draft.get("emails", ()))
    assert set(keys_of_visitor(name, phone, email)) & set(looked_for)


NAMES = st.text(min_size=1, max_size=60) | st.text(
    st.sampled_from("王李张伟娜单解吕abcÄéø ·-'"), min_size=1, max_size=20
)


@given(alias=NAMES)
def test_an_exact_alias_always_hits(alias: str) -> None:
    """Whatever may be written on the list at all."""
    assume(not has_odd_characters(alias) and can_be_compared(alias))
    assert set(keys_of_visitor(alias, None, None)) & set(keys_looked_for([alias], (), ()))


def test_the_score_ranks_contacts_and_names_above_readings_and_sounds() -> None:
    ranked = sorted(Trait, key=lambda trait: score_of([trait]))
    assert ranked[:2] == [Trait.SOUND, Trait.READING]
    assert score_of([Trait.NAME, Trait.PHONE]) > score_of([Trait.NAME])
    assert score_of(Trait) == 100


def test_a_hit_holds_the_visitor_and_writes_all_that_follows(house: House) -> None:
    """On both databases: one hit however often, a notice for security, and nothing that a host would see."""
    text = house.pass_of(house.approved(house.wish(guest("Wei WANG"))))
    watched_for(house)
    first, again = house.scanned(text), house.scanned(text)
    assert first == again == SeeReception()
    (hit,) = hits(house)
    assert (hit.state, hit.score, hit.station, hit.held_at) == ("open", 70, "lobby", house.node.now())
    with house.node.reading() as session:
        notices = session.scalars(select(Notice).where(Notice.topic == "watch_hit")).all()
        sent = referral(session, house.site, str(first.code), house.node.now() - timedelta(hours=1))
    assert [(notice.role, notice.about, notice.due_at) for notice in notices] == [("security", {}, None)]
    assert sent is not None
    assert (sent.reason, sent.guest_id) == ("held", hit.guest_id)
    of_host = sight_of(house.host)
    told = {line.kind for line in lines(house) if of_host.sees(line.site_id, line.host_id)}
    assert told == {"BookingMade", "BookingApproved"}
    assert rows(house, WatchEntry) == 1


def test_who_was_cleared_comes_in_and_is_not_found_by_that_entry_again(house: House) -> None:
    text = house.pass_of(house.approved(house.wish(guest("王伟"))))
    watched_for(house)
    house.scanned(text)
    decided(house, hits(house)[0], HitState.CLEARED)
    assert isinstance(house.scanned(text), Admitted)
    another = watched_for(house, name="Wang Wei")
    later = house.booked(house.wish(guest("王伟")))
    assert later.state == "waiting"
    assert [hit.entry_id for hit in hits(house) if hit.state == "open"] == [another]


def test_who_is_kept_out_is_sent_to_reception_each_time(house: House) -> None:
    text = house.pass_of(house.approved(house.wish(guest("王伟"))))
    watched_for(house)
    house.scanned(text)
    decided(house, hits(house)[0], HitState.KEPT_OUT)
    assert house.scanned(text) == SeeReception()
    with pytest.raises(OutOfTurn):
        decided(house, hits(house)[0], HitState.KEPT_OUT)
    decided(house, hits(house)[0], HitState.CLEARED, "认错人了")
    assert isinstance(house.scanned(text), Admitted)


@one_database
def test_an_entry_that_has_ended_or_was_removed_holds_nobody(house: House, clock: StandingClock) -> None:
    removed = watched_for(house)
    with house.node.transaction() as session:
        end(session, removed, "误会", house.boss, house.node.now())
    assert rows(house, WatchKey) == 0
    watched_for(house, expires_at=house.node.now() + timedelta(minutes=1))
    clock.passes(minutes=2)
    assert isinstance(house.scanned(house.pass_of(house.approved(house.wish(guest("王伟"))))), Admitted)
    assert hits(house) == []


@one_database
def test_a_proposal_counts_for_nothing_until_somebody_else_confirms_it(house: House) -> None:
    entry = proposed(house)
    assert isinstance(house.scanned(house.pass_of(house.approved(house.wish(guest("王伟"))))), Admitted)
    with house.node.transaction() as session, pytest.raises(NotAllowed, match="own_proposal"):
        confirm(session, entry, house.boss, house.node.now())


def test_two_who_confirm_at_once_confirm_once(house: House) -> None:
    entry = proposed(house)

    def confirms(by: str) -> None:
        with house.node.transaction() as session:
            confirm(session, entry, replace(house.boss, id=by), house.node.now())

    assert together(partial(confirms, "one"), partial(confirms, "two")) == ["OutOfTurn", "done"]
    assert len(lines(house, Kind.WatchEntryConfirmed)) == 1
    with house.node.reading() as session:
        steps = [step.what for step in session.scalars(select(WatchStep).order_by(WatchStep.id))]
    assert sorted(steps) == ["confirmed", "proposed"]


def test_two_doors_that_find_somebody_at_once_find_one_hit(house: House) -> None:
    text = house.pass_of(house.approved(house.wish(guest("王伟"))))
    watched_for(house)
    assert together(partial(house.scanned, text), partial(house.scanned, text)) == ["done", "done"]
    assert len(hits(house)) == 1


@one_database
@pytest.mark.parametrize(
    ("different", "problem"),
    [
        ({"expires_at": None}, ("expires_at", "missing")),
        ({"reason": " "}, ("reason", "missing")),
        ({"source": ""}, ("source", "missing")),
        ({"name": "!!"}, ("name", "no_letters")),
        ({"name": "A" * 10_000}, ("name", "too_long")),
        ({"name": "王\u202e伟"}, ("name", "odd")),
        ({"aliases": ("a",) * 1 + tuple(f"a{n}" for n in range(30))}, ("aliases", "too_long")),
    ],
)
def test_what_an_entry_lacks_is_said(house: House, different: dict, problem: tuple[str, str]) -> None:
    with house.node.transaction() as session, pytest.raises(DraftRefused) as refused:
        propose(session, draft_of(house, **different), house.boss, house.node.now())
    assert problem in refused.value.problems


@one_database
def test_only_who_has_the_permission_does_anything_with_the_list(house: House) -> None:
    entry = proposed(house)
    for who in (house.host, house.receptionist, house.guard):
        with house.node.transaction() as session:
            now = house.node.now()
            for deed in (
                partial(propose, session, draft_of(house), who, now),
                partial(confirm, session, entry, who, now),
                partial(end, session, entry, "x", who, now),
                partial(read_list, session, who, now),
            ):
                with pytest.raises(NotAllowed):
                    deed()


def test_a_booking_of_somebody_who_is_like_an_entry_waits_and_the_booker_is_not_told_why(house: House) -> None:
    """Nor does an approver's word go through; once security has cleared the guest, it is as if nothing had been."""
    watched_for(house)
    booking = house.booked(house.wish(guest("Wang Wei")))
    assert (booking.state, booking.permit) == ("waiting", None)
    assert house.decided(booking.id, Decision.APPROVE, house.boss).state == "waiting"
    of_booker = sight_of(house.host)
    seen = [line for line in lines(house) if of_booker.sees(line.site_id, line.host_id)]
    assert [line.kind for line in seen] == ["BookingMade"]
    assert "watch" not in json.dumps([line.facts for line in seen]).lower()
    decided(house, hits(house)[0], HitState.CLEARED)
    assert house.booking(booking.id).state == "approved"


@one_database
def test_a_booking_that_somebody_else_approves_still_waits_for_them(house: House) -> None:
    watched_for(house)
    booking = house.booked(house.wish(guest("王伟"), grade="C"))
    decided(house, hits(house)[0], HitState.CLEARED)
    assert house.booking(booking.id).state == "waiting"
    assert house.approved(house.wish(guest("王伟"), grade="C")).state == "approved"


@one_database
def test_a_new_entry_finds_those_who_are_booked_already(house: House) -> None:
    house.approved(house.wish(guest("王伟")))
    entry = watched_for(house)
    with house.node.transaction() as session:
        assert flag_the_coming(session, entry, house.node.now()) == 1
    assert [(hit.state, hit.held_at) for hit in hits(house)] == [("open", None)]


@one_database
def test_a_member_of_a_group_is_held_and_the_others_come_in(house: House) -> None:
    booking = house.approved(house.wish(WANG, guest("王伟"), OLA))
    watched_for(house)
    led = house.scanned(house.pass_of(booking))
    assert isinstance(led, Admitted)
    members = [each.id for each in booking.guests[1:]]
    tap = "0c7a6a3e-5d0f-4a86-9a0d-9a3f5a1b2c3d"
    came = let_group_in(house.node.transaction, tap, led.visit, members, house.door, house.node.now())
    assert isinstance(came, GroupAdmitted)
    assert len(came.visits) == 1
    assert hits(house)[0].guest_id == booking.guests[1].id


def test_the_door_asks_the_list_in_the_query_that_it_asks_anyway(house: House) -> None:
    """The same statements with a full list and an empty one; and a key is looked up, the list is not read."""

    def statements(text: str) -> list[str]:
        said: list[str] = []
        hear = lambda *call: said.append(str(call[2]))  # noqa: E731
        event.listen(house.node.database.engine, "before_cursor_execute", hear)
        assert isinstance(house.scanned(text), Admitted)
        event.remove(house.node.database.engine, "before_cursor_execute", hear)
        return said

    first, other = (house.pass_of(house.approved(house.wish(each))) for each in (WANG, OLA))
    without = statements(first)
    for n in range(5):
        watched_for(house, name=f"王伟{'甲乙丙丁戊'[n]}")
    assert statements(other) == without
    assert sum("watch_keys" in statement for statement in without) == 1


@one_database
def test_a_changed_phone_is_compared(house: House) -> None:
    booking = house.approved(house.wish(WANG))
    watched_for(house, name="张三", phones=("+8613999999999",))
    contact = replace(WANG.contact, phone="+8613999999999")
    with house.node.transaction() as session:
        change(session, booking.id, house.wish(GuestWish(contact)), house.host, house.node.now())
    with house.node.reading() as session:
        visitor = house.booking(booking.id).guests[0].visitor_id
        assert [each.traits for each in likenesses(session, [visitor], house.node.now())] == [(Trait.PHONE,)]


def test_a_walk_in_who_is_held_is_asked_for_once_security_has_cleared_them(house: House) -> None:
    """Until then nobody is asked, the screen says what it says to anybody, and what they said is kept."""
    watched_for(house, name="Ada Lovelace")
    contact = Contact("Ada Lovelace", "Analytical", None, "ada@engine.example")
    came = WalkIn(contact, Purpose.BUSINESS, str(house.host.employee_id), Declared(), search="")
    with house.node.transaction() as session:
        answer = register(session, str(uuid.uuid4()), ("ada",), came, house.door, house.node.now())
    assert answer == SeeReception()
    assert lines(house, Kind.HostAsked, Kind.WalkInRegistered) == []
    of_host = sight_of(house.host)
    assert [line.kind for line in lines(house) if of_host.sees(line.site_id, line.host_id)] == []
    decided(house, hits(house)[0], HitState.CLEARED)
    (asked,) = lines(house, Kind.HostAsked)
    with house.node.reading() as session:
        assert session.get_one(Visit, asked.visit_id).state == "asking"


@pytest.mark.parametrize("different", [{"has_wanted_answers": False}, {"host": "nobody"}])
def test_a_watched_walk_in_is_held_also_where_nothing_is_registered(house: House, different: dict[str, Any]) -> None:
    """An answer that sends to reception, or nobody to ask, keeps nothing from security; of others nothing is kept."""

    def comes(name: str) -> None:
        contact = Contact(name, "Analytical", None, f"{name[:3]}@engine.example".lower())
        came = WalkIn(contact, Purpose.BUSINESS, str(house.host.employee_id), Declared(), search="")
        with house.node.transaction() as session:
            came = replace(came, **different)
            answer = register(session, str(uuid.uuid4()), (name,), came, house.door, house.node.now())
        assert answer == SeeReception()

    watched_for(house, name="Ada Lovelace")
    before = rows(house, Visitor)
    comes("Charles Babbage")
    assert (rows(house, Visitor), hits(house)) == (before, [])
    comes("Ada Lovelace")
    (hit,) = hits(house)
    assert (hit.guest_id, hit.station) == (None, house.door.station)
    assert len(lines(house, Kind.SecurityAsked)) == 1
    decided(house, hit, HitState.CLEARED)
    assert rows(house, Visit) == 0


def test_a_cleared_walk_in_who_asked_for_reception_waits_for_reception(house: House) -> None:
    """Reception's screens are asked, not one receptionist; and the visitor has a code to be called by."""
    watched_for(house, name="Ada Lovelace")
    contact = Contact("Ada Lovelace", "Analytical", None, "ada@engine.example")
    came = WalkIn(contact, Purpose.BUSINESS, RECEPTION, Declared(), search="")
    with house.node.transaction() as session:
        assert register(session, str(uuid.uuid4()), ("ada",), came, house.door, house.node.now()) == SeeReception()
    decided(house, hits(house)[0], HitState.CLEARED)
    (asked,) = lines(house, Kind.HostAsked)
    assert asked.facts == {"step": "reception", "person": None}
    with house.node.reading() as session:
        assert waiting_code(session, str(asked.visit_id)) is not None


def test_a_host_who_accepts_a_watched_walk_in_reads_nothing_of_security(house: House) -> None:
    """An entry was confirmed while they waited: only the gate is told to ask security."""
    contact = Contact("Ada Lovelace", "Analytical", None, "ada@engine.example")
    came = WalkIn(contact, Purpose.BUSINESS, str(house.host.employee_id), Declared(), search="")
    with house.node.transaction() as session:
        asking = register(session, str(uuid.uuid4()), ("ada",), came, house.door, house.node.now())
    assert isinstance(asking, Asking)
    watched_for(house, name="Ada Lovelace")
    for who, code in ((house.host, "reception_sees_to_them"), (house.guard, "held_for_security")):
        does = partial(take_over, by=who) if who is house.guard else partial(answer, said=Answer.COMING, by=who)
        with pytest.raises(OutOfTurn) as refused, house.node.transaction() as session:
            does(session, asking.visit, now=house.node.now())
        assert refused.value.code == code
