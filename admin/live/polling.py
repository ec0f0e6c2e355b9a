"""The same news by long poll, where sockets cannot connect."""

import time
from typing import cast

from flask import Blueprint, Response, current_app, jsonify, request, session

from admin.asking import node as node_here
from admin.live.sockets import NAME, Live
from admin.news import News, news_after, number_in
from shared.access.queries import person_signed_in
from shared.access.rules import Sight, sight_of
from shared.kernel.logbook import last_number
from shared.kernel.node import Node
from shared.web.problems import problem
from shared.web.sessions import KEY

pages = Blueprint("live", __name__)

_PAGE = 500
_BREATH_S = 1.0


@pages.get("/live/news")
def news() -> Response:
    """Answer what happened after line N, as soon as there is something; with nothing new after 25 seconds."""
    try:
        after = number_in(request.args.get("after"))
    except ValueError:
        return problem(422, "bad_after", "after is the number of a line")
    found = _wait_for_news(node_here(), after)
    return problem(401, "signed_out", "Sign in first.") if found is None else jsonify(found.as_json())


def _wait_for_news(node: Node, after: int | None) -> News | None:
    """Return the news; None if the asker is signed out, also if that happens while they wait."""
    live = cast(Live, current_app.extensions[NAME])
    ends_at = time.monotonic() + float(current_app.config["LIVE_POLL_S"])
    while True:
        heard = node.bell.count
        found = _news_now(node, after)
        if found is None or found.items or time.monotonic() >= ends_at or live.is_over:
            return found
        after = found.last
        while node.bell.count == heard and time.monotonic() < ends_at and not live.is_over:
            node.bell.wait(heard, min(_BREATH_S, max(ends_at - time.monotonic(), 0)))


def _news_now(node: Node, after: int | None) -> News | None:
    with node.reading() as rows:
        sight = _sight(node, session.get(KEY))
        if sight is None:
            return None
        return news_after(rows, sight, last_number(rows) if after is None else after, _PAGE)


def _sight(node: Node, secret: object) -> Sight | None:
    """Return what the asker may see now; asking again and again is no sign of life, so nothing is prolonged."""
    if not isinstance(secret, str):
        return None
    with node.reading() as rows:
        found = person_signed_in(rows, secret, node.now())
    return sight_of(found[0]) if found else None
