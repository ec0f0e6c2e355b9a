"""Words of the import: its columns, what they may be called, and what is wrong with a cell."""

from admin.bookings.more import FACT
from admin.bookings.more import TROUBLE as OF_MORE
from admin.speech import Words, _l
from admin.wording import problem_words

FIELD: dict[str, Words] = {
    "group": _l("Group key"),
    "site": _l("Site"),
    "host": _l("Host"),
    "day": _l("Day"),
    "start": _l("Start time"),
    "end": _l("End time"),
    "last_day": _l("Last day"),
    "purpose": _l("Purpose"),
    "kind": _l("Kind of visit"),
    "grade": _l("Grade"),
    "grade_reason": _l("Why another grade than the rules propose"),
    "area": _l("Area"),
    "photos": _l("Photos allowed"),
    "name": _l("Visitor's name"),
    "company": _l("Company"),
    "title": _l("Title"),
    "phone": _l("Phone"),
    "email": _l("E-mail"),
    "leader": _l("Leads the group"),
    **FACT,
}
NEEDED = frozenset({"day", "start", "end", "purpose", "name", "company"})
NEEDS_ONE = frozenset({"phone", "email"})
OF_THE_VISIT = (
    "site",
    "host",
    "day",
    "start",
    "end",
    "last_day",
    "purpose",
    "kind",
    "grade",
    "grade_reason",
    "area",
    "photos",
    *FACT,
)
"""What a group's lines have in common: the first one says it, the others leave it empty or say the same."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "group": ("组号", "团组", "分组", "团体编号", "组", "Group key", "Group", "Party"),
    "site": ("园区", "站点", "地点", "厂区", "Site", "Site code", "Location"),
    "host": ("被访人", "接待人", "被访人邮箱", "Host", "Host e-mail", "Host's e-mail address", "Employee"),
    "day": ("日期", "来访日期", "到访日期", "Day", "Date", "Visit date"),
    "start": ("开始", "开始时间", "来访时间", "从", "From", "Start", "Starts", "Start time"),
    "end": ("结束", "结束时间", "离开时间", "到", "Until", "End", "Ends", "End time", "To"),
    "last_day": ("最后一天", "结束日期", "Last day", "End date"),
    "purpose": ("事由", "来访事由", "目的", "Purpose", "Reason"),
    "kind": ("参观种类", "来访种类", "种类", "Kind of visit", "Kind", "Type"),
    "grade": ("等级", "级别", "接待等级", "接待级别", "Grade"),
    "area": ("区域", "参观区域", "Area", "Areas"),
    "photos": ("允许拍照", "拍照", "Photos allowed", "Photos"),
    "name": ("访客姓名", "姓名", "访客", "Visitor's name", "Visitor", "Name", "Guest"),
    "company": ("来访单位", "单位", "公司", "Company", "Organisation", "Organization"),
    "title": ("职务", "职位", "头衔", "Title", "Position", "Job title"),
    "phone": ("电话", "手机", "手机号", "联系电话", "Phone", "Mobile", "Telephone"),
    "email": ("邮箱", "电子邮箱", "邮件", "E-mail", "Mail", "E-mail address"),
    "leader": ("领队", "Leads the group", "Leader"),
    "grade_reason": (
        "改级理由",
        "为什么不按建议定级",
        "等级理由",
        "Grade reason",
        "Why another grade",
        "Why another grade than the rules propose",
    ),
    "transport": ("交通方式", "Comes by", "Transport"),
    "plate": ("车牌", "车牌号", "Number plate", "Plate"),
    "pick_up": ("接站", "接机", "To be fetched", "Pick-up", "Pickup"),
    "meals": ("用餐", "Meals"),
    "lodging": ("住宿", "Lodging", "Hotel"),
    "items": ("携带物品", "物品", "Brings", "Items"),
    "language": ("语言", "Speaks", "Language"),
    "needs": ("特殊需求", "需求", "Needs", "Special needs"),
    "decides": ("能否决定合作", "可决策", "Can decide on cooperation", "Decision maker"),
}
"""What a table's columns may be called, besides our own names of them."""

TROUBLE: dict[tuple[str, str], Words] = {
    ("site", "unknown"): _l("There is no such site, or you may not book there. Write its code or its name."),
    ("site", "missing"): _l("Write the site's code: you may book at several."),
    ("host", "missing"): _l("Write the e-mail address or the name of the person visited."),
    ("host", "unknown"): _l("Nobody with this name or address works here. Write the host's e-mail address."),
    ("host", "several"): _l("Several people have this name. Write the host's e-mail address instead."),
    ("host", "not_yours"): _l("You may only book visitors of your own. Leave this empty, or ask reception."),
    ("day", "missing"): _l("Write the day of the visit, such as 2026-12-24."),
    ("day", "not_a_day"): _l("This is no day. Write it like 2026-12-24."),
    ("last_day", "not_a_day"): _l("This is no day. Write it like 2026-12-24, or leave it empty."),
    ("start", "not_an_hour"): _l("This is no hour. Write it like 14:30."),
    ("end", "not_an_hour"): _l("This is no hour. Write it like 14:30."),
    ("kind", "unknown"): _l("There is no such kind. Write key customer, group, ordinary or ad hoc."),
    ("grade", "unknown"): _l("There is no such grade. Write A, B, C or D."),
    ("grade_reason", "missing"): _l(
        "The rules propose another grade. Say why, or leave the grade empty to take theirs."
    ),
    ("photos", "unknown"): _l("Write yes or no."),
    ("leader", "unknown"): _l("Write yes or no."),
    ("phone", "not_a_number"): _l("This phone number cannot be right. Foreign ones begin with + and the country."),
    ("email", "not_an_address"): _l("This e-mail address cannot be right."),
    ("name", "booked_already"): _l("This visit is booked already. Take the line out, or change the booking itself."),
    ("name", "twice"): _l("This visit stands in the table twice. Take one of the lines out."),
    ("group", "differs"): _l("Another line of this group says otherwise. Leave the cell empty, or write the same."),
    ("group", "held_up"): _l("Another line of this group has a mistake. The group is booked as a whole."),
    ("resources", "taken"): _l("A room or piece of equipment has been booked by somebody else meanwhile."),
    ("resources", "gone"): _l("A room or piece of equipment is no longer there."),
    **OF_MORE,
}


def trouble_words(field: str, code: str) -> str:
    """Return what is wrong with a cell in words that say what to do."""
    words = TROUBLE.get((field, code)) or TROUBLE.get(("group", code))
    return str(words) if words is not None else problem_words(_AS_THE_DESK_SAYS.get(field, field), code)


_AS_THE_DESK_SAYS = {"day": "ends_at", "start": "starts_at", "end": "ends_at", "phone": "contact"}
