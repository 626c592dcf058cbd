"""Queries that are put together and planned once, and asked many times.

To put a query over many querysets together takes Django ten times as long as it takes PostgreSQL to answer it. So that
is done once a day for each sort of account: with stand-ins for what differs from one time to the next, in whose places
the real values are put whenever it is asked. Each connection plans it once, too (:mod:`common.statements`).
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Field, ForeignKey, Lookup, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from common.statements import Statement

USER, ORGANISATION = -1_000_001, -1_000_002
"""Stand for the ids of the account and of its organisation; no row has them."""

Lists = Mapping[str, "list[Any]"]


@dataclass(frozen=True, slots=True)
class Slot:
    """Stands for a list of ids, or of other values of a column: ``filter(idea__any_of=Slot("idea"))``."""

    name: str


@Field.register_lookup
@ForeignKey.register_lookup
class AnyOf(Lookup):
    """Like ``in``, with one parameter for the whole list."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition, with the slot in the place of the list."""
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s)", (*params, self.rhs)


class Sort(NamedTuple):
    """What accounts have in common for which the same query is asked; guests have no role."""

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


Build = Callable[[Any, Hashable], "QuerySet[Any, Any]"]
"""Returns a query for somebody; what it is may also depend on today, on what else is given, and on nothing else."""


def rows_for(user: Any, build: Build, given: Hashable = None, lists: Lists | None = None) -> list[tuple[Any, ...]]:
    """Return the rows of the query that ``build`` makes for ``user``, with ``lists`` in its slots; one query.

    Values come as the database sends them, JSON as text.
    """
    statement = _statement(build, Sort.of(user), given, timezone.localdate())
    values: dict[Any, Any] = {USER: user.pk, ORGANISATION: getattr(user, "organisation_id", None)}
    values |= {Slot(name): listed for name, listed in (lists or {}).items()}
    return statement.rows([values[one] for one in statement.open])


@lru_cache(maxsize=512)
def _statement(build: Build, sort: Sort, given: Hashable, day: date) -> Statement:
    """Return the query for this sort of account on this day."""
    return Statement(build(sort.stand_in(), given), _stands_in)


def rows_with(build: Callable[[], "QuerySet[Any, Any]"], **lists: "list[Any]") -> list[tuple[Any, ...]]:
    """Return the rows of a query that is the same for everybody and on every day, with ``lists`` in its slots."""
    statement = _lasting(build)
    return statement.rows([lists[one.name] for one in statement.open])


@lru_cache(maxsize=512)
def _lasting(build: Callable[[], "QuerySet[Any, Any]"]) -> Statement:
    return Statement(build(), _stands_in)


def _stands_in(param: Any) -> bool:
    return isinstance(param, Slot) or (isinstance(param, int) and param in (USER, ORGANISATION))


# Counting ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Split:
    """Rows that are looked through once and counted by their values: as "name:value", for each value of the column."""

    rows: "QuerySet[Any]"
    column: Combinable


Countable = Mapping[str, "QuerySet[Any] | Split"]


def counts_for(user: Any, lists: Callable[[Any], Countable]) -> Mapping[str, int]:
    """Return how many rows everything has that ``lists`` returns for ``user``, under its name; one query.

    It says 0 for every name that it does not hold, such as a part without rows.
    """
    rows = rows_for(user, _counting, lists)
    return Counter({f"{name}:{part}" if part else name: count for name, part, count in rows})


def _counting(user: Any, lists: Any) -> "QuerySet[Any, Any]":
    counted = [_count(name, one) for name, one in lists(user).items()]
    return counted[0].union(*counted[1:], all=True)


def _count(name: str, counted: "QuerySet[Any] | Split") -> "QuerySet[Any, Any]":
    """Return a row for each part of what is counted, the only part of a queryset being "": name, part, how many."""
    split = counted if isinstance(counted, Split) else Split(counted, Value(""))
    parts = split.rows.order_by().annotate(part=split.column).values("part").annotate(rows_counted=Count("pk"))
    columns: list[Any] = [Value(name), "part", "rows_counted"]
    return parts.values_list(*columns)
