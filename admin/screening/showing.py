"""Entries, hits and steps as plain facts for the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from admin.dates import day, moment_words
from admin.screening.words import ENDED, ENTRY, HIT, STEP, TRAIT
from admin.speech import _
from admin.wording import Said
from shared.companies.models import Visitor
from shared.kernel.likeness import Trait
from shared.screening.models import WatchEntry, WatchHit, WatchStep
from shared.screening.rules import EntryState, HitState, Step, telling


@dataclass(frozen=True)
class Here:
    """The clock by which the pages say times, and the names of accounts."""

    zone: tzinfo
    now: datetime
    names: Mapping[str, str]

    def moment(self, moment: datetime | None) -> str:
        """Return a moment in words; nothing for none."""
        return moment_words(moment, self.zone, self.now) if moment else ""

    def last_day(self, moment: datetime) -> str:
        """Return the last day on which something counts that ends at midnight."""
        last = (moment - timedelta(microseconds=1)).astimezone(self.zone).date()
        return day(last, self.now.astimezone(self.zone).date())

    def who(self, account: str | None) -> str:
        """Return an account's name."""
        return self.names.get(account or "", account or "")


@dataclass(frozen=True)
class EntryShown:
    """An entry of the list."""

    id: str
    name: str
    others: str
    contacts: tuple[str, ...]
    company: str
    reason: str
    source: str
    until: str
    said: Said
    proposed: str
    confirmed: str
    can_confirm: bool
    is_own: bool
    can_end: bool


@dataclass(frozen=True)
class HitShown:
    """Somebody who is like an entry."""

    id: str
    entry: EntryShown
    name: str
    company: str
    contacts: tuple[str, ...]
    score: int
    alike: str
    said: Said
    is_open: bool
    found: str
    where: str
    decided: str
    reason: str


@dataclass(frozen=True)
class StepShown:
    """One line of an entry's history."""

    at: str
    mark: str
    words: str
    why: str


def entry_shown(entry: WatchEntry, here: Here, me: str) -> EntryShown:
    """Return an entry as the pages show it."""
    is_over = entry.expires_at <= here.now and entry.state in (EntryState.PROPOSED, EntryState.CONFIRMED)
    is_proposed = entry.state == EntryState.PROPOSED
    by = _("%(who)s, %(time)s", who=here.who(entry.proposed_by), time=here.moment(entry.proposed_at))
    confirmed = _("%(who)s, %(time)s", who=here.who(entry.confirmed_by), time=here.moment(entry.confirmed_at))
    return EntryShown(
        id=entry.id,
        name=entry.name,
        others=_(", ").join(entry.aliases),
        contacts=(*entry.phones, *entry.emails),
        company=entry.company,
        reason=entry.reason,
        source=entry.source,
        until=here.last_day(entry.expires_at),
        said=ENDED if is_over else ENTRY[EntryState(entry.state)],
        proposed=by,
        confirmed=confirmed if entry.confirmed_by else "",
        can_confirm=is_proposed and not is_over and entry.proposed_by != me,
        is_own=is_proposed and entry.proposed_by == me,
        can_end=entry.state in (EntryState.PROPOSED, EntryState.CONFIRMED),
    )


def hit_shown(hit: WatchHit, here: Here, me: str) -> HitShown:
    """Return a hit as the pages show it."""
    visitor: Visitor = hit.visitor
    where = _("at the door, %(station)s", station=hit.station) if hit.held_at else _("booked")
    decided = _("%(who)s, %(time)s", who=here.who(hit.decided_by), time=here.moment(hit.decided_at))
    return HitShown(
        id=hit.id,
        entry=entry_shown(hit.entry, here, me),
        name=visitor.name,
        company=visitor.company.name,
        contacts=tuple(filter(None, (visitor.phone, visitor.email))),
        score=hit.score,
        alike=_(", ").join(str(TRAIT[trait]) for trait in telling(map(Trait, hit.traits))),
        said=HIT[HitState(hit.state)],
        is_open=hit.state == HitState.OPEN,
        found=here.moment(hit.held_at or hit.found_at),
        where=where,
        decided=decided if hit.decided_by else "",
        reason=hit.reason or "",
    )


def steps_shown(steps: Sequence[WatchStep], here: Here) -> list[StepShown]:
    """Return a history, the newest first; who read it several times in a row is one line."""
    shown: list[StepShown] = []
    before: tuple[str, str] | None = None
    for step in steps:
        mark, words = STEP[Step(step.what)]
        if step.what == Step.READ and before == (step.what, step.by):
            continue
        before = (step.what, step.by)
        said = _("%(who)s %(did)s", who=here.who(step.by), did=words)
        shown.append(StepShown(here.moment(step.at), mark, said, step.why))
    return shown
