"""docs/INTERFACES.md says what is, and all of it: settings, commands, calls, codes, kinds."""

import re
import subprocess
import sys
from argparse import ArgumentParser
from functools import cache

import pytest

from admin.api import PATH, create_api
from admin.api.faults import CODES, FIELD_CODES, OUR_FIELD_CODES
from admin.api.resources import TAKEN
from admin.commands import add_commands
from admin.wording import OBJECTION, PROBLEM
from kiosk import create_kiosk
from shared.desk.outcomes import Door
from shared.kernel.logbook import Kind
from shared.kernel.node import Node
from shared.kernel.settings import _Environment
from shared.visits.rules import Refusal
from tests.architecture.tree import ROOT

TEXT = (ROOT / "docs" / "INTERFACES.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")
CALL = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/[^?\s]*)")
one_database = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@cache
def section(title: str) -> str:
    """Return the text under a heading."""
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def table(title: str, heading: str) -> list[list[str]]:
    """Return the rows of the table under a title whose first column has this heading, cell by cell."""
    lines = section(title).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


def first_words(title: str, heading: str) -> list[str]:
    """Return what stands as code in the first cells of a table."""
    return [word for row in table(title, heading) for word in CODE.findall(row[0])]


def calls(title: str) -> set[tuple[str, str]]:
    """Return the calls of a table, what stands for an id written as <>."""
    found = [CALL.fullmatch(word.split("?")[0]) for word in first_words(title, "call")]
    return {(match[1], re.sub(r"<\w+>", "<>", match[2])) for match in found if match}


def routes(app: object, path: str = "") -> set[tuple[str, str]]:
    """Return what an app answers, in the same form."""
    rules = app.url_map.iter_rules()  # type: ignore[attr-defined]
    return {
        (method, path + re.sub(r"<[^>]+>", "<>", rule.rule))
        for rule in rules
        if rule.endpoint != "static"
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_every_setting_is_listed_and_no_other() -> None:
    """Also in running text no setting is named that does not exist."""
    settings = {"DEMO" if name == "demo" else f"USHER_{name.upper()}" for name in _Environment.model_fields}
    assert set(first_words("Settings", "setting")) == settings
    assert set(re.findall(r"USHER_[A-Z_]+", TEXT)) | {"DEMO"} == settings


def test_every_chore_is_listed_and_no_other() -> None:
    """`make help` lists the same."""
    chores = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {word.split()[1] for word in first_words("Commands", "command") if word.startswith("make ")} == chores


def test_every_command_of_the_office_is_listed_and_no_other() -> None:
    """With the arguments that it takes."""
    parser = ArgumentParser()
    commands = parser.add_subparsers()
    for own in ("serve", "carry"):
        commands.add_parser(own)
    add_commands(commands)
    said = [
        word.removeprefix("python admin_app.py") for word in first_words("Commands", "command") if "admin_app" in word
    ]
    listed = [text.replace("[serve]", "serve").replace(" R", " gate").split() for text in said]
    for words in listed:
        parser.parse_args(words)
    assert {words[0] for words in listed} == set(commands.choices)


def test_every_command_of_the_kiosk_is_listed_and_no_other() -> None:
    """As its own help lists them."""
    told = subprocess.run([sys.executable, ROOT / "kiosk_app.py", "--help"], capture_output=True, text=True, check=True)
    known = set(re.findall(r"^    ([a-z-]+)\b", told.stdout, re.MULTILINE))
    listed = {word.split()[-1].strip("[]") for word in first_words("Commands", "command") if "kiosk_app" in word}
    assert listed == known


@one_database
def test_every_call_of_the_kiosk_for_programs_is_there(node: Node) -> None:
    """The kiosk's pages are its own affair."""
    door = Door("site", "lobby", node.keys.passes)
    kiosk = create_kiosk(
        node.settings, node, door=door, badge_picture=lambda *_: None, printer_states=lambda: {"virtual:": "ready"}
    )
    assert calls("Kiosk")
    assert calls("Kiosk") <= routes(kiosk)


def test_every_reason_why_a_pass_does_not_open_is_listed_and_no_other() -> None:
    """The codes are stored and promised."""
    assert set(first_words("Kiosk", "reason")) == set(Refusal)


@one_database
def test_every_call_of_the_api_is_listed_and_no_other(node: Node) -> None:
    """But the document, which is named in the text."""
    assert f"`GET {PATH}/openapi.json`" in section("Admin API")
    assert calls("Admin API") == routes(create_api(node), PATH) - {("GET", f"{PATH}/openapi.json")}


def test_every_code_of_a_problem_is_listed() -> None:
    """Whatever may go wrong with a call, and with a field of its input."""
    listed = {word for row in table("Admin API", "status") for word in CODE.findall(row[1])}
    objections = {code for code in OBJECTION if code.startswith("booking_") or code in listed}
    assert listed == set(CODES.values()) | objections | {"key_reused", TAKEN}
    fields = set(CODE.findall(section("Admin API").split("Codes of fields: ")[1]))
    found = set(FIELD_CODES.values()) | OUR_FIELD_CODES | {code for _, code in PROBLEM}
    assert fields == found | {"wrong", "not_a_phone_number", "bad_cursor", "bad_key"}


def test_every_kind_of_line_is_listed_and_no_other() -> None:
    """In the order in which a visit lives through them."""
    assert first_words("Logbook", "kind") == [kind.value for kind in Kind]
