"""The list of companies, and one company's file: tier, people, visits."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import lost, me, node
from admin.dates import long_day
from admin.forms import Typed
from admin.speech import _
from admin.visitors.pasts import pasts
from admin.visitors.seeing import TIER, company_seen, my_sites, tiers_left_out
from admin.visits.asked import scope_of
from admin.visits.rows import row_of
from shared.access.rules import Permission
from shared.bookings.queries import terms_in
from shared.companies.models import Company
from shared.companies.queries import SoughtCompanies, companies_like, companies_page, visitors_of_company
from shared.companies.rules import Tier
from shared.desk.files import COMPANY, change_file
from shared.desk.on_record import file_opened
from shared.kernel.names import has_odd_characters
from shared.sites.queries import every_site
from shared.visits.files import came_to, is_company_known_at, known_among
from shared.visits.finding import find_visits, guests_of_company, only_guests

pages = Blueprint("companies", __name__, url_prefix="/companies")

ROWS = 50
VISITS = 20
PEOPLE = 100
LONGEST_NOTE = 1000
MOST_REVENUE = Decimal(10) ** 12
CURRENCIES = ("CNY", "USD", "EUR", "HKD", "JPY", "GBP", "TWD", "KRW")
_MOST_LIKE = 10


@pages.get("")
def listing() -> str:
    """List the companies of which somebody was booked at one's sites, by name."""
    typed = Typed(request.args)
    with node().reading() as rows:
        mine, left_out = my_sites(), tiers_left_out(rows)
        everywhere = len(mine) == len(every_site(rows))
        sought = SoughtCompanies(
            terms=tuple(terms_in(typed["q"])),
            tier=typed["tier"] if typed["tier"] in set(Tier) else "",
            tiers_left_out=left_out,
            conditions=() if everywhere else (came_to(mine),),
        )
        found = companies_page(rows, sought, request.args.get("after", ""), ROWS + 1)
    asked: dict[str, Any] = {name: typed[name] for name in ("q", "tier") if typed[name]}
    more = found[ROWS - 1].key if len(found) > ROWS else None
    return render_template(
        "visitors/companies.html",
        typed=typed,
        rows=[(company, str(TIER[Tier(company.tier)])) for company in found[:ROWS]],
        tiers=[("", _("All")), *((tier.value, str(word)) for tier, word in TIER.items() if tier not in left_out)],
        is_narrowed=bool(asked),
        first=url_for("companies.listing", **asked) if request.args.get("after") else None,
        next=url_for("companies.listing", **asked, after=more) if more else None,
    )


@pages.get("/<company_id>")
def page(company_id: str) -> str | Response:
    """Show a company's file, and put on record who opened it (R29)."""
    with node().transaction() as rows:
        found = company_seen(rows, company_id)
        file_opened(rows, COMPANY, found.id, me().id, node().now())
    if found.merged_into_id:
        return redirect(url_for("companies.page", company_id=found.merged_into_id))
    with node().reading() as rows:
        found = company_seen(rows, company_id)
        revenue = "" if found.revenue_fen is None else _money(found.revenue_fen)
        typed = Typed({"tier": found.tier, "revenue": revenue, "currency": found.currency, "note": found.note})
        return _page(rows, found, typed)


@pages.post("/<company_id>")
def save(company_id: str) -> str | tuple[str, int] | Response:
    """Write tier, revenue and note."""
    typed = Typed(request.form)
    wanted = _wanted(typed)
    if typed.troubles:
        with node().reading() as rows:
            return _page(rows, company_seen(rows, company_id), typed), 422
    with node().transaction() as rows:
        found = company_seen(rows, company_id)
        changed = change_file(rows, COMPANY, found, wanted, me().id, node().now())
        tier = found.tier
        is_lost = tier in tiers_left_out(rows)
    flash(_("Saved. The tier is %(tier)s.", tier=TIER[Tier(tier)]) if changed else _("Nothing was changed."), "go")
    return redirect(url_for("companies.listing") if is_lost else url_for("companies.page", company_id=company_id))


def _wanted(typed: Typed) -> dict[str, Any]:
    note = "\n".join(" ".join(line.split()) for line in typed["note"].splitlines())
    if len(note) > LONGEST_NOTE:
        typed.is_wrong("note", _("This is too long: %(n)s characters at most.", n=LONGEST_NOTE))
    elif has_odd_characters(note):
        typed.is_wrong(
            "note", _("There is a character in this that cannot be shown. Type it anew instead of pasting it.")
        )
    if typed["tier"] not in set(Tier):
        typed.is_wrong("tier", _("Choose one of these."))
    if typed["currency"] not in CURRENCIES:
        typed.is_wrong("currency", _("Choose one of these."))
    values = {"revenue_fen": _fen(typed), "currency": typed["currency"], "note": note}
    # A revenue that is known says the tier; only without one does a person.
    return values if typed["revenue"] else values | {"tier": typed["tier"]}


def _fen(typed: Typed) -> int | None:
    text = typed["revenue"].replace(",", "").replace("，", "").replace(" ", "")
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < MOST_REVENUE or amount != round(amount, 2):
        typed.is_wrong("revenue", _("Write an amount such as 250000 or 250,000.50."))
        return None
    return int(amount * 100)


def revenue_of(company: Company) -> str:
    """Return what a company bought in a year, with its currency; nothing where nobody has said."""
    return "" if company.revenue_fen is None else f"{_money(company.revenue_fen)} {company.currency}"


def _money(fen: int) -> str:
    return f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}"


def _page(rows: Session, found: Company, typed: Typed) -> str:
    now, mine = node().now(), my_sites()
    people = visitors_of_company(rows, found.id, PEOPLE)
    known = known_among(rows, [each.id for each in people], mine)
    search = only_guests(scope_of(me(), None), guests_of_company(rows, found.id))
    visits = [row_of(stay) for stay in find_visits(rows, search, None, VISITS).visits]
    like = [each for each in companies_like(rows, found, _MOST_LIKE) if is_company_known_at(rows, each.id, mine)]
    left_out = tiers_left_out(rows)
    zone = next((site.tz for site in every_site(rows) if site.id in mine), None) or lost()
    return render_template(
        "visitors/company.html",
        found=found,
        typed=typed,
        tier=str(TIER[Tier(found.tier)]),
        tiers=[(tier.value, str(word)) for tier, word in TIER.items()],
        currencies=[(code, code) for code in CURRENCIES],
        may_keep=me().may_somewhere(Permission.KEEP_FILES),
        people=[each for each in people if each.id in known],
        is_cut_people=len(people) == PEOPLE,
        visits=[(long_day(row.day, now.astimezone(zone).date()), row) for row in visits],
        is_cut=len(visits) == VISITS,
        like=[each for each in like if each.tier not in left_out],
        past=pasts(rows, found.id, zone, now),
    )
