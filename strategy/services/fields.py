"""Writing Handlungsfelder."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from common.history import save_with_reason
from people.models import User
from strategy.models import ActionField, ActionFieldVision
from strategy.services.content import Connection, connect, lock_kind, made_already, require, write_connected
from strategy.services.order import end_of
from strategy.services.slugs import free_slug

CONTENT = ("name", "description")
"""What editors write about a Handlungsfeld; with ``visions``, the Zielbilder that it serves."""

VISIONS = Connection(ActionFieldVision, "action_field", "vision", "visions")


@transaction.atomic
def create_action_field(
    content: Mapping[str, Any], *, by: User | None, reason: str = "Handlungsfeld angelegt"
) -> ActionField:
    """Create a Handlungsfeld as the last one and return it; ``content`` may name its ``visions``.

    The same once more (a double click) is not made twice. Raises ``ValidationError`` and ``PermissionDenied``.
    """
    require(by, "strategy.add_actionfield")
    lock_kind(ActionField)
    values = {name: value for name, value in content.items() if name != "visions"}
    visions = content.get("visions", ())
    field = ActionField(**values, position=end_of(ActionField.objects.all()))
    if made := made_already(field, CONTENT, "visions", visions):
        return made
    field.slug = values.get("slug") or free_slug(ActionField, field.name, max_length=50)
    save_with_reason(field, by=by, reason=reason)
    connect(field, visions, VISIONS, by=by, reason=reason)
    return field


@transaction.atomic
def edit_action_field(
    field: ActionField,
    *,
    version: int,
    content: Mapping[str, Any],
    by: User | None,
    reason: str = "Handlungsfeld bearbeitet",
) -> ActionField:
    """Change a Handlungsfeld that was loaded at ``version``, with its ``visions`` where they are named; return it.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    require(by, "strategy.change_actionfield")
    return write_connected(ActionField.locked(field.pk), content, VISIONS, version=version, by=by, reason=reason)
