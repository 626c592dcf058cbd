"""The one way in for a file: size, name, real type, and pictures encoded anew."""

import hashlib
import math
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from common.files.active import refuse_active_pdf
from common.files.errors import FileRefused
from common.files.packages import holds_archive, package_type
from common.files.pictures import encoded_anew
from common.files.types import FileType, flat_type, is_package, refuse_second_face

MB = 1024 * 1024
MAX_FILE = 20 * MB
MAX_TOGETHER = 50 * MB
"""Bytes of one file, and of all files of one object."""

_NAME_LENGTH = 120
_PDF_END = b"%%EOF"
_BREAKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be stored: its bytes as they are stored, and a name with the ending of its real type."""

    name: str
    kind: FileType
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest of the stored bytes."""
        return hashlib.sha256(self.content).hexdigest()


def check_file(data: bytes, name: str) -> CheckedFile:
    """Return the file as it may be stored. Raises :class:`FileRefused`."""
    check_size(len(data))
    clean = _clean_stem(name)
    kind = package_type(data) if is_package(data) else flat_type(data)
    refuse_second_face(data, kind)
    if not is_package(data) and holds_archive(data):
        raise FileRefused(
            "An die Datei ist ein Archiv angehängt. Bitte öffnen Sie sie in dem Programm, mit dem sie erstellt wurde,"
            " und speichern Sie sie neu."
        )
    if kind is FileType.PDF and _PDF_END not in data[-MB:]:
        raise FileRefused("Das PDF ist unvollständig. Bitte speichern Sie es neu und versuchen Sie es noch einmal.")
    if kind is FileType.PDF:
        refuse_active_pdf(data)
    content = encoded_anew(data, kind) if kind.is_picture else data
    return CheckedFile(f"{clean}{kind.ending}", kind, content)


def size_in_words(size: int) -> str:
    """Return a number of bytes as "20,1 MB", rounded up, so that what is too large never reads as what is allowed."""
    return f"{math.ceil(size / MB * 10) / 10:g} MB".replace(".", ",")


def check_size(size: int) -> None:
    """Raise :class:`FileRefused` for a file of ``size`` bytes that is empty or too large."""
    if size == 0:
        raise FileRefused("Die Datei ist leer. Bitte prüfen Sie, ob Sie die richtige Datei gewählt haben.")
    if size > MAX_FILE:
        raise FileRefused(
            f"Die Datei ist {size_in_words(size)} groß, erlaubt sind {MAX_FILE // MB} MB. Bitte verkleinern Sie sie,"
            " zum Beispiel als PDF mit kleineren Bildern."
        )


def _clean_stem(name: str) -> str:
    """Return the name without its ending and without characters that do not show. Refuses a path."""
    if "/" in name or "\\" in name or "\0" in name:
        raise FileRefused("Der Name der Datei enthält einen Pfad. Bitte benennen Sie die Datei um.")
    shown = "".join(" " if unicodedata.category(character)[0] == "C" else character for character in name)
    stem = PurePosixPath(_BREAKS.sub(" ", shown).strip().lstrip(".")).stem
    return stem[:_NAME_LENGTH].strip(" .") or "Datei"
