"""/api/v1/employees, visits and logbook: what a program may read."""

from typing import Any

from apiflask import APIBlueprint

from admin.api.asked import all_of, cursor_in, id_in
from admin.api.callers import by_token, caller, node
from admin.api.faults import Refused
from admin.api.shapes import EmployeeList, LineList, ListQuery, LogbookQuery, VisitList, VisitOut
from admin.api.showing import employee_shown, next_page, visit_shown
from admin.news import news_after
from shared.access.rules import Permission, sight_of
from shared.badges.queries import newest_badges
from shared.people.queries import employees_page
from shared.sites.queries import every_site
from shared.visits.queries import Sought, visits_page
from shared.visits.queries import visit as visit_with_id
from shared.visits.rules import CAME_IN

employees = APIBlueprint("employees", __name__, tag="Employees")
visits = APIBlueprint("visits", __name__, tag="Visits")
logbook = APIBlueprint("logbook", __name__, tag="Logbook")


@employees.get("/employees")
@employees.auth_required(by_token, roles=[Permission.SEE_EMPLOYEES])
@employees.input(ListQuery, location="query")
@employees.output(EmployeeList)
def list_employees(query_data: ListQuery) -> dict[str, Any]:
    """List the employees of one's sites

    `q` searches names and e-mail addresses.
    """
    after = id_in(query_data.cursor) if query_data.cursor else ""
    with node().reading() as rows:
        codes = {site.id: site.code for site in every_site(rows)}
        found = employees_page(rows, all_of(Permission.SEE_EMPLOYEES), query_data.q, after, query_data.limit + 1)
        items = [employee_shown(each, codes[each.site_id]) for each in found[: query_data.limit]]
    return {"items": items, "next": items[-1]["id"] if len(found) > len(items) else None}


@visits.get("/visits")
@visits.auth_required(by_token, roles=[Permission.SIGNED_IN])
@visits.input(ListQuery, location="query")
@visits.output(VisitList)
def list_visits(query_data: ListQuery) -> dict[str, Any]:
    """List visits, the latest arrival first

    With `q` the latest booked start comes first.
    """
    sought = Sought(all_of(Permission.SEE_ALL_VISITS), caller().employee_id, query_data.q)
    with node().reading() as rows:
        page = visits_page(rows, sought, cursor_in(query_data.cursor), query_data.limit)
        badges = newest_badges(rows, [each.id for each in page.items])
        items = [visit_shown(each, badges) for each in page.items]
    return {"items": items, "next": next_page(page.next)}


@visits.get("/visits/<visit_id>")
@visits.auth_required(by_token, roles=[Permission.SIGNED_IN])
@visits.output(VisitOut)
def one_visit(visit_id: str) -> dict[str, Any]:
    """Look at one visit"""
    with node().reading() as rows:
        stay = visit_with_id(rows, visit_id)
        if stay is None or stay.state not in CAME_IN or not caller().may(Permission.SEE_ALL_VISITS, stay.site_id):
            raise Refused(404, "not_found")
        return visit_shown(stay, newest_badges(rows, [stay.id]))


@logbook.get("/logbook")
@logbook.auth_required(by_token, roles=[Permission.SIGNED_IN])
@logbook.input(LogbookQuery, location="query")
@logbook.output(LineList)
def read_logbook(query_data: LogbookQuery) -> dict[str, Any]:
    """Read the logbook on from a line

    The lines of one's sites; those of no site (accounts, tokens) for administrators only.
    """
    with node().reading() as rows:
        return news_after(rows, sight_of(caller()), query_data.after, query_data.limit).as_json()
