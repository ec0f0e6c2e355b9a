"""Letting people in and out of the office app."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from shared.access.models import Account, Attempt, Grant, Link, SignIn, Token
from shared.access.queries import (
    account_by_email,
    account_for_link,
    hash_of,
    is_beyond_limits,
    sign_in_limits,
)
from shared.access.rules import (
    ACCOUNT_KEPT,
    ATTEMPT_KEPT,
    IDLE_SIGN_IN,
    LINK_LIVES,
    LONGEST_SIGN_IN,
    SIGN_IN_KEPT,
    Role,
)
from shared.kernel.ids import new_secret
from shared.kernel.logbook import About, Kind, note
from shared.people.models import Employee


def make_account(
    session: Session,
    email: str,
    name: str,
    grants: Iterable[tuple[Role, str | None]],
    now: datetime,
    *,
    employee: Employee | None = None,
    by: str | None = None,
) -> Account:
    """Open an account without a password: its first sign-in is by link."""
    account = Account(
        email=email.strip().lower(),
        name=name,
        employee_id=employee.id if employee else None,
        made_at=now,
        kept_for="employment",
    )
    account.employee = employee
    account.grants = [Grant(role=role, site_id=site) for role, site in grants]
    session.add(account)
    session.flush()
    note(session, Kind.AccountMade, About(), at=now, by=by, account=account.id)
    return account


def set_grants(
    session: Session, account: Account, grants: Iterable[tuple[Role, str | None]], now: datetime, by: str
) -> None:
    """Give an account these roles and no others."""
    account.grants = [Grant(role=role, site_id=site) for role, site in grants]
    note(session, Kind.AccountChanged, About(), at=now, by=by, account=account.id, what="roles")


def disable_account(session: Session, account: Account, now: datetime, by: str) -> None:
    """Close an account: every browser of it is out at once."""
    account.disabled_at, account.forget_at = now, now + ACCOUNT_KEPT
    _revoke_all(session, account.id, now)
    note(session, Kind.AccountChanged, About(), at=now, by=by, account=account.id, what="disabled")


def enable_account(session: Session, account: Account, now: datetime, by: str) -> None:
    """Open a closed account again; its browsers have to sign in anew."""
    account.disabled_at = account.forget_at = None
    note(session, Kind.AccountChanged, About(), at=now, by=by, account=account.id, what="enabled")


def choose_language(session: Session, account_id: str, language: str) -> None:
    """Remember in which language an account's screens and letters are."""
    session.execute(update(Account).where(Account.id == account_id).values(language=language))


def set_password(session: Session, account: Account, password_hash: str, now: datetime) -> None:
    """Keep a new password, hashed beforehand; every sign-in and open link of the account ends."""
    account.password_hash = password_hash
    _revoke_all(session, account.id, now)
    note(session, Kind.AccountChanged, About(), at=now, by=account.id, account=account.id, what="password")


def sign_in_with_password(
    session: Session, email: str, checked: str | None, *, address: str, browser: str, now: datetime
) -> str | None:
    """Return a new browser secret if the password matched `checked`, the hash that `password_to_check` gave.

    None for `checked`: it did not match; the try is counted. None is returned for wrong, unknown, disabled, and for a
    password that was changed meanwhile, all alike; and beyond the limits, which are asked once more: of a thousand
    tries that came at one moment, before any of them was counted, no more may succeed than of those that came in turn.
    """
    if is_beyond_limits(session, email, address, now):
        return None
    account = account_by_email(session, email)
    if account is None or account.disabled_at is not None or checked is None or account.password_hash != checked:
        for key, _ in sign_in_limits(email, address):
            remember_attempt(session, key, now)
        note(session, Kind.SignInFailed, About(), at=now, account=account.id if account else None)
        return None
    return sign_in(session, account, browser, now, "password")


def sign_in(session: Session, account: Account, browser: str, now: datetime, way: str) -> str:
    """Sign a browser in and return its secret."""
    secret = new_secret()
    session.add(
        SignIn(
            secret_hash=hash_of(secret),
            account_id=account.id,
            browser=browser[:200],
            made_at=now,
            seen_at=now,
            ends_at=now + IDLE_SIGN_IN,
            kept_for="sign-in",
            forget_at=now + LONGEST_SIGN_IN + SIGN_IN_KEPT,
        )
    )
    note(session, Kind.SignedIn, About(), at=now, by=account.id, way=way)
    return secret


def stay_signed_in(row: SignIn, now: datetime) -> None:
    """Move the idle end of a sign-in, never beyond its longest life."""
    row.seen_at = now
    row.ends_at = min(now + IDLE_SIGN_IN, row.made_at + LONGEST_SIGN_IN)


def sign_out(session: Session, row: SignIn, now: datetime, by: str) -> None:
    """End one browser's sign-in."""
    row.revoked_at = now
    note(session, Kind.SignedOut, About(), at=now, by=by)


def make_link(session: Session, account: Account, now: datetime, by: str) -> str:
    """Return the secret of a one-time sign-in link, good for a day."""
    secret = new_secret()
    session.add(Link(secret_hash=hash_of(secret), account_id=account.id, made_at=now, ends_at=now + LINK_LIVES))
    note(session, Kind.SignInLinkMade, About(), at=now, by=by, account=account.id)
    return secret


def use_link(session: Session, secret: str, browser: str, now: datetime) -> str | None:
    """Use a link up and return a browser secret; None if it is unknown, used or too old.

    The update finds the link unused or not at all, so that two presses at once sign in once.
    """
    found = account_for_link(session, secret, now)
    if found is None:
        return None
    link, account = found
    used = update(Link).where(Link.id == link.id, Link.used_at.is_(None)).values(used_at=now).returning(Link.id)
    if session.execute(used).one_or_none() is None:
        return None
    return sign_in(session, account, browser, now, "link")


def make_token(
    session: Session, name: str, role: Role, site_id: str | None, now: datetime, by: str
) -> tuple[Token, str]:
    """Return a new API token and its secret, which is shown this once."""
    secret = new_secret()
    token = Token(secret_hash=hash_of(secret), name=name, role=role, site_id=site_id, made_at=now)
    session.add(token)
    session.flush()
    note(session, Kind.TokenMade, About(), at=now, by=by, token=token.id, role=role.value)
    return token, secret


def revoke_token(session: Session, token: Token, now: datetime, by: str) -> None:
    """Take a token back."""
    token.revoked_at = now
    note(session, Kind.TokenRevoked, About(), at=now, by=by, token=token.id)


def remember_attempt(session: Session, key: str, now: datetime) -> None:
    """Count one try; the old ones go at the same time."""
    session.execute(delete(Attempt).where(Attempt.forget_at < now))
    session.add(Attempt(key=key, at=now, kept_for="rate limit", forget_at=now + ATTEMPT_KEPT))


def _revoke_all(session: Session, account_id: str, now: datetime) -> None:
    """End an account's sign-ins, and the links that could begin another."""
    session.execute(
        update(SignIn).where(SignIn.account_id == account_id, SignIn.revoked_at.is_(None)).values(revoked_at=now)
    )
    session.execute(update(Link).where(Link.account_id == account_id, Link.ends_at > now).values(ends_at=now))
