"""What the logbook's lines about reception read like."""

from collections.abc import Callable

from admin.reception.words import COOPERATION, MEANS
from admin.speech import _
from admin.telling import Telling
from shared.desk.promises import PROMISE_HEAD
from shared.kernel.logbook import Kind
from shared.reception.rules import CooperationState, Means

Sentence = Callable[[Telling], tuple[str, str, str]]


def _planned(line: Telling) -> tuple[str, str, str]:
    tasks = line.fact("tasks")
    if tasks is None:
        return "go", _("The reception plan follows the booking"), line.by
    return "go", _("The reception plan was made"), _("%(n)s tasks", n=tasks)


def _ticked(line: Telling) -> tuple[str, str, str]:
    if line.fact("done"):
        return "go", _("%(by)s did a task of reception", by=line.by), ""
    return "off", _("%(by)s took back that a task was done", by=line.by), ""


def _handed(line: Telling) -> tuple[str, str, str]:
    if line.person:
        return "go", _("%(by)s gave a task to %(name)s", by=line.by, name=line.person), ""
    return "off", _("%(by)s gave a task back to its department", by=line.by), ""


def _itinerary(line: Telling) -> tuple[str, str, str]:
    return "go", _("%(by)s wrote the itinerary", by=line.by), _("%(n)s items", n=line.fact("items"))


def _confirmed(line: Telling) -> tuple[str, str, str]:
    means = line.fact("means")
    return "go", _("%(by)s confirmed the visit", by=line.by), str(MEANS[Means(means)]) if means in set(Means) else ""


def _itinerary_confirmed(line: Telling) -> tuple[str, str, str]:
    said = _("in place of %(name)s", name=line.person) if line.person else ""
    return "go", _("%(by)s confirmed the itinerary", by=line.by), said


def _chased(line: Telling) -> tuple[str, str, str]:
    if line.fact("step") == PROMISE_HEAD:
        return "attend", _("The head of the department was told of an item that is late"), ""
    return "wait", _("Whoever sees to a cooperation item was reminded"), ""


def _cooperation(line: Telling) -> tuple[str, str, str]:
    state = line.fact("state")
    said = str(COOPERATION[CooperationState(state)].word) if state in set(CooperationState) else ""
    return "go", _("%(by)s noted a cooperation item", by=line.by), said


RECEPTION_SENTENCES: dict[Kind, Sentence] = {
    Kind.ReceptionPlanned: _planned,
    Kind.TaskTicked: _ticked,
    Kind.TaskHandedOver: _handed,
    Kind.ItineraryWritten: _itinerary,
    Kind.ItineraryConfirmed: _itinerary_confirmed,
    Kind.ItineraryQuestioned: lambda line: ("attend", _("%(by)s wants another itinerary", by=line.by), ""),
    Kind.VisitConfirmed: _confirmed,
    Kind.MinutesWritten: lambda line: ("go", _("%(by)s wrote the minutes", by=line.by), ""),
    Kind.RequestNoted: lambda line: ("attend", _("%(by)s noted what a guest asks for", by=line.by), ""),
    Kind.CooperationNoted: _cooperation,
    Kind.CooperationMoved: lambda line: ("go", _("%(by)s moved the day of a cooperation item", by=line.by), ""),
    Kind.CooperationChased: _chased,
}
