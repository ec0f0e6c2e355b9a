"""The grades as every new house gets them: R3, R5, R6, R11, R13, R14, R17, R20, R30."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.grades.models import Grade, LeadTime
from shared.people.rules import Rank

_SHARED: dict[str, Any] = {
    "lead_days": 0,
    "early_minutes": 60,
    "waiting_limit_minutes": 10,
    "ask_delegate_s": 60,
    "ask_department_s": 180,
    "ask_reception_s": 300,
    "message_answer_hours": 24,
    "is_escorted": True,
}

SEED: tuple[dict[str, Any], ...] = (
    _SHARED
    | {
        "letter": "A",
        "at_the_door": {"steps": []},
        "word": "贵宾",
        "word_en": "VIP",
        "approver_rank": Rank.GENERAL_MANAGER,
        "lead_days": 3,
        "waiting_limit_minutes": 0,
        "ask_delegate_s": 0,
        "ask_department_s": 0,
        "ask_reception_s": 0,
        "message_answer_hours": 4,
        "standard": {
            "greeter": "general_manager",
            "escort": "department_head",
            "refreshments": "coffee, pastries, fruit",
            "meal_cap": [130, 150],
        },
    },
    _SHARED
    | {
        "letter": "B",
        "at_the_door": {"steps": ["site_rules"]},
        "word": "重点",
        "word_en": "Key account",
        "approver_rank": Rank.DEPARTMENT_HEAD,
        "standard": {
            "greeter": "sales_manager",
            "escort": "sales_head",
            "refreshments": "coffee, pastries, fruit",
            "meal_cap": [100, 130],
        },
    },
    _SHARED
    | {
        "letter": "C",
        "at_the_door": {"steps": ["photo", "items", "vehicle", "site_rules"]},
        "word": "客户",
        "word_en": "Customer",
        "approver_rank": Rank.MANAGER,
        "standard": {
            "greeter": "responsible_manager",
            "escort": "customer_service",
            "refreshments": "tea",
            "meal_cap": [80, 100],
        },
    },
    _SHARED
    | {
        "letter": "D",
        "at_the_door": {"steps": ["items", "site_rules"]},
        "word": "供应商",
        "word_en": "Supplier",
        "approver_rank": None,
        "is_escorted": False,
        "standard": {
            "greeter": "department_concerned",
            "escort": "none",
            "refreshments": "tea",
            "meal_cap": None,
        },
    },
)


LEAD_TIMES: tuple[dict[str, Any], ...] = (
    {"kind": "key", "lead_days": 3, "lead_minutes": 0, "papers_days": 1},
    {"kind": "group", "lead_days": 3, "lead_minutes": 0, "papers_days": 1},
    {"kind": "ordinary", "lead_days": 1, "lead_minutes": 0, "papers_days": 1},
    {"kind": "ad_hoc", "lead_days": 0, "lead_minutes": 60, "papers_days": 1},
)
"""R5: key and group visits three working days ahead, ordinary ones one; ad hoc ones an hour."""


def seed_grades(session: Session) -> None:
    """Add the default of every grade and kind that isn't there; what a company has edited stays."""
    kinds = set(session.scalars(select(LeadTime.kind)))
    session.add_all(LeadTime(**row) for row in LEAD_TIMES if row["kind"] not in kinds)
    there = set(session.scalars(select(Grade.letter)))
    session.add_all(Grade(**row) for row in SEED if row["letter"] not in there)
