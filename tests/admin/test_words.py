"""No code without words; and what is said when something fails."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from admin import wording
from admin.gate.words import IDENTIFICATION, STOP_REASON
from admin.roll_calls.showing import WHY
from admin.told import SENTENCES
from shared.access.rules import Role
from shared.bookings.rules import State, VisitKind
from shared.gate.rules import Identification, StopReason
from shared.kernel.logbook import Kind
from shared.printing.rules import Reason
from shared.roll_calls.rules import Why
from shared.visits.rules import Refusal, VisitState
from tests.admin.clerk import Clerk
from tests.house import House

ABOUT_ACCESS = {
    Kind.AccountMade,
    Kind.AccountChanged,
    Kind.SignInLinkMade,
    Kind.SignedIn,
    Kind.SignInFailed,
    Kind.SignedOut,
    Kind.TokenMade,
    Kind.TokenRevoked,
}
ABOUT_THE_WATCHLIST = {
    Kind.WatchEntryProposed,
    Kind.WatchEntryConfirmed,
    Kind.WatchEntryRejected,
    Kind.WatchEntryRemoved,
    Kind.WatchlistRead,
    Kind.WatchHitFound,
    Kind.WatchHitDecided,
    Kind.SecurityAsked,
    Kind.SecurityAnswered,
}
ABOUT_DEVICES = {
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
}
ABOUT_FILES = {
    Kind.VisitsExported,
    Kind.VisitorBookPrinted,
    Kind.FileOpened,
    Kind.FileChanged,
    Kind.FilesMerged,
    Kind.MergeUndone,
    Kind.TierChanged,
    Kind.PersonalDataForgotten,
}
ABOUT_THE_SITE = {
    Kind.EmployeeEntered,
    Kind.EmployeeChanged,
    Kind.EmployeeLeft,
    Kind.EmployeeReturned,
    Kind.GradeChanged,
    Kind.GradeRulesChanged,
    Kind.ReceptionRulesChanged,
    Kind.LeadTimeChanged,
    Kind.SiteChanged,
    Kind.SiteOpened,
    Kind.AgreementPublished,
    Kind.NamesWithheld,
    Kind.HelpUnanswered,
    Kind.SiteClosed,
    Kind.WeekPreviewed,
    Kind.ResourceChanged,
    Kind.FeedbackGiven,
    Kind.FeedbackNoted,
    Kind.LowScoreRaised,
    Kind.LowScoreTaken,
    Kind.LowScoreAnswered,
    Kind.LowScoreClosed,
    Kind.SurveyChanged,
    Kind.InvitationMade,
    Kind.InvitationWithdrawn,
    Kind.GateNoteSeen,
    Kind.RollCallStarted,
    Kind.RollCallMarked,
    Kind.RollCallEnded,
    Kind.RollCallPrintAsked,
    Kind.RollCallPrintTried,
}


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (State, wording.BOOKING),
        (VisitState, wording.VISIT),
        (VisitKind, wording.KIND),
        (Role, wording.ROLE),
        (Reason, wording.PRINT_TROUBLE),
        ([*Refusal, "see_reception"], wording.REFUSAL),
        (StopReason, STOP_REASON),
        (Identification, IDENTIFICATION),
        (Why, WHY),
        (set(Kind) - ABOUT_ACCESS - ABOUT_THE_WATCHLIST - ABOUT_DEVICES - ABOUT_FILES - ABOUT_THE_SITE, SENTENCES),
    ],
)
def test_every_code_has_words(codes: object, words: dict[object, object]) -> None:
    """And no words are left of a code that is gone."""
    assert set(codes) == set(words)  # type: ignore[call-overload]


@pytest.mark.parametrize(("language", "words"), [("en", "This page is not here"), ("zh-CN", "<h1>")])
def test_what_is_not_there_is_said_in_the_reader_s_language(
    house: House, clerk: Callable[..., Clerk], language: str, words: str
) -> None:
    """With a way on."""
    answer = clerk(house.host, language).opens("/nowhere")
    assert answer.status_code == 404
    assert words in answer.text
    assert f'<html lang="{language}"' in answer.text
    assert 'href="/"' in answer.text


def test_a_program_is_told_of_a_fault_in_json(house: House, clerk: Callable[..., Clerk]) -> None:
    """With a stable code."""
    answer = clerk(house.host).opens("/accounts", accept="application/json")
    assert (answer.status_code, answer.content_type) == (403, "application/problem+json")
    assert answer.get_json()["code"] == "not_allowed"


def test_a_broken_page_says_so_and_gives_nothing_away(
    office: APIFlask, house: House, clerk: Callable[..., Clerk]
) -> None:
    """Even when nobody can be asked who is asking."""
    browser = clerk(house.host)
    office.testing = False
    office.config["PROPAGATE_EXCEPTIONS"] = False
    with house.node.transaction() as rows:
        rows.connection().exec_driver_sql("ALTER TABLE sign_ins RENAME TO lost")
    answer = browser.opens("/host")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "sign_ins" not in answer.text
