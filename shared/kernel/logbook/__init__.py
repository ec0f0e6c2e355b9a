"""The logbook: everything that happened, in order, numbered without gaps; only ever added to.

Boards, webhooks, audit and statistics read it `after=N`. A line refers to people and visits by
id and copies nothing personal, so that erasing a person needs no change here (R29).
"""

from shared.kernel.logbook.about import About
from shared.kernel.logbook.kinds import Kind
from shared.kernel.logbook.models import LogbookCounter, LogLine
from shared.kernel.logbook.reading import last_number, lines_about, lines_after, newest_lines
from shared.kernel.logbook.writing import note, number_lines

__all__ = [
    "About",
    "Kind",
    "LogLine",
    "LogbookCounter",
    "last_number",
    "lines_about",
    "lines_after",
    "newest_lines",
    "note",
    "number_lines",
]
