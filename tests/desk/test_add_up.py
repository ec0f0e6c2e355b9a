"""What is added up is what was said, on either database, however often the porter walks (R23)."""

from hardware.porter import Porter
from shared.summaries.queries import feedback_sums, people_sums, visit_sums, visits_reached
from shared.summaries.rules import Cut, Span, first_day
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
