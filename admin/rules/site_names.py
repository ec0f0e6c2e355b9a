"""What a site is called by programs and clocks: its code and its zone, read from a form."""

from babel import Locale
from sqlalchemy.orm import Session

from admin.asking import language
from admin.forms import Typed
from admin.speech import _
from shared.sites.holidays import countries
from shared.sites.models import Site
from shared.sites.queries import site_by_code
from shared.sites.rules import is_site_code, zones
from shared.web.languages import locale_of


def code_typed(rows: Session, typed: Typed, site: Site | None = None) -> str:
    """Return the code, in capitals; that of another site is refused."""
    code = typed["code"].upper()
    other = site_by_code(rows, code) if is_site_code(code) else None
    if not is_site_code(code):
        typed.is_wrong("code", _("Write two to six letters A to Z or digits, a letter first, such as HQ or SH2."))
    elif other is not None and other is not site:
        typed.is_wrong("code", _("%(name)s has this code. Choose another one.", name=other.named(language())))
    return code


def zone_typed(typed: Typed) -> str:
    """Return the name of the zone that was chosen."""
    if typed["zone"] not in zones():
        typed.is_wrong("zone", _("Choose one of these."))
    return typed["zone"]


def zone_choices() -> list[tuple[str, str]]:
    """Return the zones that a form offers, each as it is called everywhere."""
    return [(name, name.replace("_", " ")) for name in zones()]


def country_choices() -> list[tuple[str, str]]:
    """Return the countries whose holidays are known, in the reader's language."""
    names = Locale.parse(locale_of(language())).territories
    named = sorted(((code, names.get(code, code)) for code in countries()), key=lambda country: country[1])
    return [("", _("None")), *named]
