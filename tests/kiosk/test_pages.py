"""The kiosk's pages, and how a visitor may see them."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.display import Display
from kiosk.long_names import breakable, title_size
from shared.web.languages import LANGUAGES, known_language
from tests.clock import StandingClock
from tests.kiosk.lobby import Lobby

PAGES = ["/", "/scan", "/typed", "/walk-in", "/leave", "/help", "/help/badge"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_in_every_language(client: FlaskClient, path: str, language: str) -> None:
    answer = client.get(f"{path}?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_no_code_or_style_of_its_own(client: FlaskClient, path: str) -> None:
    """The policy would stop it, and the screen would be broken without a word."""
    page = client.get(path).text
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", page)
    ((script, inside),) = re.findall(r"<script([^>]*)>(.*?)</script>", page)
    assert re.fullmatch(r' type="module" src="/look/[0-9a-f]{16}/begin.js"', script)
    assert inside == ""


@pytest.mark.parametrize("path", ["/scan", "/typed", "/walk-in", "/leave", "/help"])
def test_every_page_leads_back(client: FlaskClient, path: str) -> None:
    screen = client.get(path).text.split('<template id="gone"')[0].split('<main id="screen"')[1]
    assert re.search(r'href="/(scan)?"', screen)


def test_the_choice_of_display_is_kept_in_every_link(client: FlaskClient) -> None:
    page = client.get("/?lang=en&theme=contrast&letters=large").text
    links = [link for link in re.findall(r'<a [^>]*href="([^"]+)"', page) if not link.startswith("/static")]
    for link in links:
        assert sum(word in link for word in ("lang=en", "theme=contrast", "letters=large")) >= 2, link
    assert "/scan?lang=en&amp;theme=contrast&amp;letters=large" in links


def test_the_house_shows_itself_in_chinese_light_and_plain(client: FlaskClient) -> None:
    assert (
        '<html lang="zh-CN" data-size="kiosk" data-theme="light" data-letters="normal" data-reach="high">'
        in client.get("/").text
    )


def test_a_choice_that_nobody_offers_is_no_choice() -> None:
    wished = {"lang": "tlh", "theme": '"><script>', "letters": "huge"}
    assert Display.asked_for(wished) == Display()
    assert Display().in_address() == {}


def test_the_greeting_goes_with_the_hour(client: FlaskClient, clock: StandingClock) -> None:
    greetings = []
    for _ in range(3):
        greetings += re.findall(r"Good \w+", client.get("/?lang=en").text)
        clock.passes(hours=5)
    assert greetings == ["Good morning", "Good afternoon", "Good evening"]


def test_the_lintel_shows_the_date_and_time_of_the_site(client: FlaskClient) -> None:
    assert "Monday 23 November" in client.get("/?lang=en").text
    chinese = client.get("/").text
    assert "11月23日 星期一" in chinese
    assert '<time data-zone="Asia/Shanghai">09:00</time>' in chinese


@pytest.mark.parametrize(
    ("asked", "language"),
    [("zh-Hant-HK", "zh-TW"), ("zh_TW", "zh-TW"), ("zh-Hans-SG", "zh-CN"), ("de-AT", "de"), ("pt", None), ("", None)],
)
def test_a_code_means_the_nearest_language(asked: str, language: str | None) -> None:
    assert known_language(asked, LANGUAGES) == language


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("zh-TW", "11月23日 星期一"),
        ("ja", "11月23日 月曜日"),
        ("ko", "11월 23일 월요일"),
        ("de", "Montag, 23. November"),
    ],
)
def test_the_date_is_said_as_its_language_says_it(client: FlaskClient, language: str, day: str) -> None:
    assert day in client.get(f"/?lang={language}").text


def test_hosts_bear_latin_names_where_chinese_is_not_read(lobby: Lobby) -> None:
    for language, name in {"zh-CN": "李伟", "zh-TW": "李伟", "ja": "Wei Li", "fr": "Wei Li"}.items():
        text = lobby.house.pass_of(lobby.house.booked())
        assert name in lobby.sees(text, language).text


def test_help_claims_nothing(client: FlaskClient) -> None:
    pages = [client.get(path).text for path in ("/help", "/help?lang=en")]
    said = "".join(page.split('<main id="screen"')[1].split("</main>")[0] for page in pages)
    for claim in ("已通知", "已呼叫", "called", "notified", "is coming"):
        assert claim not in said


def test_the_kiosk_is_healthy_with_a_printer_and_limps_without(client: FlaskClient, printers: dict[str, str]) -> None:
    well = client.get("/healthz")
    assert well.json is not None
    assert (well.status_code, well.json["status"], well.json["database"], well.json["migrations"]) == (
        200,
        "ok",
        "ok",
        "ok",
    )
    printers["virtual"] = "paper_out"
    limping = client.get("/healthz")
    assert limping.json is not None
    assert (limping.status_code, limping.json["status"], limping.json["printer"]) == (200, "degraded", printers)


def test_a_kiosk_whose_database_is_gone_says_that_it_is_down(lobby: Lobby) -> None:
    lobby.house.node.database.close()
    file = lobby.house.node.settings.data_dir / "usher.db"
    file.write_bytes(b"no database")
    answer = lobby.client.get("/healthz")
    assert answer.json is not None
    assert (answer.status_code, answer.json["status"]) == (503, "down")


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Welcome, Xiaolin Wang", "Welcome, Xiaolin Wang"),
        ("王晓琳，欢迎", '<span class="clause">王晓琳，</span><span class="clause">欢迎</span>'),
        (
            "买买提江·吐尔逊，欢迎",
            '<span class="clause dotted">买买提江\u2060·<wbr>吐尔逊，</span><span class="clause">欢迎</span>',
        ),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_a_title_breaks_where_a_person_would(text: str, broken: str) -> None:
    assert breakable(text) == broken


def test_a_very_long_word_may_break_at_its_syllables() -> None:
    parts = breakable("Wolfeschlegelsteinhausenbergerdorff").unescape().split("\u00ad")
    assert len(parts) > 6
    assert "".join(parts) == '<span class="hyphened">Wolfeschlegelsteinhausenbergerdorff</span>'


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("王晓琳，欢迎", 1),
        ("预约还没有批准", 2),
        ("这张许可证已过期", 3),
        ("Welcome, Hubert Wolfeschlegelsteinhausenbergerdorff", 4),
    ],
)
def test_a_longer_title_is_smaller(text: str, size: int) -> None:
    assert title_size(text) == size
