"""The terms under which names are found: their beginnings, full pinyin, initials.

A trigram index finds nothing for a name of two characters, and a dictionary misreads surnames
(单 is Shan, 曾 is Zeng): so every reading of a name is written down as a set of short terms.
Reading them back needs none of this: the pinyin dictionaries are loaded only where names are written down.
"""

import itertools
import re
from functools import lru_cache

from pypinyin import Style, pinyin

from shared.kernel.names import HAN, LONGEST_HAN, LONGEST_LATIN, normal

_SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "区": "ou",
    "盖": "ge",
    "朴": "piao",
    "任": "ren",
    "华": "hua",
    "缪": "miao",
    "翟": "zhai",
    "覃": "qin",
    "乐": "yue",
    "员": "yun",
    "冼": "xian",
    "种": "chong",
    "黑": "he",
    "秘": "bi",
    "折": "she",
    "召": "shao",
    "繁": "po",
    "宁": "ning",
    "尉迟": "yuchi",
    "万俟": "moqi",
    "长孙": "zhangsun",
    "澹台": "tantai",
    "鲜于": "xianyu",
}
"""Surnames that a dictionary of words reads otherwise."""

_TWO_CHARACTER_SURNAMES = set(
    "欧阳 司马 上官 诸葛 东方 皇甫 公孙 慕容 司徒 夏侯 令狐 宇文 尉迟 万俟 长孙 澹台 鲜于".split()
)
_READINGS = 8
_KEPT = 4096
"""Names whose terms are remembered: working them out takes a millisecond, and a group shares its company."""


@lru_cache(_KEPT)
def terms_of(name: str) -> frozenset[str]:
    """Return every term under which a name is found: beginnings of its parts, pinyin, initials."""
    han = "".join(HAN.findall(name))
    return frozenset((_han_terms(han) if han else set()) | _word_terms(name))


@lru_cache(_KEPT)
def company_terms_of(name: str) -> frozenset[str]:
    """Return every term under which a company is found: beginnings of its name, pinyin, initials.

    A company has no surname, and its characters are read as its words are: half as many terms as of a person's name.
    """
    han = "".join(HAN.findall(name))
    syllables = [syllable[0] for syllable in pinyin(han, style=Style.NORMAL, errors="ignore")] if han else []
    spoken = _beginnings("".join(syllables), LONGEST_LATIN)
    initials = _beginnings("".join(syllable[0] for syllable in syllables), LONGEST_LATIN)
    return frozenset(_beginnings(han, LONGEST_HAN, 1) | spoken | initials | _word_terms(name))


def _word_terms(name: str) -> set[str]:
    """Return the terms of the words that are not Chinese."""
    terms: set[str] = set()
    words = [normal(word) for word in re.split(r"[\s·.\-/()（）]+", HAN.sub(" ", name)) if normal(word)]
    for start in range(len(words)):
        terms |= _beginnings("".join(words[start:]), LONGEST_LATIN)
    if len(words) > 1:
        terms.add("".join(word[0] for word in words)[:LONGEST_LATIN])
    return terms


def readings_of(han: str) -> list[list[str]]:
    """Return up to eight readings of a Chinese name, syllable by syllable, the likeliest first."""
    surname = surname_of(han)
    heads = [[_SURNAMES[surname]]] if surname in _SURNAMES else []
    heads += [list(way) for way in _ways(surname)]
    rests = [list(way) for way in _ways(han[len(surname) :])] or [[]]
    return [head + rest for head, rest in itertools.product(heads, rests)][:_READINGS]


def _ways(han: str) -> list[tuple[str, ...]]:
    if not han:
        return []
    syllables = pinyin(han, style=Style.NORMAL, heteronym=True, errors="ignore")
    usual = tuple(syllable[0] for syllable in pinyin(han, style=Style.NORMAL, errors="ignore"))
    every = itertools.islice(itertools.product(*(s[:3] for s in syllables)), _READINGS)
    return list(dict.fromkeys([usual, *every]))


def surname_of(han: str) -> str:
    """Return the surname that a Chinese name begins with: one character, or one of the known pairs."""
    return han[:2] if han[:2] in _TWO_CHARACTER_SURNAMES and len(han) > 2 else han[:1]


def _han_terms(han: str) -> set[str]:
    given = han[len(surname_of(han)) :]
    terms = _beginnings(han, LONGEST_HAN, 1) | _beginnings(given, LONGEST_HAN, 1)
    for reading in readings_of(han):
        terms |= _beginnings("".join(reading), LONGEST_LATIN)
        terms |= _beginnings("".join(reading[1:]), LONGEST_LATIN)
        terms |= _beginnings("".join(syllable[0] for syllable in reading), LONGEST_LATIN)
    return terms


def _beginnings(text: str, longest: int, shortest: int = 2) -> set[str]:
    return {text[:length] for length in range(shortest, min(len(text), longest) + 1)}
