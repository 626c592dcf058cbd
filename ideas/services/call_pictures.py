"""The picture of a call."""

from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from common.files import FileRefused, check_file
from common.versions import StaleVersionError, save_version
from ideas.models import Call
from people.models import User

NO_PICTURE = "Diese Datei ist kein Bild. Bitte wählen Sie ein Bild im Format PNG, JPG oder WebP."


@transaction.atomic
def set_picture(call: Call, *, version: int, content: bytes | None, name: str, text: str, by: User | None) -> Call:
    """Give a call that was loaded at ``version`` a picture, and return it; without ``content`` only the text changes.

    The picture is encoded anew, without data about where it was taken. Raises
    :class:`~common.files.errors.FileRefused` and :class:`~common.versions.StaleVersionError`; nothing is written then.
    """
    current = _at(call, version)
    if content is not None:
        checked = check_file(content, name)
        if not checked.kind.is_picture:
            raise FileRefused(NO_PICTURE)
        _forget(current)
        current.picture.save(f"{checked.sha256[:32]}{checked.kind.ending}", ContentFile(checked.content), save=False)
    current.picture_text = text
    return save_version(current, loaded=version, by=by, reason="Bild geändert")


@transaction.atomic
def remove_picture(call: Call, *, version: int, by: User | None) -> Call:
    """Take the picture away from a call that was loaded at ``version``, and return it.

    Raises :class:`~common.versions.StaleVersionError`.
    """
    current = _at(call, version)
    _forget(current)
    current.picture, current.picture_text = "", ""
    return save_version(current, loaded=version, by=by, reason="Bild entfernt")


def _forget(call: Call) -> None:
    """Remove the stored picture once the transaction has ended well."""
    if name := call.picture.name:
        transaction.on_commit(partial(call.picture.storage.delete, name))


def _at(call: Call, version: int) -> Call:
    current = Call.locked(call.pk)
    if current.version != version:
        raise StaleVersionError(current)
    return current
