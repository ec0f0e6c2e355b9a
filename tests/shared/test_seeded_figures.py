"""The figures that a new house begins with, each as the rule says it (R3, R4, R5, R9, R12, R14, R18)."""

from typing import Any

import pytest

from shared.companies.queries import tiers
from shared.companies.rules import Tier, tier_for
from shared.grades.models import LeadTime
from shared.grades.queries import every_grade, every_lead_time
from shared.grades.standard import Standard
from shared.people.rules import Rank
from shared.reception.queries import figures
from shared.sites.models import Site
from tests.house import House

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

COFFEE = "coffee_pastries_fruit"
STANDARDS = [  # R3: grade → greeter, escort, refreshments, least rank of who receives
    ("A", "general_manager", "department_head", COFFEE, Rank.GENERAL_MANAGER),
    ("B", "sales_manager", "sales_head", COFFEE, Rank.DEPARTMENT_HEAD),
    ("C", "responsible_manager", "customer_service", "tea", Rank.MANAGER),
    ("D", "department_concerned", "none", "tea", Rank.STAFF),
]
GRADES = [  # R5, R12, R14: grade → working days ahead, admission opens, longest wait
    ("A", 3, 60, 0),
    ("B", 0, 60, 10),
    ("C", 0, 60, 10),
    ("D", 0, 60, 10),
]
KINDS = [  # R5: kind → working days, minutes, working days until the papers of an urgent one are due
    ("key", 3, 0, 1),
    ("group", 3, 0, 1),
    ("ordinary", 1, 0, 1),
    ("ad_hoc", 0, 60, 1),
]
TIERS = [  # R4: yearly revenue → tier
    (5_000_000, Tier.DIAMOND),
    (4_999_999, Tier.PLATINUM),
    (2_000_000, Tier.PLATINUM),
    (1_999_999, Tier.GOLD),
    (200_000, Tier.GOLD),
    (199_999, Tier.VIP),
    (10_000, Tier.VIP),
    (9_999, Tier.NONE),
]
OTHERS = [  # what of reception and of a site → what the rule says
    ("R9: the itinerary is there so many days before", "itinerary_days", 1),
    ("R18: a request is met or explained within minutes", "request_minutes", 5),
    ("R14: a drink is brought within minutes", "serve_minutes", 3),
    ("R18: a meeting is of class 1 from so many guests", "large_guests", 10),
    ("R18: tea is topped up after minutes", "top_up_minutes", 20),
    ("R18: at the latest after minutes", "top_up_latest_minutes", 25),
    ("R28: the coming week goes out on a Friday", "preview_weekday", 4),
]


def test_each_grade_begins_with_the_standard_of_its_rule(house: House) -> None:
    with house.node.reading() as rows:
        found = [(grade, Standard.from_json(grade.standard)) for grade in every_grade(rows)]
    told = [(each.letter, of.greeter, of.escort, of.refreshments, each.receiver_rank) for each, of in found]
    assert told == STANDARDS
    times = [(each.letter, each.lead_days, each.early_minutes, each.waiting_limit_minutes) for each, _of in found]
    assert times == GRADES


def test_each_kind_begins_with_the_lead_time_of_its_rule(house: House) -> None:
    def facts(kind: LeadTime) -> tuple[str, int, int, int]:
        return kind.kind, kind.lead_days, kind.lead_minutes, kind.papers_days

    with house.node.reading() as rows:
        assert sorted(map(facts, every_lead_time(rows))) == sorted(KINDS)


@pytest.mark.parametrize(("revenue", "tier"), TIERS)
def test_r4_a_company_is_of_the_tier_that_its_revenue_reaches(house: House, revenue: int, tier: Tier) -> None:
    with house.node.reading() as rows:
        thresholds = {Tier(each.tier): each.from_fen for each in tiers(rows)}
    assert tier_for(revenue * 100, thresholds) is tier


@pytest.mark.parametrize(("case", "name", "figure"), OTHERS, ids=[row[0] for row in OTHERS])
def test_reception_and_sites_begin_with_the_figures_of_their_rules(
    house: House, case: str, name: str, figure: Any
) -> None:
    with house.node.reading() as rows:
        kept = figures(rows), rows.get_one(Site, house.site)
    assert [getattr(each, name) for each in kept if hasattr(each, name)] == [figure], case
