"""The company that is measured: three sites, 1,200 employees who each have an account, guards among them."""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shared.access.models import Account, Grant, SignIn
from shared.access.queries import hash_of
from shared.access.rules import SIGN_IN_KEPT, Role
from shared.grades.seed import seed_grades
from shared.kernel.database import table_of
from shared.kernel.ids import new_id, new_secret
from shared.kernel.node import Node
from shared.people.actions import index_names, know_department
from shared.people.models import Employee
from shared.sites.actions import open_site
from shared.sites.models import Site
from tests.crowd import names_of_callers

EMPLOYEES = 3_600
GUARDS = 60
SITES = (("HQ", "总部", "Head office"), ("SH", "上海", "Shanghai"), ("SZ", "深圳", "Shenzhen"))
_DEPARTMENTS = "采购 销售 研发 质量 生产 设备 物流 财务 人事 行政 法务 市场 客服 信息 安全".split()
_PLACES = "北京 上海 苏州 深圳 广州 杭州 南京 武汉 成都 重庆 天津 青岛 大连 宁波 厦门 西安 长沙 合肥".split()
_WORDS = "启航 中科 华能 远景 恒信 博远 金诚 天工 立讯 海川 瑞丰 新维 明德 汇智 安泰 卓越 东方 宏图".split()
_TRADES = "精密技术 电子科技 自动化设备 新材料 物流 软件 医疗器械 机械制造 能源 检测".split()


def names_of_companies() -> list[str]:
    """Return 3,240 names."""
    return [f"{word}{trade}（{place}）有限公司" for word, trade, place in itertools.product(_WORDS, _TRADES, _PLACES)]


def move_in(node: Node) -> None:
    """Let the company move into a migrated, empty house."""
    with node.transaction() as session:
        seed_grades(session)
        sites = [open_site(session, *site).id for site in SITES]
        departments = [know_department(session, f"{name}部", name) for name in _DEPARTMENTS]
        session.flush()
        for number, name in enumerate(names_of_callers(EMPLOYEES, seed=1)):
            site, department = sites[number % len(sites)], departments[number % len(departments)].id
            address = f"e{number}@usher.example"
            account = Account(email=address, name=name, made_at=node.now(), kept_for="employment")
            account.employee = Employee(
                site_id=site, department_id=department, name=name, name_en=name, email=address, kept_for="employment"
            )
            account.grants = [_grant(number, site)]
            session.add(account)
            session.flush()
            index_names(session, account.employee)


def _grant(number: int, site: str) -> Grant:
    """The first is a manager everywhere, the next ones are guards, all others hosts."""
    if number == 0:
        return Grant(role=Role.MANAGER, site_id=None)
    return Grant(role=Role.GATE if number <= GUARDS else Role.HOST, site_id=site)


def measured_site(session: Session) -> Site:
    """Return the first site, where everything is measured."""
    return session.scalars(select(Site).where(Site.code == SITES[0][0])).one()


def boss(session: Session) -> Account:
    """Return the manager of every site."""
    return session.scalars(select(Account).join(Grant).where(Grant.role == Role.MANAGER)).one()


def people_with(session: Session, role: Role, site_id: str) -> list[Account]:
    """Return everyone with a role at a site."""
    wanted = select(Account).join(Grant).where(Grant.site_id == site_id, Grant.role == role)
    return list(session.scalars(wanted.order_by(Account.email)))


def sign_in_all(session: Session, accounts: Sequence[Account], now: datetime) -> list[str]:
    """Sign a browser of each account in; return the secrets."""
    secrets = [new_secret() for _ in accounts]
    times = {"made_at": now, "seen_at": now, "ends_at": now + timedelta(hours=12), "forget_at": now + SIGN_IN_KEPT}
    rows = [
        {
            "id": new_id(),
            "secret_hash": hash_of(secret),
            "account_id": account.id,
            "browser": "bench",
            "kept_for": "sign-in",
            **times,
        }
        for secret, account in zip(secrets, accounts, strict=True)
    ]
    session.execute(insert(table_of(SignIn)), rows)
    return secrets
