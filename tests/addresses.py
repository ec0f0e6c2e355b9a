"""Addresses of the office's pages, with ids of real things in them."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from werkzeug.routing import Rule

from shared.kernel.database import Base
from shared.kernel.node import Node

TABLES = {
    "agreed": "agreed_texts",
    "company": "companies",
    "entry": "watch_entries",
    "gone": "visitors",
    "hit": "watch_hits",
    "item": "cooperation_items",
    "job": "print_jobs",
    "kept": "visitors",
    "note": "gate_notes",
    "ride": "reservations",
    "task": "reception_tasks",
}
"""Where the things stand whose table is not called as they are."""
NOWHERE = frozenset({"logo", "picture", "staged", "view"})
"""Pictures, tables that are looked at before they are taken in, one's own views: a wrong id will do."""
PLAIN = {
    "file": "visitor",
    "form": "csv",
    "kind": "key",
    "letter": "A",
    "line": 1,
    "link": "x" * 43,
    "roll": "80",
    "secret": "x" * 43,
    "version": 1,
}
"""What stands in an address and is no id."""
PLAIN_IN: Mapping[str, dict[str, object]] = {"agreements": {"kind": "nda", "version": 1}}
"""What else the same words mean in some rooms."""


def ids_of(node: Node) -> Mapping[str, list[str]]:
    """Return some ids of everything that there is, by table."""
    found: dict[str, list[str]] = defaultdict(list)
    with node.reading() as rows:
        for name, table in Base.metadata.tables.items():
            if "id" in table.columns:
                found[name] = [str(each) for each in rows.scalars(select(table.columns["id"]).limit(3))]
    return found


def values_for(rule: Rule, ids: Mapping[str, list[str]], site_id: str) -> dict[str, object]:
    """Return something real for every argument of an address; LookupError if there is nothing of a kind."""
    plain = PLAIN_IN.get(rule.endpoint.partition(".")[0], {})
    return {name: _example(name, ids, site_id) for name in rule.arguments} | plain


def _example(argument: str, ids: Mapping[str, list[str]], site_id: str) -> object:
    if argument in PLAIN:
        return PLAIN[argument]
    noun = argument.removesuffix("_id")
    if noun == "site":
        return site_id
    if noun in NOWHERE:
        return "x" * 26
    stands_in = [name for name in (TABLES.get(noun, ""), f"{noun}s", noun) if ids.get(name)]
    if not stands_in:
        raise LookupError(f"no {argument} to ask with")
    return ids[stands_in[0]][1 if noun == "gone" else 0]
