"""Names are found by what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.names import normal, term_for
from shared.kernel.terms import company_terms_of, terms_of

FOUND = [
    ("小明", ["小", "小明", "明", "xiao", "xiaoming", "xm", "ming"]),
    ("王晓琳", ["王", "王晓", "晓琳", "wang", "wangxiao", "wxl", "xiaolin"]),
    ("单立文", ["shan", "shanliwe", "dan", "slw"]),
    ("曾可", ["zeng", "zk", "zengke"]),
    ("解晓东", ["xie", "xxd"]),
    ("仇英", ["qiu", "qy"]),
    ("查理", ["zha", "zl"]),
    ("区小燕", ["ou", "oxy"]),
    ("尉迟兰", ["yuchi", "yuchilan", "ycl", "尉迟"]),
    ("欧阳修", ["ouyang", "oyx"]),
    ("阿卜杜拉·买买提江·吐尔逊", ["阿卜", "阿卜杜拉", "abu"]),
    ("Hubert Wolfeschlegelsteinhausenbergerdorff", ["hub", "wolfesch", "hw"]),
    ("Øystein Strømmen", ["stro" if normal("Strømmen").startswith("stro") else normal("Strømmen")[:4]]),
    ("José García", ["jose", "garcia", "jg"]),
]
COMPANIES = [
    ("启航精密技术（苏州）有限公司", ["启航", "启航精密", "qihang", "qhjm"]),
    ("中国工商银行苏州分行", ["中国工商", "zhongguo", "zggsyh"]),
    ("Nordlicht Maschinenbau GmbH", ["nordlich", "masch", "nmg"]),
    ("Bosch 博世（中国）", ["bosch", "博世", "bszg"]),
]


@pytest.mark.parametrize(("name", "typed"), FOUND)
def test_a_name_is_found_by_every_way_to_type_it(name: str, typed: list[str]) -> None:
    missing = [text for text in typed if term_for(text) not in terms_of(name)]
    assert not missing


@pytest.mark.parametrize(("name", "typed"), COMPANIES)
def test_a_company_is_found_by_every_way_to_type_it(name: str, typed: list[str]) -> None:
    missing = [text for text in typed if term_for(text) not in company_terms_of(name)]
    assert not missing


@pytest.mark.parametrize("typed", ["  Wang ", "ＷＡＮＧ", "wAnG", "wang."])
def test_case_width_and_blanks_do_not_matter(typed: str) -> None:
    assert term_for(typed) in terms_of("王晓琳")


def test_a_long_text_is_cut_to_what_is_written_down() -> None:
    assert term_for("wolfeschlegelstein") in terms_of("Hubert Wolfeschlegelsteinhausenbergerdorff")
    assert term_for("启航精密技术") in company_terms_of("启航精密技术（苏州）有限公司")


@given(st.text(max_size=200))
def test_any_text_has_a_bounded_number_of_short_terms(name: str) -> None:
    terms = terms_of(name) | company_terms_of(name)
    assert all(0 < len(term) <= 8 for term in terms)
    assert "" not in terms
