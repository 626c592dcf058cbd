"""Writing Maßnahmen."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from common.history import save_with_reason
from people.models import User
from strategy.models import Measure, MeasureField
from strategy.services.content import Connection, connect, lock_kind, made_already, require, write_connected
from strategy.services.order import end_of
from strategy.services.slugs import free_slug

CONTENT = ("title", "text", "sub_concept", "organisation", "starts_on", "ends_on", "cost", "priority", "origin")
"""What editors write about a Maßnahme; with ``action_fields``, the Handlungsfelder that it underpins."""

ACTION_FIELDS = Connection(MeasureField, "measure", "action_field", "action_fields")


@transaction.atomic
def create_measure(content: Mapping[str, Any], *, by: User | None, reason: str = "Maßnahme angelegt") -> Measure:
    """Create a Maßnahme as the last one and return it; ``content`` may name its ``action_fields``.

    The same once more (a double click) is not made twice. Raises ``ValidationError`` and ``PermissionDenied``.
    """
    require(by, "strategy.add_measure")
    lock_kind(Measure)
    values = {name: value for name, value in content.items() if name != "action_fields"}
    fields = content.get("action_fields", ())
    measure = Measure(**values, position=end_of(Measure.objects.all()))
    if made := made_already(measure, CONTENT, "action_fields", fields):
        return made
    measure.slug = free_slug(Measure, measure.title)
    save_with_reason(measure, by=by, reason=reason)
    connect(measure, fields, ACTION_FIELDS, by=by, reason=reason)
    return measure


@transaction.atomic
def edit_measure(
    measure: Measure,
    *,
    version: int,
    content: Mapping[str, Any],
    by: User | None,
    reason: str = "Maßnahme bearbeitet",
) -> Measure:
    """Change a Maßnahme that was loaded at ``version``, with its ``action_fields`` where they are named; return it.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    require(by, "strategy.change_measure")
    return write_connected(Measure.locked(measure.pk), content, ACTION_FIELDS, version=version, by=by, reason=reason)
