"""Who is asking?"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload

from shared.access.models import Account, Attempt, Grant, Link, SignIn, Token
from shared.access.passwords import nobodys_hash
from shared.access.rules import (
    SIGN_IN_BY_ACCOUNT,
    SIGN_IN_BY_ACCOUNT_AND_ADDRESS,
    SIGN_IN_BY_ADDRESS,
    Limit,
    Person,
    Role,
    Sight,
)
from shared.kernel.database import Moment
from shared.kernel.logbook import LogLine
from shared.people.models import Employee
from shared.people.queries import MOST_WORDS, is_called
from shared.people.rules import Rank
from shared.sites.models import Site

_ACCOUNT = (Account.id, Account.name, Account.employee_id, Account.language, Employee.rank, Employee.name_en)
_STILL_IN = (
    select(SignIn.id.label("key"), *_ACCOUNT, Grant.role, Grant.site_id)
    .join(Account, Account.id == SignIn.account_id)
    .outerjoin(Employee, Employee.id == Account.employee_id)
    .outerjoin(Grant, Grant.account_id == Account.id)
    .where(SignIn.id.in_(bindparam("ids", expanding=True)), SignIn.revoked_at.is_(None))
    .where(SignIn.ends_at > bindparam("now", type_=Moment), Account.disabled_at.is_(None))
    .order_by(SignIn.id)
)


def hash_of(secret: str) -> str:
    """Return what is stored of a secret."""
    return sha256(secret.encode()).hexdigest()


def person_signed_in(session: Session, secret: str, now: datetime) -> tuple[Person, SignIn] | None:
    """Return who holds a browser's secret, or None if it was revoked, has ended, or the account is off."""
    wanted = (
        select(SignIn, Account)
        .join(Account, Account.id == SignIn.account_id)
        .where(SignIn.secret_hash == hash_of(secret), SignIn.revoked_at.is_(None), SignIn.ends_at > now)
        .where(Account.disabled_at.is_(None))
        .options(joinedload(Account.employee), selectinload(Account.grants))
    )
    row = session.execute(wanted).one_or_none()
    return (person_of(session, row[1]), row[0]) if row else None


def person_with_token(session: Session, secret: str) -> Person | None:
    """Return the program that holds an API token, or None if it is unknown or revoked."""
    wanted = select(Token).where(Token.secret_hash == hash_of(secret), Token.revoked_at.is_(None))
    token = session.scalars(wanted).one_or_none()
    return _person_behind(token, _every_site(session)) if token else None


def person_of(session: Session, account: Account) -> Person:
    """Return an account as the person it stands for."""
    return _person_of(account, _every_site(session))


def _person_of(account: Account, every_site: Sequence[str]) -> Person:
    grants = [(Role(grant.role), grant.site_id) for grant in account.grants]
    here = account.employee
    return _person(account, None if here is None else (here.rank, here.name_en), grants, every_site)


def _person(
    account: Any, works: tuple[int, str] | None, grants: Sequence[tuple[Role, str | None]], every_site: Sequence[str]
) -> Person:
    """Return the person behind an account, or a row with its columns; `works`: an employee's rank and `name_en`."""
    rank, name_en = works or (Rank.CHAIRMAN, "")
    return Person(
        account.id,
        account.name,
        account.employee_id,
        account.language,
        Rank(rank),
        _roles(every_site, grants),
        frozenset(role for role, site in grants if site is None),
        name_en,
    )


def _person_behind(token: Token, every_site: Sequence[str]) -> Person:
    role = Role(token.role)
    # A token has no place in the hierarchy: one that may approve at all may approve every grade.
    rank = Rank.CHAIRMAN if role in (Role.ADMIN, Role.MANAGER) else Rank.STAFF
    everywhere = frozenset({role} if token.site_id is None else ())
    return Person(token.id, token.name, None, "en", rank, _roles(every_site, [(role, token.site_id)]), everywhere)


def _every_site(session: Session) -> Sequence[str]:
    return session.scalars(select(Site.id)).all()


def _roles(every_site: Sequence[str], grants: Iterable[tuple[Role, str | None]]) -> dict[str, frozenset[Role]]:
    roles: dict[str, set[Role]] = {}
    for role, site in grants:
        for site_id in [site] if site else every_site:
            roles.setdefault(site_id, set()).add(role)
    return {site_id: frozenset(held) for site_id, held in roles.items()}


def account_by_email(session: Session, email: str) -> Account | None:
    """Return the account of this e-mail address, also a disabled one."""
    return session.scalars(select(Account).where(Account.email == email.strip().lower())).one_or_none()


def password_to_check(session: Session, email: str, address: str, now: datetime) -> str | None:
    """Return the hash that a password must match: nobody's for an unknown address; None beyond the limits of trying.

    Beyond them nothing is to be hashed, counted or written down: a flood must cost the house little, and not keep
    the lock shut for its owner.
    """
    if is_beyond_limits(session, email, address, now):
        return None
    account = account_by_email(session, email)
    if account is None or account.disabled_at is not None or account.password_hash is None:
        return nobodys_hash()
    return account.password_hash


def is_beyond_limits(session: Session, email: str, address: str, now: datetime) -> bool:
    """Say whether there have been too many tries to sign in lately, as this account or from this address."""
    return any(is_over(session, key, limit, now) for key, limit in sign_in_limits(email, address))


def sign_in_limits(email: str, address: str) -> tuple[tuple[str, Limit], ...]:
    """Return the keys under which a try to sign in counts, each with its limit."""
    account = hash_of(email.strip().lower())
    return (
        (f"sign-in as {account} from {address}", SIGN_IN_BY_ACCOUNT_AND_ADDRESS),
        (f"sign-in from {address}", SIGN_IN_BY_ADDRESS),
        (f"sign-in as {account}", SIGN_IN_BY_ACCOUNT),
    )


def language_of(session: Session, employee_id: str) -> str:
    """Return the language in which an employee is written to: `zh` or `en`, as their account says."""
    language = session.scalars(select(Account.language).where(Account.employee_id == employee_id)).one_or_none()
    return "en" if language and language.startswith("en") else "zh"


def employees_with_roles(session: Session, site_id: str, roles: Collection[Role]) -> Sequence[str]:
    """Return the ids of the employees who have one of these roles at a site or everywhere, and may sign in."""
    wanted = (
        select(Account.employee_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.role.in_(roles), or_(Grant.site_id.is_(None), Grant.site_id == site_id))
        .where(Account.disabled_at.is_(None), Account.employee_id.is_not(None))
        .distinct()
    )
    return sorted(str(each) for each in session.scalars(wanted))


def accounts_page(session: Session, text: str, role: Role | None, after: str, limit: int) -> Sequence[Account]:
    """Return accounts by e-mail address, from one on, with their grants: an address is nobody else's.

    Of a search each word has to be a beginning of the address, or of the name in any form; `role`: who has it anywhere.
    """
    chosen = select(Account).outerjoin(Account.employee).where(Account.email > after)
    for word in text.split()[:MOST_WORDS]:
        begins = (each.istartswith(word, autoescape=True) for each in (Account.email, Account.name))
        chosen = chosen.where(or_(is_called(word), *begins))
    if role is not None:
        has_it = Grant.account_id == Account.id, Grant.role == role
        chosen = chosen.where(select(Grant.id).where(*has_it).correlate(Account).exists())
    whole = selectinload(Account.grants), joinedload(Account.employee)
    return session.scalars(chosen.order_by(Account.email).limit(limit).options(*whole)).all()


def names_of(session: Session, ids: Iterable[str], language: str) -> dict[str, str]:
    """Return the names of those of the given ids that are accounts or tokens: who stands behind a logbook line.

    Employees are named as a reader of this language knows them.
    """
    wanted = tuple(set(ids))
    accounts = select(Account.id, Account.name).where(Account.id.in_(wanted))
    if not language.startswith("zh"):
        name = func.coalesce(Employee.name_en, Account.name).label("name")
        accounts = select(Account.id, name).outerjoin(Account.employee).where(Account.id.in_(wanted))
    tokens = select(Token.id, Token.name).where(Token.id.in_(wanted))
    return {row.id: row.name for row in session.execute(accounts.union_all(tokens))} if wanted else {}


def account_for_link(session: Session, secret: str, now: datetime) -> tuple[Link, Account] | None:
    """Return what a one-time link opens, or None if it is unknown, used, too old, or the account is off."""
    wanted = (
        select(Link, Account)
        .join(Account, Account.id == Link.account_id)
        .where(Link.secret_hash == hash_of(secret), Link.used_at.is_(None), Link.ends_at > now)
        .where(Account.disabled_at.is_(None))
    )
    row = session.execute(wanted).one_or_none()
    return (row[0], row[1]) if row else None


def sign_ins_of(session: Session, account_id: str, now: datetime) -> Sequence[SignIn]:
    """Return the browsers where an account is signed in, the newest first."""
    wanted = select(SignIn).where(SignIn.account_id == account_id, SignIn.revoked_at.is_(None), SignIn.ends_at > now)
    return session.scalars(wanted.order_by(SignIn.seen_at.desc())).all()


def every_token(session: Session) -> Sequence[Token]:
    """Return all tokens, also revoked ones, oldest first."""
    return session.scalars(select(Token).order_by(Token.id)).all()


def is_over(session: Session, key: str, limit: Limit, now: datetime) -> bool:
    """Say whether the tries under this key have used up the limit."""
    wanted = select(func.count()).where(Attempt.key == key, Attempt.at > now - limit.within)
    return session.scalars(wanted).one() >= limit.tries


def people_still_in(
    session: Session, sign_ins: Sequence[str], tokens: Sequence[str], now: datetime
) -> dict[str, Person]:
    """Return who stands behind those of the given sign-in and token ids that still open the door, by that id.

    A few queries for any number, and rows instead of objects: all open screens are looked through every few seconds.
    """
    sites = _every_site(session)
    people: dict[str, Person] = {}
    for key, rows in groupby(session.execute(_STILL_IN, {"ids": sign_ins, "now": now}), lambda row: row.key):
        held = list(rows)
        grants = [(Role(row.role), row.site_id) for row in held if row.role is not None]
        works = None if held[0].rank is None else (held[0].rank, held[0].name_en)
        people[key] = _person(held[0], works, grants, sites)
    valid = select(Token).where(Token.id.in_(tokens), Token.revoked_at.is_(None))
    return people | {token.id: _person_behind(token, sites) for token in session.scalars(valid)}


def lines_in_sight(session: Session, sight: Sight, after: int, up_to: int, limit: int) -> Sequence[LogLine]:
    """Return the lines after one number, up to another, that these eyes may see, oldest first.

    Each thing that they see is an index range of its own, cut to `limit` before the ranges are merged:
    what it costs is what is shown, however long the logbook is.
    """
    window = and_(LogLine.n > after, LogLine.n <= up_to)
    ranges = [
        select(LogLine.n).where(scope, window).order_by(LogLine.n).limit(limit).subquery() for scope in _scopes(sight)
    ]
    if not ranges:
        return ()
    numbers = union_all(*(select(part.c.n) for part in ranges)).subquery()
    wanted = select(LogLine).join(numbers, numbers.c.n == LogLine.n).order_by(LogLine.n).limit(limit)
    return session.scalars(wanted).all()


def _scopes(sight: Sight) -> list[ColumnElement[bool]]:
    """Return `Sight.sees` as conditions of which no two hold for one line."""
    scopes: list[ColumnElement[bool]] = [LogLine.site_id == site for site in sorted(sight.sites)]
    if sight.house:
        scopes.append(LogLine.site_id.is_(None))
    if sight.host is not None:
        elsewhere = func.coalesce(LogLine.site_id, "").not_in([*sight.sites, *([""] if sight.house else [])])
        scopes.append(and_(LogLine.host_id == sight.host, elsewhere))
    return scopes
