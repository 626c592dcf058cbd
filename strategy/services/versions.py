"""Versions of the strategy: the next one, and what is written around the compiled parts."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.digests import digest_of
from common.history import save_with_reason
from common.transitions import TransitionError
from people.models import User
from strategy.compiling import compile_version
from strategy.content import StrategyContent, content_from, data_of, files_of
from strategy.enums import FreezeReason, VersionStatus
from strategy.models import Annex, AnnexFile, Release, StoredFile, StrategyVersion
from strategy.services.content import write_content

HEAD_FIELDS = ("title", "introduction", "is_public")
"""What an editor fills in for a version."""
FROZEN_FIELDS = frozenset({"title", "introduction"})
"""Of these, what stands in the document and no longer changes once it is frozen for the council."""


@transaction.atomic
def start_version(*, by: User | None) -> StrategyVersion:
    """Start the first version, or the one that continues the version in force (Fortschreibung), and return the draft.

    Title, introduction and annexes of the version before go along. Raises
    :class:`~common.transitions.TransitionError` while another version is in work, and ``PermissionDenied``.
    """
    if by is not None and not by.has_perm("strategy.add_strategyversion"):
        raise PermissionDenied
    last = StrategyVersion.objects.select_for_update().order_by("-number").first()
    if last is None:
        return save_with_reason(StrategyVersion(number=1), by=by, reason="Strategiefassung angelegt")
    if last.status != VersionStatus.PASSED:
        raise TransitionError(f"{last} ist noch nicht beschlossen; eine weitere beginnt erst danach.")
    made = StrategyVersion(number=last.number + 1, title=last.title, introduction=last.introduction, continues=last)
    reason = f"{last} wird fortgeschrieben"
    save_with_reason(made, by=by, reason=reason)
    for annex in last.annexes.prefetch_related("files__stored"):
        _copy_annex(annex, made, by=by, reason=reason)
    return made


def _copy_annex(annex: Annex, strategy: StrategyVersion, *, by: User | None, reason: str) -> None:
    copy = Annex(strategy=strategy, slug=annex.slug, position=annex.position, title=annex.title, text=annex.text)
    save_with_reason(copy, by=by, reason=reason)
    for file in annex.files.all():
        kept = {name: getattr(file, name) for name in ("stored", "position", "title", "description")}
        save_with_reason(AnnexFile(annex=copy, **kept), by=by, reason=reason)


@transaction.atomic
def edit_version(
    strategy: StrategyVersion, *, version: int, head: Mapping[str, Any], by: User | None, reason: str = ""
) -> StrategyVersion:
    """Save what was written for a version that was loaded at ``version``, and return it.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError``,
    :class:`~common.transitions.TransitionError` for texts of a version that is frozen for the council, and
    ``PermissionDenied``.
    """
    stored = StrategyVersion.locked(strategy.pk)
    if by is not None and not by.has_perm("strategy.change_strategyversion", stored):
        raise PermissionDenied
    changed = {name for name, value in head.items() if getattr(stored, name) != value}
    if changed & FROZEN_FIELDS:
        require_editable(stored)
    return write_content(stored, head, version=version, by=by, reason=reason or "Angaben bearbeitet")


def require_editable(strategy: StrategyVersion) -> None:
    """Raise :class:`~common.transitions.TransitionError` for a version whose text the council has, or has passed."""
    if not strategy.is_editable:
        raise TransitionError(f"{strategy} ist „{strategy.get_status_display()}“; ihr Text ändert sich nicht mehr.")


def freeze(strategy: StrategyVersion, content: StrategyContent, kind: FreezeReason, *, by: User | None) -> Release:
    """Keep this content of a version for ever, and return the release."""
    data = data_of(content)
    release = Release.objects.create(strategy=strategy, kind=kind, content=data, sha256=digest_of(data), by=by)
    shown = {file.sha256 for file in files_of(content)}
    release.files.set(StoredFile.objects.filter(sha256__in=shown))
    return release


def freeze_for_consultation(strategy: StrategyVersion, *, by: User | None) -> Release:
    """Freeze a version as it stands now for those who are asked, and return the release.

    Where nothing has changed since the last one, that one is returned: all who are asked read the same.
    """
    content = compile_version(strategy)
    last = strategy.releases.first()
    if last is not None and last.kind == FreezeReason.CONSULTATION and content_from(last.content) == content:
        return last
    return freeze(strategy, content, FreezeReason.CONSULTATION, by=by)
