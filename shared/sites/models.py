"""The table of sites."""

from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Identified
from shared.sites.rules import Hours


class Site(Identified, Base):
    """A place with a door: its names, its zone, its hours."""

    __tablename__ = "sites"

    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    zone: Mapped[str] = mapped_column(Text)
    """An IANA name such as Asia/Shanghai."""
    permit_prefix: Mapped[str] = mapped_column(Text)
    walk_in_grade: Mapped[str] = mapped_column(Text, default="D")
    """The grade of those who come without a booking."""
    names_an_hour: Mapped[int] = mapped_column(Integer, default=60)
    """How many names a kiosk's directory shows within an hour to people who don't finish registering (R16)."""
    help_unanswered_s: Mapped[int] = mapped_column(Integer, default=150, server_default="150")
    """After how many seconds a call for help that nobody has noted goes on to people, by letter: five knocks."""
    hours_text: Mapped[dict[str, list[str]]] = mapped_column("hours", JSON)
    """{"0": ["09:00", "18:00"]}: weekdays from Monday = 0; a day that isn't there is closed."""
    calendar: Mapped[str] = mapped_column(Text, default="")
    """The country whose public holidays it keeps (ISO 3166-1); empty: nobody's."""
    own_days: Mapped[dict[str, bool]] = mapped_column(JSON, default=dict)
    """{"2026-12-24": false}: days on which it works, or doesn't, whatever the calendar says."""
    seating: Mapped[str] = mapped_column(Text, default="")
    """Where in the lobby one sits and waits, as a visitor reads it (R14); empty: nothing is said."""
    seating_en: Mapped[str] = mapped_column(Text, default="")
    wifi_name: Mapped[str] = mapped_column(Text, default="")
    wifi_password: Mapped[str] = mapped_column(Text, default="")
    """What visitors may use while they wait; shown to whoever waits."""
    serve_minutes: Mapped[int] = mapped_column(Integer, default=3, server_default="3")
    """How soon something to drink is brought to who waits and asks for it (R14)."""
    preview_weekday: Mapped[int] = mapped_column(Integer, default=4, server_default="4")
    """On which day (Monday = 0) the coming week's visits go to those who prepare them (R28)."""
    preview_hour: Mapped[str] = mapped_column(Text, default="15:00", server_default="15:00")
    """At which hour of the site's clock; empty: they don't."""
    top_up_minutes: Mapped[int] = mapped_column(Integer, default=20, server_default="20")
    """How long after the last time tea is topped up again while guests are here (R18)."""
    top_up_latest_minutes: Mapped[int] = mapped_column(Integer, default=25, server_default="25")
    """After how long at the latest: then a manager hears of it."""

    @property
    def tz(self) -> ZoneInfo:
        """Return the zone that this site's clocks show."""
        return ZoneInfo(self.zone)

    @property
    def hours(self) -> Hours:
        """Return the opening hours, ready to be asked."""
        return Hours.from_json(self.zone, self.hours_text, self.calendar, self.own_days)

    def named(self, language: str) -> str:
        """Return the name in the reader's language."""
        return self.name if language.startswith("zh") else self.name_en
