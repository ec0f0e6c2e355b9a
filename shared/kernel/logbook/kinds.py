"""Every kind of thing that the logbook tells. Kinds are stored, so they are never renamed."""

from enum import StrEnum


class Kind(StrEnum):
    """What happened, in the past tense. docs/INTERFACES.md lists the plain values of each."""

    # Before the visit
    BookingMade = "BookingMade"
    BookingChanged = "BookingChanged"
    BookingApproved = "BookingApproved"
    BookingRejected = "BookingRejected"
    BookingSentBack = "BookingSentBack"
    BookingCancelled = "BookingCancelled"
    # At the door
    AgreementPublished = "AgreementPublished"
    WalkInRegistered = "WalkInRegistered"
    NamesWithheld = "NamesWithheld"
    VisitorArrived = "VisitorArrived"
    ArrivalRefused = "ArrivalRefused"
    VisitorLeft = "VisitorLeft"
    DepartureRefused = "DepartureRefused"
    VisitExpired = "VisitExpired"
    VisitOverstayed = "VisitOverstayed"
    SiteClosed = "SiteClosed"
    ItemsDiffer = "ItemsDiffer"
    ItemsReleased = "ItemsReleased"
    BadgeReturned = "BadgeReturned"
    FeedbackGiven = "FeedbackGiven"
    FeedbackNoted = "FeedbackNoted"
    HelpAsked = "HelpAsked"
    AlertNoted = "AlertNoted"
    # The host
    HostAsked = "HostAsked"
    HostTold = "HostTold"
    HostNotTold = "HostNotTold"
    HostAnswered = "HostAnswered"
    # Other mail
    NoticeSent = "NoticeSent"
    NoticeNotSent = "NoticeNotSent"
    # Paper
    BadgePrinted = "BadgePrinted"
    PrinterStuck = "PrinterStuck"
    PrintUnknown = "PrintUnknown"
    BadgeReplaced = "BadgeReplaced"
    BadgeSettled = "BadgeSettled"
    BadgeLayoutChanged = "BadgeLayoutChanged"
    # Devices
    PrinterStopped = "PrinterStopped"
    PrinterReady = "PrinterReady"
    PaperNearEnd = "PaperNearEnd"
    PaperRefilled = "PaperRefilled"
    TestPrintAsked = "TestPrintAsked"
    TestPrintEnded = "TestPrintEnded"
    KioskSilent = "KioskSilent"
    KioskHeard = "KioskHeard"
    # Access
    AccountMade = "AccountMade"
    AccountChanged = "AccountChanged"
    SignInLinkMade = "SignInLinkMade"
    SignedIn = "SignedIn"
    SignInFailed = "SignInFailed"
    SignedOut = "SignedOut"
    TokenMade = "TokenMade"
    TokenRevoked = "TokenRevoked"
