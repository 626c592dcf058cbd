"""What comes of what: the links between the objects of the red thread, and which of them belong to one thread.

A thread runs in both directions and never turns round: it holds what its object came of, and what that came of; and
what came of its object, and what came of that. So two pilots that the board approved by one decision are both behind
the decision, and neither is on the thread of the other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Value

from ideas.models import Idea, MergeMember
from milestones.models import DateChange, Milestone
from pilots.models import MeasureSource, Resolution, Source
from smartcity.thread.kinds import Key, Kind

Link = tuple[Key, Key]
"""What came before, and what came of it."""


def links_of(start: Key) -> list[Link]:
    """Return the links of the thread on which ``start`` lies, whoever may see what they link; one query.

    It follows the links in the database, so that a long thread takes no more queries than a short one.
    """
    sql, params = _walk_sql()
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *start, *start])
        return [(Key(*row[:2]), Key(*row[2:])) for row in cursor.fetchall()]


@cache
def _walk_sql() -> tuple[str, tuple[Any, ...]]:
    """Return the query and its first parameters; they are always the same."""
    sql, params = _all_links().query.sql_with_params()
    return _WALK.format(links=sql), tuple(params)


_WALK = """
    WITH RECURSIVE link (from_kind, from_id, to_kind, to_id) AS ({links}),
    after (kind, id) AS (
        VALUES (%s::text, %s::bigint)
        UNION SELECT to_kind, to_id FROM link JOIN after ON (from_kind, from_id) = (kind, id)
    ),
    before (kind, id) AS (
        VALUES (%s::text, %s::bigint)
        UNION SELECT from_kind, from_id FROM link JOIN before ON (to_kind, to_id) = (kind, id)
    )
    SELECT link.* FROM link JOIN after ON (from_kind, from_id) = (kind, id)
    UNION SELECT link.* FROM link JOIN before ON (to_kind, to_id) = (kind, id)
"""


def _all_links() -> "QuerySet[Any, Any]":
    """Return every link that there is: kind and id of what came before, kind and id of what came of it."""
    merged = MergeMember.objects.filter(is_result=False, merge__undone_at=None, merge__members__is_result=True)
    behind = MeasureSource.objects.all()
    decided = behind.filter(pilot__entries__resolutions__isnull=False)
    links: list[Any] = [
        *_from_lines(Idea.objects.handed_in(), Kind.IDEA),
        *_from_lines(Milestone.objects.all(), Kind.MILESTONE),
        _links(merged, Kind.IDEA, "idea", Kind.IDEA, "merge__members__idea"),
        _links(Source.objects.all(), Kind.IDEA, "idea", Kind.PILOT, "pilot"),
        _links(Resolution.objects.all(), Kind.PILOT, "entry__pilot", Kind.DECISION, "decision"),
        _links(behind.filter(idea__isnull=False), Kind.IDEA, "idea", Kind.MEASURE, "measure"),
        _links(behind.filter(pilot__isnull=False), Kind.PILOT, "pilot", Kind.MEASURE, "measure"),
        _links(decided, Kind.DECISION, "pilot__entries__resolutions__decision", Kind.MEASURE, "measure"),
        _links(Milestone.objects.filter(decision__isnull=False), Kind.DECISION, "decision", Kind.MILESTONE, "pk"),
        _links(
            DateChange.objects.filter(decision__isnull=False), Kind.DECISION, "decision", Kind.MILESTONE, "milestone"
        ),
    ]
    return links[0].union(*links[1:], all=True)


def _from_lines(rows: "QuerySet[Any]", target: Kind) -> list["QuerySet[Any, Any]"]:
    """Return the links from lines of protocols; a line that records a decision is told as the decision that it is."""
    return [
        _links(rows.filter(point__isnull=False, point__decision=None), Kind.POINT, "point", target, "pk"),
        _links(rows.filter(point__decision__isnull=False), Kind.DECISION, "point__decision", target, "pk"),
    ]


def _links(rows: "QuerySet[Any]", source: Kind, source_id: str, target: Kind, target_id: str) -> "QuerySet[Any, Any]":
    columns: list[Any] = [Value(source.value), F(source_id), Value(target.value), F(target_id)]
    return rows.order_by().values_list(*columns)


_PASSED_ON = (Kind.DECISION, Kind.MEASURE)
"""A Maßnahme comes of a decision through its pilot: the others that were decided along have nothing to do with it."""


def reachable(start: Key, links: Iterable[Link], visible: Collection[Key]) -> set[Key]:
    """Return what lies on the thread of ``start`` for somebody who may see no more than ``visible``.

    The thread ends at what the reader may not see: what lies behind it would tell that there is something.
    """
    after: Mapping[Key, list[Key]] = defaultdict(list)
    before: Mapping[Key, list[Key]] = defaultdict(list)
    for source, target in links:
        if (source.kind, target.kind) == _PASSED_ON and start not in (source, target):
            continue
        after[source].append(target)
        before[target].append(source)
    return _walk(start, after, visible) | _walk(start, before, visible)


def _walk(start: Key, neighbours: Mapping[Key, Sequence[Key]], visible: Collection[Key]) -> set[Key]:
    found, waiting = {start}, [start]
    while waiting:
        new = {key for key in neighbours.get(waiting.pop(), ()) if key in visible} - found
        found |= new
        waiting += new
    return found
