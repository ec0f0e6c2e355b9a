"""Naming colleagues in a form: by name, or by e-mail address as the suggestions write it."""

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from admin.asking import language, me
from admin.bookings.lists import host_line
from admin.forms import Typed
from admin.speech import _
from shared.people.models import Employee
from shared.people.queries import employee, employees_like

MOST_PEOPLE = 20
_EMAIL_IN = re.compile(r"[^\s<>·]+@[^\s<>·]+")


def person_typed(rows: Session, typed: Typed, name: str) -> Employee | None:
    """Return whom a field names; None for an empty one, or for nobody and several, which is then noted there."""
    text = typed[name]
    if not text:
        return None
    if address := _EMAIL_IN.search(text):
        found = employee(rows, address[0])
        if found is None:
            typed.is_wrong(name, _("Nobody of this name works here."))
        return found
    like = employees_like(rows, text, list(me().roles), limit=6)
    exact = [one for one in like if text in (one.name, one.name_en)] or list(like)
    if len(exact) == 1:
        return exact[0]
    if exact:
        names = "; ".join(host_line(one) for one in exact)
        typed.is_wrong(
            name, _("Several people fit: %(names)s. Write the e-mail address of the right one.", names=names)
        )
    else:
        typed.is_wrong(name, _("Nobody of this name works here."))
    return None


def people_typed(rows: Session, typed: Typed, name: str) -> tuple[str, ...]:
    """Return the ids of those whom the fields `name.0`, `name.1` … name, each once."""
    found = [person_typed(rows, typed, f"{name}.{number}") for number in range(MOST_PEOPLE)]
    return tuple(dict.fromkeys(one.id for one in found if one is not None))


def show_people(typed: Typed, name: str, people: Sequence[Employee]) -> None:
    """Put colleagues into the fields, unless somebody has typed into them."""
    if any(each.startswith(f"{name}.") for each in typed.names()):
        return
    for number, one in enumerate(people):
        typed[f"{name}.{number}"] = host_line(one)


def fields_of(typed: Typed, name: str) -> list[str]:
    """Return the fields that a form shows: those that are filled, and two more."""
    filled = [number for number in range(MOST_PEOPLE) if typed[f"{name}.{number}"]]
    return [f"{name}.{number}" for number in range(min((max(filled) + 1 if filled else 0) + 2, MOST_PEOPLE))]


def named_of(people: Sequence[Employee]) -> list[str]:
    """Return the names in the reader's language."""
    return [one.named(language()) for one in people]
