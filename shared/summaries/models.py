"""The tables of sums: small, and of a size that visits don't change."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Moment
from shared.summaries.rules import Tally, Wait


class FeedbackSum(Base):
    """The answers of one week or quarter, of one grade at one site: of all, of a host's or of a receptionist's."""

    __tablename__ = "feedback_sums"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    span: Mapped[str] = mapped_column(Text, primary_key=True)
    cut: Mapped[str] = mapped_column(Text, primary_key=True)
    first_day: Mapped[date] = mapped_column(Date, primary_key=True)
    grade_letter: Mapped[str] = mapped_column(Text, primary_key=True)
    who: Mapped[str] = mapped_column(Text, primary_key=True)
    """The employee of a cut by host or receptionist; else empty."""
    score_1: Mapped[int] = mapped_column(Integer)
    """How many gave one; and so on."""
    score_2: Mapped[int] = mapped_column(Integer)
    score_3: Mapped[int] = mapped_column(Integer)
    score_4: Mapped[int] = mapped_column(Integer)
    score_5: Mapped[int] = mapped_column(Integer)
    against: Mapped[int] = mapped_column(Integer)
    """How many said 0 to 6 when they were asked whether they recommend us; then 7 or 8, then 9 or 10."""
    passive: Mapped[int] = mapped_column(Integer)
    promoting: Mapped[int] = mapped_column(Integer)
    dimensions: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    """By code: how many answered, and the sum of what they gave."""
    unnamed: Mapped[int] = mapped_column(Integer)

    @property
    def tally(self) -> Tally:
        """Return it as the rules add it."""
        by_code = {code: (n, total) for code, (n, total) in self.dimensions.items()}
        scores = (self.score_1, self.score_2, self.score_3, self.score_4, self.score_5)
        return Tally(scores, (self.against, self.passive, self.promoting), by_code, self.unnamed)

    def take(self, tally: Tally) -> None:
        """Hold these figures from now on."""
        self.score_1, self.score_2, self.score_3, self.score_4, self.score_5 = tally.scores
        self.against, self.passive, self.promoting = tally.recommends
        self.dimensions = {code: [n, total] for code, (n, total) in tally.dimensions.items()}
        self.unnamed = tally.unnamed


class VisitSum(Base):
    """When visitors came in one week or quarter, and how long they waited for a first answer."""

    __tablename__ = "visit_sums"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    span: Mapped[str] = mapped_column(Text, primary_key=True)
    first_day: Mapped[date] = mapped_column(Date, primary_key=True)
    grade_letter: Mapped[str] = mapped_column(Text, primary_key=True)
    hours: Mapped[list[int]] = mapped_column(JSON)
    """By the hour of the site's clock."""
    waits: Mapped[list[int]] = mapped_column(JSON)
    """In the order of `WAITS`, then those who got no answer."""

    @property
    def wait(self) -> Wait:
        """Return it as the rules add it."""
        return Wait(tuple(self.hours), tuple(self.waits))


class SumsReached(Base):
    """Up to which visit a site's visits are added up. Whoever adds holds this row."""

    __tablename__ = "sums_reached"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    visits_at: Mapped[datetime] = mapped_column(Moment)
    visit_id: Mapped[str] = mapped_column(Text)
