"""Queries that each connection to the database plans once, and then only carries out (SQL: PREPARE, EXECUTE).

To plan a query over many tables takes PostgreSQL as long as to answer it. It plans again by itself when tables or their
statistics change. A prepared query belongs to its connection, so a pooler must not hand connections on between
transactions (docs/operations.md).
"""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import QuerySet

_names: WeakKeyDictionary[Any, dict["Statement", str]] = WeakKeyDictionary()
"""Under which name each connection has prepared a statement."""
_numbers = count(1)


def _never(param: Any) -> bool:
    return False


class Statement:
    """A query written out as SQL; ``open`` are the parameters whose values are handed in whenever it is asked."""

    def __init__(self, queryset: "QuerySet[Any, Any]", is_open: Callable[[Any], bool] = _never) -> None:
        """Write out ``queryset``; ``is_open`` says of a parameter whether it stands for a value not known yet.

        All other values stand in the SQL, so that PostgreSQL plans for them.
        """
        sql, params = queryset.query.sql_with_params()
        self.open = tuple(dict.fromkeys(filter(is_open, params)))
        self.sql = sql % tuple(f"${self.open.index(one) + 1}" if is_open(one) else _quoted(one) for one in params)

    def rows(self, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows with these values of what is ``open``, in its order; one query."""
        with connection.cursor() as cursor:
            names = _names.setdefault(connection.connection, {})
            name = names.get(self) or f"statement_{next(_numbers)}"
            execute = f"EXECUTE {name}" + (f" ({', '.join(map(_quoted, values))})" if values else "")
            cursor.execute(execute if self in names else f"PREPARE {name} AS {self.sql}; {execute}")
            names[self] = name
            return cursor.fetchall()


def _quoted(value: Any) -> str:
    """Return a value as it stands in SQL."""
    quoted: str = connection.ops.compose_sql("%s", [value])  # type: ignore[attr-defined]
    return quoted
