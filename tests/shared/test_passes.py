"""The code inside a pass."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bookings.passes import Code, Read, Unreadable, new_number, read, sign

KEY = b"k" * 32
TOMORROW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NUMBER = "0123456789abcdef"


def test_a_code_is_fifty_characters_that_every_scanner_types() -> None:
    text = sign(Code.PASS, NUMBER, TOMORROW, KEY)
    assert len(text) == 50
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@given(st.sampled_from(Code), st.binary(min_size=8, max_size=8), st.integers(0, 0xFFFFFFFF))
def test_what_was_signed_is_read_back(code: Code, number: bytes, second: int) -> None:
    expires = datetime.fromtimestamp(second, UTC)
    assert read(sign(code, number.hex(), expires, KEY), KEY) == Read(code, number.hex(), expires)


@pytest.mark.parametrize("dressed", ["{}", " {}\r\n", "]Q1{}", "]q1{}"])
def test_case_blanks_and_the_scanners_prefix_do_not_matter(dressed: str) -> None:
    text = dressed.format(sign(Code.PASS, NUMBER, TOMORROW, KEY))
    assert read(text, KEY) == read(text.lower(), KEY) == Read(Code.PASS, NUMBER, TOMORROW)


@given(st.integers(3, 48))
def test_changing_any_character_makes_it_forged(place: int) -> None:
    text = sign(Code.PASS, NUMBER, TOMORROW, KEY)
    other = "A" if text[place] != "A" else "B"
    assert read(text[:place] + other + text[place + 1 :], KEY) == Unreadable(is_forged=True)


@given(st.text(max_size=80))
def test_any_other_text_is_no_code(text: str) -> None:
    assert read(text, KEY) == Unreadable(is_forged=False)


def test_another_key_signs_nothing_here() -> None:
    assert read(sign(Code.PASS, NUMBER, TOMORROW, b"x" * 32), KEY) == Unreadable(is_forged=True)


def test_numbers_do_not_repeat() -> None:
    assert len({new_number() for _ in range(1000)}) == 1000


def test_an_expiry_beyond_the_fields_end_is_cut_to_it() -> None:
    far = TOMORROW + timedelta(days=365 * 200)
    result = read(sign(Code.PASS, NUMBER, far, KEY), KEY)
    assert isinstance(result, Read)
    assert result.expires_at == datetime.fromtimestamp(0xFFFFFFFF, UTC)
