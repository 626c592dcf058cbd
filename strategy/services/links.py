"""Links between Teilkonzepte: the "Verknüpfung und Vernetzung" of the second milestone (seed, II.1)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from common.history import delete_with_reason, save_with_reason
from people.models import User
from strategy.models import ConceptLink, SubConcept
from strategy.services.content import require, write_content

CONTENT = ("kind", "target", "reason")
"""What is written about a link."""


@transaction.atomic
def link_sub_concepts(
    source: SubConcept, target: SubConcept, *, kind: str, reason: str, by: User | None
) -> ConceptLink:
    """Link two Teilkonzepte and return the link; whoever may write the first one may, whatever its status.

    Raises ``ValidationError`` (also where the two have such a link, in whichever direction) and ``PermissionDenied``.
    """
    require(by, "strategy.change_subconcept", source)
    link = ConceptLink(source=source, target=target, kind=kind, reason=reason)
    return save_with_reason(link, by=by, reason="Verknüpfung angelegt")


@transaction.atomic
def edit_link(link: ConceptLink, *, version: int, content: Mapping[str, Any], by: User | None) -> ConceptLink:
    """Change kind, target and reason of a link that was loaded at ``version`` and return it.

    Raises as :func:`link_sub_concepts`, and :class:`~common.versions.StaleVersionError`.
    """
    require(by, "strategy.change_subconcept", link.source)
    locked = ConceptLink.locked(link.pk)
    return write_content(locked, content, version=version, by=by, reason="Verknüpfung bearbeitet")


@transaction.atomic
def unlink_sub_concepts(link: ConceptLink, *, by: User | None, reason: str) -> None:
    """Take a link back; its history stays. Raises ``PermissionDenied``."""
    require(by, "strategy.change_subconcept", link.source)
    delete_with_reason(link, by=by, reason=reason)
