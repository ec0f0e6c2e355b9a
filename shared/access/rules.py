"""Roles and what each may do: the one table that pages, API and sockets ask."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from shared.people.rules import Rank


class Role(StrEnum):
    """What an account is at a site."""

    ADMIN = "admin"
    MANAGER = "manager"
    RECEPTIONIST = "receptionist"
    GATE = "gate"
    HOST = "host"
    DISPATCHER = "dispatcher"


class Permission(StrEnum):
    """Something that a person may do at a site."""

    SIGNED_IN = "signed_in"
    """Whoever is signed in, anywhere."""
    SEE_OWN_VISITS = "see_own_visits"
    SEE_ALL_VISITS = "see_all_visits"
    BOOK = "book"
    BOOK_FOR_OTHERS = "book_for_others"
    APPROVE = "approve"
    REVIEW = "review"
    """Look through an application as customer service does, and fill in content, areas and route (R6)."""
    ANSWER_VISITOR = "answer_visitor"
    SEE_GATE = "see_gate"
    CLOSE_VISIT = "close_visit"
    CALL_ROLL = "call_roll"
    """Turn an evacuation on, mark people safe, end it."""
    ADMIT = "admit"
    """Let in, hold or refuse at the gate (R11), and let in who was registered for."""
    REGISTER_GUEST = "register_guest"
    """Register for a guest who is on the way in (R12): a host for their own, reception for anybody's."""
    ADMIT_OFFICIALS = "admit_officials"
    """Let officials in who show identification: security's leave (R12)."""
    SEE_EMPLOYEES = "see_employees"
    MANAGE_ACCOUNTS = "manage_accounts"
    DESIGN_BADGES = "design_badges"
    PUBLISH_TEXTS = "publish_texts"
    DESIGN_KIOSK = "design_kiosk"
    MANAGE_PEOPLE = "manage_people"
    """Enter who works here, their departments, delegates and absences."""
    SET_RULES = "set_rules"
    """Change the figures of grades, lead times and sites."""
    READ_FEEDBACK = "read_feedback"
    """Read the summaries of what visitors say."""
    SEE_TO_COMPLAINTS = "see_to_complaints"
    """See low scores, take them on, answer and close them."""
    MANAGE_RESOURCES = "manage_resources"
    """Keep the list of rooms, cars, drivers and equipment that visits can book (R34)."""
    DISPATCH = "dispatch"
    """Give visits their cars and drivers (R34): one person's business."""
    WATCHLIST = "watchlist"
    """Read the watchlist, propose and confirm entries, decide on hits."""
    EXPORT_VISITS = "export_visits"
    """Take lists of visits away, and print the visitor book."""
    SEE_FILES = "see_files"
    """Open the files of visitors and companies that came to one's site (R27)."""
    KEEP_FILES = "keep_files"
    """Change a company's tier and revenue, and make two files one."""
    SEE_KEY_FILES = "see_key_files"
    """Open the files of key customers, which are kept apart (R27)."""
    SEE_HOLDS = "see_holds"
    """See that security has to look at somebody, and nothing of why."""


_EVERYONE = {Permission.SIGNED_IN, Permission.SEE_EMPLOYEES}
_HOST = _EVERYONE | {
    Permission.SEE_OWN_VISITS,
    Permission.BOOK,
    Permission.ANSWER_VISITOR,
    Permission.REGISTER_GUEST,
}
_GATE = _EVERYONE | {
    Permission.SEE_ALL_VISITS,
    Permission.SEE_GATE,
    Permission.CLOSE_VISIT,
    Permission.ADMIT,
    Permission.CALL_ROLL,
    Permission.SEE_HOLDS,
}
_RECEPTION = (
    _HOST
    | _GATE
    | {
        Permission.BOOK_FOR_OTHERS,
        Permission.REVIEW,
        Permission.SEE_TO_COMPLAINTS,
        Permission.EXPORT_VISITS,
        Permission.SEE_FILES,
    }
)
_MANAGER = _RECEPTION | {
    Permission.APPROVE,
    Permission.ADMIT_OFFICIALS,
    Permission.WATCHLIST,
    Permission.PUBLISH_TEXTS,
    Permission.READ_FEEDBACK,
    Permission.KEEP_FILES,
    Permission.SEE_KEY_FILES,
}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.HOST: frozenset(_HOST),
    Role.GATE: frozenset(_GATE | {Permission.ADMIT_OFFICIALS}),
    Role.RECEPTIONIST: frozenset(_RECEPTION),
    Role.MANAGER: frozenset(_MANAGER),
    Role.DISPATCHER: frozenset(_EVERYONE | {Permission.DISPATCH}),
    Role.ADMIN: frozenset(Permission),
}

HOUSE_WIDE = frozenset(
    {
        Permission.MANAGE_ACCOUNTS,
        Permission.MANAGE_PEOPLE,
        Permission.DESIGN_BADGES,
        Permission.DESIGN_KIOSK,
        Permission.SET_RULES,
    }
)
"""What no role at a single site allows."""

ATTEMPT_KEPT = timedelta(hours=1)
"""R29: how long a try is kept, with the address that it came from."""
SIGN_IN_KEPT = timedelta(days=90)
"""R29: how long after its end it is kept from which browser somebody was signed in."""
ACCOUNT_KEPT = timedelta(days=180)
"""R29: how long a closed account is kept, so that what its owner did still has a name."""

IDLE_SIGN_IN = timedelta(hours=12)
LONGEST_SIGN_IN = timedelta(days=14)
LINK_LIVES = timedelta(hours=24)
SHORTEST_PASSWORD = 10


@dataclass(frozen=True)
class Limit:
    """At most so many tries in a stretch of time."""

    tries: int
    within: timedelta


SIGN_IN_BY_ACCOUNT_AND_ADDRESS = Limit(10, timedelta(minutes=15))
SIGN_IN_BY_ADDRESS = Limit(50, timedelta(minutes=15))
SIGN_IN_BY_ACCOUNT = Limit(200, timedelta(minutes=15))
"""From all addresses together: so high that nobody alone can shut an account's owner out."""
LOOK_UP_BY_STATION = Limit(12, timedelta(minutes=10))
"""Typed permit numbers: a lobby's honest mistakes pass, guessing 10,000 phone tails doesn't."""
WAITING_CODE_BY_STATION = Limit(12, timedelta(minutes=10))
"""Wrong codes of who waits: a lobby's slips of the finger pass, trying ten thousand doesn't."""
CALL_BY_STATION = Limit(1, timedelta(seconds=30))
"""Calls for help: a child at the button must not bury what else the gate has to see."""
CALLS_BY_TOKEN = Limit(6000, timedelta(minutes=1))
"""API calls, counted by each office process: an import passes, a program that runs wild doesn't."""


@dataclass(frozen=True)
class Person:
    """Who is asking, and what they may do where. A token counts as a person."""

    id: str
    """The account's or the token's id: it stands in the logbook as `by`."""
    name: str
    employee_id: str | None
    language: str
    rank: Rank
    roles: dict[str, frozenset[Role]] = field(hash=False)
    """Roles by site id, each site of the house spelled out."""
    house_roles: frozenset[Role] = frozenset()
    """Roles that were given for the whole house, not site by site."""
    name_en: str = ""
    """An employee's name in Latin letters."""

    def named(self, language: str) -> str:
        """Return the name in the reader's language."""
        return self.name if language.startswith("zh") else self.name_en or self.name

    def may(self, permission: Permission, site_id: str) -> bool:
        """Say whether this person may do a thing at a site."""
        return any(permission in ALLOWED[role] for role in self.roles.get(site_id, ()))

    def may_somewhere(self, permission: Permission) -> bool:
        """Say whether there is any site where this person may do it; what concerns the whole house needs a role there.

        An administrator of one site must not be able to make himself administrator of all.
        """
        if permission in HOUSE_WIDE:
            return any(permission in ALLOWED[role] for role in self.house_roles)
        return permission is Permission.SIGNED_IN or bool(self.sites_where(permission))

    def sites_where(self, permission: Permission) -> tuple[str, ...]:
        """Return the ids of the sites where this person may do it, in a stable order."""
        return tuple(sorted(site for site in self.roles if self.may(permission, site)))

    def is_host(self, employee_id: str) -> bool:
        """Say whether this person is that employee."""
        return self.employee_id is not None and self.employee_id == employee_id


@dataclass(frozen=True)
class Sight:
    """Which lines of the logbook someone may see: socket, long poll and API all ask here."""

    sites: frozenset[str]
    """All lines of these sites."""
    host: str | None
    """The lines about this employee's own visitors, at whatever site."""
    house: bool
    """The lines of no site: accounts, sign-ins, tokens."""

    def sees(self, site_id: str | None, host_id: str | None) -> bool:
        """Say whether a line about this site and this host is for these eyes; `access.queries` has it as SQL."""
        if host_id is not None and host_id == self.host:
            return True
        return self.house if site_id is None else site_id in self.sites


def sight_of(person: Person) -> Sight:
    """Return what a person may see of the logbook."""
    is_host = person.may_somewhere(Permission.SEE_OWN_VISITS)
    return Sight(
        sites=frozenset(person.sites_where(Permission.SEE_ALL_VISITS)),
        host=person.employee_id if is_host else None,
        house=person.may_somewhere(Permission.MANAGE_ACCOUNTS),
    )
