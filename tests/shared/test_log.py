"""The log: what broke and where, and nobody's name."""

import json
import logging
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.kernel.logging import where_it_broke, write_log
from shared.kernel.node import Node


@pytest.fixture
def _no_log_left() -> Any:
    """Give the log back to the other tests as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


@pytest.mark.usefixtures("_no_log_left")
def test_a_fault_is_logged_with_its_places_and_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    write_log()
    try:
        try:
            raise KeyError("王晓琳")
        except KeyError as cause:
            raise ValueError("+8613812340001") from cause
    except ValueError:
        structlog.get_logger().exception("ours")
        logging.getLogger("a library").exception("theirs")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["ours", "theirs"]
    for line in lines:
        assert [fault["fault"] for fault in line["faults"]] == ["KeyError", "ValueError"]
        assert __file__ in line["faults"][0]["places"][0]
        assert "王晓琳" not in str(line)
        assert "138" not in str(line["faults"])


def test_a_line_without_a_fault_stays_as_it_is() -> None:
    assert where_it_broke(None, "info", {"event": "plain", "exc_info": None}) == {"event": "plain"}


def test_a_database_s_error_does_not_repeat_the_values(node: Node) -> None:
    with pytest.raises(DBAPIError) as caught, node.transaction() as session:
        session.execute(text("SELECT :name FROM no_such_table"), {"name": "王晓琳"})
    assert "王晓琳" not in str(caught.value)
