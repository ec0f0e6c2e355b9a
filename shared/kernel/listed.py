"""Many values in one parameter: a JSON list as rows of SQL.

A statement that takes three thousand terms one by one spends its time on the parameters; one list is one parameter.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Text, column, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class each_of(FunctionElement[Any]):  # noqa: N801 (a function of SQL)
    """The members of a JSON list as rows, with a column `value`."""

    inherit_cache = True


@compiles(each_of, "sqlite")
def _each_in_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **how)})"


@compiles(each_of, "postgresql")
def _each_in_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **how)} AS JSON))"


def rows_of(texts: Iterable[str]) -> Any:
    """Return texts as rows with a column `value`, in their order, for a statement to select from."""
    kept = json.dumps(list(texts), ensure_ascii=False)
    return each_of(literal(kept, Text)).table_valued(column("value", Text))
