"""The page behind a visitor's link speaks what the kiosk speaks, and opens in what its visitor does (R23)."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from shared.bookings.models import Booking
from shared.companies.models import Visitor
from shared.feedback.models import SurveyDimension
from shared.web.languages import NAMES
from tests.admin.clerk import Clerk
from tests.admin.test_invitations import invited
from tests.feedback import goes, link_of
from tests.house import House

SignIn = Callable[..., Clerk]
TITLE = {
    "zh-CN": "这次来访怎么样？",
    "zh-TW": "這次來訪如何？",
    "en": "How was your visit?",
    "ja": "ご来訪はいかがでしたか？",
    "ko": "방문은 어떠셨나요?",
    "de": "Wie war Ihr Besuch?",
    "fr": "Comment s’est passée votre visite\N{NO-BREAK SPACE}?",
    "es": "¿Qué tal su visita?",
}


def speaks(house: House, *, file: str = "", booking: str = "") -> None:
    """Write down what the visitors of this house speak: in their files, and in their bookings."""
    with house.node.transaction() as rows:
        rows.execute(update(Visitor).values(language=file))
        rows.execute(update(Booking).values(more={"language": booking} if booking else {}))


def asked_in(page: str) -> str:
    """Return the one language that a survey's page is in."""
    found = [language for language, title in TITLE.items() if f"<h1>{title}</h1>" in page]
    assert len(found) == 1
    assert f'<html lang="{found[0]}"' in page
    return found[0]


@pytest.mark.parametrize(
    ("language", "day", "words", "dimension", "wrong", "thanks"),
    [
        ("zh-TW", "2026年11月23日 週一", "非常滿意", "等候時間", "請從五個等級中選一個", "您的評價已記下"),
        ("ja", "2026年11月23日(月)", "とても満足", "待ち時間", "五つの中から一つ", "承りました"),
        ("ko", "2026년 11월 23일 (월)", "매우 만족", "대기 시간", "하나를 골라 주세요", "기록했습니다"),
        ("de", "Mo., 23. Nov. 2026", "Sehr gut", "Wartezeit", "eine der fünf Stufen", "es ist notiert"),
        ("fr", "lun. 23 nov. 2026", "Très bien", "Temps d’attente", "l’un des cinq niveaux", "c’est noté"),
        ("es", "lun, 23 nov 2026", "Muy bien", "Tiempo de espera", "una de las cinco", "queda anotado"),
    ],
)
def test_r23_the_survey_speaks_every_language_of_the_kiosk(
    house: House, clerk: SignIn, language: str, day: str, words: str, dimension: str, wrong: str, thanks: str
) -> None:
    link, visitor = link_of(house, goes(house)), clerk(None, language)
    page = visitor.reads(link)
    assert asked_in(page) == language
    for said in (day, words, dimension, *NAMES.values()):
        assert said in page
    again = visitor.sends(link, {"score": "", "comment": "x" * 501})
    assert (again.status_code, wrong in again.text) == (422, True)
    assert "This is too long" not in again.text
    assert 'name="language"' not in again.text, "to choose a language would lose what was typed"
    assert thanks in visitor.sends(link, {"score": "5"}).text


@pytest.mark.parametrize(
    ("file", "booking", "opens"),
    [
        ("ja", "", "ja"),
        ("ja", "de", "de"),
        ("zh-TW", "", "zh-TW"),
        ("", "Tagalog", "fr"),
        ("", "", "fr"),
    ],
)
def test_the_survey_opens_in_what_its_visitor_is_known_to_speak_unless_the_reader_chose(
    house: House, clerk: SignIn, file: str, booking: str, opens: str
) -> None:
    link, reader = link_of(house, goes(house)), clerk(None, "fr")
    speaks(house, file=file, booking=booking)
    assert asked_in(reader.reads(link)) == opens
    assert f'<html lang="{opens}"' in reader.sends(link, {}).text
    chosen = reader.does("/language", {"language": "ko", "back": link})
    assert asked_in(chosen) == "ko"
    assert f'<html lang="{opens}"' in clerk(None, "fr").sends(link, {"score": "4"}).text, "the thanks are theirs, too"


def test_a_made_up_link_is_answered_in_the_browser_s_language_and_the_office_keeps_to_its_two(
    house: House, clerk: SignIn
) -> None:
    link, reader = link_of(house, goes(house)), clerk(None, "de")
    speaks(house, file="ja")
    wrong = reader.opens(link[:-1] + ("0" if link[-1] != "0" else "1"))
    assert (wrong.status_code, '<html lang="de"' in wrong.text) == (410, True)
    reader.does("/language", {"language": "ja", "back": link})
    assert '<html lang="zh-CN"' in reader.reads("/sign-in")


def test_taiwan_s_visitors_read_no_word_that_the_office_says_as_the_mainland_does(house: House, clerk: SignIn) -> None:
    visitor = clerk(None, "zh-TW")
    survey, invitation = visitor.reads(link_of(house, goes(house))), visitor.reads(invited(house, clerk(house.host)))
    assert ("接待禮儀" in survey, "前台" in survey) == (True, False)
    for ours, office in (("電話", "电话"), ("電子郵件", "邮箱"), ("來訪目的", "事由"), ("時間", "时间")):
        assert (ours in invitation, office in invitation) == (True, False)


def test_what_an_administrator_asks_in_two_languages_is_read_in_the_nearest(house: House, clerk: SignIn) -> None:
    link = link_of(house, goes(house))
    with house.node.transaction() as rows:
        rows.execute(update(SurveyDimension).values(word="餐饮", word_en="Food"))
    for language, word in {"zh-CN": "餐饮", "zh-TW": "餐饮", "en": "Food", "ja": "Food"}.items():
        page = clerk(None, language).reads(link)
        assert [each for each in ("餐饮", "Food") if each in page] == [word]
