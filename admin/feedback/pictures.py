"""The pictures of a summary, each with the very same figures as a table: who sees no picture misses nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from admin.feedback.said import few, whole_percent
from admin.feedback.summary import Summary
from admin.speech import _, ngettext
from shared.summaries.rules import WAITS
from shared.web.survey_words import SCORES


@dataclass(frozen=True)
class Picture:
    """One picture and its table."""

    key: str
    title: str
    note: str
    """How many it is of."""
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    chart: str
    """What is drawn, as JSON for the script; empty where there is nothing to draw."""


def pictures(shown: Summary) -> list[Picture]:
    """Return all pictures of a summary."""
    return [_distribution(shown), _trend(shown), _waits(shown), _hours(shown)]


def _distribution(shown: Summary) -> Picture:
    n = shown.total.n
    rows = [(f"{score.value} {word}", str(shown.distribution[score.value - 1])) for score, word in SCORES.items()][::-1]
    values = list(shown.distribution[::-1])
    colours = ["go", "go", "off", "stop", "stop"]
    chart = _bars([label for label, _n in rows], values, _("Answers"), colours, lies=True) if n else ""
    return Picture("scores", _("Scores"), _n(n), (_("Score"), _("Answers")), rows, chart)


def _trend(shown: Summary) -> Picture:
    rows = [
        (line.name, str(line.n), _share(line.n, None if line.satisfied is None else whole_percent(line.satisfied)))
        for line in shown.trend
    ]
    drawn: dict[str, Any] = {
        "type": "line",
        "labels": [line.name for line in shown.trend],
        "unit": "%",
        "least": 0,
        "most": 100,
        "lines": [
            {
                "label": _("Satisfied, %"),
                "values": [
                    None if line.satisfied is None else int(whole_percent(line.satisfied)) for line in shown.trend
                ],
                "colour": "go",
                "of": [line.n for line in shown.trend],
            },
            {"label": _("Target"), "values": [shown.target] * len(shown.trend), "colour": "attend", "dashed": True},
        ],
    }
    has_any = any(line.satisfied is not None for line in shown.trend)
    words = _(
        "Target: %(n)s of a hundred satisfied. A gap is a time with fewer than %(few)s answers.",
        n=shown.target,
        few=shown.smallest,
    )
    return Picture(
        "trend",
        _("Satisfied over time"),
        words,
        (_("Time"), _("Answers"), _("Satisfied, %")),
        rows,
        json.dumps(drawn) if has_any else "",
    )


def _waits(shown: Summary) -> Picture:
    edges = [_("up to %(n)s min", n=most) for most in WAITS] + [_("over %(n)s min", n=WAITS[-1])]
    answered, values = shown.wait.answered, list(shown.wait.waits)
    rows = [
        (
            label,
            str(value),
            _share(answered, whole_percent(100 * value / answered) if answered >= shown.smallest else None),
        )
        for label, value in zip(edges, values, strict=False)
    ]
    rows.append((_("no answer within the hour"), str(values[-1]), ""))
    note = _("Of %(visits)s visits %(n)s had a first answer within the hour.", visits=shown.wait.n, n=answered)
    chart = _bars(edges, values[:-1], _("Visits"), ["go", "go", "go", "attend", "stop"], lies=True) if answered else ""
    return Picture("waits", _("Waiting for a first answer"), note, (_("Waited"), _("Visits"), "%"), rows, chart)


def _hours(shown: Summary) -> Picture:
    busy = [hour for hour, number in enumerate(shown.wait.hours) if number]
    hours = range(busy[0], busy[-1] + 1) if busy else range(0)
    rows = [(f"{hour:02d}:00", str(shown.wait.hours[hour])) for hour in hours]
    values = [shown.wait.hours[hour] for hour in hours]
    chart = _bars([label for label, _number in rows], values, _("Visits"), ["wait"]) if busy else ""
    return Picture("hours", _("Arrivals by hour"), _nv(shown.wait.n), (_("Hour"), _("Visits")), rows, chart)


def _bars(labels: Sequence[str], values: list[int], label: str, colours: list[str], *, lies: bool = False) -> str:
    bars = {
        "type": "bar",
        "lies": lies,
        "labels": list(labels),
        "lines": [{"label": label, "values": values, "colours": colours}],
    }
    return json.dumps(bars)


def _share(n: int, share: str | None) -> str:
    return share if share is not None else (few() if n else "")


def _n(n: int) -> str:
    return ngettext("Of %(num)d answer", "Of %(num)d answers", n)


def _nv(n: int) -> str:
    return ngettext("Of %(num)d visit", "Of %(num)d visits", n)
