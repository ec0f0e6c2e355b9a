"""Keeping the list of rooms, cars, drivers and equipment that visits can book."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.forms import Typed
from admin.resources.words import RESOURCE, TROUBLE
from admin.speech import _
from admin.undoing import done
from shared.access.rules import Permission
from shared.people.queries import employee
from shared.resources.actions import change_resource, enter_resource, retire_resource
from shared.resources.models import Resource
from shared.resources.queries import resource, resources_at
from shared.resources.rules import ResourceKind, problems_with_resource
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("resources", __name__, url_prefix="/resources")

Answer = str | tuple[str, int] | Response


@pages.get("")
def listing() -> str:
    """List what a site has."""
    with node().reading() as rows:
        sites = _my_sites(rows)
        site = _site(sites, request.args.get("site", ""))
        there = resources_at(rows, site.id, retired=True)
    said = language()
    groups = [(RESOURCE[kind], [each for each in there if each.kind == kind]) for kind in ResourceKind]
    return render_template(
        "resources/list.html",
        site=site,
        typed=Typed({"site": site.code}),
        sites=[(each.code, each.named(said)) for each in sites],
        groups=[(word, entries) for word, entries in groups if entries],
        said=said,
    )


@pages.get("/new")
def new() -> str:
    """Show the empty form."""
    with node().reading() as rows:
        sites = _my_sites(rows)
        site = _site(sites, request.args.get("site", ""))
    return _form(Typed({"site": site.code, "kind": ResourceKind.ROOM.value}), sites, None)


@pages.post("")
def enter() -> Answer:
    """Enter something."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        sites = _my_sites(rows)
        site = next((each for each in sites if each.code == typed["site"]), None) or lost()
        facts = _facts(rows, typed)
        if typed.troubles:
            return _form(typed, sites, None), 422
        enter_resource(rows, site.id, facts, me().id, node().now())
    flash(_("Entered. It can be booked from now on."), "go")
    return redirect(url_for("resources.listing", site=site.code))


@pages.get("/<resource_id>")
def page(resource_id: str) -> str:
    """Show an entry, to change it."""
    with node().reading() as rows:
        entry = _entry(rows, resource_id)
        sites = _my_sites(rows)
    texts = {"name": entry.name, "name_en": entry.name_en, "remark": entry.remark, "kind": entry.kind}
    texts |= {"seats": str(entry.seats or ""), "employee": entry.employee.email if entry.employee else ""}
    return _form(Typed(texts), sites, entry)


@pages.post("/<resource_id>")
def save(resource_id: str) -> Answer:
    """Change an entry, take it off the list, or put it back."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        entry = _entry(rows, resource_id)
        site = rows.get_one(Site, entry.site_id)
        do, name = typed["do"], entry.named(language())
        if do in ("retire", "back"):
            retire_resource(rows, entry, me().id, node().now(), is_back=do == "back")
        else:
            typed["kind"] = entry.kind
            facts = _facts(rows, typed)
            if typed.troubles:
                return _form(typed, _my_sites(rows), entry), 422
            change_resource(rows, entry, facts, me().id, node().now())
    if do == "retire":
        words = _("%(name)s is off the list. What has booked it keeps it.", name=name)
        done(words, url_for("resources.save", resource_id=resource_id), {"do": "back"})
    else:
        flash(_("Saved."), "go")
    return redirect(url_for("resources.listing", site=site.code))


def _facts(rows: Session, typed: Typed) -> dict[str, Any]:
    kind = ResourceKind(typed["kind"]) if typed["kind"] in set(ResourceKind) else lost()
    is_driver = kind is ResourceKind.DRIVER
    seats = int(typed["seats"]) if typed["seats"].isascii() and typed["seats"].isdigit() else None
    driver = employee(rows, typed["employee"]) if is_driver and typed["employee"] else None
    troubles = problems_with_resource(typed["name"], kind, seats)
    if typed["seats"] and seats is None:
        troubles.append(("seats", "not_a_number"))
    if is_driver and driver is None:
        troubles.append(("employee", "unknown" if typed["employee"] else "missing"))
    for field, code in troubles:
        typed.is_wrong(field, TROUBLE[field, code])
    return {
        "kind": kind.value,
        "name": "" if is_driver else typed["name"],
        "name_en": "" if is_driver else typed["name_en"],
        "employee_id": driver.id if driver else None,
        "seats": None if is_driver else seats,
        "remark": typed["remark"][:200],
    }


def _form(typed: Typed, sites: list[Site], entry: Resource | None) -> str:
    said = language()
    return render_template(
        "resources/form.html",
        typed=typed,
        entry=entry,
        name=entry.named(said) if entry else "",
        sites=[(each.code, each.named(said)) for each in sites],
        kinds=[(kind.value, str(word)) for kind, word in RESOURCE.items()],
        is_driver=typed["kind"] == ResourceKind.DRIVER,
    )


def _my_sites(rows: Session) -> list[Site]:
    may = set(me().sites_where(Permission.MANAGE_RESOURCES))
    return [site for site in every_site(rows) if site.id in may]


def _site(sites: list[Site], code: str) -> Site:
    return next((site for site in sites if site.code == code), None) or (sites[0] if sites else lost())


def _entry(rows: Session, resource_id: str) -> Resource:
    entry = resource(rows, resource_id)
    if entry is None or not me().may(Permission.MANAGE_RESOURCES, entry.site_id):
        lost()
    return entry
