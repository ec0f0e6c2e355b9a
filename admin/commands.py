"""What can be asked of the office app on the command line, beside serving."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from admin.first_start import passes_folder, prepare, refresh_demo, ways_in
from shared.access.actions import make_link, make_token, revoke_token
from shared.access.models import Token
from shared.access.queries import account_by_email, every_token
from shared.access.rules import LINK_LIVES, Role
from shared.kernel.migrating import migrate
from shared.kernel.node import Node
from shared.sites.queries import site_by_code

BY = "command line"
"""Who made a token or a link here, in the logbook."""


class Refused(Exception):
    """A command can't be carried out; the text says why and what to do."""


@dataclass(frozen=True)
class Desk:
    """What a command works with: the node, and where to print."""

    node: Node
    out: TextIO

    def say(self, line: str = "") -> None:
        """Print a line at once, also into a pipe."""
        print(line, file=self.out, flush=True)


def add_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add every command but `serve` to a parser; each sets `do`."""
    first = commands.add_parser("prepare", help="migrate, seed an empty house, print addresses and sign-in links")
    first.set_defaults(do=prepare_house)
    tokens = commands.add_parser("token", help="API tokens: create, list, revoke").add_subparsers(required=True)
    create = tokens.add_parser("create", help="make a token and print it, this once")
    create.add_argument("--name", required=True, help="what it is for")
    create.add_argument("--role", required=True, choices=[role.value for role in Role])
    create.add_argument("--site", help="the code of one site (all sites without it)")
    create.set_defaults(do=create_token)
    tokens.add_parser("list", help="show which tokens there are").set_defaults(do=list_tokens)
    revoke = tokens.add_parser("revoke", help="take a token back")
    revoke.add_argument("token", help="its id, from the list")
    revoke.set_defaults(do=take_token_back)
    users = commands.add_parser("user", help="people who sign in").add_subparsers(required=True)
    link = users.add_parser("link", help="print a one-time sign-in link (first start, lost password)")
    link.add_argument("--email", required=True)
    link.set_defaults(do=print_link)


def run(desk: Desk, arguments: Namespace) -> None:
    """Carry out a parsed command on up-to-date tables."""
    migrate(desk.node.database)
    do: Callable[[Desk, Namespace], None] = arguments.do
    do(desk, arguments)


def prepare_house(desk: Desk, _arguments: Namespace) -> None:
    """Make the house ready and print how to get in."""
    node, settings = desk.node, desk.node.settings
    prepare(node)
    refresh_demo(node)
    desk.say(f"Kiosk    http://{settings.kiosk_bind}/")
    desk.say(f"Office   {settings.public_url}/")
    for way in ways_in(node):
        desk.say(f"Sign in once as {way.role} ({way.name}):  {way.address}")
    if passes_folder(node).is_dir():
        desk.say(f"Today's passes, as pictures:  {passes_folder(node)}")


def create_token(desk: Desk, arguments: Namespace) -> None:
    """Make a token; its secret is printed this once and kept nowhere."""
    with desk.node.transaction() as session:
        site = site_by_code(session, arguments.site) if arguments.site else None
        if arguments.site and site is None:
            raise Refused(f"there is no site with the code {arguments.site}")
        role = Role(arguments.role)
        _, secret = make_token(session, arguments.name, role, site.id if site else None, desk.node.now(), BY)
    desk.say(secret)


def list_tokens(desk: Desk, _arguments: Namespace) -> None:
    """Print id, role, name and state of every token."""
    with desk.node.reading() as session:
        for token in every_token(session):
            state = "revoked" if token.revoked_at else "valid"
            desk.say(f"{token.id}  {token.role:<12}  {state:<7}  {token.made_at:%Y-%m-%d}  {token.name}")


def take_token_back(desk: Desk, arguments: Namespace) -> None:
    """Revoke a token."""
    with desk.node.transaction() as session:
        token = session.get(Token, arguments.token)
        if token is None:
            raise Refused("there is no token with this id: see `token list`")
        revoke_token(session, token, desk.node.now(), BY)
    desk.say("revoked")


def print_link(desk: Desk, arguments: Namespace) -> None:
    """Print a one-time sign-in link for an account."""
    with desk.node.transaction() as session:
        account = account_by_email(session, arguments.email)
        if account is None or account.disabled_at is not None:
            raise Refused(f"there is no open account with the address {arguments.email}")
        secret = make_link(session, account, desk.node.now(), BY)
    desk.say(f"{desk.node.settings.public_url}/links/{secret}")
    desk.say(f"Good once, for {LINK_LIVES.total_seconds() / 3600:.0f} hours.")
