"""What is added up is what was said, on either database, however often the porter walks (R23)."""

from datetime import timedelta

from hardware.porter import Porter
from shared.desk.add_up import A_LITTLE, add_up
from shared.feedback.models import Feedback
from shared.sites.queries import every_site
from shared.summaries.queries import feedback_sums, people_sums, visit_sums, visits_reached
from shared.summaries.rules import Cut, Span, first_day
from tests.admin.clerk import counted
from tests.feedback import goes, says, time_passes
from tests.house import House


def test_answers_and_visits_are_added_up_once(house: House) -> None:
    for score, unnamed in ((5, False), (2, False), (4, True)):
        says(house, goes(house), score, unnamed=unnamed, scores={"guide": score}, recommend=2 * score)
    time_passes(house)
    Porter(house.node).walk()
    week = first_day(house.node.now().date(), Span.WEEK)
    with house.node.reading() as rows:
        (whole,) = feedback_sums(rows, [house.site], Span.WEEK, [week])
        people = people_sums(rows, [house.site], Span.WEEK, Cut.HOST, week, "", 30)
        (visits,) = visit_sums(rows, [house.site], Span.WEEK, week)
        reached = visits_reached(rows, [house.site])
    assert (whole.tally.scores, whole.tally.unnamed) == ((0, 1, 0, 0, 1), 0), "one unnamed answer waits for four others"
    assert whole.tally.dimensions == {"guide": (2, 7)}
    assert [(who, tally.scores, tally.recommends) for who, tally in people] == [
        (house.host.employee_id, (0, 1, 0, 0, 1), (1, 0, 1))
    ]
    assert (visits.wait.n, visits.wait.answered) == (3, 0)
    assert reached is not None


def test_a_past_that_was_never_added_up_comes_in_by_small_portions(house: House) -> None:
    """After an upgrade or a long pause there may be years of it: no transaction takes more than its portion."""
    named, unnamed, now = 3 * A_LITTLE.answers, 7, house.node.now()
    with house.node.transaction() as rows:
        site = every_site(rows)[0]
        rows.add_all(_answer(site.id, house, n, unnamed=n >= named) for n in range(named + unnamed))
    statements = []
    for _portion in range(2):
        with counted(house.node) as asked, house.node.transaction() as rows:
            add_up(rows, site, now)
        statements.append(len(asked))
    assert _counted(house) == (2 * A_LITTLE.answers + unnamed, unnamed)
    assert max(statements) <= 20, "as many for twenty answers as for one"
    Porter(house.node).walk()
    assert _counted(house) == (named + unnamed, unnamed)


def _answer(site: str, house: House, n: int, *, unnamed: bool) -> Feedback:
    at = house.node.now() - timedelta(days=n % 30, hours=3)
    return Feedback(
        site_id=site,
        grade_letter="ABCD"[n % 4] if not unnamed else "B",
        host_id=None if unnamed else house.host.employee_id,
        score=1 + n % 5,
        is_anonymous=unnamed,
        given_at=at,
        settled_at=at,
        kept_for="feedback",
    )


def _counted(house: House) -> tuple[int, int]:
    """Return how many answers the weekly sums hold, and how many of them without a name."""
    weeks = {first_day((house.node.now() - timedelta(days=n)).date(), Span.WEEK) for n in range(35)}
    with house.node.reading() as rows:
        sums = feedback_sums(rows, [house.site], Span.WEEK, sorted(weeks))
    return sum(sum(each.tally.scores) for each in sums), sum(each.tally.unnamed for each in sums)
