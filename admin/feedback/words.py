"""What scores, steps and figures of feedback are called."""

from admin.rules.figures import Choice, Group, Number, Tick
from admin.rules.words import HOURS, MINUTES
from admin.speech import Words, _l
from shared.access.rules import Role

TROUBLE: dict[str, Words] = {
    "closed_before": _l("This was closed before."),
    "not_answered": _l("Write first what the visitor was told; then it can be closed."),
    "missing": _l("Write something here."),
    "too_long": _l("This is too long: 1000 characters at most."),
    "odd": _l("There is a character in this that cannot be shown. Type it anew instead of pasting it."),
}

CALENDAR_DAYS = _l("days")

SURVEY = (
    Group(
        _l("When visitors are asked"),
        (
            Number("mail_after_minutes", _l("A mail with the link, after they left"), 0, 1440, MINUTES),
            Number("remind_days", _l("One reminder after (0: none)"), 0, 14, CALENDAR_DAYS),
            Number("link_days", _l("The link works for"), 1, 60, CALENDAR_DAYS),
            Tick("asks_recommend", _l("Ask how likely they are to recommend us, 0 to 10")),
        ),
    ),
    Group(
        _l("Low scores"),
        (
            Number("low_score", _l("A complaint opens up to a score of"), 1, 3, _l("of five")),
            Number("alert_hours", _l("It is to be answered within"), 1, 168, HOURS),
            Choice(
                "alert_role",
                _l("Who sees to it"),
                {Role.MANAGER.value: _l("Manager"), Role.RECEPTIONIST.value: _l("Reception")},
            ),
        ),
    ),
)

FIGURES = (
    Group(
        _l("How summaries are read"),
        (
            Number("satisfied_from", _l("Satisfied is who gives at least"), 3, 5, _l("of five")),
            Number("target_percent", _l("Target: satisfied"), 50, 100, _l("of a hundred")),
            Number("smallest_group", _l("Fewer answers make no percentage"), 5, 50, _l("answers")),
        ),
    ),
)
