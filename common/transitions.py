"""The one way to change a status (DESIGN 4.1).

A model with a status declares its :class:`TransitionTable`; a service calls :func:`change_status`, which locks the
row, checks table and permission, writes with history and appends a :class:`~common.models.StatusChange`.
A transition table instead of django-fsm: the moves are data that pages, tests and documents read, and the
work around them belongs to the service, not to methods of the model (docs/architecture.md).
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from common.history import save_checked, save_with_reason, update_many

if TYPE_CHECKING:
    from common.models import StatusChange
    from people.models import User

M = TypeVar("M", bound=models.Model)


class TransitionError(Exception):
    """A move that the transition table does not allow, or that its object does not allow now.

    The message is a German sentence for the user. It is not a permission error: the person might do it at another time.
    """


@dataclasses.dataclass(frozen=True)
class TransitionTable:
    """The allowed moves of one status field.

    ``moves`` maps each status to those that may follow it; ``permission`` is the permission that a move needs
    ("workshops.change_protocol"); ``reason_required`` holds the moves (from, to) that must name a reason.
    """

    field: str
    permission: str
    moves: Mapping[str, frozenset[str]]
    reason_required: frozenset[tuple[str, str]] = dataclasses.field(default_factory=frozenset)

    def allows(self, source: str, target: str) -> bool:
        """Return whether ``target`` may follow ``source``."""
        return target in self.moves.get(source, frozenset())

    def following(self, source: str) -> frozenset[str]:
        """Return every status that may follow ``source``."""
        return self.moves.get(source, frozenset())


@transaction.atomic
def change_status(instance: M, to: str, *, by: "User | None", reason: str = "") -> M:
    """Move ``instance`` to the status ``to`` and return it, freshly loaded and locked until the transaction ends.

    ``by`` is the acting user; ``None`` stands for the system (import, commands) and needs no permission.
    Raises :class:`TransitionError` for a move that the table forbids or that lacks its reason, and
    ``PermissionDenied`` for a user without the table's permission. Nothing is written then.
    """
    locked = type(instance)._default_manager.select_for_update(of=("self",)).get(pk=instance.pk)
    return move_locked(locked, to, by=by, reason=reason)


def move_locked(locked: M, to: str, *, by: "User | None", reason: str = "", is_checked: bool = False) -> M:
    """Move ``locked`` to the status ``to``, save it with all that the caller has changed in it, and return it.

    For a caller that holds the lock of the row, or whose object is new. ``is_checked`` says
    that a form has validated what changed; else as :func:`change_status`. Must run in a transaction.
    """
    table: TransitionTable = locked.TRANSITIONS  # type: ignore[attr-defined]
    source = getattr(locked, table.field)
    _check_move(locked, table, source, to, reason)
    if by is not None and not by.has_perm(table.permission, locked):
        raise PermissionDenied
    setattr(locked, table.field, to)
    why = reason or f"Status: {status_label(locked, to)}"
    (save_checked if is_checked else save_with_reason)(locked, by=by, reason=why)
    _change(locked, source, to, by, reason).save()
    return locked


@dataclasses.dataclass(frozen=True)
class Move:
    """A step of one locked object among many: to which status, and why."""

    instance: Any
    to: str
    reason: str = ""


@transaction.atomic
def change_statuses(moves: Sequence[Move], *, by: "User | None", fields: Sequence[str] = ()) -> None:
    """Take the steps of many objects of one model with three statements, all or none; each is named once.

    The objects are freshly loaded and locked. ``fields`` are further ones that the caller set on them, to be saved
    along without validation. Raises like :func:`change_status`.
    """
    if not moves:
        return
    table: TransitionTable = moves[0].instance.TRANSITIONS
    changes = []
    for move in moves:
        source = getattr(move.instance, table.field)
        _check_move(move.instance, table, source, move.to, move.reason)
        if by is not None and not by.has_perm(table.permission, move.instance):
            raise PermissionDenied
        setattr(move.instance, table.field, move.to)
        move.instance._change_reason = move.reason or f"Status: {status_label(move.instance, move.to)}"
        changes.append(_change(move.instance, source, move.to, by, move.reason))
    update_many([move.instance for move in moves], [table.field, *fields], by=by, reason="Status geändert")
    type(changes[0]).objects.bulk_create(changes)


def status_label(instance: Any, status: str) -> str:
    """Return the German label of ``status`` on the status field of this model, or of an instance of it."""
    status_field = instance._meta.get_field(instance.TRANSITIONS.field)
    return str(dict(status_field.flatchoices).get(status, status))


def _check_move(instance: Any, table: TransitionTable, source: str, to: str, reason: str) -> None:
    name = instance._meta.verbose_name
    if not table.allows(source, to):
        raise TransitionError(
            f"{name}: Der Schritt von „{status_label(instance, source)}“ zu „{status_label(instance, to)}“ ist nicht"
            " möglich. Vielleicht hat inzwischen jemand anderes den Status geändert; bitte laden Sie die Seite neu."
        )
    if (source, to) in table.reason_required and not reason.strip():
        raise TransitionError("Bitte nennen Sie einen Grund für diesen Schritt.")


def _change(instance: models.Model, source: str, to: str, by: "User | None", reason: str) -> "StatusChange":
    from common.models import StatusChange

    return StatusChange(subject=instance, from_status=source, to_status=to, by=by, by_name=str(by or ""), reason=reason)
