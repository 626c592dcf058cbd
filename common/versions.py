"""Protection against lost updates (DESIGN 4.3): an edit names the version that it was made on."""

from typing import Any, Self, TypeVar

from django.db import models

from common.history import save_with_reason

M = TypeVar("M", bound="VersionedModel")


class StaleVersionError(Exception):
    """The object changed since the editor loaded it; ``current`` holds it as it is stored now. Nothing was written."""

    def __init__(self, current: "VersionedModel") -> None:
        super().__init__("Inzwischen hat jemand anderes diesen Text geändert. Beide Fassungen stehen nebeneinander.")
        self.current = current


class VersionedModel(models.Model):
    """A model whose edits carry the version that they were made on. The version counts changes of content."""

    version = models.PositiveIntegerField("Version", default=1, editable=False)

    class Meta:
        abstract = True

    def at_version(self, version: int) -> Any:
        """Return the history row that made ``version``: its content, by whom and when; ``None`` if there is none."""
        return self.history.filter(version=version).order_by("history_id").first()  # type: ignore[attr-defined]

    @classmethod
    def locked(cls, pk: int) -> Self:
        """Return the object, its row locked until the transaction ends. Raises ``DoesNotExist``."""
        return cls._default_manager.select_for_update(of=("self",)).get(pk=pk)


def save_version(instance: M, *, loaded: int, by: Any, reason: str) -> M:
    """Save the changed ``instance``, which must be locked, unless it is no longer at the version ``loaded``.

    Raises :class:`StaleVersionError` with the stored object; the caller loses nothing of what it holds.
    """
    if instance.version != loaded:
        raise StaleVersionError(type(instance)._default_manager.get(pk=instance.pk))
    instance.version += 1
    return save_with_reason(instance, by=by, reason=reason)
