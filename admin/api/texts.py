"""Texts and times as programs send them, checked before anything else looks at them."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?")
_ZONE = re.compile(r"([Zz]|[+-]\d\d:\d\d)$")
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_LINE_ENDS = "\t\n\r"


def _written(text: str) -> str:
    """Refuse what no database should hold and no screen can show: control characters and halves of characters."""
    if any(unicodedata.category(each) in ("Cc", "Cs") and each not in _LINE_ENDS for each in text):
        raise PydanticCustomError("bad_characters", "holds characters that are no text")
    return text


def _read_moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise PydanticCustomError("not_a_time", "is no RFC 3339 time such as 2026-11-23T09:00:00+08:00")
    if not _ZONE.search(value):
        raise PydanticCustomError("no_zone", "needs a zone, such as +08:00 or Z")
    try:
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("not_a_time", "is no time that exists") from None
    if not _FIRST <= moment < _LAST:
        raise PydanticCustomError("out_of_range", "is not between the years 2000 and 2100")
    return moment


def _email(text: str) -> str:
    if text.strip() and not _EMAIL.fullmatch(text.strip()):
        raise PydanticCustomError("not_an_address", "is no e-mail address")
    return text


IS_WRITTEN = AfterValidator(_written)
# The length first: only of a text is it said in characters, and what is too long need not be read.
Line = Annotated[str, Field(max_length=500), IS_WRITTEN]
Email = Annotated[Line, AfterValidator(_email)]
Moment = Annotated[
    datetime,
    PlainValidator(_read_moment),
    PlainSerializer(lambda moment: moment.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""RFC 3339 with a zone; it goes out in UTC."""
