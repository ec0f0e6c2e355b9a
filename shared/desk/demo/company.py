"""The demonstration's company: one site, its departments, a person for each role."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from shared.access.actions import make_account
from shared.access.models import Account
from shared.access.queries import account_by_email
from shared.access.rules import Role
from shared.agreements.seed import seed_agreements
from shared.grades.seed import seed_grades
from shared.kernel.house import DEMO, set_house_fact
from shared.people.actions import NewEmployee, hire
from shared.people.models import Employee
from shared.people.rules import Rank
from shared.resources.actions import enter_resource
from shared.sites.actions import open_site
from shared.sites.models import Site

_FILE = Path(__file__).parent / "company.json"


def seed_company(session: Session, now: datetime) -> Site:
    """Let the company move into an empty house; return where."""
    plan = _plan()
    seed_grades(session)
    site = open_site(session, **plan["site"])
    for name, words in plan["waiting"].items():
        setattr(site, name, words)
    seed_agreements(session, site.id, now)
    accounts = {person["email"]: _move_in(session, site, person, now) for person in plan["people"]}
    for email, delegate in plan["delegates"].items():
        _employee(accounts[email]).delegate_id = _employee(accounts[delegate]).id
    for entry in plan["resources"]:
        _enter(session, site, entry, accounts, now)
    set_house_fact(session, DEMO, "yes")
    return site


def company_accounts(session: Session) -> dict[Role, Account]:
    """Return an account for each role, to sign in as: of its holders the one with the fewest other roles."""
    accounts = [account_by_email(session, person["email"]) for person in _plan()["people"]]
    present = [account for account in accounts if account is not None and account.disabled_at is None]
    return {role: who for role in Role if (who := _who_is(role, present)) is not None}


def _employee(account: Account) -> Employee:
    assert account.employee is not None, "everyone in the demonstration works there"
    return account.employee


def _plan() -> Any:
    return json.loads(_FILE.read_text(encoding="utf-8"))


def _move_in(session: Session, site: Site, person: dict[str, Any], now: datetime) -> Account:
    roles = [Role(role) for role in person["roles"]]
    details = {name: value for name, value in person.items() if name not in ("roles", "rank")}
    employee = hire(session, NewEmployee(site_id=site.id, rank=Rank(person["rank"]), **details))
    grants = [(role, None if role is Role.ADMIN else site.id) for role in roles]
    return make_account(session, employee.email, employee.name, grants, now, employee=employee)


def _enter(session: Session, site: Site, entry: dict[str, Any], accounts: dict[str, Account], now: datetime) -> None:
    facts = {name: value for name, value in entry.items() if name != "driver"}
    if "driver" in entry:
        facts["employee_id"] = _employee(accounts[entry["driver"]]).id
    enter_resource(session, site.id, facts, "demo", now)


def _who_is(role: Role, accounts: list[Account]) -> Account | None:
    holders = [account for account in accounts if role in [grant.role for grant in account.grants]]
    return min(holders, key=lambda account: len(account.grants), default=None)
