"""How people written down in different ways are alike: 王伟 and Wei WANG, Müller and Mueller.

Each way of being alike is a key, a number; two people are alike where they share one. Keys are worked out when a
person is written down, so that comparing is an index's work and costs the door nothing. A Chinese name meets a
Latin one by its readings, never another Chinese one: 汪伟 sounds like 王伟 and is somebody else.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache, lru_cache
from hashlib import blake2b

import jellyfish
import opencc
from anyascii import anyascii

from shared.kernel.names import HAN, normal, without_marks
from shared.kernel.terms import readings_of, surname_of


class Trait(StrEnum):
    """In what two people are alike. Stored, so never renamed."""

    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    WORDS = "words"
    """The same words in another order or spelling: Wei WANG, Mueller."""
    READING = "reading"
    """A Chinese name and its pinyin, in any of its readings."""
    SOUND = "sound"
    """Latin names that sound alike: Stephen and Steven."""


Keys = dict[int, Trait]

_KEPT = 4096
_SHORTEST_SOUND = 5
"""Letters of a sound: what is shorter is the sound of too many people."""
_TITLES = frozenset("mr mrs ms miss dr prof professor sir madam herr frau monsieur madame senor senora".split())
_HAN_TITLES = re.compile("(先生|女士|小姐|教授|博士)$")
_SPOKEN = (("lyu", "lu"), ("nyu", "nu"), ("lv", "lu"), ("nv", "nu"))
"""The ü of pinyin: lü, lv and lyu are one syllable in three spellings."""
_SPELLINGS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


@lru_cache(_KEPT)
def name_keys(name: str) -> frozenset[tuple[int, Trait]]:
    """Return the keys of somebody who comes, by the name that was given."""
    return frozenset((_key(trait, side, text), trait) for trait, side, text in _of_visitor(name))


def keys_of_visitor(name: str, phone: str | None, email: str | None) -> list[int]:
    """Return all keys of somebody who comes, in a stable order; to be kept beside the name."""
    return sorted({key for key, _ in name_keys(name)} | set(contact_keys(phone, email)))


def keys_looked_for(names: Iterable[str], phones: Iterable[str], emails: Iterable[str]) -> Keys:
    """Return the keys by which somebody is looked for; of two traits behind one key the closer."""
    found: Keys = {}
    for name in names:
        for trait, side, text in _of_sought(name):
            found.setdefault(_key(trait, side, text), trait)
    for phone in phones:
        found |= contact_keys(phone, None)
    for email in emails:
        found |= contact_keys(None, email)
    return found


def contact_keys(phone: str | None, email: str | None) -> Keys:
    """Return the keys of a phone number in E.164 and of an e-mail address."""
    found: Keys = {}
    if phone:
        found[_key(Trait.PHONE, "", phone)] = Trait.PHONE
    if email:
        found[_key(Trait.EMAIL, "", email.strip().casefold())] = Trait.EMAIL
    return found


def can_be_compared(name: str) -> bool:
    """Say whether anything is left of a name once signs and spaces are gone."""
    return bool(_whole(name))


_Text = tuple[Trait, str, str]
"""A trait, from which script it leads to which, and the text in which two must agree."""


def _of_visitor(name: str) -> Iterator[_Text]:
    han, words = _han(name), _words(name)
    yield Trait.NAME, "", _whole(name)
    if _is_whole_name(han, words):
        yield from ((Trait.READING, "read", _spoken("".join(way))) for way in readings_of(han))
    if len(words) > 1:
        yield from _of_words(words)
        yield Trait.READING, "spelt", _spoken("".join(words))
    elif words and not han:
        yield Trait.READING, "spelt", _spoken(words[0])
    yield from _of_parts(han, words)


def _of_sought(name: str) -> Iterator[_Text]:
    han, words = _han(name), _words(name)
    yield Trait.NAME, "", _whole(name)
    yield from _of_parts(han, words)
    if len(words) > 1:
        yield from _of_words(words)
    if (words and not han) or len(words) > 1:
        turned = (words, [*words[1:], words[0]], [words[-1], *words[:-1]])
        yield from ((Trait.READING, "read", _spoken("".join(way))) for way in turned)
    if _is_whole_name(han, words):
        surname = len(surname_of(han))
        for way in readings_of(han):
            yield Trait.READING, "spelt", _spoken("".join(way))
            yield Trait.READING, "spelt", _spoken("".join([*way[surname:], *way[:surname]]))


def _of_parts(han: str, words: list[str]) -> Iterator[_Text]:
    """Yield the Chinese and the Latin name of somebody who gave both."""
    if han and words:
        if len(han) > 1:
            yield Trait.NAME, "", han
        if len(words) > 1:
            yield Trait.NAME, "", "".join(words)


def _of_words(words: list[str]) -> Iterator[_Text]:
    yield Trait.WORDS, "", " ".join(sorted(_respelt(word) for word in words))
    sounds = sorted(filter(None, (jellyfish.metaphone(word).replace(" ", "") for word in words if word.isascii())))
    if len(sounds) > 1 and sum(map(len, sounds)) >= _SHORTEST_SOUND:
        yield Trait.SOUND, "", " ".join(sounds)


def _is_whole_name(han: str, words: list[str]) -> bool:
    return len(han) > 1 or bool(han and not words)


def _han(name: str) -> str:
    plain = "".join(HAN.findall(_plain(name)))
    return _HAN_TITLES.sub("", plain) or plain


def _words(name: str) -> list[str]:
    """Return the words that are not Chinese, in Latin letters; without titles, and initials where names are left."""
    found = [normal(anyascii(word)) for word in re.split(r"[\s·.\-/()（）,，_]+", HAN.sub(" ", _plain(name)))]
    words = [word for word in found if word]
    names = [word for word in words if word not in _TITLES] or words
    long = [word for word in names if len(word) > 1]
    return long if len(long) > 1 else names


def _whole(name: str) -> str:
    return _han(name) + "".join(_words(name)) or normal(name)


def _plain(name: str) -> str:
    return str(_simplified().convert(unicodedata.normalize("NFKC", without_marks(name))))


@cache
def _simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _spoken(text: str) -> str:
    for spelt, said in _SPOKEN:
        text = text.replace(spelt, said)
    return text


def _respelt(word: str) -> str:
    for spelt, short in _SPELLINGS:
        word = word.replace(spelt, short)
    return word


def _key(trait: Trait, side: str, text: str) -> int:
    """Return 60 bits: numbers are small in a table, and tell less of a person than pieces of the name."""
    digest = blake2b(f"{trait}\x1f{side}\x1f{text}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 4
