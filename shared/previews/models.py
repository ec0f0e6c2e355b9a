"""The table of weeks whose preview has gone out."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Moment


class WeekPreview(Base):
    """A week whose visits were sent to those who prepare them: once a site, however many processes look."""

    __tablename__ = "week_previews"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    monday: Mapped[date] = mapped_column(Date, primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(Moment)
