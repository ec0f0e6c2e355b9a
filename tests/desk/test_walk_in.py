"""Who comes without a booking is registered, and the host is asked, in one transaction (R6, R12, R13, R17)."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from shared.agreements.actions import TextsRefused, publish
from shared.agreements.models import AgreementText
from shared.agreements.queries import every_version, newest_text
from shared.agreements.rules import AgreementKind, Wording, sum_of
from shared.agreements.seed import SEEDED_IN
from shared.badges.queries import badges_of, content_to_print
from shared.bookings.rules import State
from shared.declarations.models import AgreedText, Signature, VisitPhoto
from shared.declarations.queries import agreed_by, items_of, photo_of, signature_under
from shared.declarations.rules import PICTURES_KEPT, Agreed, Declared, signature_sum
from shared.desk.answer import answer
from shared.desk.forgetting import forget_what_is_over, is_something_to_forget
from shared.desk.outcomes import Asking, SeeReception
from shared.desk.taps import OtherQuestion
from shared.gate.models import Vehicle
from shared.grades.door import AtTheDoor, BadgePolicy
from shared.grades.models import Grade
from shared.kernel.logbook import Kind, lines_after
from shared.people.models import Employee
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import Answer, VisitState
from shared.walk_ins.rules import RECEPTION, Purpose
from tests.clock import StandingClock
from tests.desk.walk_ins import consent, registered
from tests.house import House

one_database = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def stay_of(house: House, outcome: object) -> Visit:
    """Return the visit of somebody who was registered."""
    assert isinstance(outcome, Asking)
    with house.node.reading() as session:
        stay = visit(session, outcome.visit)
    assert stay is not None
    return stay


def kinds(house: House) -> list[str]:
    with house.node.reading() as session:
        return [line.kind for line in lines_after(session, 0) if not line.kind.startswith("Account")]


def test_a_walk_in_asks_for_entry_and_the_host_is_asked(house: House) -> None:
    stay = stay_of(house, registered(house, plate="苏E12345"))
    booking = stay.booking
    assert (stay.state, stay.admitted_at, stay.host_id) == (VisitState.ASKING, None, house.host.employee_id)
    assert (booking.kind, booking.state, booking.permit) == ("ad_hoc", State.WAITING, None)
    assert (booking.grade_letter, booking.purpose, booking.booked_by) == ("D", "商务洽谈", "lobby")
    assert booking.ends_at - house.node.now() == timedelta(hours=9)  # until the site closes
    assert kinds(house) == [Kind.WalkInRegistered, Kind.HostAsked]
    with house.node.reading() as session:
        assert session.scalars(select(Vehicle.plate)).all() == ["苏E12345"]


def test_a_walk_in_whom_the_host_accepts_is_an_approved_ad_hoc_booking(house: House) -> None:
    stay = stay_of(house, registered(house))
    with house.node.transaction() as session:
        answer(session, stay.id, Answer.COMING, house.host, house.node.now())
    with house.node.reading() as session:
        now = visit(session, stay.id)
        assert now is not None
        assert (now.state, now.booking.state) == (VisitState.INSIDE, State.APPROVED)
        assert len(badges_of(session, stay.id)) == 1


def test_the_same_tap_twice_is_one_registration(house: House) -> None:
    tap = str(uuid.uuid4())
    first, second = registered(house, tap=tap), registered(house, tap=tap)
    assert first == second
    assert kinds(house).count(Kind.WalkInRegistered) == 1
    with pytest.raises(OtherQuestion):
        registered(house, tap=tap, name="李四")


@pytest.mark.parametrize("host", ["unlisted", "other site", "nobody"])
def test_nobody_is_registered_for_whom_a_visitor_may_not_ask(house: House, host: str) -> None:
    """Whatever the reason, the answer is the same."""
    with house.node.transaction() as session:
        session.get_one(Employee, str(house.boss.employee_id)).is_unlisted = True
    ids = {"unlisted": house.boss.employee_id, "other site": house.other_host.employee_id, "nobody": "x" * 26}
    outcome = registered(house, host=ids[host])
    assert isinstance(outcome, SeeReception)
    assert kinds(house) == [Kind.ArrivalRefused]
    with house.node.reading() as session:
        assert session.scalars(select(Visit.id)).all() == []


@one_database
@pytest.mark.parametrize(("host", "purpose"), [(RECEPTION, Purpose.BUSINESS), (None, Purpose.DELIVERY)])
def test_who_does_not_know_whom_to_ask_for_asks_reception(house: House, host: str | None, purpose: Purpose) -> None:
    stay = stay_of(house, registered(house, host=host, purpose=purpose))
    assert stay.host_id == house.receptionist.employee_id
    with house.node.reading() as session:
        told = {line.kind: line.facts for line in lines_after(session, 0)}
    assert told[Kind.WalkInRegistered] == {"asks": "reception"}
    assert told[Kind.HostAsked]["step"] == "reception"


@one_database
def test_a_grade_that_prints_at_once_leaves_it_to_the_gate(house: House) -> None:
    """At one site: the other waits for the host's word."""
    with house.node.transaction() as session:
        session.get_one(Grade, "D").at_the_door = AtTheDoor(badge_at={"HQ": BadgePolicy.AT_ONCE}).as_json()
    assert stay_of(house, registered(house)).state == VisitState.INSIDE
    with house.node.transaction() as session:
        session.get_one(Site, house.site).code = "XX"
    assert stay_of(house, registered(house, name="李四")).state == VisitState.ASKING


def test_what_was_agreed_to_signed_and_carried_is_kept_with_the_visit(house: House, clock: StandingClock) -> None:
    """Pictures for thirty days, that it was agreed to for as long as the visit."""
    with house.node.reading() as session:
        rules = newest_text(session, house.site, AgreementKind.SITE_RULES, "en")
        assert rules is not None
    signed = Agreed(rules.id, rules.sum, house.node.now(), signature=b"a drawing")
    declared = Declared(agreed=(consent(house), signed), photo=b"a face", items=(("Laptop", 1), ("Cable", 3)))
    stay = stay_of(house, registered(house, declared=declared))
    with house.node.reading() as session:
        first, second = agreed_by(session, stay.id)
        assert {first.sum, second.sum} == {consent(house).text_sum, rules.sum}
        under = next(found for each in (first, second) if (found := signature_under(session, each.id)))
        assert (under.picture, under.sum) == (b"a drawing", signature_sum(signed))
        assert photo_of(session, stay.id) == b"a face"
        assert [(item.what, item.quantity) for item in items_of(session, stay.id)] == [("Laptop", 1), ("Cable", 3)]
    clock.passes(days=PICTURES_KEPT.days - 1)
    assert kept_after_forgetting(house) == [1, 1, 2]
    clock.passes(days=1)
    assert something_to_forget(house)
    assert kept_after_forgetting(house) == [0, 0, 2]


def kept_after_forgetting(house: House) -> list[int]:
    """Forget what is over; return how many photos, signatures and agreements are left."""
    with house.node.transaction() as session:
        while forget_what_is_over(session, house.node.now()):
            pass
        return [len(session.scalars(select(kind)).all()) for kind in (VisitPhoto, Signature, AgreedText)]


def something_to_forget(house: House) -> bool:
    with house.node.reading() as session:
        return is_something_to_forget(session, house.node.now())


@one_database
def test_the_badge_shows_the_photo_that_was_taken(house: House) -> None:
    stay = stay_of(house, registered(house, declared=Declared(agreed=(consent(house),), photo=b"a face")))
    with house.node.transaction() as session:
        answer(session, stay.id, Answer.COMING, house.host, house.node.now())
        (badge,) = badges_of(session, stay.id)
        content = content_to_print(session, badge.id, house.node.keys.passes)
    assert content is not None
    assert content.photo == b"a face"


NEW = {"zh-CN": Wording("新的说明", "第一行\r\n第二行  "), "en": Wording("New  words", "One\nTwo")}


def published(house: House, wordings: dict[str, Wording]) -> int:
    with house.node.transaction() as session:
        return publish(session, house.site, AgreementKind.CONSENT, wordings, house.boss.id, house.node.now())


def test_a_text_gets_another_version_and_the_old_one_stays_word_for_word(house: House) -> None:
    before = consent(house)
    assert published(house, NEW) == 2
    assert published(house, NEW) == 2  # the same words again are no new version
    with house.node.reading() as session:
        texts = every_version(session, house.site, AgreementKind.CONSENT)
        found = [(each.version, each.language) for each in texts]
        assert found == [(2, "en"), (2, "zh-CN"), *((1, language) for language in sorted(SEEDED_IN))]
        assert before.text_sum in {each.sum for each in texts if each.version == 1}
        newest = newest_text(session, house.site, AgreementKind.CONSENT, "zh-TW")
    assert newest is not None
    assert (newest.title, newest.text) == ("新的说明", "第一行\n第二行")
    assert newest.sum == sum_of(Wording(newest.title, newest.text))


@pytest.mark.parametrize("deed", ["UPDATE agreement_texts SET text = 'x'", "DELETE FROM agreement_texts"])
def test_the_database_lets_nobody_change_a_published_text(house: House, deed: str) -> None:
    """Not by a page of ours, and not by hand."""
    with pytest.raises(DBAPIError, match="never changed"), house.node.transaction() as session:
        session.execute(text(deed))
    with house.node.reading() as session:
        assert len(session.scalars(select(AgreementText)).all()) == 2 * 3 * len(SEEDED_IN)


@one_database
@pytest.mark.parametrize(
    "wordings",
    [
        {"en": NEW["en"]},
        NEW | {"en": Wording("", "One")},
        NEW | {"en": Wording("x" * 121, "One")},
        NEW | {"fr": Wording("Texte", "")},
        NEW | {"en": Wording("New", "one\u202etwo")},
    ],
)
def test_half_a_version_is_not_published(house: House, wordings: dict[str, Wording]) -> None:
    with pytest.raises(TextsRefused):
        published(house, wordings)
