"""Annexes of a version: written, moved and removed as long as nothing is frozen for the council."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.history import delete_with_reason, save_with_reason
from common.text import german_slug
from people.models import User
from strategy.models import Annex, AnnexFile, StrategyVersion
from strategy.services.content import write_content
from strategy.services.versions import require_editable

M = TypeVar("M", Annex, AnnexFile)


@transaction.atomic
def add_annex(strategy: StrategyVersion, *, title: str, text: str, by: User | None) -> Annex:
    """Add an annex at the end and return it; the same once more (a second click) returns the first one.

    Raises ``ValidationError``, :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    stored = lock_annexes(strategy, by)
    annexes = list(stored.annexes.all())
    same = next((one for one in annexes if (one.title, one.text) == (title, text)), None)
    if same is not None:
        return same
    position = max((one.position for one in annexes), default=-1) + 1
    annex = Annex(strategy=stored, slug=_free_slug(title, annexes), position=position, title=title, text=text)
    return save_with_reason(annex, by=by, reason="Anlage angelegt")


@transaction.atomic
def edit_annex(
    annex: Annex, *, version: int, title: str, text: str, by: User | None, reason: str = "Anlage bearbeitet"
) -> Annex:
    """Save an annex that was loaded at ``version``, and return it.

    Raises :class:`~common.versions.StaleVersionError` and as :func:`add_annex` does.
    """
    lock_annexes(annex.strategy, by)
    content = {"title": title, "text": text}
    return write_content(Annex.locked(annex.pk), content, version=version, by=by, reason=reason)


@transaction.atomic
def move_annex(annex: Annex, *, up: bool, by: User | None) -> None:
    """Swap an annex with its neighbour; at the end of the list nothing happens. Raises as :func:`add_annex` does."""
    stored = lock_annexes(annex.strategy, by)
    swap(list(stored.annexes.all()), annex, up=up, by=by, reason="Anlage verschoben")


@transaction.atomic
def remove_annex(annex: Annex, *, by: User | None) -> None:
    """Remove an annex with its files, which frozen states keep. Raises as :func:`add_annex` does."""
    lock_annexes(annex.strategy, by)
    for file in annex.files.all():
        delete_with_reason(file, by=by, reason="Anlage entfernt")
    delete_with_reason(annex, by=by, reason="Anlage entfernt")


def lock_annexes(strategy: StrategyVersion, by: User | None) -> StrategyVersion:
    """Return the version, locked, if its annexes may be changed by this person now. Raises as :func:`add_annex`."""
    stored = StrategyVersion.locked(strategy.pk)
    if by is not None and not by.has_perm("strategy.change_strategyversion", stored):
        raise PermissionDenied
    require_editable(stored)
    return stored


def swap(rows: list[M], moved: M, *, up: bool, by: User | None, reason: str) -> None:
    """Swap a row with its neighbour in the order of ``rows``, which are all there are; at the end nothing happens."""
    place = next(at for at, one in enumerate(rows) if one.pk == moved.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, one in enumerate(rows):
        if one.position != position:
            one.position = position
            save_with_reason(one, by=by, reason=reason)


def _free_slug(title: str, annexes: list[Annex]) -> str:
    wanted = german_slug(title, max_length=80) or "anlage"
    taken = {"neu", *(annex.slug for annex in annexes)}  # "neu" is the address of the form of a new one
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
