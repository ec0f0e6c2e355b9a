"""What the house knows of itself: a few named values, such as whether it is a demonstration."""

from sqlalchemy import Select, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.kernel.database import Base, insert_into


class HouseFact(Base):
    """One named value."""

    __tablename__ = "house"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


DEMO = "demo"
"""Set to `yes` in a house that was seeded as a demonstration."""

DEMO_DAY = "demo day"
"""The day for which the demonstration has its bookings, as 2026-11-23."""


def house_fact(session: Session, name: str) -> str | None:
    """Return a value, or None."""
    return session.scalar(_the(name))


def house_fact_in_hand(session: Session, name: str) -> str | None:
    """Return a value and keep it from others until the transaction ends."""
    return session.scalar(_the(name).with_for_update())


def set_house_fact(session: Session, name: str, value: str) -> None:
    """Keep a value; of two that do so at the same moment the later one's counts."""
    row = {"name": name, "value": value}
    new = insert_into(session, HouseFact).values(row)
    session.execute(new.on_conflict_do_update(index_elements=["name"], set_=row))


def _the(name: str) -> Select[str]:
    return select(HouseFact.value).where(HouseFact.name == name)
