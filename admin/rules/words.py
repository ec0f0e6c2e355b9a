"""Which figures there are, and what they are called."""

from admin.rules.figures import Choice, Group, Hold, Number, Text, Tick
from admin.speech import Words, _l
from shared.grades.chain import StepKind
from shared.grades.door import BadgePolicy, DoorStep
from shared.grades.rules import LETTERS
from shared.people.rules import Rank

DAYS, MINUTES, SECONDS, HOURS = _l("working days"), _l("minutes"), _l("seconds"), _l("hours")
A_DAY, A_MINUTE, A_SECOND, AN_HOUR = _l("working day"), _l("minute"), _l("second"), _l("hour")

WEEKDAYS: tuple[Words, ...] = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)

CHAIN_STEP: dict[tuple[StepKind, int | None], Words] = {
    (StepKind.REVIEW, None): _l("Customer service reviews"),
    (StepKind.HOST, None): _l("The host alone"),
    (StepKind.APPROVE, int(Rank.MANAGER)): _l("A manager"),
    (StepKind.APPROVE, int(Rank.DEPARTMENT_HEAD)): _l("A head of department"),
    (StepKind.APPROVE, int(Rank.GENERAL_MANAGER)): _l("The general manager"),
    (StepKind.ITINERARY, int(Rank.GENERAL_MANAGER)): _l("The general manager, with the itinerary"),
    (StepKind.APPROVE, int(Rank.CHAIRMAN)): _l("The chairman"),
    (StepKind.ITINERARY, int(Rank.CHAIRMAN)): _l("The chairman, with the itinerary"),
}
"""Each step that a chain may have (R6)."""

CHAIN_TROUBLE: dict[str, Words] = {
    "nobody_decides": _l("Somebody has to decide: choose at least one step besides the review."),
    "review_first": _l("The review comes first: all who follow read what it filled in."),
    "host_first": _l("The host decides once, before anybody above."),
    "ranks_rise": _l("Whoever comes later stands higher than those before."),
}

RECEIVERS: dict[int, Words] = {
    int(Rank.STAFF): _l("Whoever is visited"),
    int(Rank.MANAGER): _l("A manager"),
    int(Rank.DEPARTMENT_HEAD): _l("A head of department"),
    int(Rank.GENERAL_MANAGER): _l("The general manager"),
    int(Rank.CHAIRMAN): _l("The chairman"),
}

STEP: dict[DoorStep, Words] = {
    DoorStep.PHOTO: _l("A photo"),
    DoorStep.ITEMS: _l("Items that are brought in"),
    DoorStep.VEHICLE: _l("A vehicle's plate"),
    DoorStep.QUESTIONS: _l("Screening questions"),
    DoorStep.SITE_RULES: _l("The site's rules, signed"),
    DoorStep.NDA: _l("Confidentiality, signed"),
}

POLICY: dict[BadgePolicy, Words] = {
    BadgePolicy.ON_ACCEPTANCE: _l("Once the host accepts"),
    BadgePolicy.AT_ONCE: _l("At once: the gate decides"),
}

GRADE = (
    Group(_l("Names"), (Text("word", _l("In Chinese"), 12), Text("word_en", _l("In English"), 24)), Hold.AT_ONCE),
    Group(
        _l("Booking"),
        (Number("lead_days", _l("Asked for ahead"), 0, 30, DAYS, A_DAY),),
        Hold.BOOKINGS,
    ),
    Group(
        _l("Approval"),
        (
            Number(
                "approval_remind_hours",
                _l("Who has not decided is reminded after, then daily (0: never)"),
                0,
                240,
                HOURS,
                AN_HOUR,
            ),
            Number(
                "approval_escalate_hours", _l("and somebody above is asked after (0: never)"), 0, 480, HOURS, AN_HOUR
            ),
        ),
        Hold.DECISIONS,
    ),
    Group(
        _l("Who receives the guests"),
        (
            Choice("receiver_rank", _l("Guests are received by, at least"), RECEIVERS),
            Tick("is_escorted", _l("Escorted all the way, and so says the badge")),
        ),
        Hold.AT_ONCE,
    ),
    Group(
        _l("At the door"),
        (
            Number("early_minutes", _l("Admission opens before the visit"), 0, 720, MINUTES, A_MINUTE),
            Number("waiting_limit_minutes", _l("Longest wait before we apologise"), 0, 240, MINUTES, A_MINUTE),
            Number("ask_delegate_s", _l("A silent host: the delegate is asked after"), 0, 3600, SECONDS, A_SECOND),
            Number("ask_department_s", _l("then the department after"), 0, 3600, SECONDS, A_SECOND),
            Number("ask_reception_s", _l("then reception after"), 0, 3600, SECONDS, A_SECOND),
        ),
        Hold.ARRIVALS,
    ),
    Group(
        _l("Messages that visitors leave"),
        (
            Number("message_answer_hours", _l("A visitor's message is answered within"), 1, 336, HOURS, AN_HOUR),
            Number(
                "message_delegate_hours",
                _l("An overdue message: the host is reminded, the delegate is asked after"),
                0,
                336,
                HOURS,
                AN_HOUR,
            ),
            Number("message_department_hours", _l("then the department after"), 0, 336, HOURS, AN_HOUR),
            Number("message_reception_hours", _l("then reception after"), 0, 336, HOURS, AN_HOUR),
        ),
        Hold.ARRIVALS,
    ),
    Group(
        _l("Visits that last too long"),
        (
            Number(
                "overstay_host_minutes",
                _l("A visit that lasts too long: the host is reminded after"),
                0,
                600,
                MINUTES,
                A_MINUTE,
            ),
            Number("overstay_gate_minutes", _l("then the gate after"), 0, 600, MINUTES, A_MINUTE),
        ),
        Hold.AT_ONCE,
    ),
)

LEAD_TIME = (
    Group(
        _l("Asked for ahead"),
        (
            Number("lead_days", _l("Working days"), 0, 30, DAYS, A_DAY),
            Number("lead_minutes", _l("or, without working days, minutes"), 0, 1440, MINUTES, A_MINUTE),
            Number("papers_days", _l("Papers of an urgent one are due within"), 0, 30, DAYS, A_DAY),
            Number(
                "papers_remind_hours", _l("Who booked is reminded of them before (0: never)"), 0, 72, HOURS, AN_HOUR
            ),
        ),
        Hold.BOOKINGS,
    ),
)

HOURS_OF_DAY: dict[str, Words] = {"": _l("It is not sent")} | {
    f"{hour:02}:{minute:02}": f"{hour:02}:{minute:02}" for hour in range(6, 21) for minute in (0, 30)
}

SITE = (
    Group(_l("Names"), (Text("name", _l("In Chinese"), 60), Text("name_en", _l("In English"), 60))),
    Group(
        _l("The lobby"),
        (
            Text("seating", _l("Where visitors sit and wait, in Chinese"), 80, may_be_empty=True),
            Text("seating_en", _l("the same in English"), 80, may_be_empty=True),
            Text("wifi_name", _l("Wi-Fi for visitors"), 32, may_be_empty=True),
            Text("wifi_password", _l("Its password"), 63, may_be_empty=True),
            Choice("walk_in_grade", _l("Grade of who comes without a booking"), {letter: letter for letter in LETTERS}),
            Number("serve_minutes", _l("Whoever asks for a drink has it within"), 1, 30, MINUTES, A_MINUTE),
            Number("names_an_hour", _l("Names that the kiosk's directory shows within an hour"), 5, 1000, _l("names")),
            Number(
                "help_unanswered_s",
                _l("A call for help, or a visitor for reception, that nobody notes goes to people after"),
                30,
                1800,
                _l("seconds"),
            ),
        ),
    ),
    Group(
        _l("The coming week's visits go by mail to reception and managers"),
        (
            Choice("preview_weekday", _l("On"), dict(enumerate(WEEKDAYS))),
            Choice("preview_hour", _l("At"), HOURS_OF_DAY),
        ),
    ),
    Group(
        _l("Tea is topped up while guests are here"),
        (
            Number("top_up_minutes", _l("Again after the last time"), 5, 120, MINUTES, A_MINUTE),
            Number("top_up_latest_minutes", _l("at the latest, then a manager is told"), 6, 180, MINUTES, A_MINUTE),
        ),
    ),
)

WHEN: dict[Hold, Words] = {
    Hold.AT_ONCE: _l("Holds at once, also for what is booked already."),
    Hold.ARRIVALS: _l("Holds from the next arrival on, whenever it was booked."),
    Hold.DECISIONS: _l("Holds for whoever is asked to decide from now on."),
    Hold.BOOKINGS: _l("Holds for what is booked or changed from now on."),
}
