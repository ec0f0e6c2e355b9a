"""The pages on which an administrator changes the rules (R3, R5, R6, R13, R14)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from shared.approvals.models import ApprovalStep
from shared.approvals.queries import every_step
from shared.bookings.rules import VisitKind
from shared.grades.door import DoorStep
from shared.grades.models import Grade, LeadTime
from shared.kernel.logbook import lines_after
from shared.sites.models import Site
from tests.admin.clerk import Clerk, counted
from tests.house import House

SignIn = Callable[..., Clerk]


class _Form(HTMLParser):
    """Reads what the last form of a page would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        is_off = facts.get("type") in ("checkbox", "radio") and "checked" not in facts
        if tag == "input" and facts.get("name") and not is_off:
            self.sent[facts["name"]] = facts.get("value", "")
        if tag == "textarea":
            self._area, self.sent[facts["name"]] = facts["name"], ""
        if tag == "select":
            self._select = facts["name"]
        if tag == "option" and ("selected" in facts or self._select not in self.sent):
            self.sent[self._select] = facts["value"]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


def as_it_stands(page: str) -> dict[str, str]:
    """Return what the form on a page would send."""
    form = _Form()
    form.feed(page)
    return form.sent


@pytest.fixture
def admin(house: House, clerk: SignIn) -> Clerk:
    """An administrator of the whole house at a browser."""
    with house.node.transaction() as rows:
        account = make_account(rows, "wu.nan@usher.example", "吴楠", [(Role.ADMIN, None)], house.node.now())
        rows.flush()
        who: Person = person_of(rows, account)
    return clerk(who)


def grade(house: House, letter: str) -> Grade:
    """Return a grade as it is kept."""
    with house.node.reading() as rows:
        return rows.get_one(Grade, letter)


def test_a_grade_is_changed_and_its_past_is_kept(house: House, admin: Clerk) -> None:
    sent = as_it_stands(admin.reads("/rules/grades/A"))
    page = admin.does(
        "/rules/grades/A", sent | {"waiting_limit_minutes": "5", "step-photo": "yes", "reason": "on trial"}
    )
    changed = grade(house, "A")
    assert changed.waiting_limit_minutes == 5
    assert "photo" in changed.at_the_door["steps"]
    assert "Saved: 2 changed." in page
    for words in ("吴楠", "0 minutes", "5 minutes", "on trial"):
        assert words in page
    with house.node.reading() as rows:
        line = lines_after(rows, 0, limit=500)[-1]
    assert (line.kind, line.facts["grade"]) == ("GradeChanged", "A")
    assert sorted(line.facts["figures"]) == ["at_the_door", "waiting_limit_minutes"]


def test_what_is_saved_as_it_stands_changes_nothing(house: House, admin: Clerk) -> None:
    with house.node.reading() as rows:
        pages = ["/rules/grades/B", "/rules/lead-times/key", f"/rules/sites/{house.site}"]
        before = [
            (vars(row) | {"_sa_instance_state": None})
            for row in (rows.get_one(Grade, "B"), rows.get_one(LeadTime, "key"), rows.get_one(Site, house.site))
        ]
    for path in pages:
        assert "Nothing was changed." in admin.does(path, as_it_stands(admin.reads(path)))
    with house.node.reading() as rows:
        found = (rows.get_one(Grade, "B"), rows.get_one(LeadTime, "key"), rows.get_one(Site, house.site))
        after = [vars(row) | {"_sa_instance_state": None} for row in found]
    assert after == before


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("waiting_limit_minutes", "soon", "Write a whole number from 0 to 240."),
        ("waiting_limit_minutes", "-1", "Write a whole number from 0 to 240."),
        ("waiting_limit_minutes", "9" * 400, "Write a whole number from 0 to 240."),
        ("waiting_limit_minutes", "٣", "Write a whole number from 0 to 240."),
        ("ask_department_s", "1", "This comes before the one above it."),
        ("overstay_gate_minutes", "1", "This comes before the one above it."),
        ("word", "", "Write something here."),
        ("word", "V\u202eIP", "There is a character in this that cannot be shown."),
        ("chain-0", "approve:9", "Choose one of these."),
        ("reason", "x" * 201, "This is too long: 200 characters at most."),
    ],
)
def test_a_wrong_figure_is_named_and_nothing_typed_is_lost(
    house: House, admin: Clerk, field: str, typed: str, words: str
) -> None:
    sent = as_it_stands(admin.reads("/rules/grades/B")) | {"lead_days": "9", field: typed}
    answer = admin.sends("/rules/grades/B", sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert as_it_stands(answer.text)["lead_days"] == "9"
    assert grade(house, "B").lead_days == 0


def test_a_changed_lead_time_holds_for_the_next_booking(house: House, admin: Clerk) -> None:
    tomorrow = house.node.now() + timedelta(days=1)
    wish = replace(house.wish(), starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1), kind=VisitKind.ORDINARY)
    earlier = house.booked(wish)
    admin.does(
        "/rules/lead-times/ordinary", as_it_stands(admin.reads("/rules/lead-times/ordinary")) | {"lead_days": "9"}
    )
    assert house.booked(wish).is_urgent
    assert house.booking(earlier.id).is_urgent == earlier.is_urgent


def test_a_site_keeps_holidays_hours_and_days_of_its_own(house: House, admin: Clerk) -> None:
    path = f"/rules/sites/{house.site}"
    sent = as_it_stands(admin.reads(path)) | {
        "calendar": "DE",
        "opens-5": "10:00",
        "closes-5": "14:00",
        "day-0": "2026-12-24",
        "how-0": "closed",
        "day-1": "2026-12-27",
        "how-1": "works",
    }
    page = admin.does(path, sent)
    with house.node.reading() as rows:
        site = rows.get_one(Site, house.site)
    assert (site.calendar, site.hours_text["5"]) == ("DE", ["10:00", "14:00"])
    assert site.own_days == {"2026-12-24": False, "2026-12-27": True}
    assert "Germany" in page
    assert as_it_stands(page)["day-1"] == "2026-12-27"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"opens-0": "18:00", "closes-0": "09:00"}, "Write two hours, the first one earlier"),
        ({"closes-0": ""}, "Write two hours, the first one earlier"),
        ({"day-0": "24 December"}, "Write a day such as 2026-12-24."),
        ({"calendar": "XX"}, "Choose one of these."),
    ],
)
def test_a_site_s_wrong_hours_and_days_are_named(
    house: House, admin: Clerk, changes: dict[str, str], words: str
) -> None:
    path = f"/rules/sites/{house.site}"
    answer = admin.sends(path, as_it_stands(admin.reads(path)) | changes)
    assert answer.status_code == 422
    assert words in answer.text


def test_only_an_administrator_of_the_house_sets_rules(house: House, clerk: SignIn) -> None:
    for who in (house.boss, house.receptionist, house.guard, house.host):
        browser = clerk(who)
        for path in ("/rules", "/rules/grades/A", "/rules/lead-times/key", f"/rules/sites/{house.site}"):
            assert browser.opens(path).status_code == 403
        assert browser.sends("/rules/grades/A", {"lead_days": "1"}).status_code == 403


def test_what_is_not_there_is_not_found(admin: Clerk) -> None:
    for path in ("/rules/grades/Z", "/rules/lead-times/never", "/rules/sites/nowhere"):
        assert admin.opens(path).status_code == 404


def test_the_pages_of_rules_take_few_queries(house: House, admin: Clerk) -> None:
    most = {"/rules": 7, "/rules/grades/A": 9, f"/rules/sites/{house.site}": 8}
    admin.reads("/rules")
    for path, limit in most.items():
        with counted(house.node) as said:
            admin.reads(path)
        selects = [each for each in said if each.lstrip().upper().startswith("SELECT")]
        assert len(selects) <= limit, (path, len(selects), selects)


def test_the_standard_is_edited_and_visits_that_are_booked_stand_above_it(house: House, admin: Clerk) -> None:
    """R3: greeter, escort, refreshments, room, car, lodging, gift, meals."""
    booking = house.booked(house.wish(grade="A"))
    page = admin.reads("/rules/grades/A")
    assert f"/bookings/{booking.id}" in page
    sent = as_it_stands(page)
    assert sent["greeter"] == "general_manager"
    admin.does("/rules/grades/A", sent | {"gift": "瓷器", "has_car": "yes", "reason": "on trial"})
    assert grade(house, "A").standard["gift"] == "瓷器"
    assert grade(house, "A").standard["has_car"] is True
    refused = admin.sends("/rules/grades/A", sent | {"meal_from": "200", "meal_to": "100"})
    assert refused.status_code == 422
    assert "Write a larger number" in refused.text


def test_the_chain_is_edited_and_what_makes_none_is_named(house: House, admin: Clerk) -> None:
    """R6: another chain holds for what is asked for from then on."""
    before = house.booked(house.wish(grade="C"))
    sent = as_it_stands(admin.reads("/rules/grades/C"))
    refused = admin.sends("/rules/grades/C", sent | {"chain-0": "approve:1", "chain-1": "review"})
    assert "The review comes first" in refused.text
    page = admin.does("/rules/grades/C", sent | {"chain-0": "approve:1", "chain-1": "", "reason": "short"})
    assert "Customer service reviews → A manager" in page
    kinds = [[step.kind for step in steps_of(house, each.id)] for each in (before, house.booked(house.wish(grade="C")))]
    assert kinds == [["review", "approve"], ["approve"]]


def steps_of(house: House, booking_id: str) -> list[ApprovalStep]:
    """Return the steps of a booking."""
    with house.node.reading() as rows:
        return list(every_step(rows, booking_id))


def test_questions_at_the_door_are_an_administrator_s_words(house: House, admin: Clerk) -> None:
    """In both languages, for every site or one, with their past; the step is asked as soon as there are any."""
    sent = as_it_stands(admin.reads("/rules/grades/D/door"))
    asks = {"zh-0": "您今天发烧吗？", "en-0": "Do you have a fever today?", "wanted-0": "no", "site-0": "HQ"}
    asks |= {"in-de-0": "Haben Sie heute  Fieber?", "in-zh-TW-0": "您今天發燒嗎？"}
    page = admin.does("/rules/grades/D/door", sent | asks | {"badge-HQ": "at_once", "reason": "flu"})
    door = grade(house, "D").door
    (question,) = door.questions
    assert (question.zh, question.wanted, question.site) == ("您今天发烧吗？", "no", "HQ")
    assert question.others == {"zh-TW": "您今天發燒嗎？", "de": "Haben Sie heute Fieber?"}
    read = {lang: question.read_in(lang) for lang in ("zh-CN", "zh-TW", "en", "de", "fr")}
    assert read == {"zh-CN": "zh-CN", "zh-TW": "zh-TW", "en": "en", "de": "de", "fr": "en"}
    assert (question.named("de"), question.named("ja")) == ("Haben Sie heute Fieber?", "Do you have a fever today?")
    assert DoorStep.QUESTIONS in door.steps
    assert door.badge_policy("HQ") == "at_once"
    assert len(door.at_site("HQ").questions) == 1
    assert door.at_site("elsewhere").questions == ()
    for words in ("吴楠", "flu", "Do you have a fever today?", "Deutsch “Haben Sie"):
        assert words in page
    as_shown = as_it_stands(admin.reads("/rules/grades/D/door"))
    assert "Nothing was changed" in admin.does("/rules/grades/D/door", as_shown)
    admin.does("/rules/grades/D", as_it_stands(admin.reads("/rules/grades/D")))
    assert grade(house, "D").door == door, "the grade's other page leaves them alone"


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ({"zh-0": "发烧吗？"}, "Write it in Chinese and in English."),
        ({"in-ja-0": "熱はありますか"}, "Write it in Chinese and in English."),
        ({"zh-0": "问", "en-0": "Q", "in-fr-0": "q" * 121}, "This is too long"),
        ({"zh-0": "问" * 121, "en-0": "Q"}, "This is too long"),
        ({"zh-0": "发烧\u202e", "en-0": "<script>"}, "cannot be shown"),
        ({"zh-0": "问", "en-0": "Q", "wanted-0": "maybe"}, "Choose one of these."),
        ({"zh-0": "问", "en-0": "Q", "site-0": "MOON"}, "Choose one of these."),
        ({"zh-0": "问", "en-0": "Q", "zh-1": "问", "en-1": "Q"}, "This question stands here already."),
        ({"badge-HQ": "never"}, "Choose one of these."),
    ],
)
def test_a_question_that_cannot_be_asked_is_given_back(
    house: House, admin: Clerk, typed: dict[str, str], trouble: str
) -> None:
    sent = as_it_stands(admin.reads("/rules/grades/D/door"))
    before = grade(house, "D").at_the_door
    answer = admin.sends("/rules/grades/D/door", sent | typed)
    assert answer.status_code == 422
    assert trouble in answer.text
    assert 'value="<script>' not in answer.text
    assert grade(house, "D").at_the_door == before
