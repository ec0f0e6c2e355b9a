"""What a visitor types and reads in their own language reaches the house in its own."""

import pytest
from flask.testing import FlaskClient

from shared.companies.rules import phone_said, phone_shown
from shared.web.carried_words import item_kept, item_words
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


def test_a_text_that_is_not_in_the_visitors_language_says_so(client: FlaskClient) -> None:
    """In their own words, with the language it is in and the way to a person."""
    page = client.get("/walk-in?lang=ko").text
    assert "문서 언어: 영어" in page
    assert "직원 호출" in page
    assert "foreign" not in client.get("/walk-in?lang=en").text.split("<main")[1].split("</main>")[0]


def test_a_form_that_is_much_too_large_is_answered_kindly(client: FlaskClient) -> None:
    """At every step, not only where a picture is sent."""
    walker = Walker(client).agrees()
    answer = walker.says("who", **{**ME, "name": "x" * 5_000_000})
    assert answer.status_code == 413
    assert "too much for us to keep" in answer.text
