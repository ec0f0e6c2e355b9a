"""What visitors say: by the link, as a complaint, in the summaries; and how it is set up (R23, R25, R28)."""

import uuid
from collections.abc import Callable

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from admin.letters import letter_writer
from shared.access.actions import make_account
from shared.access.models import Account, Grant
from shared.access.queries import person_of
from shared.access.rules import Role
from shared.desk.outcomes import Admitted
from shared.desk.rate import NotTaken, rate
from shared.desk.staff import employee_leaves
from shared.feedback.models import Feedback, LowScore, Survey, SurveyDimension
from shared.feedback.rules import Score
from shared.notices.models import Notice
from shared.people.models import Employee
from tests.admin.clerk import Clerk, counted
from tests.admin.test_rules_pages import as_it_stands
from tests.clock import StandingClock
from tests.feedback import goes, link_of, says, time_passes
from tests.house import House

SignIn = Callable[..., Clerk]
WHOLE = {"score": "2", "of-reception": "1", "of-environment": "5", "recommend": "3", "comment": "等了四十分钟没人来"}


def answers(house: House) -> list[Feedback]:
    with house.node.reading() as rows:
        return list(rows.scalars(select(Feedback)))


def complaints(house: House) -> list[LowScore]:
    with house.node.reading() as rows:
        return list(rows.scalars(select(LowScore)))


def notices(house: House, topic: str) -> list[Notice]:
    with house.node.reading() as rows:
        return list(rows.scalars(select(Notice).where(Notice.topic == topic).order_by(Notice.due_at)))


@pytest.fixture
def admin(house: House, clerk: SignIn) -> Clerk:
    """An administrator of the whole house at a browser."""
    with house.node.transaction() as rows:
        account = make_account(rows, "wu.nan@usher.example", "吴楠", [(Role.ADMIN, None)], house.node.now())
        rows.flush()
        who = person_of(rows, account)
    return clerk(who)


def test_who_leaves_is_asked_by_mail_and_reminded_once(house: House) -> None:
    visit_id = goes(house)
    (asked,), (reminded,) = notices(house, "survey"), notices(house, "survey_reminder")
    assert asked.subject_id == reminded.subject_id == visit_id
    assert asked.due_at is not None
    assert reminded.due_at is not None
    assert (reminded.due_at - asked.due_at).days == 3
    goes(house, "无信", email=None)
    assert len(notices(house, "survey")) == 1


def test_an_answer_at_the_kiosk_stops_the_letters(house: House) -> None:
    says(house, goes(house), 5)
    assert {each.state for each in notices(house, "survey") + notices(house, "survey_reminder")} == {"dropped"}


def test_the_letters_bring_the_link_and_name_nobody_to_who_sees_to_it(
    house: House, office: APIFlask, clock: StandingClock
) -> None:
    visit_id, write = goes(house), letter_writer(office, house.node)
    (asked,), (again,) = notices(house, "survey"), notices(house, "survey_reminder")
    with house.node.reading() as rows:
        first, second = write(rows, asked), write(rows, again)
    assert first is not None
    assert second is not None
    assert (first.to, link_of(house, visit_id) in first.text) == ("wang@qihang.example", True)
    assert ("唯一一次提醒" in first.text, "唯一一次提醒" in second.text) == (False, True)
    says(house, visit_id, 1, comment="没人来")
    (low,), (raised,) = notices(house, "low_score"), complaints(house)
    with house.node.reading() as rows:
        told, silent = write(rows, low), write(rows, asked)
    assert silent is None
    assert told is not None
    assert (told.to, f"/complaints/{raised.id}" in told.text) == ("zheng.hai@usher.example", True)
    assert not any(words in told.text for words in ("王晓琳", "没人来"))
    clock.passes(seconds=26 * 3600)
    with house.node.reading() as rows:
        late = write(rows, notices(house, "low_score_due")[0])
    assert late is not None
    assert "已超期" in late.subject or "Overdue" in late.subject


def test_a_link_takes_one_answer_and_opening_it_none(house: House, clerk: SignIn) -> None:
    visit_id, nobody = goes(house), clerk(None)
    link = link_of(house, visit_id)
    for _ in range(3):
        page = nobody.reads(link)
    assert "王晓琳" not in page
    assert "Head office" in page
    assert "Waiting time" in page
    assert "Thank you, it is noted" in nobody.sends(link, WHOLE).text
    (row,) = answers(house)
    assert (row.visit_id, row.score, row.scores, row.recommend) == (visit_id, 2, {"reception": 1, "environment": 5}, 3)
    assert "You have answered" in nobody.reads(link)
    nobody.sends(link, WHOLE | {"score": "5"})
    assert [each.score for each in answers(house)] == [2]


@pytest.mark.parametrize("unnamed", [False, True])
def test_a_visit_has_one_answer_by_whatever_way_it_is_asked(house: House, clerk: SignIn, unnamed: bool) -> None:
    """R23: at the kiosk and then by the link, by the link and then at the kiosk."""
    first, second, nobody = goes(house), goes(house, "单小明"), clerk(None)
    says(house, first, 5, unnamed=unnamed)
    assert "You have answered" in nobody.reads(link_of(house, first))
    assert "You have answered" in nobody.sends(link_of(house, first), WHOLE).text
    nobody.sends(link_of(house, second), {"score": "4"} | ({"unnamed": "yes"} if unnamed else {}))
    with house.node.transaction() as rows:
        assert rate(rows, second, str(uuid.uuid4()), Score(1), house.door, house.node.now()) is NotTaken.RATED_BEFORE
    assert sorted(each.score for each in answers(house)) == [4, 5]


def test_a_link_from_a_badge_asks_to_come_back_once_the_visit_is_over(house: House, clerk: SignIn) -> None:
    text = house.pass_of(house.booked())
    came = house.scanned(text)
    assert isinstance(came, Admitted)
    link, nobody = link_of(house, came.visit), clerk(None)
    assert "Your visit is not over yet" in nobody.reads(link)
    assert "You can close this page" not in nobody.reads(link)
    house.left(text)
    assert "Waiting time" in nobody.reads(link)


def test_an_unnamed_answer_by_link_leads_to_nobody(house: House, clerk: SignIn, clock: StandingClock) -> None:
    clock.passes(minutes=17)
    visit_id = goes(house)
    assert (
        "nobody knows that it was you" in clerk(None).sends(link_of(house, visit_id), WHOLE | {"unnamed": "yes"}).text
    )
    (row,), (raised,) = answers(house), complaints(house)
    assert (row.visit_id, row.host_id, row.receptionist_id, row.given_at.minute) == (None, None, None, 0)
    assert (raised.raised_at.minute, raised.due_at.minute) == (0, 0)
    assert [each.forget_at and each.forget_at.minute for each in (row, raised)] == [0, 0]
    assert "王晓琳" not in clerk(house.boss).reads(f"/complaints/{raised.id}")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose one of the five."),
        ({"score": "6"}, "Choose one of the five."),
        ({"score": "4", "comment": "x" * 501}, "This is too long: 500 characters at most."),
        ({"score": "4", "comment": "a\u202eb"}, "There is a character in this that cannot be shown."),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(
    house: House, clerk: SignIn, fields: dict[str, str], words: str
) -> None:
    link, nobody = link_of(house, goes(house)), clerk(None)
    answer = nobody.sends(link, {"of-guide": "3", "recommend": "7", **fields})
    assert answer.status_code == 422
    assert words in answer.text
    assert as_it_stands(answer.text)["of-guide"] == "3"
    assert answers(house) == []


def test_a_link_ends_is_not_made_up_and_not_sent_too_often(house: House, clerk: SignIn, clock: StandingClock) -> None:
    mine, other, nobody = goes(house), goes(house, "别人"), clerk(None)
    link = link_of(house, mine)
    for wrong in (link.replace(mine, other), link[:-1] + ("0" if link[-1] != "0" else "1"), "/surveys/x"):
        assert nobody.opens(wrong).status_code == 410
        assert nobody.sends(wrong, WHOLE).status_code == 410
    assert nobody.sends(link, WHOLE, token="made up").status_code == 400
    assert {nobody.sends(link, {}).status_code for _ in range(60)} == {422, 429}
    assert "You can close this page" not in nobody.sends(link, {}).text, "the answer is still to be sent"
    clock.passes(seconds=15 * 86400)
    assert nobody.opens(link).status_code == 410
    assert answers(house) == []


def test_a_survey_asks_only_what_its_grade_asks(house: House, admin: Clerk, clerk: SignIn) -> None:
    sent = as_it_stands(admin.reads("/rules/feedback/D"))
    sent = {name: value for name, value in sent.items() if name not in ("ask-guide", "asks_recommend")}
    page = admin.does("/rules/feedback/D", sent | {"reason": "too many questions", "alert_hours": "8"})
    for words in ("Saved: 3 changed.", "too many questions", "吴楠", "8 hours"):
        assert words in page
    link = link_of(house, goes(house))
    page = clerk(None).reads(link)
    assert "Guide and escort" not in page
    assert "recommend" not in page
    clerk(None).sends(link, {"score": "4", "of-guide": "1", "recommend": "0"})
    (row,) = answers(house)
    assert (row.scores, row.recommend) == ({}, None)
    assert complaints(house) == []


def test_words_and_figures_are_edited_with_their_past(house: House, admin: Clerk) -> None:
    page = admin.reads("/rules/feedback")
    for words in ("接待礼仪", "Rooms and surroundings"):
        assert words in page
    with house.node.reading() as rows:
        codes = list(rows.scalars(select(SurveyDimension.code)))
        both = {each.code: each for each in rows.scalars(select(SurveyDimension))}
    sent = {f"zh-{code}": both[code].word for code in codes} | {f"en-{code}": both[code].word_en for code in codes}
    assert admin.sends("/rules/feedback/words", sent | {"en-guide": ""}).status_code == 422
    page = admin.does("/rules/feedback/words", sent | {"en-guide": "Escort", "zh-new": "餐饮", "en-new": "Food"})
    for words in ("Escort", "餐饮", "Food", "Guide and escort"):
        assert words in page
    figures = {"satisfied_from": "4", "target_percent": "90", "smallest_group": "5"}
    assert "Saved: 1 changed." in admin.does("/rules/feedback/figures", figures)
    assert admin.sends("/rules/feedback/figures", figures | {"smallest_group": "4"}).status_code == 422


def test_a_low_score_is_owned_taken_answered_and_closed_with_words(house: House, clerk: SignIn) -> None:
    says(house, goes(house), 2, comment="等了四十分钟没人来")
    (raised,) = complaints(house)
    assert raised.owner_id == house.boss.employee_id
    assert len(notices(house, "low_score")) == 1
    boss, path = clerk(house.boss), f"/complaints/{raised.id}"
    assert "等了四十分钟没人来" in boss.reads("/complaints")
    assert "It is yours now." in clerk(house.receptionist).does(path, {"deed": "take"})
    assert boss.sends(path, {"deed": "close", "words": "x"}).status_code == 422
    refused = boss.sends(path, {"deed": "answer", "words": " "})
    assert (refused.status_code, "Write something here." in refused.text) == (422, True)
    assert "打过电话" in boss.does(path, {"deed": "answer", "words": "打过电话"})
    assert {each.state for each in notices(house, "low_score") + notices(house, "low_score_due")} == {"dropped"}
    assert "Closed. Thank you" in boss.does(path, {"deed": "close", "words": "多派一人"})
    assert "多派一人" in boss.reads(path)
    assert "已结案 <small>" in clerk(house.boss, "zh-CN").reads(path)
    assert "等了四十分钟没人来" in boss.reads("/complaints?closed=yes")
    assert "This was closed before." in boss.does(path, {"deed": "answer", "words": "again"})


@pytest.mark.parametrize(("left", "owner"), [(Role.MANAGER, "boss"), (Role.ADMIN, "guard"), (None, None)])
def test_where_nobody_has_the_role_of_the_alert_a_manager_owns_it_else_an_administrator(
    house: House, left: Role | None, owner: str | None
) -> None:
    with house.node.transaction() as rows:
        rows.execute(update(Survey).values(alert_role=Role.DISPATCHER.value))
        rows.execute(update(Grant).where(Grant.role == Role.MANAGER).values(role=left or Role.HOST))
        if left is Role.ADMIN:
            theirs = select(Account.id).where(Account.employee_id == house.guard.employee_id)
            rows.execute(update(Grant).where(Grant.role == Role.ADMIN).values(role=Role.HOST))
            rows.execute(update(Grant).where(Grant.account_id.in_(theirs)).values(role=Role.ADMIN))
    says(house, goes(house), 1)
    (raised,) = complaints(house)
    assert raised.owner_id == (getattr(house, owner).employee_id if owner else None)
    assert len(notices(house, "low_score")) == (1 if owner else 0)


@pytest.mark.parametrize(("away", "owner"), [(("boss",), "guard"), (("boss", "guard"), "boss"), ((), "boss")])
def test_who_is_away_is_not_left_alone_with_a_low_score(house: House, away: tuple[str, ...], owner: str) -> None:
    """R23: somebody who is here can see to it in time; where nobody is, it waits for whose it would be."""
    today = house.node.now().date()
    with house.node.transaction() as rows:
        theirs = select(Account.id).where(Account.employee_id == house.guard.employee_id)
        rows.execute(update(Grant).where(Grant.account_id.in_(theirs)).values(role=Role.ADMIN))
        for who in away:
            rows.get_one(Employee, getattr(house, who).employee_id).away_from = today
    says(house, goes(house), 1)
    (raised,) = complaints(house)
    assert raised.owner_id == getattr(house, owner).employee_id


@pytest.mark.parametrize("is_late", [False, True])
def test_what_somebody_who_left_had_to_see_to_is_another_s(house: House, clock: StandingClock, is_late: bool) -> None:
    """R23: no low score waits for somebody who is not there any more, and whose it is now hears of it."""
    with house.node.transaction() as rows:
        theirs = select(Account.id).where(Account.employee_id == house.guard.employee_id)
        rows.execute(update(Grant).where(Grant.account_id.in_(theirs)).values(role=Role.MANAGER))
    says(house, goes(house), 1)
    (raised,) = complaints(house)
    first, other = sorted(
        (str(house.boss.employee_id), str(house.guard.employee_id)), key=lambda who: who != raised.owner_id
    )
    clock.passes(hours=48 if is_late else 1)
    with house.node.transaction() as rows:
        employee_leaves(rows, rows.get_one(Employee, first), house.guard.id, house.node.now())
    (raised,) = complaints(house)
    assert raised.owner_id == other
    waiting = [
        each for each in notices(house, "low_score") + notices(house, "low_score_due") if each.state == "waiting"
    ]
    assert [each.employee_id for each in waiting] == [other] * (1 if is_late else 3)


def test_who_may_still_ask_to_stay_unnamed_is_named_to_nobody(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    visit = goes(house)
    says(house, visit, 1, comment="门口没人理我")
    (raised,) = complaints(house)
    boss = clerk(house.boss)
    pages = (f"/complaints/{raised.id}", f"/visits/{visit}", "/gate")
    before = [boss.reads(path) for path in pages]
    assert "门口没人理我" in before[0]
    assert "王晓琳" not in before[0]
    assert "门口没人理我" not in before[1]
    assert "A visitor who has just left" in before[2]
    clock.passes(minutes=16)
    assert "王晓琳" in boss.reads(pages[0])
    assert "门口没人理我" in boss.reads(pages[1])


def test_an_overdue_low_score_is_seen_and_reminded(house: House, clerk: SignIn) -> None:
    says(house, goes(house), 1)
    assert [each.state for each in notices(house, "low_score_due")] == ["waiting", "waiting"]
    time_passes(house, 26)
    assert "Overdue by 2 h" in clerk(house.boss).reads("/complaints")
    assert "1 overdue" in clerk(house.boss).reads("/feedback")


def test_a_score_that_was_mistyped_opens_nothing(house: House) -> None:
    with house.node.reading() as rows:
        assert rows.get_one(Survey, "D").low_score == 2
    says(house, goes(house), 3, scores={"punctuality": 2})
    assert len(complaints(house)) == 1, "a low dimension is a low score, too"
    says(house, goes(house, "别人"), 3)
    assert len(complaints(house)) == 1


def test_another_site_s_complaint_is_not_there(house: House, clerk: SignIn) -> None:
    says(house, goes(house), 1)
    (raised,) = complaints(house)
    with house.node.transaction() as rows:
        account = make_account(rows, "sh@usher.example", "沪", [(Role.MANAGER, house.other_site)], house.node.now())
        rows.flush()
        stranger = person_of(rows, account)
    there = clerk(stranger)
    assert there.opens(f"/complaints/{raised.id}").status_code == 404
    assert there.sends(f"/complaints/{raised.id}", {"deed": "take"}).status_code in (403, 404)
    assert there.opens("/feedback?site=HQ").status_code == 404
    for path in ("/feedback", "/feedback/table.csv", "/rules/feedback"):
        assert clerk(house.host).opens(path).status_code == 403


def test_few_answers_make_no_percentage_and_five_do(house: House, clerk: SignIn) -> None:
    """R23, R28."""
    boss = clerk(house.boss)
    for score in (5, 5, 4, 1):
        says(house, goes(house), score, scores={"guide": 4}, recommend=10)
    time_passes(house)
    page = boss.reads("/feedback")
    assert "too few for a percentage" in page
    assert "75 %" not in page
    says(house, goes(house), 5)
    time_passes(house)
    page = boss.reads("/feedback")
    assert "<b>80</b> %" in page
    assert '<b>–</b></p><p class="muted">9 and 10 less 0 to 6, of a hundred · Of 4 answers' in page
    assert "李伟" in boss.opens("/feedback?grade=D").text or "Wei Li" in boss.reads("/feedback?grade=D")
    assert "too few for a percentage" in boss.reads("/feedback?grade=A")
    assert "<b>80</b> %" in boss.reads("/feedback?span=quarter&site=HQ")
    says(house, goes(house, "迟到"), 4, recommend=9)
    time_passes(house)
    page = boss.reads("/feedback?grade=D")
    assert '<b>+100</b></p><p class="muted">9 and 10 less 0 to 6, of a hundred · Of 5 answers' in page
    assert page.count("Of 5 answers") == 3, "the figure, its grade and its host say of how many it is"


def test_unnamed_answers_come_into_the_figures_five_at_a_time(house: House, clerk: SignIn) -> None:
    boss = clerk(house.boss)
    for score in (5, 5, 5, 5):
        says(house, goes(house), score, unnamed=True)
    time_passes(house)
    assert "Nothing was said in this time" in boss.reads("/feedback") or "<b>0</b>" in boss.reads("/feedback")
    says(house, goes(house), 1, unnamed=True)
    time_passes(house)
    page = boss.reads("/feedback")
    assert "<b>80</b> %" in page
    assert "5 of them without a name" in page


def test_the_table_holds_the_same_figures_and_no_formula(house: House, clerk: SignIn) -> None:
    for score in (5, 5, 4, 4, 2):
        says(house, goes(house), score, recommend=9)
    time_passes(house)
    table = clerk(house.boss).opens("/feedback/table.csv").data.decode("utf-8-sig")
    assert "Host,Wei Li,5,80,4.0,100" in table
    assert "Score,5,2" in table
    assert not any(line.startswith(("=", "+", "@")) for line in table.splitlines())


def test_the_pages_of_feedback_take_few_queries(house: House, clerk: SignIn) -> None:
    """As many for one answer as for thirty: they read sums."""
    boss = clerk(house.boss)
    says(house, goes(house), 2)
    time_passes(house)
    most = {"/feedback": 15, "/feedback?span=quarter": 15, "/complaints": 6}
    boss.reads("/feedback")
    for path, limit in most.items():
        with counted(house.node) as said:
            boss.reads(path)
        assert len(said) <= limit, (path, len(said), said)


def test_what_satisfied_visitors_wrote_stands_on_a_page_and_unnamed_words_come_with_others(
    house: House, clerk: SignIn
) -> None:
    """R23: a name leads to the visit; of an unnamed one only the month is said, once five have come together."""
    says(house, goes(house), 5, comment="茶很香，谢谢！")
    says(house, goes(house, "单小明"), 2, comment="等得太久")
    says(house, goes(house, "孟知行"), 5, comment="不想留名", unnamed=True)
    time_passes(house)
    page = clerk(house.boss).reads("/feedback/words")
    assert ("茶很香，谢谢！" in page, "王晓琳" in page) == (True, True)
    assert ("等得太久" in page, "不想留名" in page) == (False, False)
    for number in range(4):
        says(house, goes(house, f"客人{number}"), 4, unnamed=True)
    time_passes(house)
    page = clerk(house.boss).reads("/feedback/words")
    assert ("不想留名" in page, "孟知行" in page, "2026-11" in page) == (True, False, True)
    with counted(house.node) as said:
        clerk(house.boss).reads("/feedback/words")
    assert len(said) < 25, said
    assert clerk(house.guard).opens("/feedback/words").status_code == 403


def test_where_unnamed_words_stand_among_others_tells_no_day(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """R23: all that come together stand together, whenever each of them was said."""
    clock.passes(minutes=17)
    for day in range(5):
        says(house, goes(house, f"客人{day}"), 5, comment=f"named {day}.")
        says(house, goes(house, f"过客{day}"), 5, comment=f"unnamed {day}.", unnamed=True)
        clock.passes(seconds=86400)
    time_passes(house)
    page = clerk(house.boss).reads("/feedback/words")
    said = sorted((page.index(f"unnamed {day}."), "unnamed") for day in range(5))
    said += [(page.index(f">named {day}."), "named") for day in range(5)]
    order = [kind for _place, kind in sorted(said)]
    first = order.index("unnamed")
    assert order[first : first + 5] == ["unnamed"] * 5
    with house.node.reading() as rows:
        kept = select(Feedback.given_at, Feedback.forget_at).where(Feedback.is_anonymous).distinct()
        assert len(rows.execute(kept).all()) == 1, "nor does the day on which it is forgotten"
