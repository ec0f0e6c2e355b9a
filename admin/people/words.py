"""Words for people: ranks, what is wrong with an entry, and what columns of a table may be called."""

from admin.speech import Words, _l
from shared.people.rules import Rank

RANK: dict[Rank, Words] = {
    Rank.STAFF: _l("Staff"),
    Rank.MANAGER: _l("Manager"),
    Rank.DEPARTMENT_HEAD: _l("Head of department"),
    Rank.GENERAL_MANAGER: _l("General manager"),
    Rank.CHAIRMAN: _l("Chairman"),
}

FIELD: dict[str, Words] = {
    "name": _l("Name in Chinese"),
    "name_en": _l("Name in Latin letters"),
    "email": _l("E-mail address"),
    "phone": _l("Phone"),
    "title": _l("Title"),
    "department": _l("Department"),
    "department_en": _l("Department in English"),
    "site": _l("Site"),
    "rank": _l("Rank"),
    "delegate": _l("Delegate's e-mail address"),
    "is_unlisted": _l("Not shown to visitors"),
    "works": _l("Working hours"),
    "away_from": _l("Away from"),
    "away_until": _l("Away until"),
}

TROUBLE: dict[tuple[str, str], Words] = {
    ("name", "missing"): _l("Write the name."),
    ("department", "missing"): _l("Write the department."),
    ("email", "missing"): _l("Write the e-mail address: it is how an employee is known."),
    ("email", "not_an_address"): _l("This is no e-mail address."),
    ("email", "taken"): _l("This address belongs to somebody else."),
    ("email", "twice"): _l("This address stands in the table twice."),
    ("site", "unknown"): _l("There is no such site."),
    ("rank", "unknown"): _l("There is no such rank."),
    ("phone", "not_a_number"): _l("This is no phone number."),
    ("delegate", "self"): _l("Nobody is their own delegate."),
    ("delegate", "unknown"): _l("Nobody with this address works here."),
    ("is_unlisted", "unknown"): _l("Write yes or no."),
    ("works", "not_hours"): _l("Write days (1 is Monday) and hours, such as 1-5 9:00-17:30."),
    ("away_from", "not_a_day"): _l("Write a day such as 2026-12-24."),
    ("away_until", "not_a_day"): _l("Write a day such as 2026-12-24."),
    ("away_until", "without_first_day"): _l("Write the first day away, too."),
    ("away_until", "before_first_day"): _l("The last day comes before the first one."),
}
TOO_LONG, ODD = _l("This is too long."), _l("There is a character in this that cannot be shown.")

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "中文姓名", "中文名", "名字", "Name in Chinese", "Chinese name", "Full name"),
    "name_en": ("英文名", "英文姓名", "拼音", "Name in Latin letters", "English name", "Latin name"),
    "email": ("邮箱", "电子邮箱", "邮件", "电子邮件", "E-mail address", "E-mail", "Mail"),
    "phone": ("电话", "手机", "手机号", "联系电话", "Phone", "Mobile", "Telephone"),
    "title": ("职务", "职位", "头衔", "Title", "Position", "Job title"),
    "department": ("部门", "所属部门", "Department", "Team"),
    "department_en": ("部门英文", "部门英文名", "Department in English"),
    "site": ("园区", "站点", "地点", "厂区", "Site", "Site code", "Location"),
    "rank": ("级别", "职级", "Rank", "Level"),
    "delegate": ("代理人", "代理人邮箱", "Delegate", "Delegate's e-mail address", "Delegate e-mail"),
    "works": ("工作时间", "上班时间", "Working hours", "Hours"),
    "is_unlisted": ("不对访客显示", "隐藏", "Not shown to visitors", "Unlisted"),
}
"""What a table's columns may be called, besides our own names of them."""


def trouble_words(field: str, code: str) -> str:
    """Return what is wrong with a field in words."""
    general = {"too_long": TOO_LONG, "odd": ODD}
    return str(TROUBLE.get((field, code)) or general[code])
