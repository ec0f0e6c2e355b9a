"""The files that make a machine a kiosk, and the guide to them, checked as far as it goes without the machine."""

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from shared.kernel.settings import _GOOD, Settings
from tests.architecture.tree import ROOT
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "KIOSK.md").read_text(encoding="utf-8")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
START = DEPLOY / "browser" / "start.sh"
CHROMIUM_ITSELF = Path("/usr/lib/chromium/chromium")
FLAGS = [
    line for line in (DEPLOY / "browser/chromium-flags").read_text().splitlines() if line and not line.startswith("#")
]
POLICY = json.loads((DEPLOY / "browser" / "usher-policy.json").read_text())
NEEDS_A_SCREEN = ("--kiosk", "--ozone-platform")


def test_there_is_a_unit_for_each_app_and_for_the_screen() -> None:
    assert [unit.stem for unit in UNITS] == ["usher-admin", "usher-browser", "usher-kiosk"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_understands_a_unit(unit: Path, tmp_path: Path) -> None:
    """Only that its programs are not installed here may be wrong with it."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze")
    here = tmp_path / unit.name
    text = unit.read_text()
    for program in set(re.findall(r"^ExecStart=(\S+)", text, re.MULTILINE)):
        text = text.replace(program, "/bin/true")
    here.write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(here)]
    where = os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    told = subprocess.run(command, check=False, capture_output=True, text=True, env=where)
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_what_a_unit_runs_is_there(unit: Path) -> None:
    """Under /opt/usher, where the guide puts the house."""
    command = re.search(r"^ExecStart=(.*)$", unit.read_text(), re.MULTILINE)
    assert command is not None
    named = re.findall(r"/opt/usher/((?!\.venv)\S+)|(\w+_app\.py)", command[1])
    assert named
    for ours in (path for pair in named for path in pair if path):
        assert (ROOT / ours).exists(), ours


def test_every_line_of_the_udev_rule_matches_something_and_then_sets_something() -> None:
    rules = [
        line for line in (DEPLOY / "udev/70-usher.rules").read_text().splitlines() if line and not line.startswith("#")
    ]
    part = re.compile(r'(ACTION|SUBSYSTEM|KERNEL|TEST|GROUP|MODE|(?:ENV|ATTR)\{[\w/]+\})(==|=)"[^"]+"')
    for rule in rules:
        parts = [part.fullmatch(each) for each in rule.split(", ")]
        assert all(parts), rule
        signs = [each[2] for each in parts if each]
        assert signs == sorted(signs, key=["==", "="].index), f"{rule}: what it matches comes first"
        assert {"==", "="} <= set(signs)
    assert len(rules) >= 4


@pytest.mark.skipif(not CHROMIUM_ITSELF.exists(), reason="no Chromium")
def test_chromium_knows_every_flag_and_policy() -> None:
    """A flag that it has dropped, or a slip of the pen, is passed over without a word."""
    program = CHROMIUM_ITSELF.read_bytes()
    names = [flag.removeprefix("--").split("=")[0] for flag in FLAGS]
    assert [name for name in [*names, *POLICY] if name.encode() not in program] == []


def test_the_browser_opens_the_kiosks_page_and_no_other() -> None:
    assert POLICY["URLBlocklist"] == ["*"]
    assert POLICY["URLAllowlist"] == POLICY["VideoCaptureAllowedUrls"] == ["http://127.0.0.1:8001"]
    assert "http://127.0.0.1:8001/" in START.read_text()


@pytest.mark.browser
def test_with_these_flags_a_tone_may_sound_before_anybody_touched_the_screen(browser: Browser) -> None:
    flags = [flag for flag in FLAGS if not flag.startswith(NEEDS_A_SCREEN)]
    kiosk = browser.browser_type.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGUMENTS, *flags])
    try:
        assert kiosk.new_page().evaluate("new AudioContext().state") == "running"
    finally:
        kiosk.close()


def test_the_screen_waits_for_the_kiosk_and_opens_it_with_every_flag(tmp_path: Path) -> None:
    """With `echo` in the browser's place."""
    with socket.socket() as kiosk:
        kiosk.bind(("127.0.0.1", 0))
        page = f"http://127.0.0.1:{kiosk.getsockname()[1]}/?lang=en"
        said = {
            "KIOSK_PAGE": page,
            "BROWSER": "/bin/echo",
            "RUNTIME_DIRECTORY": str(tmp_path),
            "PATH": os.environ["PATH"],
        }
        opening = subprocess.Popen([START], stdout=subprocess.PIPE, text=True, env=said)
        with pytest.raises(subprocess.TimeoutExpired):
            opening.wait(0.5)
        kiosk.listen()
        told, _ = opening.communicate(timeout=10)
    assert told.split() == [*FLAGS, f"--user-data-dir={tmp_path}/chromium", page]


def test_a_command_is_carried_out_as_the_services_do(tmp_path: Path) -> None:
    """As their user and with their settings, though these hold what a shell would take apart."""
    (tmp_path / "runuser").write_text('#!/bin/sh\necho "as $2"\nshift 3\nexec "$@"\n')
    (tmp_path / "runuser").chmod(0o755)
    settings = tmp_path / "usher.env"
    settings.write_text("# a remark\nUSHER_PRINTER=brother://1.2.3.4?model=QL-800&label=62\n#USHER_SITE=HQ\nDEMO=0\n")
    says = "import os; print({name: os.environ[name] for name in os.environ if name[:5] in ('USHER', 'DEMO')})"
    said = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "SETTINGS_FILE": str(settings)}
    told = subprocess.run(
        [DEPLOY / "as-usher.sh", "-c", says], check=True, capture_output=True, text=True, env=said, cwd=tmp_path
    )
    who, what = told.stdout.splitlines()
    assert who == "as usher"
    assert ast.literal_eval(what) == {
        "USHER_DATA_DIR": "/var/lib/usher",
        "USHER_PRINTER": "brother://1.2.3.4?model=QL-800&label=62",
        "DEMO": "0",
    }


def test_the_settings_that_are_laid_out_are_good_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are commented out, too."""
    lines = (DEPLOY / "settings" / "usher.env").read_text().splitlines()
    for line in lines:
        if found := re.fullmatch(r"#?((?:USHER_\w+|DEMO))=(\S+)", line):
            name, value = found.groups()
            monkeypatch.setenv(name, value)
            Settings.read()
            assert name.removeprefix("USHER_").lower() in _GOOD


def test_the_guide_names_only_what_is_there() -> None:
    """Files of ours, settings, and commands."""
    for path in set(re.findall(r"(?<![\w/])(?:deploy|docs)/[\w./-]*\w", GUIDE)):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"\]\((\w+\.md)\)", GUIDE):
        assert (ROOT / "docs" / path).exists(), path
    settings = {f"USHER_{name.upper()}" for name in _GOOD}
    assert set(re.findall(r"USHER_[A-Z_]*[A-Z]", GUIDE)) <= settings
    told = subprocess.run([sys.executable, ROOT / "kiosk_app.py", "--help"], check=True, capture_output=True, text=True)
    for command in set(re.findall(r"kiosk_app\.py ([a-z-]+)", GUIDE)):
        assert re.search(rf"^ +{command}\b", told.stdout, re.MULTILINE), command


def test_the_guide_names_every_file_that_there_is_to_copy() -> None:
    files = [file for file in DEPLOY.rglob("*") if file.is_file() and file.parent != DEPLOY and file.suffix != ".pyc"]
    assert [str(file.relative_to(ROOT)) for file in files if file.name not in GUIDE] == []
