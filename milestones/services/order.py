"""Which milestone comes before which: without circles."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from common.history import delete_with_reason, save_with_reason
from milestones.models import Milestone, Predecessor
from people.models import User


def lock_order() -> None:
    """Wait until nobody else changes the order or the dates of milestones; must run in a transaction.

    Locked first of all, before any row. It is the lock of the database's trigger, which refuses circles too: so nobody
    adds a link between a service's look and its writing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('milestones_predecessor'))")


@transaction.atomic
def set_predecessors(
    milestone: Milestone, predecessors: Collection[Milestone], *, by: User | None, reason: str
) -> None:
    """Make these the milestones that come before ``milestone``.

    Raises ``ValidationError`` naming the way round where that closes a circle, and where one that was not named before
    lies behind ``milestone``: a broken order is nothing to begin with.
    """
    lock_order()
    stored = {link.predecessor_id: link for link in milestone.predecessor_links.all()}
    wanted = {one.pk for one in predecessors}
    if circle := find_circle(milestone.pk, wanted):
        raise ValidationError({"predecessors": _circle_in_words(circle)})
    late = [one for one in predecessors if one.pk not in stored and one.expected_on > milestone.expected_on]
    if late:
        raise ValidationError({"predecessors": _late_in_words(milestone, late)})
    for gone in stored.keys() - wanted:
        delete_with_reason(stored[gone], by=by, reason=reason)
    for added in sorted(wanted - stored.keys()):
        save_with_reason(Predecessor(milestone=milestone, predecessor_id=added), by=by, reason=reason)


def find_circle(milestone: int, predecessors: Iterable[int], more: Iterable[tuple[int, int]] = ()) -> list[int]:
    """Return a way from ``milestone`` over these predecessors back to it (ids), or an empty list.

    ``more`` are links (later, earlier) that are not stored yet.
    """
    before = defaultdict(list)
    stored = Predecessor.objects.exclude(milestone=milestone).values_list("milestone", "predecessor")
    for later, earlier in (*stored, *more):
        before[later].append(earlier)
    ways = [[milestone, earlier] for earlier in predecessors]
    seen: set[int] = set()
    while ways:
        way = ways.pop()
        if way[-1] == milestone:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, earlier] for earlier in before[way[-1]]]
    return []


def _late_in_words(milestone: Milestone, late: list[Milestone]) -> str:
    named = ", ".join(f"{one.reference} ({one.expected_on:%d.%m.%Y})" for one in late)
    return (
        f"Ein Vorgänger muss vor diesem Meilenstein ({milestone.expected_on:%d.%m.%Y}) liegen: {named}. Bitte ändern"
        " Sie zuerst die Termine, oder nehmen Sie den Vorgänger heraus."
    )


def _circle_in_words(way: list[int]) -> str:
    references = dict(Milestone.objects.filter(pk__in=way).values_list("pk", "reference"))
    named = " nach ".join(references[pk] for pk in way)
    return f"Das ergäbe einen Kreis: {named}. Bitte nehmen Sie einen dieser Vorgänger heraus."
