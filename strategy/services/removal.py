"""Removing a Zielbild, a Handlungsfeld or a Maßnahme that should not have been or is given up; bringing it back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError

from common.removal import RESTORED, Removed, bring_back, delete_together, read_removed
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from strategy.models import ActionField, ActionFieldVision, Indicator, IndicatorValue, Measure, MeasureField, Vision
from strategy.page_links import links_on
from strategy.services.content import lock_kind, require
from strategy.services.slugs import free_slug

PARTS: Mapping[type[Model], Sequence[type[Model]]] = {
    Vision: (ActionFieldVision,),
    ActionField: (ActionFieldVision, MeasureField),
    Measure: (MeasureField, Indicator, IndicatorValue),
}
"""What goes and comes back with an object: the rows that connect it with others, which stay, and its own."""
OWNER: Mapping[type[Model], str] = {Vision: "vision", ActionField: "action_field", Measure: "measure"}
"""How its parts call an object."""

STILL_NAMED = (
    "Ideen oder Pilotprojekte nennen das Handlungsfeld. Ordnen Sie diese zuerst einem anderen zu; danach lässt es sich"
    " entfernen."
)
STILL_SUPPORTED = (
    "Hinter der Maßnahme stehen noch Ideen oder Pilotprojekte. Lösen Sie diese Zuordnungen zuerst, damit ihr Weg"
    " nachvollziehbar bleibt."
)


@transaction.atomic
def remove_node(node: Vision | ActionField | Measure, *, version: int, reason: str, by: User | None) -> None:
    """Remove an object of the tree that was loaded at ``version``; what it was connected with stays, and its history.

    Frozen versions keep it. Raises :class:`~common.versions.StaleVersionError`, ``PermissionDenied`` and, where ideas
    or pilots stand on it, :class:`~common.transitions.TransitionError`.
    """
    require(by, f"strategy.change_{node._meta.model_name}", node)
    locked = type(node).locked(node.pk)
    if locked.version != version:
        raise StaleVersionError(locked)
    if by is not None and any(room.links for room in links_on(locked, by)):
        raise TransitionError(STILL_SUPPORTED)
    try:
        with transaction.atomic():
            delete_together([*_parts_of(locked), locked], by=by, reason=reason)
    except ProtectedError as error:
        raise TransitionError(STILL_NAMED) from error


def removed_node(record: Any, *, instance: Any = None) -> Removed:
    """Return what comes back of an object, with the history row of its removal; ``instance``: as it shall be."""
    removed = read_removed(record, PARTS[record.instance_type], instance=instance)
    node, slugs = removed.instance, type(removed.instance)._meta.get_field("slug")
    if type(node).objects.filter(slug=node.slug).exists():
        node.slug = free_slug(type(node), str(node), max_length=slugs.max_length - 10)
    return removed


@transaction.atomic
def restore_node(record: Any, *, by: User | None, reason: str = RESTORED, instance: Any = None) -> Any:
    """Bring a removed object back, with the history row of its removal, and return it; all of it or nothing.

    It has its id, its place and its connections with what is still there. One that is there already (a double click) is
    returned. Raises ``ValidationError``, for instance where another one has its name by now, and ``PermissionDenied``.
    """
    model = record.instance_type
    require(by, f"strategy.add_{model._meta.model_name}")
    lock_kind(model)
    if back := model.objects.filter(pk=record.id).first():
        return back
    return bring_back(removed_node(record, instance=instance), by=by, reason=reason)


def _parts_of(node: Any) -> list[Model]:
    """Return the parts of an object, each before those that it points at."""
    values = IndicatorValue.objects.filter(indicator__measure=node) if isinstance(node, Measure) else ()
    parts = [one for one in PARTS[type(node)] if one is not IndicatorValue]
    owned = (part._default_manager.filter(**{OWNER[type(node)]: node}) for part in parts)
    return [*values, *(one for rows in owned for one in rows)]
