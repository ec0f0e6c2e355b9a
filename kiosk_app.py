#!/usr/bin/env python3
"""The lobby: touch screen, scanner, badge printer. Wires the rooms; nobody imports this file."""

# ruff: noqa: E402
import gc

gc.disable()  # what is imported stays: to look through it for garbage meanwhile is an eighth of a start

import os
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from functools import partial
from io import BytesIO

from PIL.Image import Image
from sqlalchemy.orm import Session

from hardware.badge import layout_for, render
from hardware.commands import list_devices, print_test, test_badge
from hardware.print_room import PrintRoom, work
from hardware.printers import PrinterAddress, open_printer
from hardware.roll_sheet import draw_sheet
from hardware.scanners import ScannerAddress, open_scanner
from hardware.spooler import Spooler
from kiosk import create_kiosk
from kiosk.scans import Scans
from kiosk.serving import serve
from shared.badges.queries import content_of, content_to_print, layout_of, logo_picture
from shared.badges.rules import BadgeContent, roll_of
from shared.desk.outcomes import Door
from shared.desk.roll_call import sheet_to_print
from shared.desk.survey_code import survey_address
from shared.desk.survey_links import SurveyLinks
from shared.devices.actions import station_starts
from shared.kernel.bell import UNHURRIED_S
from shared.kernel.keys import KeyFileTrouble
from shared.kernel.logging import write_log
from shared.kernel.migrating import migrate
from shared.kernel.node import Node
from shared.kernel.settings import Settings, SettingsTrouble
from shared.printing.models import PrintJob
from shared.printing.rules import ROLL_CALL, TEST
from shared.sites.queries import every_site, the_site

gc.freeze()
gc.enable()


def main() -> int:
    """Read the settings, then serve or carry out one command. Wrong settings: exit status 2."""
    arguments = _arguments()
    write_log()
    os.umask(0o077)  # what Usher writes holds names: for its own user's eyes only
    try:
        settings = Settings.read({"USHER_PRINTER": _check_printers, "USHER_SCANNER": ScannerAddress.parse})
        return int(arguments.do(settings))
    except (SettingsTrouble, KeyFileTrouble) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except PermissionError as trouble:
        if trouble.filename is None:
            raise
        print(f"{trouble.filename}: this user may not write there. See USHER_DATA_DIR, or be usher.", file=sys.stderr)
        return 2


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="kiosk_app.py", description="Usher's lobby app")
    parser.set_defaults(do=serve_lobby)
    commands = parser.add_subparsers(metavar="COMMAND")
    commands.add_parser("serve", help="serve the kiosk and print (what happens without a command)")
    commands.add_parser("devices", help="list printers and scanners, and the settings to paste").set_defaults(
        do=list_devices
    )
    commands.add_parser("print-test", help="print a test badge").set_defaults(do=print_test)
    commands.add_parser("spool", help="print the badges that wait (serve starts this by itself)").set_defaults(do=spool)
    return parser.parse_args()


def _check_printers(setting: str) -> None:
    for address in setting.split(","):
        layout_for(PrinterAddress.parse(address).about.width)


def serve_lobby(settings: Settings) -> int:
    """Serve until stopped; 2 if the house has no site that this station could stand in."""
    _check_that_nothing_is_both(settings)
    node = Node.open(settings)
    migrate(node.database)
    door = _door(node)
    if door is None:
        print(_no_site(node), file=sys.stderr)
        return 2
    node.database.close()  # no connection may be carried into the worker process, which gunicorn forks
    print_room = PrintRoom([sys.executable, __file__, "spool"], _printer_names(settings))
    scans = Scans()
    scanner = open_scanner(settings.scanner, scans.add)
    kiosk = create_kiosk(
        settings,
        node,
        door=door,
        badge_picture=partial(_badge_picture, node, PrinterAddress.parse(settings.printers[0]).about.width),
        printer_states=print_room.printer_states,
        serial_scans=scans if settings.scanner else None,
    )
    return serve(
        kiosk,
        settings,
        starting=[partial(node.bell.start, UNHURRIED_S), print_room.start, scanner.start],
        stopping=[scans.stop, scanner.stop, print_room.stop, node.close],
    )


def _check_that_nothing_is_both(settings: Settings) -> None:
    """Refuse a device that is set as scanner and as printer: each would take what is meant for the other."""
    if settings.scanner is None:
        return
    device = ScannerAddress.parse(settings.scanner).device
    if device in [PrinterAddress.parse(address).at for address in settings.printers]:
        raise SettingsTrouble(
            f"USHER_SCANNER: {device} is in USHER_PRINTER, too. A good value: the scanner's own port."
        )


def spool(settings: Settings) -> int:
    """Print what waits at this station, until told to stop or the kiosk is gone; 2 if there is no such site."""
    node = Node.open(settings)
    with node.reading() as session:
        site = the_site(session, settings.site)
    if site is None:
        print(_no_site(node), file=sys.stderr)
        return 2
    station = _own_name(settings)
    printers = [open_printer(address, settings.data_dir, station) for address in settings.printers]
    with node.transaction() as session:
        names = [printer.name for printer in printers]
        row = station_starts(session, site.id, settings.station, names, node.now())
    work(node, Spooler(node, site.id, [settings.station], printers, partial(_picture_of, node)), row)
    return 0


def _door(node: Node) -> Door | None:
    """Return where this station stands, written down among the stations."""
    with node.transaction() as session:
        site = the_site(session, node.settings.site)
        if site is None:
            return None
        printers = _printer_names(node.settings)
        station = station_starts(session, site.id, node.settings.station, printers, node.now())
        return Door(site.id, station.code, node.keys.passes)


def _own_name(settings: Settings) -> str | None:
    """Return what tells this machine's plugs from those of others; None where the house is one machine."""
    return None if settings.database_url.startswith("sqlite") else settings.station


def _printer_names(settings: Settings) -> list[str]:
    """Return what rows call the printers, the preferred one first."""
    return [PrinterAddress.parse(address).name_at(_own_name(settings)) for address in settings.printers]


def _no_site(node: Node) -> str:
    """Say what is wrong with USHER_SITE, and which codes there are."""
    with node.reading() as session:
        codes = [site.code for site in every_site(session)]
    if not codes:
        return "USHER_SITE: the house has no site yet. Run `admin_app.py prepare`, or start the office first."
    known = " or ".join(codes)
    if node.settings.site:
        return (
            f"USHER_SITE: there is no site with the code {node.settings.site}. A good value: {known}. "
            "An administrator adds sites in the office: Rules, Add a site."
        )
    return f"USHER_SITE: say at which site this kiosk stands. A good value: {known}."


def _picture_of(node: Node, session: Session, job: PrintJob, width: int) -> Image | None:
    """Return what a job prints, for paper of so many dots; None if it is not wanted any more."""
    if job.subject_kind == ROLL_CALL:
        sheet = sheet_to_print(session, job.subject_id, node.now())
        return draw_sheet(sheet, width) if sheet else None
    if job.subject_kind == TEST:
        return _drawn(node, session, test_badge(), None, width)
    content = content_to_print(session, job.subject_id, node.keys.passes)
    return _drawn(node, session, content, job.subject_id, width) if content else None


def _badge_picture(node: Node, width: int, session: Session, badge_id: str) -> bytes | None:
    """Return a badge as a PNG, as the preferred printer prints it; None if there is no such badge."""
    content = content_of(session, badge_id, node.keys.passes)
    if content is None:
        return None
    out = BytesIO()
    _drawn(node, session, content, badge_id, width).save(out, "PNG")
    return out.getvalue()


def _drawn(node: Node, session: Session, content: BadgeContent, badge_id: str | None, width: int) -> Image:
    """Draw a badge as its grade looks on paper of so many dots; a test has no id."""
    chosen = layout_of(session, content.grade, roll_of(width))
    if chosen.survey and badge_id is not None:
        address = survey_address(session, badge_id, SurveyLinks(node.settings.public_url, node.keys.surveys))
        content = replace(content, survey=address)
    return render(content, layout_for(width, chosen, logo_picture(session, chosen.logo)))


if __name__ == "__main__":
    sys.exit(main())
