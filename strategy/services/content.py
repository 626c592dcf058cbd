"""What services of the strategy have in common: writing content on a version, and the rows that connect objects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Model

from common.history import delete_with_reason, save_with_reason
from common.versions import StaleVersionError, VersionedModel, save_version
from people.models import User

V = TypeVar("V", bound=VersionedModel)


def require(by: User | None, permission: str, subject: Any = None) -> None:
    """Raise ``PermissionDenied`` unless ``by`` has the permission; ``None`` stands for the system."""
    if by is not None and not by.has_perm(permission, subject):
        raise PermissionDenied


def lock_kind(model: type[Model]) -> None:
    """Wait until nobody else makes an object of ``model``; must run in a transaction.

    So whoever makes one knows all names, addresses and places that are taken, also those of a click a moment ago.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [model._meta.db_table])


def made_already(new: V, names: Iterable[str], relation: str = "", wanted: Iterable[Model] = ()) -> V | None:
    """Return the object, if there is one, that says the same as ``new`` and is connected with ``wanted``.

    After a second click that is what the first one made. Whoever asks holds a lock that keeps others from making one.
    """
    stored: V | None = type(new)._default_manager.filter(**{name: getattr(new, name) for name in names}).first()
    if stored is None or not relation:
        return stored
    connected = set(getattr(stored, relation).values_list("pk", flat=True))
    return stored if connected == {one.pk for one in wanted} else None


def write_content(
    locked: V, content: Mapping[str, Any], *, version: int, by: User | None, reason: str, changes_more: bool = False
) -> V:
    """Give a locked object its new ``content`` on the version that it was loaded at, and return it.

    The same content once more (a double click) changes nothing; ``changes_more`` says that something else of it changes
    with it. Raises :class:`~common.versions.StaleVersionError` and ``ValidationError``.
    """
    if not changes_more and all(getattr(locked, name) == value for name, value in content.items()):
        return locked
    if locked.version != version:
        raise StaleVersionError(locked)
    for name, value in content.items():
        setattr(locked, name, value)
    return save_version(locked, loaded=version, by=by, reason=reason)


@dataclass(frozen=True, slots=True)
class Connection:
    """The rows (``model``) that connect an ``owner`` with targets; ``relation`` is how the owner calls those."""

    model: type[Model]
    owner: str
    target: str
    relation: str


def write_connected(
    locked: V, content: Mapping[str, Any], connection: Connection, *, version: int, by: User | None, reason: str
) -> V:
    """Write as :func:`write_content`, and what the object is connected with where ``content`` names it."""
    values = {name: value for name, value in content.items() if name != connection.relation}
    wanted = content.get(connection.relation)
    stored = set(getattr(locked, connection.relation).values_list("pk", flat=True))
    changes = wanted is not None and {one.pk for one in wanted} != stored
    write_content(locked, values, version=version, by=by, reason=reason, changes_more=changes)
    if wanted is not None and changes:
        connect(locked, wanted, connection, by=by, reason=reason)
    return locked


def connect(owner: Model, wanted: Iterable[Model], connection: Connection, *, by: User | None, reason: str) -> None:
    """Make the rows of a connection that belong to ``owner`` lead to the objects of ``wanted`` and to no others."""
    of_owner = {connection.owner: owner}
    rows = connection.model._default_manager.filter(**of_owner)
    stored = {getattr(row, f"{connection.target}_id"): row for row in rows}
    chosen = {one.pk: one for one in wanted}
    for gone in stored.keys() - chosen.keys():
        delete_with_reason(stored[gone], by=by, reason=reason)
    for new in sorted(chosen.keys() - stored.keys()):
        save_with_reason(connection.model(**of_owner, **{connection.target: chosen[new]}), by=by, reason=reason)
