"""The pages on which managers publish what visitors agree to. There is no page that changes a published text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.agreements.form import filled_in, form_of, wordings_typed
from admin.agreements.words import KIND, TROUBLE
from admin.asking import language, lost, me, node
from admin.dates import moment_words
from admin.forms import Typed
from admin.speech import _
from shared.access.queries import names_of
from shared.access.rules import Permission
from shared.agreements.actions import TextsRefused, publish
from shared.agreements.models import AgreementText
from shared.agreements.queries import every_version, newest_texts
from shared.agreements.rules import ALWAYS_IN, AgreementKind, in_language
from shared.agreements.seed import SEEDED_BY
from shared.sites.models import Site
from shared.sites.queries import every_site
from shared.web.languages import NAMES

pages = Blueprint("agreements", __name__, url_prefix="/agreements")


@dataclass(frozen=True)
class Version:
    """One version of a text, as a list shows it."""

    number: int
    title: str
    at: str
    by: str
    languages: str
    sums: Sequence[tuple[str, str]]
    """Each language with its text's SHA-256."""


@pages.get("")
def listing() -> str:
    """Show what holds now at each site."""
    with node().reading() as rows:
        sites = [
            (site, [(kind, KIND[kind], _newest(rows, site, kind)) for kind in AgreementKind]) for site in _sites(rows)
        ]
    return render_template("agreements/list.html", sites=sites)


@pages.get("/<site_id>/<kind>")
def page(site_id: str, kind: str) -> str:
    """Show a text with its past, and a form for the next version."""
    with node().reading() as rows:
        site, which = _asked_for(rows, site_id, kind)
        typed = form_of(newest_texts(rows, site.id, which))
        return _page(rows, site, which, typed, filled_in(typed, which))


@pages.post("/<site_id>/<kind>")
def save(site_id: str, kind: str) -> str | tuple[str, int] | Response:
    """Publish the next version: from now on visitors agree to this one."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        site, which = _asked_for(rows, site_id, kind)
        before = _newest(rows, site, which)
        try:
            version = publish(rows, site.id, which, wordings_typed(typed), me().id, node().now())
        except TextsRefused as refused:
            for each in refused.troubles:
                typed.is_wrong(f"{each.field}.{each.language.replace('-', '.')}", TROUBLE[each.field, each.code])
            return _page(rows, site, which, typed), 422
    if before is not None and before.number == version:
        flash(_("These are the words that hold already. Nothing was published."), "wait")
    else:
        flash(_("Version %(version)s is published. The next visitor reads it.", version=version), "go")
    return redirect(url_for("agreements.page", site_id=site_id, kind=kind))


@pages.get("/<site_id>/<kind>/<int:version>")
def version(site_id: str, kind: str, version: int) -> str:
    """Show a version word for word, as visitors agreed to it."""
    with node().reading() as rows:
        site, which = _asked_for(rows, site_id, kind)
        texts = [text for text in every_version(rows, site.id, which) if text.version == version] or lost()
        shown = _version(site, texts, names_of(rows, {text.published_by for text in texts}, language()))
    return render_template(
        "agreements/version.html",
        site=site,
        kind=which,
        word=KIND[which],
        version=shown,
        texts=[
            (NAMES[text.language], text) for text in sorted(texts, key=lambda text: list(NAMES).index(text.language))
        ],
    )


def _page(rows: Session, site: Site, kind: AgreementKind, typed: Typed, filled: Sequence[str] = ()) -> str:
    texts = every_version(rows, site.id, kind)
    names = names_of(rows, {text.published_by for text in texts}, language())
    past = [_version(site, list(same), names) for _, same in groupby(texts, lambda text: text.version)]
    others = [(code, name) for code, name in NAMES.items() if code not in ALWAYS_IN]
    written = {name.partition(".")[2].replace(".", "-") for name in typed.names() if typed[name]}
    return render_template(
        "agreements/page.html",
        site=site,
        kind=kind,
        word=KIND[kind],
        typed=typed,
        past=past,
        always=[(code, NAMES[code]) for code in ALWAYS_IN],
        others=others,
        has_others=any(code in written for code, _name in others),
        filled=[NAMES[code] for code in filled],
        field=lambda name, code: f"{name}.{code.replace('-', '.')}",
    )


def _sites(rows: Session) -> list[Site]:
    return [site for site in every_site(rows) if me().may(Permission.PUBLISH_TEXTS, site.id)]


def _asked_for(rows: Session, site_id: str, kind: str) -> tuple[Site, AgreementKind]:
    """Return the site and the kind of text; 404 for one that is not this person's to publish at."""
    site = next((each for each in _sites(rows) if each.id == site_id), None)
    if site is None or kind not in set(AgreementKind):
        lost()
    return site, AgreementKind(kind)


def _newest(rows: Session, site: Site, kind: AgreementKind) -> Version | None:
    texts = newest_texts(rows, site.id, kind)
    return _version(site, texts, names_of(rows, {text.published_by for text in texts}, language())) if texts else None


def _version(site: Site, texts: Sequence[AgreementText], names: Mapping[str, str]) -> Version:
    shown = in_language({text.language: text for text in texts}, language()) or texts[0]
    return Version(
        number=shown.version,
        title=shown.title,
        at=moment_words(shown.published_at, site.tz, node().now()),
        by=_("came with Usher") if shown.published_by == SEEDED_BY else names.get(shown.published_by, ""),
        languages=_(", ").join(NAMES.get(text.language, text.language) for text in texts),
        sums=[(NAMES.get(text.language, text.language), text.sum) for text in texts],
    )
