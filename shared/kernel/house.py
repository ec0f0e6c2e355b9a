"""What the house knows of itself: a few named values, such as whether it is a demonstration."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.kernel.database import Base


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
    row = session.get(HouseFact, name)
    return row.value if row else None


def house_fact_in_hand(session: Session, name: str) -> str | None:
    """Return a value and keep it from others until the transaction ends."""
    row = session.get(HouseFact, name, with_for_update=True)
    return row.value if row else None


def set_house_fact(session: Session, name: str, value: str) -> None:
    """Keep a value."""
    session.merge(HouseFact(name=name, value=value))
