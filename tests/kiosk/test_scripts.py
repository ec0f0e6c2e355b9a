"""The page's behaviour comes as few files, and a page's frame once."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk.scripts import scripts_in

STATIC = Path(__file__).resolve().parents[2] / "static"
MODULES = sorted(file.stem for file in (STATIC / "js/kiosk").glob("*.js"))
ROWS = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("name", MODULES)
def test_a_script_imports_no_module_of_ours_and_knows_all_that_it_uses(name: str) -> None:
    """Only what is fetched when it is needed is left to import, and what others have made."""
    text = scripts_in(STATIC)[name]
    assert re.findall(r'^import .* from "(?!\.\./\.\./static/vendor/)', text, re.MULTILINE) == []
    assert re.findall(r"^export (?!const \{)", text, re.MULTILINE) == []
    scopes = text[text.index("const of_") :]
    assert re.findall(r"^import ", scopes, re.MULTILINE) == [], "what others have made is imported once, before all"
    made = re.findall(r"^const of_(\w+) = ", text, re.MULTILINE)
    assert made[-1] == name
    assert len(made) == len(set(made))
    for position, user in enumerate(made):
        body = text.split(f"const of_{user} = ")[1].split("\n})();\n")[0]
        assert set(re.findall(r"\} = of_(\w+);", body)) <= set(made[:position])


def test_what_is_fetched_when_it_is_needed_brings_nothing_again() -> None:
    """A module that two files hold is there twice, and each of the two knows nothing of what the other keeps."""
    texts = scripts_in(STATIC)
    held = {name: set(re.findall(r"^const of_(\w+) = ", text, re.MULTILINE)) for name, text in texts.items()}
    fetched = {name for text in texts.values() for name in re.findall(r'import\("\./(\w+)\.js"\)', text)}
    assert fetched >= {"kiosk", "keys", "signature"}
    for one, other in combinations(sorted(fetched), 2):
        assert held[one] & held[other] == set(), f"{one} and {other}"


def test_a_name_that_an_import_changes_is_refused(tmp_path: Path) -> None:
    """The joiner knows a few forms; any other would reach a browser as nonsense."""
    folder = tmp_path / "js/kiosk"
    folder.mkdir(parents=True)
    (folder / "a.js").write_text("export const a = 1;\n")
    for line in ('import { a as b } from "./a.js";', 'import * as all from "./a.js";', "export let c = 1;"):
        (folder / "b.js").write_text(f"{line}\nexport const d = 1;\n")
        with pytest.raises(ValueError, match=r"b\.js"):
            scripts_in(tmp_path)


def test_every_file_that_a_script_loads_is_there() -> None:
    for name, text in scripts_in(STATIC).items():
        for address in re.findall(r'["`]\.\./\.\./static/([^"`$]+)["`]', text):
            assert (STATIC / address).exists(), f"{name}: {address}"
        for other in re.findall(r'import\("\./(\w+)\.js"\)', text):
            assert other in MODULES


def test_a_script_is_small_and_kept_for_good_under_its_version(client: FlaskClient) -> None:
    (begin,) = re.findall(r'<script type="module" src="([^"]+)"', client.get("/").text)
    small = client.get(begin.replace("begin", "kiosk"), headers=ROWS)
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.data) < 20_000
    assert "immutable" in small.headers["Cache-Control"]
    assert client.get("/look/0000000000000000/kiosk.js").headers["Cache-Control"] == "no-store"
    assert client.get(begin.replace("begin", "nothing")).status_code == 404


def test_a_screen_that_has_the_frame_is_sent_none(client: FlaskClient) -> None:
    """In another language or look it is sent whole."""
    whole = client.get("/walk-in?lang=en").text
    (frame,) = re.findall(r'<body data-frame="([^"]+)"', whole)
    short = client.get("/walk-in?lang=en", headers={"Frame": frame}).text
    assert len(short) < len(whole) / 2
    for part in ('class="sill"', 'id="keys"', 'id="languages"', 'id="gone"', 'id="look"'):
        assert part in whole
        assert part not in short
    for part in ('class="lintel"', '<main id="screen"', f'<body data-frame="{frame}"'):
        assert part in short
    for other in ("lang=de", "lang=en&letters=large", "lang=en&theme=contrast", "lang=en&reach=low"):
        assert 'class="sill"' in client.get(f"/walk-in?{other}", headers={"Frame": frame}).text


def test_only_what_is_a_page_or_a_worker_says_what_it_may(client: FlaskClient) -> None:
    page, worker = client.get("/"), client.get("/static/js/kiosk/decoder.js")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "Content-Security-Policy" in worker.headers
    assert "Content-Security-Policy" in client.get("/static/icons/usher.svg").headers
    sheet = client.get("/static/css/kiosk.css")
    assert "Content-Security-Policy" not in sheet.headers
    assert sheet.headers["X-Content-Type-Options"] == "nosniff"
