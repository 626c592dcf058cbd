"""Files of pilots: taken in, replaced and removed."""

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum

from common.files import MAX_TOGETHER, CheckedFile, FileRefused, check_file, size_in_words
from common.history import delete_with_reason, save_with_reason
from people.models import User
from pilots.enums import FileKind
from pilots.models import Pilot, PilotFile, ProgressReport

MAX_FILES = 30
NO_PICTURE = "Diese Datei ist kein Bild. Bitte wählen Sie ein Bild im Format PNG, JPG oder WebP."


@transaction.atomic
def add_file(
    pilot: Pilot,
    content: bytes,
    name: str,
    *,
    kind: str,
    by: User | None,
    description: str = "",
    report: ProgressReport | None = None,
) -> PilotFile:
    """Store a file with a pilot, or a picture with one of its reports, and return it; the same twice is stored once.

    A picture replaces the one before it. Raises :class:`~common.files.errors.FileRefused` for a file that may not come
    in, and ``PermissionDenied``.
    """
    checked = check_file(content, name)
    if kind == FileKind.PICTURE and not checked.kind.is_picture:
        raise FileRefused(NO_PICTURE)
    _require_editor(pilot, by)
    Pilot.locked(pilot.pk)
    stored = pilot.files.filter(kind=kind, report=report)
    same = stored.filter(sha256=checked.sha256).first()
    if same is not None:
        return same if same.description == description else describe_file(same, description=description, by=by)
    if kind == FileKind.PICTURE:
        for former in stored:
            remove_file(former, by=by)
    _check_room(pilot, len(checked.content))
    return _store(PilotFile(pilot=pilot, report=report, kind=kind, description=description), checked, by)


@transaction.atomic
def describe_file(file: PilotFile, *, description: str, by: User | None) -> PilotFile:
    """Change what a picture shows in words, and return it."""
    _require_editor(file.pilot, by)
    file.description = description
    return save_with_reason(file, by=by, reason="Bildbeschreibung geändert")


@transaction.atomic
def remove_file(file: PilotFile, *, by: User | None) -> None:
    """Remove row and file; the file goes when the transaction has ended well."""
    _require_editor(file.pilot, by)
    delete_with_reason(file, by=by, reason="Datei entfernt")
    transaction.on_commit(lambda: file.file.delete(save=False))


def _check_room(pilot: Pilot, size: int) -> None:
    if pilot.files.count() >= MAX_FILES:
        raise FileRefused(f"Ein Pilotprojekt hat höchstens {MAX_FILES} Dateien. Bitte entfernen Sie zuerst eine.")
    total = (pilot.files.aggregate(total=Sum("size"))["total"] or 0) + size
    if total > MAX_TOGETHER:
        raise FileRefused(
            f"Alle Dateien eines Pilotprojekts dürfen zusammen {size_in_words(MAX_TOGETHER)} haben; mit dieser wären es"
            f" {size_in_words(total)}. Bitte entfernen Sie eine andere oder verkleinern Sie sie."
        )


def _store(file: PilotFile, checked: CheckedFile, by: User | None) -> PilotFile:
    file.name, file.content_type = checked.name, checked.kind.content_type
    file.size, file.sha256 = len(checked.content), checked.sha256
    file.file.save(checked.name, ContentFile(checked.content), save=False)
    try:
        return save_with_reason(file, by=by, reason="Datei hinzugefügt")
    except BaseException:
        file.file.delete(save=False)
        raise


def _require_editor(pilot: Pilot, by: User | None) -> None:
    if by is not None and not by.has_perm("pilots.change_pilot", pilot):
        raise PermissionDenied
