"""Lists of visits that are taken away, and the visitor book: as filtered, harmless, limited, on record."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from admin.visits import book, export, lines
from shared.access.rules import Role
from shared.agreements.queries import newest_text
from shared.agreements.rules import AgreementKind
from shared.declarations.rules import Agreed, Declared
from shared.desk.outcomes import Admitted
from shared.kernel.logbook import Kind, LogLine, lines_after
from tests.admin.clerk import Clerk, counted
from tests.admin.test_permissions import someone
from tests.admin.test_visits_search import came, guest
from tests.desk.walk_ins import consent, registered
from tests.house import WANG, House

SignIn = Callable[..., Clerk]
NASTY = "=HYPERLINK(1)"
# Who asks and with which roles (3); the visit, its lines, who may answer, names, how they were told (10); what it left
# behind: vehicle, release, badges, items, texts, pictures, messages (8); approval, plan, minutes, what was agreed, and
# the visitor's answer (6).
STATEMENTS_OF_A_VISIT = 27


@pytest.fixture
def visited(house: House) -> House:
    """Two who came, one of them with a name that a spreadsheet would run."""
    came(house, WANG)
    came(house, guest(NASTY, company="+1 cmd"))
    return house


def csv_rows(clerk: Clerk, query: str = "") -> list[dict[str, str]]:
    """Return the lines of a table."""
    answer = clerk.opens(f"/visits/export.csv{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def recorded(house: House, kind: Kind) -> list[LogLine]:
    """Return the logbook's lines of a kind."""
    with house.node.reading() as rows:
        return [line for line in lines_after(rows, 0) if line.kind == kind]


def test_a_table_holds_what_the_list_shows_and_its_taking_is_on_record(visited: House, clerk: SignIn) -> None:
    """Of the filters the logbook has only which they were: a name is nobody's business there."""
    browser = clerk(visited.receptionist)
    rows = csv_rows(browser)
    assert [row["Visitor"] for row in rows] == [f"'{NASTY}", "王晓琳"]
    assert rows[1] | {"Time in": "09:00", "Host": "Wei Li", "Phone": "+8613812340001", "State": "On site"} == rows[1]
    assert rows[1]["Badge no."] == rows[1]["Permit number"] != ""
    assert rows[0]["Company"] == "'+1 cmd"
    assert [row["Visitor"] for row in csv_rows(browser, "?q=wxl")] == ["王晓琳"]
    facts = [line.facts for line in recorded(visited, Kind.VisitsExported)]
    assert facts == [{"format": "csv", "filters": [], "rows": 2}, {"format": "csv", "filters": ["q"], "rows": 1}]


def test_an_excel_table_holds_text_and_no_formula(visited: House, clerk: SignIn) -> None:
    """Whatever a visitor is called."""
    answer = clerk(visited.receptionist).opens("/visits/export.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}  # openpyxl calls an empty cell a number
    assert NASTY in {cell.value for cell in cells}
    assert clerk(visited.receptionist).opens("/visits/export.pdf").status_code == 404


def test_a_long_table_is_read_in_portions_and_says_where_it_ends(
    visited: House, clerk: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four statements a portion; what is left out is said in the table itself."""
    came(visited, *(guest(f"王 {number}") for number in range(6)))
    monkeypatch.setattr(lines, "AT_ONCE", 3)
    browser = clerk(visited.receptionist)
    with counted(visited.node) as said:
        assert len(csv_rows(browser)) == 8
    assert len(said) <= 4 + 5 * 3 + 3, "\n".join(said)
    monkeypatch.setattr(export, "MOST", 4)
    rows = csv_rows(browser)
    assert len(rows) == 5
    assert rows[-1]["Day"].startswith("There are more visits")


def test_nobody_takes_another_site_s_visits_away(visited: House, clerk: SignIn) -> None:
    """Hosts and guards take nothing away; reception here nothing from there."""
    for who in (visited.host, visited.guard, visited.other_host):
        for path in ("/visits/export.csv", "/visits/export.xlsx?site=HQ", "/visits/book?site=HQ"):
            assert clerk(who).opens(path).status_code == 403
    there = visited.wish(guest("尉迟兰"), site_id=visited.other_site, host_id=str(visited.other_host.employee_id))
    booking = visited.booked(there, by=visited.other_host)
    assert isinstance(visited.scanned(visited.pass_of(booking), door=visited.other_door), Admitted)
    browser = clerk(visited.receptionist)
    for query in ("", "?site=SH", "?q=尉迟", "?host=shan"):
        assert "尉迟兰" not in {row["Visitor"] for row in csv_rows(browser, query)}
    assert browser.opens("/visits/book?site=SH").status_code == 404


def test_the_visitor_book_lists_a_day_as_gates_keep_it(visited: House, clerk: SignIn) -> None:
    """The first arrival first; who opens it is on record."""
    browser = clerk(visited.receptionist)
    page = browser.reads("/visits/book")
    assert page.index("王晓琳") < page.index("=HYPERLINK")
    assert "签约洽谈" in page
    assert "Nobody came on these days" in browser.reads("/visits/book?from=2026-11-20&to=2026-11-22")
    facts = [line.facts for line in recorded(visited, Kind.VisitorBookPrinted)]
    assert facts[0] == {"first": "2026-11-23", "last": "2026-11-23", "rows": 2}
    assert facts[1]["rows"] == 0


def test_a_book_names_its_days_with_their_year(visited: House, clerk: SignIn) -> None:
    """Paper that says "today" would lie tomorrow."""
    browser = clerk(visited.receptionist)
    for days, said in (("", "Mon, 23 Nov 2026"), ("?from=2026-11-20&to=2026-11-23", "20–23 Nov 2026")):
        paper = browser.reads(f"/visits/book{days}").split("<article")[1]
        assert said in paper.replace("\u2009", "").replace("\u202f", " ")
        assert "Today" not in paper


def test_a_book_has_an_end(visited: House, clerk: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of days, and of lines; both are said."""
    browser = clerk(visited.receptionist)
    assert "31 days at most" in browser.reads("/visits/book?from=2026-10-01&to=2026-11-23")
    monkeypatch.setattr(book, "MOST", 1)
    assert "There are more: only the last 1" in browser.reads("/visits/book")


def test_a_visit_s_page_has_everything_in_as_many_statements(house: House, clerk: SignIn) -> None:
    """Items, agreements, photo, times; who looks at a picture is on record, and nobody of another site looks."""
    with house.node.reading() as rows:
        rules = newest_text(rows, house.site, AgreementKind.SITE_RULES, "en")
        assert rules is not None
    signed = Agreed(rules.id, rules.sum, house.node.now(), signature=b"a drawing")
    declared = Declared(agreed=(consent(house), signed), photo=b"a face", items=(("Laptop", 1), ("Cable", 3)))
    visit = registered(house, declared=declared).visit  # type: ignore[union-attr]
    browser = clerk(house.receptionist)
    with counted(house.node) as said:
        page = browser.reads(f"/visits/{visit}")
    assert len(said) <= STATEMENTS_OF_A_VISIT, "\n".join(said)
    assert all(word in page for word in ("Laptop", "Cable", "Rules of the site", "not said yet"))
    pictures = {f"/visits/{visit}/photo": b"a face"}
    pictures |= dict.fromkeys(re.findall(rf'href="(/visits/{visit}/signatures/[^"]+)"', page), b"a drawing")
    assert len(pictures) == 2
    stranger = clerk(someone(house, Role.RECEPTIONIST, house.other_site))
    assert stranger.opens(f"/visits/{visit}").status_code == 404
    for path, content in pictures.items():
        answer = browser.opens(path)
        assert (answer.data, answer.headers["Cache-Control"]) == (content, "no-store")
        assert clerk(house.other_host).opens(path).status_code == 403
        assert stranger.opens(path).status_code == 404
    assert [line.facts["what"] for line in recorded(house, Kind.VisitPictureSeen)] == ["photo", "signature"]
