"""Writing Zielbilder."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from common.history import save_with_reason
from people.models import User
from strategy.models import Vision
from strategy.services.content import lock_kind, made_already, require, write_content
from strategy.services.order import end_of
from strategy.services.slugs import free_slug

CONTENT = ("title", "text")
"""What editors write about a Zielbild."""


@transaction.atomic
def create_vision(content: Mapping[str, Any], *, by: User | None, reason: str = "Zielbild angelegt") -> Vision:
    """Create a Zielbild as the last one and return it; the same once more (a double click) is not made twice.

    Raises ``ValidationError`` and ``PermissionDenied``.
    """
    require(by, "strategy.add_vision")
    lock_kind(Vision)
    vision = Vision(**content, position=end_of(Vision.objects.all()))
    if made := made_already(vision, CONTENT):
        return made
    vision.slug = free_slug(Vision, vision.title, max_length=50)
    return save_with_reason(vision, by=by, reason=reason)


@transaction.atomic
def edit_vision(
    vision: Vision, *, version: int, content: Mapping[str, Any], by: User | None, reason: str = "Zielbild bearbeitet"
) -> Vision:
    """Change a Zielbild that was loaded at ``version`` and return it.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    require(by, "strategy.change_vision")
    return write_content(Vision.locked(vision.pk), content, version=version, by=by, reason=reason)
