"""Addresses of pages, whose builders are compiled when the first link is made: an app has hundreds and links to few."""

from typing import Any

from flask import Flask
from werkzeug.routing import Rule


class Address(Rule):
    """A rule that puts off the compiling of its builders, most of what it costs to put an app together."""

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        make = super()._compile_builder
        made: list[Any] = []

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(make(append_unknown))
            found: tuple[str, str] = made[0](rule, **values)
            return found

        return build


def compile_late(app: Flask) -> None:
    """Make the rules of an app so. A static folder's is made with the app: call it before anything is registered."""
    app.url_rule_class = Address
