"""The code for the visitor's phone, held before the kiosk: it says kindly that the badge has another one."""

from datetime import timedelta

import pytest

from shared.badges.queries import badges_of
from shared.desk.outcomes import Admitted
from shared.desk.survey_code import is_survey_code, survey_address
from shared.desk.survey_links import SurveyLinks, read_survey
from tests.kiosk.lobby import Lobby

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

OFFICE = "https://visitors.example.com"


def address_on_badge(lobby: Lobby, office: str = OFFICE) -> str:
    came = lobby.house.scanned(lobby.house.pass_of(lobby.house.booked()))
    assert isinstance(came, Admitted)
    with lobby.house.node.reading() as session:
        (badge,) = badges_of(session, came.visit)
        return survey_address(session, badge.id, SurveyLinks(office, lobby.house.node.keys.surveys))


@pytest.mark.parametrize("path", ["/arrivals", "/departures"])
@pytest.mark.parametrize("language", ["en", "zh-CN", "zh-TW", "ja", "ko", "de", "fr", "es"])
def test_the_screen_says_which_code_it_wants(lobby: Lobby, path: str, language: str) -> None:
    text = f"{OFFICE}/surveys/{'0' * 26}.1795000000.{'0' * 32}"
    shown = lobby.sees(text, language, path)
    assert shown.status_code == 409
    if language == "en":
        assert "This is the code for your phone" in shown.text
    else:
        assert "This is the code for your phone" not in shown.text  # it has words of its own
    assert ("/leave" if path == "/departures" else "/scan") in shown.text
    assert (lobby.leaves if path == "/departures" else lobby.arrives)(text).get_json()["reason"] == "unknown"


def test_the_address_is_the_visit_s_own_and_outlasts_it(lobby: Lobby) -> None:
    node = lobby.house.node
    address = address_on_badge(lobby)
    assert is_survey_code(address)
    link = address.rpartition("/")[2]
    with node.reading() as session:
        (badge,) = badges_of(session, str(read_survey(link, node.keys.surveys, node.now())))
    assert badge.voided_at is None
    assert read_survey(link, node.keys.surveys, node.now() + timedelta(hours=20)) is not None


def test_where_phones_cannot_open_it_there_is_none(lobby: Lobby) -> None:
    assert address_on_badge(lobby, "http://127.0.0.1:8002") == ""
    with lobby.house.node.reading() as session:
        assert survey_address(session, "0" * 26, SurveyLinks(OFFICE, lobby.house.node.keys.surveys)) == ""
