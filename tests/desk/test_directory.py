"""The directory at the door: who is found, who never is, and how many names it shows (R16)."""

import itertools
import string
import uuid

from shared.desk.directory import WITHHELD, Names, names_like
from shared.desk.outcomes import Asking
from shared.kernel.logbook import Kind, lines_after
from shared.notices.queries import notices_for
from shared.people.actions import NewEmployee, hire
from shared.walk_ins.rules import NAMES_AT_ONCE
from tests.clock import StandingClock
from tests.desk.walk_ins import registered
from tests.house import House

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_GIVEN = "安邦超达恩芳刚海佳凯岚敏宁鹏清荣思婷薇翔"


def hired(house: House, name: str, name_en: str = "", *, is_unlisted: bool = False) -> str:
    """Let somebody begin to work here; return the id."""
    address = f"{uuid.uuid4()}@usher.example"
    new = NewEmployee(house.site, "质量部", name, name_en, address, department_en="Quality", is_unlisted=is_unlisted)
    with house.node.transaction() as session:
        return hire(session, new).id


def looked_up(house: House, typed: str, search: str | None = None) -> Names:
    """Search as one visitor."""
    with house.node.transaction() as session:
        return names_like(session, typed, search or str(uuid.uuid4()), house.door, house.node.now())


def found(house: House, typed: str) -> list[str]:
    return [who.name for who in looked_up(house, typed).people]


def alerts(house: House) -> list[int]:
    """Return the numbers of names after which the gate was alerted."""
    with house.node.reading() as session:
        return [line.facts["shown"] for line in lines_after(session, 0) if line.kind == Kind.NamesWithheld]


NAMES = [
    "单立",
    "单立文",
    "shanl",
    "danli",
    "liwen",
    "slw",
    "dlw",
    "Liwen Sh",
    "ＳＨＡＮＬＩ",
    "shan li wen",
    " 单 立 ",
]
NO_NAMES = ["", "单", "sh", "s h", "%", "__", "'; --", "单%", "\x00\x00", "李单"]


def test_somebody_is_found_by_any_name_and_reading_of_which_enough_is_typed(house: House) -> None:
    """Two Chinese characters or three letters; a reading that a dictionary has wrong is one as well."""
    hired(house, "单立文", "Liwen Shan")
    assert {typed: found(house, typed) for typed in NAMES} == {typed: ["单立文"] for typed in NAMES}
    assert {typed: found(house, typed) for typed in NO_NAMES} == {typed: [] for typed in NO_NAMES}


def test_the_unlisted_and_those_of_other_sites_are_not_there(house: House) -> None:
    hired(house, "郑和平", "Heping Zheng", is_unlisted=True)
    assert found(house, "郑和平") == []
    assert found(house, "heping") == []
    assert found(house, "单立文") == []  # he works at the other site


def test_five_names_at_most_are_shown(house: House) -> None:
    for number in range(9):
        hired(house, f"欧阳{_GIVEN[number]}", f"Ouyang {number}")
    assert len(found(house, "欧阳")) == NAMES_AT_ONCE


def test_a_name_counts_once_in_a_search(house: House) -> None:
    """Each letter that is typed asks again."""
    search = str(uuid.uuid4())
    for typed in ("liw", "liwe", "liwei", "李伟") * 30:
        assert [who.name for who in looked_up(house, typed, search).people] == ["李伟"]
    assert alerts(house) == []


def test_a_sweep_through_the_alphabet_stops_at_the_quota_and_raises_one_alert(
    house: House, clock: StandingClock
) -> None:
    """Whether it is one visitor who searches, or a new one each time."""
    for surname, given in itertools.product(_SURNAMES, _GIVEN[:6]):
        hired(house, surname + given, f"{surname}{given}")
    seen: set[str] = set()
    for number, letters in enumerate(itertools.product(string.ascii_lowercase, "aeiou", "aenou")):
        names = looked_up(house, "".join(letters), None if number % 2 else f"sweep {number // 25}")
        seen |= {who.id for who in names.people}
    assert 30 < len(seen) <= 60
    assert alerts(house) == [60]
    with house.node.reading() as session:
        (notice,) = notices_for(session, house.site, WITHHELD)
        assert (notice.role, notice.facts) == ("reception", {"station": "lobby"})
    assert looked_up(house, "李伟").is_withheld
    clock.passes(hours=1, seconds=1)
    assert found(house, "李伟") == ["李伟"]


def test_fifty_honest_visitors_an_hour_find_their_hosts(house: House, clock: StandingClock) -> None:
    """Each sees five names while typing, and registers."""
    for given in "一二三四五":
        hired(house, f"林{given}", f"Lin {given}")
    for number in range(50):
        search = str(uuid.uuid4())
        names = looked_up(house, "lin", search)
        assert len(names.people) == NAMES_AT_ONCE, f"visitor {number} was shown no names"
        assert isinstance(registered(house, host=names.people[0].id, search=search), Asking)
        clock.passes(seconds=71)
    assert alerts(house) == []


def test_a_registration_gives_ten_names_back_and_no_more(house: House) -> None:
    """Else whoever goes through the house would register once for each sixty names."""
    for surname, given in itertools.product(_SURNAMES[:13], _GIVEN[:5]):
        hired(house, surname + given, f"{surname}{given}")
    search = str(uuid.uuid4())
    shown = [
        who.id
        for surname in _SURNAMES[:12]
        for given in _GIVEN[:5]
        for who in looked_up(house, surname + given, search).people
    ]
    assert len(shown) == 60
    registered(house, host=shown[0], search=search)
    after = [looked_up(house, _SURNAMES[12] + given) for given in _GIVEN[:5]]
    assert [len(names.people) for names in after] == [1] * 5
    other = [looked_up(house, name) for name in [*(_SURNAMES[0] + given for given in _GIVEN[:5]), "李伟"]]
    assert [names.is_withheld for names in other] == [False] * 5 + [True]


def test_the_quota_is_the_site_s_to_set(house: House) -> None:
    with house.node.transaction() as session:
        site = session.get_one(type(house.booking(house.booked().id).site), house.site)
        site.names_an_hour = 0
    assert looked_up(house, "李伟").is_withheld
