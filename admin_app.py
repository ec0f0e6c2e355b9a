#!/usr/bin/env python3
"""The office: bookings, grades, live boards. Wires the rooms; nobody imports this file."""

# ruff: noqa: E402
import gc

gc.disable()  # what is imported stays: to look through it for garbage meanwhile is an eighth of a start

from gevent import monkey

monkey.patch_all()  # before anything else is imported: everything that waits must let others go on

import os
import sys
from argparse import ArgumentParser, Namespace
from functools import partial

from admin import create_admin
from admin.commands import Desk, Refused, add_commands, run
from admin.first_start import DemoDays
from admin.letters import letter_writer
from admin.live import attach_live
from admin.serving import serve
from hardware.badge import badge_png
from hardware.channels import MailServer, open_channel
from hardware.courier import Courier
from hardware.porter import Porter
from hardware.post_room import work
from hardware.room import Room
from hardware.watchman import Watchman
from shared.desk.duties import DUTIES
from shared.kernel.keys import KeyFileTrouble
from shared.kernel.logging import write_log
from shared.kernel.migrating import migrate
from shared.kernel.node import Node
from shared.kernel.settings import Settings, SettingsTrouble

gc.freeze()
gc.enable()


def main() -> int:
    """Read the settings, then serve or carry out one command. Wrong settings: exit status 2."""
    arguments = _arguments()
    write_log()
    os.umask(0o077)  # what Usher writes holds names: for its own user's eyes only
    try:
        settings = Settings.read({"USHER_SMTP_URL": partial(MailServer.parse, public_host="localhost")})
        if not hasattr(arguments, "do"):
            return int(arguments.serve(settings))
        node = Node.open(settings)
        run(Desk(node, sys.stdout), arguments)
        node.close()
    except (SettingsTrouble, KeyFileTrouble) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="admin_app.py", description="Usher's office app")
    parser.set_defaults(serve=serve_office)
    commands = parser.add_subparsers(metavar="COMMAND")
    commands.add_parser("serve", help="serve the office (what happens without a command)")
    commands.add_parser("carry", help="send the letters that wait (serve starts this by itself)").set_defaults(
        serve=carry
    )
    add_commands(commands)
    return parser.parse_args()


def serve_office(settings: Settings) -> int:
    """Serve until stopped."""
    node = Node.open(settings)
    migrate(node.database)
    node.database.close()  # no connection may be carried into the worker process, which gunicorn forks
    app = create_admin(settings, node, badge_png)
    attach_live(app, node, "gevent")
    post_room = Room("post room", [sys.executable, __file__, "carry"])
    watchman = Watchman(node)
    demo = DemoDays(node)
    return serve(
        app,
        settings,
        starting=[node.bell.start, post_room.start, watchman.start, demo.start],
        stopping=[demo.stop, watchman.stop, post_room.stop, node.close],
    )


def carry(settings: Settings) -> int:
    """Send the letters that wait, until told to stop or the office is gone."""
    node = Node.open(settings)
    letters = letter_writer(create_admin(settings, node), node)
    work(node, Courier(node, open_channel(settings), letters, DUTIES), Porter(node))
    return 0


if __name__ == "__main__":
    sys.exit(main())
