"""Counting many lists at once, for pages that show their numbers.

To put twenty querysets together takes Django ten times as long as it takes PostgreSQL to count their rows. So the query
is put together once a day for each sort of account, with stand-ins for its id and its organisation, and is asked for
each page with the real ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count, QuerySet, Value
from django.utils import timezone

USER, ORGANISATION = -1_000_001, -1_000_002
"""Stand for the ids; no row has them."""

Build = Callable[[Any], Mapping[str, "QuerySet[Any]"]]


def counts_for(user: Any, build: Build) -> dict[str, int]:
    """Return how many rows each queryset has that ``build`` returns for ``user``, under its name; one query.

    What it returns may depend on today's date and on :class:`Sort` with the ids of account and organisation, and on
    nothing else.
    """
    question = _question(build, Sort.of(user), timezone.localdate())
    return question.ask({USER: user.pk, ORGANISATION: getattr(user, "organisation_id", None)})


class Sort(NamedTuple):
    """What accounts have in common for which the same query counts; guests have no role."""

    role: str = ""
    has_organisation: bool = False
    is_on_board: bool = False

    @classmethod
    def of(cls, user: Any) -> "Sort":
        """Return the sort of this person."""
        if not user.is_authenticated:
            return cls()
        return cls(user.role, user.organisation_id is not None, user.is_on_board)

    def stand_in(self) -> Any:
        """Return somebody of this sort."""
        if not self.role:
            return AnonymousUser()
        user: Any = get_user_model()(pk=USER, role=self.role)
        user.organisation_id = ORGANISATION if self.has_organisation else None
        user.is_on_board = self.is_on_board
        return user


@dataclass(frozen=True, slots=True)
class Question:
    """The query that counts: its names, and its SQL with the parameters that it was put together with."""

    names: tuple[str, ...]
    sql: str
    params: tuple[Any, ...]

    def ask(self, ids: Mapping[int, int | None]) -> dict[str, int]:
        """Return what it counts with ``ids`` in the places of the stand-ins; a list without rows counts 0."""
        params = [ids.get(one, one) if isinstance(one, int) else one for one in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            return dict.fromkeys(self.names, 0) | dict(cursor.fetchall())


@lru_cache(maxsize=64)
def _question(build: Build, sort: Sort, day: date) -> Question:
    """Return the query for this sort of account on this day."""
    querysets = build(sort.stand_in())
    counted = [
        rows.order_by().annotate(counted_as=Value(name)).values("counted_as").annotate(rows_counted=Count("pk"))
        for name, rows in querysets.items()
    ]
    columns = [rows.values_list("counted_as", "rows_counted") for rows in counted]
    sql, params = columns[0].union(*columns[1:], all=True).query.sql_with_params()
    return Question(tuple(querysets), sql, tuple(params))
