"""Stored files without a row: left over where a transaction failed after its file was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import Storage
from django.db import models


@dataclass(frozen=True, slots=True)
class OrphanReport:
    """What was found: removed files without a row, their bytes, and rows whose file is missing."""

    files: int
    size: int
    missing: int

    def __add__(self, other: "OrphanReport") -> "OrphanReport":
        """Return both together."""
        return OrphanReport(self.files + other.files, self.size + other.size, self.missing + other.missing)


def clear_orphans(owners: Mapping[str, tuple[type[models.Model], str]], *, before: datetime) -> OrphanReport:
    """Remove files without a row that are older than ``before`` (aware), and return what was found.

    ``owners`` names for each folder the model and the field whose files lie there. A younger file may belong to a
    transaction that has not ended yet.
    """
    report = OrphanReport(0, 0, 0)
    for folder, (model, name) in owners.items():
        field: Any = model._meta.get_field(name)
        known = set(model._default_manager.exclude(**{name: ""}).values_list(name, flat=True))
        report += _clear(field.storage, folder, known, before)
    return report


def _clear(storage: Storage, folder: str, known: set[str], before: datetime) -> OrphanReport:
    stored = _stored_names(storage, folder)
    orphans = [name for name in stored - known if storage.get_modified_time(name) < before]
    size = 0
    for name in orphans:
        size += storage.size(name)
        storage.delete(name)
    return OrphanReport(files=len(orphans), size=size, missing=len(known - stored))


def _stored_names(storage: Storage, folder: str) -> set[str]:
    try:
        _, names = storage.listdir(folder)
    except FileNotFoundError:
        return set()
    return {f"{folder}/{name}" for name in names}
