"""Removing a Zielbild, a Handlungsfeld or a Maßnahme that should not have been, or is given up."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Model, ProtectedError

from common.history import delete_with_reason
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from strategy.models import ActionField, Measure, Vision
from strategy.page_links import links_on
from strategy.services.content import require

CONNECTED: Mapping[type[Model], Sequence[str]] = {
    Vision: ("field_links",),
    ActionField: ("vision_links", "measure_links"),
    Measure: ("field_links",),
}
"""The rows that connect an object with others, which stay; by the name under which it has them."""

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
            for rows in CONNECTED[type(locked)]:
                for row in getattr(locked, rows).all():
                    delete_with_reason(row, by=by, reason=reason)
            delete_with_reason(locked, by=by, reason=reason)
    except ProtectedError as error:
        raise TransitionError(STILL_NAMED) from error
