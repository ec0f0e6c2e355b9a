"""The table of texts that visitors agree to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Identified, Moment


class AgreementText(Identified, Base):
    """One version of a text in one language. Once published it is never changed: the database refuses to."""

    __tablename__ = "agreement_texts"
    # A version that somebody agreed to must be one text, whoever else published at the same moment.
    __table_args__ = (UniqueConstraint("site_id", "kind", "version", "language"),)

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    kind: Mapped[str] = mapped_column(Text)
    """An `AgreementKind` code."""
    version: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    sum: Mapped[str] = mapped_column(Text)
    """The SHA-256 of title and text, as `sum_of` takes it."""
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by: Mapped[str] = mapped_column(Text)

    def is_version_of(self, other: "AgreementText") -> bool:
        """Say whether two texts are one version, in whatever languages."""
        return (self.site_id, self.kind, self.version) == (other.site_id, other.kind, other.version)
