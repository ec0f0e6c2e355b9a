"""Invitations: a host's link, and what a visitor books by it without an account (R1, R6, R17)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from admin.letters import letter_writer
from shared.access.actions import disable_account
from shared.access.models import Account
from shared.bookings.models import Booking
from shared.bookings.more import More
from shared.desk.invite import INVITATION_OFF, link_text
from shared.gate.models import Vehicle
from shared.invitations.models import Invitation, SaidAhead
from shared.invitations.rules import Ahead, InvitationState, state_of, troubles_with
from shared.kernel.logbook import lines_after
from shared.notices.models import Notice
from tests.admin.clerk import Clerk, counted
from tests.admin.test_rules_pages import as_it_stands
from tests.clock import StandingClock
from tests.house import House

SignIn = Callable[..., Clerk]
WANG = {"guests-0-name": "王晓琳", "guests-0-company": "启航精密技术", "guests-0-phone": "13812340001"}
OLA = {"guests-1-name": "Ola Nordmann", "guests-1-company": "Fjord", "guests-1-email": "ola@fjord.example"}
SIGNED = {"agreed": "yes", "signature": "王晓琳"}


def invited(house: House, browser: Clerk, **different: str) -> str:
    """Make an invitation; return the link's path."""
    sent = as_it_stands(browser.reads("/invitations/new")) | {"purpose": "签约洽谈", "email": ""} | different
    page = browser.does("/invitations", sent)
    assert "/invited/" in page
    return link_of(house, invitations(house)[-1])


def invitations(house: House) -> list[Invitation]:
    with house.node.reading() as rows:
        return list(rows.scalars(select(Invitation).order_by(Invitation.id)))


def link_of(house: House, row: Invitation) -> str:
    return f"/invited/{link_text(row.id, house.node.keys.invitations)}"


def bookings(house: House) -> list[Booking]:
    with house.node.reading() as rows:
        return [house.booking(each) for each in rows.scalars(select(Booking.id))]


def notices(house: House, topic: str) -> list[Notice]:
    with house.node.reading() as rows:
        return list(rows.scalars(select(Notice).where(Notice.topic == topic).order_by(Notice.id)))


def test_a_visitor_books_by_the_link_and_the_host_is_told_at_once(house: House, clerk: SignIn) -> None:
    link, visitor = invited(house, clerk(house.host)), clerk(None)
    page = visitor.reads(link)
    for words in ("Head office", "Wei Li", "签约洽谈"):
        assert words in page
    for hidden in ("li.wei@usher.example", "采购部", "Purchasing"):
        assert hidden not in page
    more = {"more-plate": "苏e 12345", "more-items": "样品 3 件", "more-needs": "素食", "help": "yes"}
    thanks = visitor.sends(link, WANG | OLA | SIGNED | more)
    assert "Your visit is booked" in thanks.text, "a D visit that its own host invites to is approved by that"
    (booking,) = bookings(house)
    assert [guest.visitor.name for guest in booking.guests] == ["王晓琳", "Ola Nordmann"]
    assert (booking.state, booking.booked_by, booking.guests[0].needs_help) == ("approved", house.host.id, True)
    with house.node.reading() as rows:
        ahead = rows.get_one(SaidAhead, booking.id)
        assert rows.get_one(Vehicle, booking.guests[0].id).plate == "苏E12345"
        assert lines_after(rows, 0)[-1].kind == "InvitationAnswered"
    said = {"plate": "苏E12345", "items": "样品 3 件", "needs": "素食", "language": "en"}
    assert (booking.more, ahead.agreed[0]["signed"]) == (said, "王晓琳")
    assert [each.employee_id for each in notices(house, "invitation_answered")] == [house.host.employee_id]


def test_a_form_that_is_sent_twice_makes_one_invitation(house: House, clerk: SignIn) -> None:
    """Other words in it are another wish; what was refused may be sent again as it is."""
    host = clerk(house.host)
    sent = as_it_stands(host.reads("/invitations/new")) | {"purpose": "签约洽谈", "email": "wang@qihang.example"}
    assert [host.sends("/invitations", sent | {"purpose": ""}).status_code for _press in range(2)] == [422, 422]
    first, again = (host.sends("/invitations", sent).location for _press in range(2))
    assert first == again
    assert len(invitations(house)) == len(notices(house, "invitation")) == 1
    assert host.sends("/invitations", sent | {"purpose": "另一件事"}).location != first
    assert host.sends("/invitations", as_it_stands(host.reads("/invitations/new")) | sent | {"form": "x"}).location
    assert len(invitations(house)) == 3


def test_what_its_grade_needs_waits_for_approval(house: House, clerk: SignIn) -> None:
    link = invited(house, clerk(house.host), grade="B", grade_reason="vouched for")
    assert "still has to be approved" in clerk(None).sends(link, WANG | SIGNED).text
    assert [each.state for each in bookings(house)] == ["waiting"]


def test_r3_the_grade_is_proposed_once_it_is_known_who_comes(house: House, clerk: SignIn) -> None:
    link = invited(house, clerk(house.host), kind="key")
    clerk(None).sends(link, WANG | SIGNED | {"guests-0-title": "总经理"})
    (booking,) = bookings(house)
    assert (booking.grade_letter, booking.state) == ("A", "waiting")
    host = clerk(house.host)
    fixed = as_it_stands(host.reads("/invitations/new")) | {"purpose": "签约洽谈", "grade": "C"}
    answer = host.sends("/invitations", fixed)
    assert (answer.status_code, "Say why you fix the grade" in answer.text) == (422, True)


def test_a_link_is_used_once_and_then_says_nothing(house: House, clerk: SignIn) -> None:
    link, visitor = invited(house, clerk(house.host)), clerk(None)
    visitor.sends(link, WANG | SIGNED)
    for answer in (visitor.opens(link), visitor.sends(link, WANG | SIGNED)):
        assert answer.status_code == 410
        assert "Wei Li" not in answer.text
    assert len(bookings(house)) == 1


def test_a_link_dies_by_withdrawal_by_time_and_with_its_maker(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    """A link that doesn't work says the same, whatever the reason."""
    host, visitor = clerk(house.host), clerk(None)
    withdrawn, expired, orphaned = invited(house, host), invited(house, host), invited(house, host)
    over = visitor.opens("/invited/x").text
    host.does(f"/invitations/{invitations(house)[0].id}/withdrawal")
    assert visitor.opens(withdrawn).status_code == 410
    assert visitor.sends(withdrawn, WANG | SIGNED).status_code == 410
    assert "answered, withdrawn, or has expired" in host.does(f"/invitations/{invitations(house)[0].id}/withdrawal")
    with house.node.transaction() as rows:
        disable_account(rows, rows.get_one(Account, house.host.id), house.node.now(), "test")
    assert visitor.sends(orphaned, WANG | SIGNED).status_code == 410
    clock.passes(seconds=4 * 3600)
    gone = visitor.opens(expired)
    assert (gone.status_code, gone.text.split("<main")[1]) == (410, over.split("<main")[1])
    assert bookings(house) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"guests-0-name": ""}, "Write the name"),
        ({"guests-0-phone": "12"}, "This phone number cannot be right."),
        ({"guests-0-email": "at home"}, "This e-mail address cannot be right."),
        ({"more-plate": "x" * 17}, "This is too long"),
        ({"more-needs": "a\u202eb"}, "There is a character in this that cannot be shown."),
        ({"signature": ""}, "it is your signature"),
        ({"agreed": ""}, "Please read the texts and agree"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(
    house: House, clerk: SignIn, fields: dict[str, str], words: str
) -> None:
    link, visitor = invited(house, clerk(house.host)), clerk(None)
    answer = visitor.sends(link, WANG | SIGNED | {"more-items": "3 boxes"} | fields)
    assert answer.status_code == 422
    assert words in answer.text or fields == {"guests-0-name": ""}
    assert "3 boxes" in answer.text
    assert bookings(house) == []


def test_all_that_is_wrong_with_an_answer_is_said_at_once(house: House, clerk: SignIn) -> None:
    """Who comes, what they bring, and the signature."""
    link, visitor = invited(house, clerk(house.host)), clerk(None)
    wrong = {"guests-0-name": "", "guests-0-phone": "", "guests-1-company": "", "more-plate": "x" * 17, "signature": ""}
    page = visitor.sends(link, WANG | OLA | SIGNED | wrong).text
    for words in ("Write the name", "phone number or an e-mail", "Write the company", "too long", "your signature"):
        assert words in page
    assert "5 fields need another look" in page


def test_a_companion_does_not_take_the_place_of_a_visitor_who_left_their_own_fields_empty(
    house: House, clerk: SignIn
) -> None:
    link, visitor = invited(house, clerk(house.host)), clerk(None)
    answer = visitor.sends(link, OLA | SIGNED)
    assert (answer.status_code, "Write the name" in answer.text) == (422, True)
    assert as_it_stands(answer.text)["guests-1-name"] == "Ola Nordmann"
    assert bookings(house) == []


def test_companions_are_added_and_taken_away_without_losing_anything(house: House, clerk: SignIn) -> None:
    link, visitor = invited(house, clerk(house.host), email="wang@qihang.example"), clerk(None)
    assert as_it_stands(visitor.reads(link))["guests-0-email"] == "wang@qihang.example"
    page = visitor.sends(link, WANG | {"do": "add", "more-items": "3 boxes"}).text
    assert "Companion 1" in page
    page = visitor.sends(link, WANG | OLA | {"do": "take_away:1", "more-items": "3 boxes"}).text
    assert "Ola" not in page
    assert "王晓琳" in page
    assert "3 boxes" in page


def test_an_invitation_is_mailed_in_both_languages_and_sent_again(house: House, office, clerk: SignIn) -> None:
    host = clerk(house.host)
    link = invited(house, host, email="wang@qihang.example")
    (asked,) = notices(house, "invitation")
    with house.node.reading() as rows:
        letter = letter_writer(office, house.node)(rows, asked)
    assert letter is not None
    for words in ("李伟邀请您来访", "Wei Li invites you", link, "需要注册"):
        assert words in letter.text
    host.does(f"/invitations/{invitations(house)[0].id}/letter")
    assert [each.state for each in notices(house, "invitation")] == ["dropped", "waiting"]
    clerk(None).sends(link, WANG | SIGNED)
    with house.node.reading() as rows:
        assert letter_writer(office, house.node)(rows, asked) is None
        told = letter_writer(office, house.node)(rows, notices(house, "invitation_answered")[0])
    assert told is not None
    assert "王晓琳" in told.text


@pytest.mark.parametrize(
    ("language", "title", "wrong"),
    [
        ("zh-TW", "您受邀來訪", "請閱讀並同意以上內容"),
        ("ja", "ご招待", "署名になります"),
        ("ko", "초대합니다", "서명이 됩니다"),
        ("de", "Sie sind eingeladen", "Er ist Ihre Unterschrift"),
        ("fr", "Nous vous invitons", "c’est votre signature"),
        ("es", "Le invitamos", "es su firma"),
    ],
)
def test_r1_the_page_speaks_the_visitor_s_own_language(
    house: House, clerk: SignIn, language: str, title: str, wrong: str
) -> None:
    """All that the kiosk speaks; the office behind the same sign-in keeps to its two."""
    link, visitor = invited(house, clerk(house.host)), clerk(None, language)
    page = visitor.reads(link)
    assert title in page
    assert f'<html lang="{language}"' in page
    answer = visitor.sends(link, WANG | {"guests-0-phone": "", "signature": "", "agreed": ""})
    assert (answer.status_code, wrong in answer.text) == (422, True)
    assert "Please" not in answer.text.split("agreed-text")[0]
    visitor.sends(link, WANG | SIGNED)
    assert bookings(house)[0].more["language"] == language


@pytest.mark.parametrize(
    ("language", "typed", "number"),
    [
        ("ja", "090-1234-5678", "+819012345678"),
        ("de", "0151 23456789", "+4915123456789"),
        ("zh-CN", "0512-62880000", "+8651262880000"),
        ("en", "138 1234 0001", "+8613812340001"),
        ("en", "020 7946 0958", None),
    ],
)
def test_a_phone_number_is_read_as_the_visitor_s_country_writes_it(
    house: House, clerk: SignIn, language: str, typed: str, number: str | None
) -> None:
    """Where nobody can say which country that is, it is asked, and no other country's number is made of it."""
    link, visitor = invited(house, clerk(house.host)), clerk(None, language)
    answer = visitor.sends(link, WANG | SIGNED | {"guests-0-phone": typed})
    assert answer.status_code == (200 if number else 422)
    assert [each.leader.visitor.phone for each in bookings(house)] == ([number] if number else [])


def test_the_texts_are_those_that_the_grade_asks_in_the_visitor_s_language(house: House, clerk: SignIn) -> None:
    """R17: the use of data always, the rest as the grade asks; signed by the text's own sum."""
    link = invited(house, clerk(house.host), grade="B", grade_reason="vouched for")
    english, chinese = clerk(None).reads(link), clerk(None, "zh-CN").reads(link)
    assert english.count('class="agreed-text"') == chinese.count('class="agreed-text"') == 2
    assert 'lang="zh-CN"' in chinese
    assert "您受邀来访" in chinese


def test_who_was_invited_by_mail_hears_that_they_are_not_any_more(
    house: House, clerk: SignIn, office: APIFlask
) -> None:
    """Whose letter has not gone out hears nothing of it at all."""
    host = clerk(house.host)
    invited(house, host, email="wang@qihang.example")
    (silent,) = invitations(house)
    host.does(f"/invitations/{silent.id}/withdrawal")
    assert notices(house, INVITATION_OFF) == []
    invited(house, host, email="wang@qihang.example")
    (told,) = (each for each in invitations(house) if each.id != silent.id)
    with house.node.transaction() as rows:
        for letter in rows.scalars(select(Notice).where(Notice.subject_id == told.id)):
            letter.state, letter.due_at, letter.told_at = "told", None, house.node.now()
    host.does(f"/invitations/{told.id}/withdrawal")
    (off,) = notices(house, INVITATION_OFF)
    with house.node.reading() as rows:
        written = letter_writer(office, house.node)(rows, off)
    assert written is not None
    assert (written.to, "The link that we sent you no longer works" in written.text) == (told.email, True)


def test_nobody_sees_another_s_invitations(house: House, clerk: SignIn) -> None:
    invited(house, clerk(house.host))
    (mine,) = invitations(house)
    other = clerk(house.other_host)
    assert "签约洽谈" not in other.reads("/invitations")
    assert other.opens(f"/invitations/{mine.id}").status_code == 404
    assert other.sends(f"/invitations/{mine.id}/withdrawal").status_code == 404
    assert clerk(house.guard).opens("/invitations").status_code == 403


def test_forged_links_forms_and_floods_book_nothing(house: House, clerk: SignIn) -> None:
    link, visitor = invited(house, clerk(house.host)), clerk(None)
    assert visitor.sends(link[:-1] + ("0" if link[-1] != "0" else "1"), WANG | SIGNED).status_code == 410
    assert visitor.sends(link, WANG | SIGNED, token="made up").status_code == 400
    assert {visitor.sends(link, {}).status_code for _ in range(60)} == {422, 429}
    assert bookings(house) == []


def test_the_list_takes_few_queries_and_turns_its_pages(house: House, clerk: SignIn) -> None:
    host = clerk(house.host)
    invited(house, host)
    host.reads("/invitations")
    with counted(house.node) as said:
        host.reads("/invitations")
    assert len(said) <= 5, said
    assert host.opens("/invitations?cursor=x").status_code == 404


@pytest.mark.parametrize(
    ("used", "withdrawn", "hours", "state"),
    [
        (False, False, 1, InvitationState.OPEN),
        (False, False, -1, InvitationState.EXPIRED),
        (False, True, 1, InvitationState.WITHDRAWN),
        (True, False, -1, InvitationState.USED),
    ],
)
def test_an_invitation_s_state(
    clock: StandingClock, used: bool, withdrawn: bool, hours: int, state: InvitationState
) -> None:
    now = clock.now()
    assert state_of(now if used else None, now if withdrawn else None, now + timedelta(hours=hours), now) is state


@pytest.mark.parametrize(
    ("ahead", "signs", "troubles"),
    [
        (Ahead(More(plate="苏E12345"), False, "王"), True, {}),
        (Ahead(More(), False, ""), True, {"signature": "missing"}),
        (Ahead(More(), False, ""), False, {}),
        (
            Ahead(More(plate="x" * 17, items="y" * 501, needs="a\u202eb"), False, "王"),
            True,
            {"more.plate": "too_long", "more.items": "too_long", "more.needs": "odd"},
        ),
    ],
)
def test_what_is_wrong_with_an_answer(ahead: Ahead, signs: bool, troubles: dict[str, str]) -> None:
    assert troubles_with(ahead, signs) == troubles
