"""Pictures and other files of annexes: taken in, described, moved and removed as long as the annex may change."""

import io
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum
from PIL import Image

from common.files import MAX_TOGETHER, CheckedFile, FileRefused, check_file, size_in_words
from common.files.types import FileType
from common.history import delete_with_reason, save_with_reason
from common.versions import save_version
from people.models import User
from strategy.models import Annex, AnnexFile, StoredFile
from strategy.services.annexes import lock_annexes, swap

MAX_FILES = 30
"""Files of one version."""
MAX_PICTURES = 15 * 1024 * 1024
"""Bytes of all pictures of one version: they are all in its documents."""
LONGEST_SIDE = 2000
"""Pixels that a picture keeps: enough to print it over a whole line."""
ODD_COLOURS = "Die Farben dieses Bildes lassen sich nicht umwandeln. Bitte speichern Sie es als JPG."


def add_annex_file(
    annex: Annex, content: bytes, name: str, *, title: str, description: str, by: User | None
) -> AnnexFile:
    """Store a picture or another file with an annex, as the last one, and return it; the same twice is stored once.

    Raises :class:`~common.files.FileRefused` for a file that may not come in, ``ValidationError``,
    :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    checked = check_file(content, name)
    size = (0, 0)
    if checked.kind.is_picture:
        checked, size = _for_print(checked)
    with transaction.atomic():
        lock_annexes(annex.strategy, by)
        same = annex.files.filter(stored__sha256=checked.sha256).first()
        if same is not None:
            return same
        _check_room(annex, checked)
        position = max(annex.files.values_list("position", flat=True), default=-1) + 1
        file = AnnexFile(
            annex=annex, stored=_stored(checked, size), position=position, title=title, description=description
        )
        return save_with_reason(file, by=by, reason="Datei hinzugefügt")


@transaction.atomic
def edit_annex_file(file: AnnexFile, *, version: int, title: str, description: str, by: User | None) -> AnnexFile:
    """Change title and description of a file that was loaded at ``version``, and return it.

    Raises :class:`~common.versions.StaleVersionError` and as :func:`add_annex_file` does.
    """
    lock_annexes(file.annex.strategy, by)
    stored = AnnexFile.locked(file.pk)
    stored.title, stored.description = title, description
    return save_version(stored, loaded=version, by=by, reason="Titel oder Bildbeschreibung geändert")


@transaction.atomic
def move_annex_file(file: AnnexFile, *, up: bool, by: User | None) -> None:
    """Swap a file with its neighbour; at the end of the list nothing happens. Raises as :func:`add_annex_file` does."""
    lock_annexes(file.annex.strategy, by)
    swap(list(file.annex.files.all()), file, up=up, by=by, reason="Datei verschoben")


@transaction.atomic
def remove_annex_file(file: AnnexFile, *, by: User | None) -> None:
    """Take a file out of its annex; frozen states keep it. Raises as :func:`add_annex_file` does."""
    lock_annexes(file.annex.strategy, by)
    delete_with_reason(file, by=by, reason="Datei entfernt")


def forget_unused_files(*, before: datetime) -> int:
    """Remove stored files, older than ``before`` (aware), that stand nowhere any more; return how many they were."""
    count = 0
    for stored in StoredFile.objects.unused().filter(stored_at__lt=before):
        with transaction.atomic():
            stored.delete()
            transaction.on_commit(partial(stored.file.storage.delete, str(stored.file.name)))
        count += 1
    return count


def _for_print(checked: CheckedFile) -> tuple[CheckedFile, tuple[int, int]]:
    """Return a picture as PNG or JPEG, which Word shows, no larger than print needs, and its size in pixels."""
    with Image.open(io.BytesIO(checked.content)) as picture:
        if checked.kind is not FileType.WEBP and max(picture.size) <= LONGEST_SIDE:
            return checked, picture.size
        is_photo = checked.kind is FileType.JPEG or (checked.kind is FileType.WEBP and "A" not in picture.getbands())
        kind = FileType.JPEG if is_photo else FileType.PNG
        try:
            smaller = picture if is_photo else picture.convert("RGBA")
        except ValueError as error:  # greys of 16 bits
            raise FileRefused(ODD_COLOURS) from error
        smaller.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = io.BytesIO()
        smaller.save(out, kind.name, **({"quality": 90} if is_photo else {}))
        name = checked.name.removesuffix(checked.kind.ending) + kind.ending
        return CheckedFile(name, kind, out.getvalue()), smaller.size


def _check_room(annex: Annex, checked: CheckedFile) -> None:
    """Raise ``FileRefused`` where the version has too many files or too large ones."""
    others = AnnexFile.objects.filter(annex__strategy=annex.strategy)
    if others.count() >= MAX_FILES:
        raise FileRefused(f"Eine Fassung hat höchstens {MAX_FILES} Dateien. Bitte entfernen Sie zuerst eine.")
    what, limit = "Dateien", MAX_TOGETHER
    if checked.kind.is_picture:
        what, limit, others = "Bilder", MAX_PICTURES, others.filter(stored__width__gt=0)
    total = (others.aggregate(total=Sum("stored__size"))["total"] or 0) + len(checked.content)
    if total > limit:
        raise FileRefused(
            f"Alle {what} einer Fassung dürfen zusammen {size_in_words(limit)} haben; mit dieser Datei wären es"
            f" {size_in_words(total)}. Bitte entfernen Sie eine andere oder verkleinern Sie sie."
        )


def _stored(checked: CheckedFile, size: tuple[int, int]) -> StoredFile:
    """Return the stored file with these bytes, a new one where there is none."""
    same = StoredFile.objects.filter(sha256=checked.sha256).first()
    if same is not None:
        return same
    stored = StoredFile(
        sha256=checked.sha256,
        name=checked.name,
        content_type=checked.kind.content_type,
        size=len(checked.content),
        width=size[0],
        height=size[1],
    )
    stored.file.save(checked.name, ContentFile(checked.content), save=False)
    try:
        stored.full_clean()
        stored.save()
    except BaseException:
        stored.file.delete(save=False)
        raise
    return stored
