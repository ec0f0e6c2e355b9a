"""What programs send and get: the schemas of the OpenAPI document."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from admin.api.texts import IS_WRITTEN, Email, Line, Moment
from admin.news import LARGEST_NUMBER
from shared.kernel.logbook import Kind
from shared.resources.rules import MOST_SEATS

LONGEST_PAGE = 200
_Grade = Literal["A", "B", "C", "D"]
_VisitKind = Literal["key", "group", "ordinary", "ad_hoc"]
_BookingState = Literal["waiting", "approved", "rejected", "sent_back", "cancelled"]
_VisitState = Literal["inside", "left", "expired"]


class Sent(BaseModel):
    """Something that a program sends: nothing is guessed, so "1" is no number and 1 is no text."""

    model_config = ConfigDict(strict=True)


class GuestIn(Sent):
    """A guest as a program asks for them; a phone number or an e-mail address is needed."""

    name: Line
    company: Line
    phone: Line | None = Field(None, description="With + and country code, or as dialled in China.")
    email: Email | None = None
    leader: bool = Field(False, description="Leads the group; without one the first guest does.")
    title: Line = Field("", description="Such as general manager: the rules propose a grade by it.")


class MoreIn(Sent):
    """What may be known beyond who comes, when and why; all of it is optional."""

    transport: Literal["", "own_car", "taxi", "train", "plane", "coach", "public", "on_foot"] = ""
    plate: Line = Field(default="", description="Of the leader's car: the gate knows it beforehand.")
    pick_up: Line = Field(default="", description="Where and when guests want to be fetched.")
    meals: Line = ""
    lodging: Line = ""
    items: Line = Field(default="", description="What they bring, one a line, such as `laptop × 2`: the release pass.")
    language: Line = Field(default="", description="A code such as `ja`, or a language's name.")
    needs: Line = ""
    decides: Literal["", "yes", "no"] = Field(default="", description="Whether a visitor can decide on cooperation.")


class RideIn(Sent):
    """A car that a visit needs; which one, and who drives, is the dispatcher's choice."""

    starts_at: Moment
    ends_at: Moment
    place: Line = Field(description="Where it picks the guests up.")
    people: int = Field(ge=1, le=MOST_SEATS)


class BookingIn(Sent):
    """A visit that a program asks for."""

    host: Line = Field(description="The id or e-mail address of an employee.")
    site: Line = Field(description="The code of a site, such as HQ.")
    grade: _Grade
    kind: _VisitKind
    purpose: Line
    area: Line = ""
    photos_allowed: bool = False
    starts_at: Moment
    ends_at: Moment
    guests: list[GuestIn]
    grade_reason: Line = Field("", description="Why it is another grade than the house's rules propose.")
    more: MoreIn = MoreIn()
    resources: list[Line] = Field(default=[], max_length=50, description="The ids of rooms and equipment of that site.")
    ride: RideIn | None = None


class SeriesIn(BookingIn):
    """A visit that recurs; its times are those of the first date."""

    rule: Line = Field(description="An RRULE of RFC 5545 on the site's clock, such as FREQ=WEEKLY;BYDAY=TU;COUNT=10.")
    free_days: Literal["leave_out", "next", "keep"] = Field(
        "leave_out", description="What becomes of dates on holidays and days without work."
    )


class DecisionIn(Sent):
    """An approver's decision. Rejecting needs a reason."""

    decision: Literal["approve", "reject", "send_back"]
    reason: Line | None = None
    changes: int | None = Field(
        None, ge=0, le=LARGEST_NUMBER, description="As read with the booking: one that changed since is not decided on."
    )


class ListQuery(BaseModel):
    """Which page of a list."""

    limit: int = Field(50, ge=1, le=LONGEST_PAGE)
    cursor: Annotated[str, Field(max_length=300), IS_WRITTEN] = Field("", description="The `next` of the page before.")
    q: Annotated[str, Field(max_length=100), IS_WRITTEN] = Field(
        "", description="Searches: a name (also its pinyin or initials), a company, a permit number."
    )


class ResourceQuery(BaseModel):
    """Of which site, and at what time."""

    site: Line = Field(description="The site's code.")
    starts_at: Moment | None = None
    ends_at: Moment | None = None


class LogbookQuery(BaseModel):
    """From which line of the logbook on."""

    after: int = Field(0, ge=0, le=LARGEST_NUMBER)
    limit: int = Field(100, ge=1, le=1000)


class GuestOut(BaseModel):
    """A guest; `pass` is the text of the QR pass, null until the booking is approved."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    id: str
    name: str
    company: str
    leader: bool
    pass_text: str | None = Field(alias="pass")


class HeldOut(BaseModel):
    """A room or piece of equipment that a booking has for its time."""

    id: str
    kind: Literal["room", "equipment"]
    name: str


class RideOut(BaseModel):
    """The car that a booking needs; car and driver are null until the dispatcher has chosen them."""

    starts_at: Moment
    ends_at: Moment
    place: str
    people: int | None
    car: str | None
    driver: str | None


class BookingOut(BaseModel):
    """A booking."""

    id: str
    permit: str | None = Field(description="The permit number, once approved.")
    state: _BookingState
    site: str = Field(description="The site's code.")
    host: str = Field(description="The employee's id.")
    grade: _Grade
    kind: _VisitKind
    purpose: str
    area: str
    photos_allowed: bool
    starts_at: Moment
    ends_at: Moment
    urgent: bool = Field(description="Asked for inside the lead time.")
    papers_due: Moment | None = Field(description="Until when the papers of an urgent booking are to be filed.")
    reason: str | None = Field(description="What the approver said.")
    made_at: Moment
    changes: int = Field(description="How often it was changed.")
    guests: list[GuestOut]
    more: dict[str, str] = Field(description="The optional facts that somebody said.")
    resources: list[HeldOut]
    ride: RideOut | None


class TimeTaken(BaseModel):
    """When somebody else has it."""

    starts_at: Moment
    ends_at: Moment


class ResourceOut(BaseModel):
    """A room or piece of equipment."""

    id: str
    kind: Literal["room", "equipment"]
    name: str
    name_en: str
    seats: int | None
    remark: str = Field(description="Such as the floor.")
    taken: list[TimeTaken] = Field(description="Within the time that was asked about.")


class ResourceList(BaseModel):
    """All rooms and equipment of a site."""

    items: list[ResourceOut]
    has_cars: bool = Field(description="Whether the site has cars, so that a `ride` can be asked for.")


class DateOut(BaseModel):
    """One booking of a series."""

    id: str
    state: _BookingState
    starts_at: Moment
    ends_at: Moment


class DateRefused(BaseModel):
    """A date that could not be booked, and why."""

    date: str
    field: str
    code: str


class SeriesOut(BaseModel):
    """A series, the first date first."""

    id: str
    rule: str
    bookings: list[DateOut]
    refused: list[DateRefused]


class VisitOut(BaseModel):
    """A visit: one guest's stay."""

    id: str
    booking: str
    guest: str
    site: str = Field(description="The site's code.")
    host: str = Field(description="The employee's id.")
    state: _VisitState
    arrived_at: Moment
    left_at: Moment | None
    badge: str | None = Field(description="The id of the newest badge.")


class EmployeeOut(BaseModel):
    """An employee whom visitors come to see."""

    id: str
    name: str
    name_en: str
    email: str
    title: str | None
    department: str
    site: str = Field(description="The site's code.")


class LineOut(BaseModel):
    """A line of the logbook."""

    n: int
    kind: Literal[tuple(Kind)]  # type: ignore[valid-type]
    at: Moment
    visit: str | None
    booking: str | None
    data: dict[str, Any]


class BookingList(BaseModel):
    """A page of bookings, the latest start first."""

    items: list[BookingOut]
    next: str | None


class VisitList(BaseModel):
    """A page of visits, the latest first."""

    items: list[VisitOut]
    next: str | None


class EmployeeList(BaseModel):
    """A page of employees."""

    items: list[EmployeeOut]
    next: str | None


class LineList(BaseModel):
    """Lines of the logbook, oldest first; `last` is where to read on."""

    items: list[LineOut]
    last: int
