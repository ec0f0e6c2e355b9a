"""The grades as every new house gets them: R3, R5, R6, R11, R13, R14, R17, R20, R30."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.grades.chain import ChainStep, StepKind
from shared.grades.models import Grade, GradeRule, LeadTime
from shared.people.rules import Rank


def _chain(*steps: ChainStep) -> list[dict[str, Any]]:
    return [step.as_json() for step in steps]


_SHARED: dict[str, Any] = {
    "lead_days": 0,
    "approval_remind_hours": 8,
    "approval_escalate_hours": 24,
    "receiver_rank": Rank.STAFF,
    "early_minutes": 60,
    "waiting_limit_minutes": 10,
    "ask_delegate_s": 60,
    "ask_department_s": 180,
    "ask_reception_s": 300,
    "message_answer_hours": 24,
    "message_delegate_hours": 2,
    "message_department_hours": 4,
    "message_reception_hours": 8,
    "is_escorted": True,
}

SEED: tuple[dict[str, Any], ...] = (
    _SHARED
    | {
        "letter": "A",
        "at_the_door": {"steps": []},
        "word": "贵宾",
        "word_en": "VIP",
        "chain": _chain(
            ChainStep(StepKind.REVIEW),
            ChainStep(StepKind.APPROVE, Rank.GENERAL_MANAGER),
            ChainStep(StepKind.ITINERARY, Rank.CHAIRMAN, if_there=True),
        ),
        "approval_remind_hours": 4,
        "approval_escalate_hours": 12,
        "receiver_rank": Rank.GENERAL_MANAGER,
        "lead_days": 3,
        "waiting_limit_minutes": 0,
        "ask_delegate_s": 0,
        "ask_department_s": 0,
        "ask_reception_s": 0,
        "message_answer_hours": 4,
        "message_delegate_hours": 0,
        "message_department_hours": 1,
        "message_reception_hours": 2,
        "standard": {
            "greeter": "general_manager",
            "escort": "department_head",
            "refreshments": "coffee_pastries_fruit",
            "meal_from": 130,
            "meal_to": 150,
        },
    },
    _SHARED
    | {
        "letter": "B",
        "at_the_door": {"steps": ["site_rules"]},
        "word": "重点",
        "word_en": "Key account",
        "chain": _chain(ChainStep(StepKind.REVIEW), ChainStep(StepKind.APPROVE, Rank.DEPARTMENT_HEAD)),
        "receiver_rank": Rank.DEPARTMENT_HEAD,
        "standard": {
            "greeter": "sales_manager",
            "escort": "sales_head",
            "refreshments": "coffee_pastries_fruit",
            "meal_from": 100,
            "meal_to": 130,
        },
    },
    _SHARED
    | {
        "letter": "C",
        "at_the_door": {"steps": ["photo", "items", "vehicle", "site_rules"]},
        "word": "客户",
        "word_en": "Customer",
        "chain": _chain(ChainStep(StepKind.REVIEW), ChainStep(StepKind.APPROVE, Rank.MANAGER)),
        "receiver_rank": Rank.MANAGER,
        "standard": {
            "greeter": "responsible_manager",
            "escort": "customer_service",
            "refreshments": "tea",
            "meal_from": 80,
            "meal_to": 100,
        },
    },
    _SHARED
    | {
        "letter": "D",
        "at_the_door": {"steps": ["items", "site_rules"]},
        "word": "供应商",
        "word_en": "Supplier",
        "chain": _chain(ChainStep(StepKind.HOST)),
        "is_escorted": False,
        "standard": {
            "greeter": "department_concerned",
            "escort": "none",
            "refreshments": "tea",
        },
    },
)


LEAD_TIMES: tuple[dict[str, Any], ...] = (
    {"kind": "key", "lead_days": 3, "lead_minutes": 0, "papers_days": 1, "papers_remind_hours": 4},
    {"kind": "group", "lead_days": 3, "lead_minutes": 0, "papers_days": 1, "papers_remind_hours": 4},
    {"kind": "ordinary", "lead_days": 1, "lead_minutes": 0, "papers_days": 1, "papers_remind_hours": 4},
    {"kind": "ad_hoc", "lead_days": 0, "lead_minutes": 60, "papers_days": 1, "papers_remind_hours": 4},
)
"""R5: key and group visits three working days ahead, ordinary ones one; ad hoc ones an hour."""

_LEADERS = "省长, 市长, 区长, 部长, 书记, 大使, governor, mayor, minister, ambassador, president of the republic"
_HEADS = "董事长, 总裁, 总经理, 首席执行官, chairman, chairwoman, president, CEO, chief executive, general manager"
GRADE_RULES: tuple[dict[str, Any], ...] = (
    {"titles": _LEADERS, "grade": "A"},
    {"kind": "key", "titles": _HEADS, "grade": "A"},
    {"tier": "platinum", "titles": _HEADS, "grade": "A"},
    {"kind": "key", "grade": "B"},
    {"tier": "diamond", "grade": "B"},
    {"tier": "gold", "titles": _HEADS, "grade": "B"},
    {"kind": "group", "grade": "C"},
    {"tier": "vip", "grade": "C"},
    {"decides": True, "grade": "B"},
)
"""R3, R4: leaders of governments and heads of organisations A, key accounts and who may sign B, customers C; who fits
no line is D."""


def seed_grades(session: Session) -> None:
    """Add the default of every grade and kind that isn't there; what a company has edited stays."""
    kinds, rules = set(session.scalars(select(LeadTime.kind))), session.scalars(select(GradeRule.id)).first()
    session.add_all(LeadTime(**row) for row in LEAD_TIMES if row["kind"] not in kinds)
    there = set(session.scalars(select(Grade.letter)))
    session.add_all(Grade(**row) for row in SEED if row["letter"] not in there)
    session.flush()
    if not rules:  # a company that has taken all lines away would get them back: one is little to keep
        session.add_all(GradeRule(position=number, **row) for number, row in enumerate(GRADE_RULES))
