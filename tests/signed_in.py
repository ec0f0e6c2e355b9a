"""Browsers that are signed in already: how people come in is for the tests of signing in."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from shared.access.actions import sign_in
from shared.access.models import Account
from shared.access.rules import Person
from shared.kernel.node import Node
from shared.web.sessions import KEY

BROWSER = "Mozilla/5.0 (Windows NT) Firefox/140.0"


def browser_of(node: Node, person: Person) -> tuple[str, str]:
    """Sign a person's browser in; return its secret and its cookie."""
    with node.transaction() as session:
        secret = sign_in(session, session.get_one(Account, person.id), BROWSER, node.now(), "test")
    return secret, cookie_with(node, secret)


def cookie_with(node: Node, secret: str) -> str:
    """Return the cookie of a browser that holds a secret, whatever that is worth."""
    office = Flask("office")
    office.secret_key = node.keys.cookies
    signer = SecureCookieSessionInterface().get_signing_serializer(office)
    assert signer is not None
    return str(signer.dumps({KEY: secret}))
