"""Lines of the logbook about approvals, as a person would tell them."""

from collections.abc import Callable

from admin.speech import _
from admin.telling import Telling
from shared.kernel.logbook import Kind


def _in_place(line: Telling) -> str:
    return _("for %(name)s", name=line.person) if line.person else ""


def decided(mark: str, words: Callable[..., str]) -> Callable[[Telling], tuple[str, str, str]]:
    """Tell what somebody decided, and in whose place."""
    return lambda line: (mark, words(by=line.by), _in_place(line))


def _step(line: Telling) -> tuple[str, str, str]:
    if line.fact("step") == "review":
        return "go", _("%(by)s reviewed the application", by=line.by), _in_place(line)
    return "go", _("%(by)s said yes; others follow", by=line.by), _in_place(line)


def _reminded(line: Telling) -> tuple[str, str, str]:
    if not line.fact("people"):
        return "attend", _("Nobody else can be asked to decide"), ""
    if line.fact("escalated"):
        return "attend", _("Nobody has decided: somebody above is asked as well"), ""
    return "wait", _("Reminded whoever has to decide"), ""


def _graded(line: Telling) -> tuple[str, str, str]:
    chosen, proposed = str(line.fact("chosen")), str(line.fact("proposed"))
    if chosen == proposed:
        return "go", _("%(by)s confirmed grade %(grade)s", by=line.by, grade=chosen), ""
    words = _("%(by)s chose grade %(grade)s", by=line.by, grade=chosen)
    return "attend", words, _("the rules propose %(grade)s", grade=proposed)


def _filed(line: Telling) -> tuple[str, str, str]:
    return "go", _("%(by)s filed the papers", by=line.by), _("after they were due") if line.fact("late") else ""


SENTENCES: dict[Kind, Callable[[Telling], tuple[str, str, str]]] = {
    Kind.BookingApproved: decided("go", lambda by: _("%(by)s approved the visit", by=by)),
    Kind.BookingRejected: decided("stop", lambda by: _("%(by)s rejected the visit", by=by)),
    Kind.BookingSentBack: decided("attend", lambda by: _("%(by)s sent the booking back", by=by)),
    Kind.BookingReviewed: lambda line: ("go", _("%(by)s filled in content, areas and route", by=line.by), ""),
    Kind.StepApproved: _step,
    Kind.ApprovalReminded: _reminded,
    Kind.GradeChosen: _graded,
    Kind.PapersFiled: _filed,
}
"""Every kind that tells of an approval."""
