"""What each grade's visits need, as every house begins (R9, R18, R19, R20). An administrator changes it."""

from typing import Any

from shared.reception.escorts import EscortBy, Refreshment
from shared.reception.itinerary import ItemKind, Step
from shared.reception.rules import Edge, Line, Owner

_BEFORE_DAYS: tuple[Line, ...] = (
    Line("notice", "参观通知单发各部门", "Visit notice to the departments", Owner.CUSTOMER_SERVICE, days=3),
    Line("hotel", "酒店", "Hotel", Owner.ADMINISTRATION, days=2, check=("入住确认 / Booking confirmed",)),
    Line("tickets", "车票机票", "Tickets", Owner.ADMINISTRATION, days=2),
    Line(
        "materials",
        "会谈资料",
        "Materials",
        Owner.CUSTOMER_SERVICE,
        days=2,
        check=("公司介绍 / Company profile", "产品样册 / Product catalogue", "议程 / Agenda"),
    ),
    Line(
        "room",
        "会议室布置",
        "Meeting room",
        Owner.ADMINISTRATION,
        days=1,
        check=("桌椅 / Tables and chairs", "空调与灯光 / Air and light", "纸笔 / Paper and pens"),
    ),
    Line(
        "room_closed",
        "会议室检查并封场",
        "Room checked and closed to others",
        Owner.ADMINISTRATION,
        days=1,
        only_large=True,
    ),
    Line("name_plates", "桌签名牌", "Name plates", Owner.ADMINISTRATION, days=1),
    Line(
        "car",
        "接送车辆与司机",
        "Car and driver",
        Owner.DRIVERS,
        days=1,
        check=("车牌 / Plate", "司机电话 / Driver's phone", "路线 / Route"),
    ),
    Line("etiquette", "礼仪人员", "Etiquette staff", Owner.ADMINISTRATION, days=1),
    Line("photographer", "摄影", "Photographer", Owner.CUSTOMER_SERVICE, days=1),
    Line("restaurant", "用餐安排", "Restaurant", Owner.ADMINISTRATION, days=1, check=("忌口 / Dietary needs",)),
)
_ON_THE_DAY: tuple[Line, ...] = (
    Line("flowers", "鲜花", "Flowers", Owner.ADMINISTRATION, minutes=120),
    Line("welcome_sign", "欢迎牌", "Welcome sign", Owner.ADMINISTRATION, minutes=120),
    Line("fruit", "水果点心", "Fruit and pastries", Owner.ADMINISTRATION, minutes=60),
    Line("projector", "投影设备", "Projector", Owner.TECHNICIANS, minutes=60, check=("试机 / Tried out",)),
    Line("staff", "接待人员到位", "Staff in place", Owner.RECEPTION, minutes=30, only_large=True),
    Line("tea", "茶水备好", "Tea stands ready", Owner.RECEPTION, minutes=15),
    Line("doors", "开门迎候", "Doors open", Owner.RECEPTION, minutes=10),
    Line("served", "客人入座后上茶", "Guests have tea", Owner.RECEPTION, Edge.AFTER_START, minutes=3),
    Line("top_up", "续茶", "Tea topped up", Owner.RECEPTION, Edge.AFTER_START, minutes=20, repeats=True),
    Line(
        "tidy",
        "整理会议室",
        "Room tidied",
        Owner.RECEPTION,
        Edge.AFTER_END,
        minutes=30,
        check=("遗失物品登记 / Lost property logged",),
    ),
    Line("minutes", "会谈纪要", "Minutes of the talks", Owner.HOST, Edge.AFTER_END, days=1),
)
_ALL = {line.key: line for line in (*_BEFORE_DAYS, *_ON_THE_DAY)}
_B = (
    "notice materials room room_closed name_plates car restaurant flowers welcome_sign fruit projector staff tea doors "
    "served top_up tidy minutes"
).split()
_C = "materials room room_closed projector staff tea doors served top_up tidy minutes".split()

TASKS: dict[str, tuple[Line, ...]] = {
    "A": tuple(_ALL.values()),
    "B": tuple(_ALL[key] for key in _B),
    "C": tuple(_ALL[key] for key in _C),
    "D": (),
}
"""A D visit is the department's own: nothing is planned by itself."""

_WHOLE_WAY = (
    Step(ItemKind.PICK_UP, -60, 60),
    Step(ItemKind.CHECK_IN, 0, 10),
    Step(ItemKind.LEADER_MEETING, 10, 30),
    Step(ItemKind.TOUR, 40, 40),
    Step(ItemKind.TALKS, 80, 60),
    Step(ItemKind.MEAL, 140, 60),
    Step(ItemKind.SEND_OFF, 200, 10),
)
_SHORT_WAY = (
    Step(ItemKind.CHECK_IN, 0, 10),
    Step(ItemKind.TALKS, 10, 60),
    Step(ItemKind.TOUR, 70, 40),
    Step(ItemKind.SEND_OFF, 110, 10),
)
ITINERARY: dict[str, tuple[Step, ...]] = {"A": _WHOLE_WAY, "B": _WHOLE_WAY, "C": _SHORT_WAY, "D": ()}

FIGURES: dict[str, Any] = {
    "remind_minutes": 60,
    "overdue_minutes": 15,
    "itinerary_days": 1,
    "itinerary_send_hours": 48,
    "promise_before_hours": 24,
    "promise_after_hours": 24,
    "promise_head_hours": 48,
    "request_minutes": 5,
    "large_guests": 10,
    "meal_few_guests": 5,
    "meal_few_escorts": 3,
    "meal_some_guests": 10,
    "meal_some_escorts": 5,
    "refreshments_key": Refreshment.COFFEE.value,
    "refreshments_group": Refreshment.TEA_IF_SEATED.value,
    "refreshments_ordinary": Refreshment.TEA.value,
    "refreshments_ad_hoc": Refreshment.TEA.value,
    "escort_key": EscortBy.CUSTOMER_SERVICE.value,
    "escort_group": EscortBy.OF_GRADE.value,
    "escort_ordinary": EscortBy.SERVICE_STAFF.value,
    "escort_ad_hoc": EscortBy.SERVICE_STAFF.value,
}
