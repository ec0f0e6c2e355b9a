"""Accounts, their roles, and the four ways in: password, sign-in, link, token.

Secrets are kept as SHA-256 only: each has 256 random bits, so a slow hash would add nothing.
Passwords, which people choose, are kept by argon2.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.kernel.database import Base, Identified, Moment, Personal
from shared.people.models import Employee


class Account(Identified, Personal, Base):
    """An employee's way into the office app."""

    __tablename__ = "accounts"

    email: Mapped[str] = mapped_column(Text, unique=True)
    employee_id: Mapped[str | None] = mapped_column(ForeignKey("employees.id"), unique=True)
    """None: an administrator who receives nobody."""
    name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text, default="zh-CN")
    made_at: Mapped[datetime] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)

    employee: Mapped[Employee | None] = relationship()
    grants: Mapped[list["Grant"]] = relationship(cascade="all, delete-orphan", order_by="Grant.id")


class Grant(Identified, Base):
    """A role of an account, at one site or (None) at all."""

    __tablename__ = "grants"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str] = mapped_column(Text)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"))


class SignIn(Identified, Personal, Base):
    """One browser that is signed in, until it signs out, idles, or is thrown out."""

    __tablename__ = "sign_ins"

    secret_hash: Mapped[str] = mapped_column(Text, unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    browser: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class Link(Identified, Base):
    """A one-time link: opening it shows a button, pressing the button uses it up."""

    __tablename__ = "links"

    secret_hash: Mapped[str] = mapped_column(Text, unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Token(Identified, Base):
    """A program's way into the API."""

    __tablename__ = "tokens"

    secret_hash: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class Attempt(Identified, Personal, Base):
    """One try at something that is rate-limited; in the database, so that processes share the count.

    Its key may hold a network address: it is forgotten once it counts no more.
    """

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_attempts_key_at", "key", "at"),)


class IdempotentCall(Personal, Base):
    """An API call that was made under a key of its caller's: the same call under the same key gets the same answer."""

    __tablename__ = "idempotent_calls"

    # Twins that come at one moment must have one effect: the second waits here for the first.
    token_id: Mapped[str] = mapped_column(ForeignKey("tokens.id"), primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    asked: Mapped[str] = mapped_column(Text)
    """SHA-256 of method, path and body."""
    status: Mapped[int | None] = mapped_column(Integer)
    answer: Mapped[Any] = mapped_column(JSON, nullable=True)
    """The answer's body, its passes unsigned: a code that opens a door must not lie about in a table."""
