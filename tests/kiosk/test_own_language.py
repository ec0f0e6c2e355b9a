"""What a visitor types and reads in their own language reaches the house in its own."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from shared.agreements.actions import publish
from shared.agreements.rules import ALWAYS_IN, AgreementKind, Wording
from shared.agreements.seed import first_wording
from shared.companies.rules import phone_said, phone_shown
from shared.declarations.models import DoorAnswer
from shared.grades.door import AtTheDoor, DoorQuestion, DoorStep
from shared.grades.models import Grade
from shared.web.carried_words import item_kept, item_words
from shared.web.languages import LANGUAGES
from tests.house import House
from tests.kiosk.walker import ME, Walker, troubles_in


@pytest.mark.parametrize(
    ("typed", "language", "kept"),
    [
        ("01012345678", "ko", "+821012345678"),
        ("010-1234-5678", "ko", "+821012345678"),
        ("09012345678", "ja", "+819012345678"),
        ("0171 1234567", "de", "+491711234567"),
        ("06 12 34 56 78", "fr", "+33612345678"),
        ("612 345 678", "es", "+34612345678"),
        ("0912 345 678", "zh-TW", "+886912345678"),
        ("138 1234 0099", "ko", "+8613812340099"),
        ("13812340099", "en", "+8613812340099"),
        ("010 1234 5678", "zh-CN", "+861012345678"),
        ("+82 10 1234 5678", "en", "+821012345678"),
        ("010 1234 5678", "en", None),
        ("99", "ko", None),
    ],
)
def test_a_number_without_its_country_is_read_by_the_language(typed: str, language: str, kept: str | None) -> None:
    """A plain Chinese mobile is one in every language; where nobody knows the country, nothing is guessed."""
    assert phone_said(typed, language) == kept


def test_who_gives_no_country_is_asked_for_it_and_sees_the_whole_number(client: FlaskClient) -> None:
    """A Korean types it as every Korean does."""
    assert phone_shown("+821012345678") == "+82 10-1234-5678"
    english = Walker(client).agrees()
    answer = english.says("who", **{**ME, "reach": "010 1234 5678"})
    assert "country code" in troubles_in(answer)[0]
    korean = Walker(client, language="ko").agrees()
    korean.says("who", **{**ME, "reach": "01012345678"})
    assert korean.at == "purpose"
    korean.says("purpose", purpose="delivery")
    korean.says("items", go="next")
    korean.says("vehicle", go="none")
    korean.signs()
    assert "+82 10-1234-5678" in korean.sees("check")


def test_what_the_kiosk_offers_is_written_in_the_houses_language_and_read_in_the_readers(client: FlaskClient) -> None:
    """What somebody typed of their own stays as it is."""
    with client.application.test_request_context("/?lang=en"):
        assert [item_kept(word) for word in ("노트북", "Laptop", "笔记本电脑")] == ["笔记本电脑"] * 3
        assert item_kept("my own thing") == "my own thing"
        assert (item_words("笔记本电脑"), item_words("自带设备")) == ("Laptop", "自带设备")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_house_s_texts_are_in_every_language(client: FlaskClient, language: str) -> None:
    """Where a translation of what is signed differs from the Chinese text, the translation says which one counts."""
    page = client.get(f"/walk-in?lang={language}").text
    assert first_wording(AgreementKind.CONSENT, language).title in page
    assert "foreign" not in page.split("<main")[1].split("</main>")[0]
    counts = {"zh-TW": "為準", "en": "counts", "ja": "優先", "ko": "우선", "de": "gilt", "fr": "fait foi"} | {
        "es": "prevalece"
    }
    for kind in (AgreementKind.SITE_RULES, AgreementKind.NDA):
        last = first_wording(kind, language).text.split("\n\n")[-1]
        assert language == "zh-CN" or counts[language] in last


def test_a_text_that_is_not_in_the_visitors_language_says_so(house: House, client: FlaskClient) -> None:
    """In their own words, with the language it is in and the way to a person."""
    wordings = {language: Wording("T", "Words") for language in ALWAYS_IN}
    with house.node.transaction() as session:
        publish(session, house.site, AgreementKind.CONSENT, wordings, house.boss.id, house.node.now())
    page = client.get("/walk-in?lang=ko").text
    assert "문서 언어: 영어" in page
    assert "직원 호출" in page
    assert "foreign" not in client.get("/walk-in?lang=en").text.split("<main")[1].split("</main>")[0]


def test_a_question_is_read_in_the_visitors_language_and_kept_as_it_was_read(house: House, client: FlaskClient) -> None:
    """What is not there in it is asked in English, and the page says so; the office sees which words were read."""
    questions = (
        DoorQuestion("发烧吗？", "A fever?", others={"de": "Fieber?"}),
        DoorQuestion("咳嗽吗？", "A cough?", others={"de": "Husten?", "fr": "Une toux ?"}),
    )
    with house.node.transaction() as session:
        asked = AtTheDoor((DoorStep.QUESTIONS,), questions=questions)
        session.get_one(Grade, "D").at_the_door = asked.as_json()
    walker = Walker(client, language="fr").agrees()
    walker.comes_to("questions")
    page = walker.sees("questions")
    assert "Une toux ?" in page
    assert '<legend lang="en">A fever?' in page
    assert "anglais" in page
    walker.says("questions", **{"q-0": "no", "q-1": "no"})
    walker.registers()
    with house.node.reading() as session:
        kept = session.scalars(select(DoorAnswer).order_by(DoorAnswer.position)).all()
    assert [(each.question, each.answer, each.shown, each.language) for each in kept] == [
        ("发烧吗？", "no", "A fever?", "en"),
        ("咳嗽吗？", "no", "Une toux ?", "fr"),
    ]


def test_a_form_that_is_much_too_large_is_answered_kindly(client: FlaskClient) -> None:
    """At every step, not only where a picture is sent."""
    walker = Walker(client).agrees()
    answer = walker.says("who", **{**ME, "name": "x" * 5_000_000})
    assert answer.status_code == 413
    assert "too much for us to keep" in answer.text
