"""Make the tables of zh-CN and zh-TW anew: what the kiosk's keyboard proposes for letters of pinyin.

`python static/keyboard/words.py` needs pip and, in this project's own environment, pypinyin and opencc. Readings are
pypinyin's (MIT), how often a sign or word is used and which names people bear are counted in jieba's dictionary
(MIT), Taiwan's words are OpenCC's (Apache-2.0). The order of surnames and of signs in given names, and the words for a
visitor's company and purpose, are our own lists: surnames.txt, given.txt, words.txt.

What is written: `signs` and `given` by syllable, the likeliest first (`given`: as given names have them);
`surnames` by their letters; `names`, given names of two signs, one behind the other, read in each way that `given` has;
`words`, a line for each spelling: its syllables, then what they say, each sign as its place (0 to z) among those of
its syllable or, where it has none there, as itself. Signs that are seldom wanted stand in a table of their own
(`zh-CN-rare.json`), by syllable.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from opencc import OpenCC
from pypinyin import Style, pinyin
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.pinyin_dict import pinyin_dict

HERE = Path(__file__).resolve().parent
SOURCE = "jieba==0.42.1"
SOURCE_SUM = "055ca12f62674fafed09427f176506079bc135638a14e23e25be909131928db2"
DICTIONARY = "jieba-0.42.1/jieba/dict.txt"
MOST_WORDS, MOST_NAMES, MOST_SIGNS, USUAL_SIGNS = 2000, 900, 30, 12
PLACES = "0123456789abcdefghijklmnopqrstuvwxyz"
RARE_SURNAME = 120
"""From this rank on a "surname" of the dictionary is as likely an ordinary word, so no given name is learnt from it."""
ORDINARY = 1500
"""A word that is counted so often is hardly a name: 先生, 经理."""

Entry = tuple[str, int, str]
"""A word, how often it was counted, and its kind."""


def main() -> int:
    """Count, and write both files."""
    entries = list(dictionary())
    surnames = our("surnames.txt")
    for language, wording in (("zh-CN", None), ("zh-TW", OpenCC("s2twp"))):
        table, rare = proposals(entries, surnames, wording)
        keep(table, f"{language}.json")
        keep(rare, f"{language}-rare.json")
    return 0


def keep(table: Mapping[str, object], name: str) -> None:
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    (HERE / name).write_text(text, encoding="utf-8")


def dictionary() -> Iterator[Entry]:
    """Fetch the dictionary and yield its entries; SystemExit when it is another than was pinned."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [
            "python3",
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            ":all:",
            "--dest",
            folder,
            SOURCE,
        ]
        subprocess.run(pip, check=True)
        (archive,) = Path(folder).glob("*.tar.gz")
        if hashlib.sha256(archive.read_bytes()).hexdigest() != SOURCE_SUM:
            sys.exit(f"{SOURCE} is not what it was")
        with tarfile.open(archive) as tar:
            file = tar.extractfile(DICTIONARY)
            assert file is not None
            lines = file.read().decode("utf-8").splitlines()
    for line in lines:
        word, count, kind = line.split(" ")
        yield word, int(count), kind


def proposals(
    entries: list[Entry], surnames: list[str], wording: OpenCC | None
) -> tuple[dict[str, object], dict[str, str]]:
    """Return what the keyboard reads, and the rare signs by syllable; `wording` turns words into Taiwan's."""
    write = wording.convert if wording else str
    signs = {read: list(dict.fromkeys(map(write, all_))) for read, all_ in signs_by_reading(entries).items()}
    usual = {read: "".join(all_[:USUAL_SIGNS]) for read, all_ in signs.items()}
    rare = {read: "".join(all_[USUAL_SIGNS:]) for read, all_ in signs.items() if len(all_) > USUAL_SIGNS}
    names = given_names(entries, surnames[:RARE_SURNAME])
    words = grouped(((letters(word, "'"), write(word)) for word in common_words(entries)), " ")
    table = {
        "signs": usual,
        "surnames": grouped(((letters_of_surname(name), write(name)) for name in surnames), " "),
        "given": {read: "".join(dict.fromkeys(map(write, all_))) for read, all_ in given_signs(names).items()},
        "names": "".join(write(sign) for name in names for sign in name),
        "words": "\n".join(f"{spelled} {placed(said, spelled, usual)}" for spelled, said in words.items()),
    }
    return table, rare


def placed(said: str, spelled: str, signs: Mapping[str, str]) -> str:
    """Return words with each sign as its place among those of its syllable; as itself, where it has none there."""
    syllables = spelled.split("'")
    return " ".join(
        "".join(map(place, word, (signs[syllable] for syllable in syllables))) if len(word) == len(syllables) else word
        for word in said.split()
    )


def place(sign: str, among: str) -> str:
    """Return a sign's place among others, or the sign."""
    found = among.find(sign)
    return sign if found < 0 else PLACES[found]


def signs_by_reading(entries: list[Entry]) -> dict[str, list[str]]:
    """Return the signs of each syllable, the most used first."""
    used: Counter[str] = Counter()
    for word, count, _ in entries:
        for sign in word:
            used[sign] += count
    found: dict[str, list[str]] = defaultdict(list)
    for sign, _ in used.most_common(7000):
        for reading in readings(sign):
            found[reading].append(sign)
    return {reading: signs[:MOST_SIGNS] for reading, signs in sorted(found.items())}


def readings(sign: str) -> list[str]:
    """Return up to three readings of a sign, without tones; none for what is no Chinese sign."""
    known = pinyin_dict.get(ord(sign), "").split(",")[:3]
    plain = [typed(to_normal(reading)) for reading in known if reading]
    return [
        reading for reading in dict.fromkeys(plain) if reading.isascii() and reading.isalpha() and len(reading) <= 6
    ]


def typed(syllable: str) -> str:
    """Return a syllable as it is typed: lü is lv."""
    return syllable.replace("ü", "v")


def letters(word: str, between: str) -> str:
    return between.join(typed(syllable[0]) for syllable in pinyin(word, style=Style.NORMAL, errors="ignore"))


def letters_of_surname(name: str) -> str:
    """Return the letters of a surname, which a dictionary of words reads otherwise: 单 is Shan."""
    return SURNAME_READINGS.get(name) or letters(name, "")


def given_names(entries: list[Entry], surnames: list[str]) -> list[str]:
    """Return given names of two signs, the most borne first: what is behind a surname and made of such signs."""
    signs = set(our("given.txt")) - {"尔"}
    words = {word for word, count, kind in entries if kind != "nr" and count > ORDINARY}
    pairs: Counter[str] = Counter()
    for word, _, kind in entries:
        if word[1:] in words:
            continue
        if kind == "nr" and len(word) == 3 and word[0] in surnames and signs.issuperset(word[1:]):
            pairs[word[1:]] += 1
    return [name for name, _ in pairs.most_common(MOST_NAMES)]


def given_signs(names: list[str]) -> dict[str, list[str]]:
    """Return the signs of given names by syllable, the most borne first; last, those that only these names read so."""
    found: dict[str, list[str]] = defaultdict(list)
    for sign in dict.fromkeys(our("given.txt")):
        found[letters(sign, "")].append(sign)
    for name in names:
        for sign, reading in zip(name, letters(name, " ").split(), strict=True):
            if sign not in found[reading]:
                found[reading].append(sign)
    return dict(sorted(found.items()))


def our(list_: str) -> list[str]:
    """Return the entries of one of our own lists."""
    return (HERE / list_).read_text(encoding="utf-8").split()


def common_words(entries: list[Entry]) -> list[str]:
    """Return the words that are used most, names and single signs apart, and ours for companies before them."""
    usual = [entry for entry in entries if 2 <= len(entry[0]) <= 4 and entry[2] != "nr" and is_chinese(entry[0])]
    usual.sort(key=lambda entry: -entry[1])
    return list(dict.fromkeys([*our("words.txt"), *(word for word, _, _ in usual[:MOST_WORDS])]))


def is_chinese(word: str) -> bool:
    return all("一" <= sign <= "鿿" for sign in word)


def grouped(pairs: Iterable[tuple[str, str]], between: str) -> dict[str, str]:
    """Return what each letters say, in the order given."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, said in pairs:
        if key and said not in found[key]:
            found[key].append(said)
    return {key: between.join(said) for key, said in found.items()}


SURNAME_READINGS = dict(
    line.split("=")
    for line in (
        "单=shan 曾=zeng 解=xie 仇=qiu 查=zha 区=ou 盖=ge 朴=piao 任=ren 华=hua 缪=miao 翟=zhai 覃=qin 乐=yue 冼=xian "
        "尉迟=yuchi 万俟=moqi 长孙=zhangsun 澹台=tantai 鲜于=xianyu 沈=shen 石=shi 葛=ge "
        "车=che 柏=bai 卜=bu 召=shao 宁=ning 秘=bi 繁=po 员=yun 黑=he 折=she 吕=lv"
    ).split()
)

if __name__ == "__main__":
    sys.exit(main())
