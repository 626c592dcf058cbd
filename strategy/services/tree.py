"""Moving what stands in the tree Zielbild > Handlungsfeld > Maßnahme: in its order, and from one parent to another.

There is one order of all Zielbilder, one of all Handlungsfelder and one of all Maßnahmen, the same on every page and in
every document. Whoever moves something among its siblings moves it in that order.
"""

from typing import Any

from django.db import transaction
from django.db.models import Model

from common.history import delete_with_reason, save_with_reason
from people.models import User
from strategy.models import ActionField, ActionFieldVision, Measure, MeasureField, Vision
from strategy.services.content import require
from strategy.services.order import put_at

MOVED = "Im Baum verschoben"


@transaction.atomic
def move_vision(vision: Vision, *, before: Vision | None, by: User | None) -> None:
    """Put a Zielbild in front of ``before``, or behind all others. Raises ``PermissionDenied``."""
    require(by, "strategy.change_vision")
    _order(Vision, vision, before, Vision.objects.all(), by)


@transaction.atomic
def move_field(
    field: ActionField,
    *,
    source: Vision | None,
    target: Vision | None,
    before: ActionField | None,
    by: User | None,
) -> None:
    """Move a Handlungsfeld from one Zielbild to another (or the same), in front of its sibling ``before``.

    Without ``before`` it comes behind its siblings; ``None`` as Zielbild is the group of those without one. Raises
    ``PermissionDenied``.
    """
    require(by, "strategy.change_actionfield")
    locked = ActionField.locked(field.pk)
    _rehang(ActionFieldVision, {"action_field": locked}, "vision", source, target, by)
    siblings = target.action_fields.all() if target else ActionField.objects.filter(visions=None)
    _order(ActionField, locked, before, siblings, by)


@transaction.atomic
def move_measure(
    measure: Measure,
    *,
    source: ActionField | None,
    target: ActionField | None,
    before: Measure | None,
    by: User | None,
) -> None:
    """Move a Maßnahme from one Handlungsfeld to another (or the same), in front of its sibling ``before``.

    As :func:`move_field`.
    """
    require(by, "strategy.change_measure")
    locked = Measure.locked(measure.pk)
    _rehang(MeasureField, {"measure": locked}, "action_field", source, target, by)
    siblings = target.measures.all() if target else Measure.objects.filter(action_fields=None)
    _order(Measure, locked, before, siblings, by)


def _rehang(
    model: type[Model], owner: dict[str, Model], name: str, source: Model | None, target: Model | None, by: User | None
) -> None:
    """Take the connection with ``source`` away and make one with ``target``, unless it is there."""
    if source == target:
        return
    rows = model._default_manager.filter(**owner)
    if source is not None and (old := rows.filter(**{name: source}).first()):
        delete_with_reason(old, by=by, reason=MOVED)
    if target is not None and not rows.filter(**{name: target}).exists():
        save_with_reason(model(**owner, **{name: target}), by=by, reason=MOVED)


def _order(model: Any, moved: Any, before: Any, siblings: Any, by: User | None) -> None:
    """Put ``moved`` in front of ``before``, else behind its last sibling; the only child stays where it is."""
    others = list(model.objects.select_for_update().order_by("position", "pk").exclude(pk=moved.pk))
    last = siblings.order_by("position", "pk").exclude(pk=moved.pk).last()
    if before in others:
        put_at(moved, others.index(before), others, by=by)
    elif last is not None:
        put_at(moved, others.index(last) + 1, others, by=by)
