"""The table of saved views."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Identified, Moment


class SavedView(Identified, Base):
    """A list as one person filtered it, under a name of theirs. It goes with the account: a filter may hold a name."""

    __tablename__ = "saved_views"
    # A tab is found by its name: two of one name would be told apart by nobody.
    __table_args__ = (UniqueConstraint("account_id", "of", "name"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    of: Mapped[str] = mapped_column(Text)
    """A `List` code."""
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    """The address behind its question mark, without a place in the list."""
    made_at: Mapped[datetime] = mapped_column(Moment)
