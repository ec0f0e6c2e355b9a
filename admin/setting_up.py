"""What a new house needs before its first day: a list that reads from the tables what is done."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import node
from admin.speech import Words, _l
from shared.access.rules import Permission, Person
from shared.desk.new_site import Begin, beginnings, is_put_away, put_away
from shared.sites.queries import every_site

pages = Blueprint("setting_up", __name__, url_prefix="/set-up")


@dataclass(frozen=True)
class Step:
    """One of a house's beginnings in words, and the page where it is done."""

    word: Words
    why: Words
    way: Words = ""
    endpoint: str = ""


STEPS: dict[Begin, Step] = {
    Begin.SITE: Step(
        _l("The site has its name, its clock and its hours"),
        _l("Visitors read the name; the code stands on permits. Further sites are added under Rules."),
        _l("Open the site"),
    ),
    Begin.PEOPLE: Step(
        _l("Those who work here are entered"),
        _l("Visitors find them at the kiosk, and bookings name them as hosts. A table of everybody will do; you, too."),
        _l("Take in a table"),
        "people_import.page",
    ),
    Begin.ACCOUNT: Step(
        _l("You have an account of your own"),
        _l("The first account has no address that letters reach. Give yourself one as administrator, then close it."),
        _l("New account"),
        "accounts.new",
    ),
    Begin.ROLES: Step(
        _l("Reception and gate can sign in"),
        _l("Somebody is receptionist, somebody is the gate: who is let in shows on their screens."),
        _l("New account"),
        "accounts.new",
    ),
    Begin.TEXTS: Step(
        _l("Your own words on consent are published"),
        _l("Visitors agree to them before anything is asked. Have the text that Usher came with read by your counsel."),
        _l("Open the texts"),
        "agreements.listing",
    ),
    Begin.MAIL: Step(
        _l("Letters go out"),
        _l("Until USHER_SMTP_URL names a mail server, passes and reminders are files in the data folder."),
    ),
    Begin.KIOSK: Step(
        _l("A kiosk was heard of"),
        _l("It says where it stands by USHER_SITE and USHER_STATION; its page here says whether it is there."),
        _l("Open the devices"),
        "devices.page",
    ),
    Begin.PRINTER: Step(
        _l("A badge printer has answered"),
        _l("USHER_PRINTER names it; without one, badges are pictures in the data folder. Print a test badge."),
        _l("Open the devices"),
        "devices.page",
    ),
    Begin.VISIT: Step(
        _l("The first visit is booked"),
        _l("Book yourself a guest, open the pass, and hold it before the kiosk."),
        _l("Book a visit"),
        "booking_forms.new",
    ),
}


@pages.get("")
def page() -> str:
    """Show what is done and what is not, each with the way to it."""
    with node().reading() as rows:
        done = _done(rows)
        site = every_site(rows)[0]
        is_away = is_put_away(rows)
    ways = {Begin.SITE: url_for("site_rules.page", site_id=site.id)}
    return render_template(
        "setting_up.html",
        steps=[
            (done[name], step, ways.get(name) or (url_for(step.endpoint) if step.endpoint else ""))
            for name, step in STEPS.items()
        ],
        first_open=next((number for number, name in enumerate(STEPS) if not done[name]), None),
        number_done=sum(done.values()),
        is_away=is_away,
    )


@pages.post("")
def put() -> Response:
    """Let the first page keep silent of this list, or show it again."""
    is_away = request.form.get("away") == "yes"
    with node().transaction() as rows:
        put_away(rows, is_away)
    return redirect(url_for("bookings.listing", when="today") if is_away else url_for("setting_up.page"))


def is_to_be_shown(rows: Session, who: Person) -> bool:
    """Say whether somebody's first page is this list: an administrator of a house that is not set up yet."""
    if not who.may_somewhere(Permission.SET_RULES) or is_put_away(rows):
        return False
    return not all(_done(rows).values())


def _done(rows: Session) -> dict[Begin, bool]:
    return beginnings(rows, has_mail=node().settings.smtp_url is not None)
