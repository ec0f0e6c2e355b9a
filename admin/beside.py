"""Long computing beside the greenlets: in a real thread, so that pages, sockets and pings go on meanwhile."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import gevent

Result = TypeVar("Result")


def beside(compute: Callable[..., Result], *arguments: Any) -> Result:
    """Return what a computation of many milliseconds comes to; it may touch nothing that others share."""
    return cast(Result, gevent.get_hub().threadpool.apply(compute, arguments))
