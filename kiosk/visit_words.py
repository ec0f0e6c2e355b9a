"""What a visitor who was let in reads while the badge prints and the host answers."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from shared.kernel.logbook import Kind
from shared.printing.rules import PrintState, Reason


@dataclass(frozen=True)
class PrintWording:
    """The badge: a heading, what to do, and the three segments (class and word)."""

    title: Any
    line: Any
    segments: tuple[tuple[str, Any], ...]


_QUEUED, _PRINTING, _PRINTED = _l("Queued"), _l("Printing"), _l("Printed")
_AT_RECEPTION = _l("Please get one at reception; no need to sign in again")
_TAKE_IT = _l("Take it at the lower right and wear it visibly.")

PRINT: dict[PrintState, PrintWording] = {
    PrintState.WAITING: PrintWording(
        _l("Your badge is queued"), _TAKE_IT, (("now", _QUEUED), ("", _PRINTING), ("", _PRINTED))
    ),
    PrintState.PRINTING: PrintWording(
        _l("Your badge is printing"), _TAKE_IT, (("did", _QUEUED), ("now", _PRINTING), ("", _PRINTED))
    ),
    PrintState.DONE: PrintWording(
        _l("Your badge is ready"), _TAKE_IT, (("did", _QUEUED), ("did", _PRINTING), ("now", _PRINTED))
    ),
    PrintState.STUCK: PrintWording(
        _l("Your badge did not print"), _AT_RECEPTION, (("did", _QUEUED), ("attend", _l("Stuck")), ("", _PRINTED))
    ),
    PrintState.UNKNOWN: PrintWording(
        _l("Did your badge come out?"),
        _l("The printer has not said."),
        (("did", _QUEUED), ("did", _l("Sent")), ("wait", _l("Not confirmed"))),
    ),
    PrintState.REPLACED: PrintWording(
        _l("Reception has your badge"), _AT_RECEPTION, (("did", _QUEUED), ("attend", _l("Withdrawn")), ("", _PRINTED))
    ),
}

PRINTER_SAYS: dict[Reason, Any] = {
    Reason.NO_ANSWER: _l("The printer does not answer."),
    Reason.PAPER_OUT: _l("The printer is out of paper."),
    Reason.WRONG_PAPER: _l("The printer holds other paper than it should."),
    Reason.COVER_OPEN: _l("The printer's cover is open."),
    Reason.OFFLINE: _l("The printer is switched off line."),
    Reason.CUTTER: _l("The printer's cutter is stuck."),
    Reason.FAULT: _l("The printer has a fault."),
    Reason.IN_USE: _l("The printer is busy with something else."),
    Reason.BAD_PICTURE: _l("The badge could not be drawn."),
    Reason.CUT_OFF: _l("The printer was cut off."),
    Reason.NO_REPLY: _l("The printer has not said."),
    Reason.NOT_CONFIRMED: _l("This printer cannot say."),
    Reason.INTERRUPTED: _l("Printing was interrupted."),
    Reason.NOT_WANTED: _l("The badge is not needed any more."),
    Reason.PRINTED_AGAIN: _l("Another copy takes its place."),
}
"""The spooler's reason, as a visitor may read it."""

WELCOME = _l("Welcome, %(name)s")
STUCK_TITLE = _l("You are signed in, your badge did not print")
UNKNOWN_TITLE = PRINT[PrintState.UNKNOWN].title
AT_A_PLACE = _l("Your badge comes out at %(place)s")
LIES_READY = _l("Your badge lies ready; reception or the gate hands it to you")
"""For a guest whom somebody registered on the way in."""
AT_THE_OTHER_PRINTER = _l("Your badge comes out at another printer; reception shows you where")
"""For a badge that the station's own printer did not take."""

GATE_CHECKS = _l("The gate is checking something. Please stay here.")

NEWS: dict[Kind, Any] = {
    Kind.WalkInRegistered: _l("You are registered"),
    Kind.VisitorArrived: _l("You are signed in"),
    Kind.BadgePrinted: PRINT[PrintState.DONE].title,
    Kind.PrinterStuck: PRINT[PrintState.STUCK].title,
    Kind.PrintUnknown: PRINT[PrintState.UNKNOWN].title,
    Kind.BadgeReplaced: _l("Reception has made you another badge"),
    Kind.BadgeSettled: _l("Reception has seen to your badge"),
    Kind.VisitorLeft: _l("You are signed out"),
    Kind.VisitExpired: _l("This visit has been closed"),
    Kind.ItemsDiffer: _l("The gate has been asked about your items"),
    Kind.BadgeReturned: _l("Your badge has been handed back"),
    Kind.WaitedTooLong: _l("Sorry to keep you waiting; reception has been asked to see to you"),
    Kind.GuestHeld: GATE_CHECKS,
    Kind.VisitorTurnedAway: _l("You cannot be received now"),
    Kind.VisitorWithdrew: _l("You have ended this visit"),
    Kind.RefreshmentAsked: _l("Reception brings you something to drink"),
    Kind.MessageSent: _l("There is a message for you"),
    Kind.MessageLeft: _l("Your message has been handed on"),
    Kind.MessageChased: _l("We are asking again for an answer to your message"),
    Kind.MessageAnswered: _l("Your message has been answered"),
    Kind.HandedOn: _l("Somebody else is being asked for you"),
}
"""What a visitor hears of the own visit, line by line of the logbook; what concerns the host stands in host_line."""

OF_THE_HOST = frozenset({Kind.HostAsked, Kind.HostTold, Kind.HostNotTold, Kind.HostAnswered})
"""Lines that `host_line_then` puts into words."""

NOT_FOR_VISITORS = frozenset(
    {
        Kind.AgreementPublished,
        Kind.NamesWithheld,
        Kind.NobodyToAsk,
        Kind.AskingEnded,
        Kind.BookingMade,
        Kind.BookingChanged,
        Kind.BookingApproved,
        Kind.BookingRejected,
        Kind.BookingSentBack,
        Kind.BookingCancelled,
        Kind.ArrivalRefused,
        Kind.DepartureRefused,
        Kind.VisitOverstayed,
        Kind.SiteClosed,
        Kind.ItemsReleased,
        Kind.FeedbackGiven,
        Kind.FeedbackNoted,
        Kind.HelpAsked,
        Kind.HelpUnanswered,
        Kind.AlertNoted,
        Kind.GuestRefused,
        Kind.StopLifted,
        Kind.GuestRegistered,
        Kind.OfficialsAdmitted,
        Kind.BroughtInAnyway,
        Kind.VehicleNoted,
        Kind.ItemsNoted,
        Kind.HelpNeedNoted,
        Kind.GateNoteWritten,
        Kind.GateNoteSeen,
        Kind.RollCallStarted,
        Kind.RollCallMarked,
        Kind.RollCallEnded,
        Kind.RollCallPrintAsked,
        Kind.RollCallPrintTried,
        Kind.WindowExtended,
        Kind.WatchEntryProposed,
        Kind.WatchEntryConfirmed,
        Kind.WatchEntryRejected,
        Kind.WatchEntryRemoved,
        Kind.WatchlistRead,
        Kind.WatchHitFound,
        Kind.WatchHitDecided,
        Kind.SecurityAsked,
        Kind.SecurityAnswered,
        Kind.NoticeSent,
        Kind.NoticeNotSent,
        Kind.BadgeLayoutChanged,
        Kind.KioskLookChanged,
        Kind.PrinterStopped,
        Kind.PrinterReady,
        Kind.PaperNearEnd,
        Kind.PaperRefilled,
        Kind.TestPrintAsked,
        Kind.TestPrintEnded,
        Kind.KioskSilent,
        Kind.KioskHeard,
        Kind.EmployeeEntered,
        Kind.EmployeeChanged,
        Kind.EmployeeLeft,
        Kind.EmployeeReturned,
        Kind.GradeChanged,
        Kind.LeadTimeChanged,
        Kind.SiteChanged,
        Kind.SiteOpened,
        Kind.AccountMade,
        Kind.AccountChanged,
        Kind.SignInLinkMade,
        Kind.SignedIn,
        Kind.SignInFailed,
        Kind.SignedOut,
        Kind.TokenMade,
        Kind.TokenRevoked,
        Kind.BookingReviewed,
        Kind.StepApproved,
        Kind.ApprovalReminded,
        Kind.GradeChosen,
        Kind.PapersFiled,
        Kind.ReceptionPlanned,
        Kind.TaskTicked,
        Kind.TaskHandedOver,
        Kind.ItineraryWritten,
        Kind.ItineraryConfirmed,
        Kind.ItineraryQuestioned,
        Kind.VisitConfirmed,
        Kind.MinutesWritten,
        Kind.RequestNoted,
        Kind.CooperationNoted,
        Kind.CooperationMoved,
        Kind.CooperationChased,
        Kind.InvitationMade,
        Kind.InvitationWithdrawn,
        Kind.InvitationAnswered,
        Kind.LowScoreRaised,
        Kind.LowScoreTaken,
        Kind.LowScoreAnswered,
        Kind.LowScoreClosed,
        Kind.SurveyChanged,
        Kind.NobodyCame,
        Kind.NobodyDecided,
        Kind.WeekPreviewed,
        Kind.ResourceChanged,
        Kind.CarAssigned,
        Kind.VisitPictureSeen,
        Kind.PhotoTaken,
        Kind.VisitsExported,
        Kind.VisitorBookPrinted,
        Kind.FileOpened,
        Kind.FileChanged,
        Kind.FilesMerged,
        Kind.MergeUndone,
        Kind.TierChanged,
        Kind.PersonalDataForgotten,
        Kind.GradeRulesChanged,
        Kind.ReceptionRulesChanged,
    }
)
"""What the logbook tells others: a visitor's screen passes over it."""

SENTENCES = (
    _l("Please call me when you have a moment."),
    _l("I will come another day."),
    _l("I have left something for you at reception."),
    _l("Please send somebody else to see me."),
)
"""What a visitor may leave for the host with one touch."""

MESSAGE_TROUBLE: dict[str, Any] = {
    "message_missing": _l("Write something, or touch a sentence below."),
    "message_too_long": _l("This is too long. Say it in 200 characters."),
    "message_odd": _l("There is a character in this that cannot be shown. Please write it anew."),
}
