"""Office documents are zip archives: which one it is, and whether it is safe to open.

OOXML (ECMA-376) names the type of its main part in ``[Content_Types].xml``; OpenDocument (ISO/IEC 26300) in its first
entry, ``mimetype``. Sizes are bounded before anything is unpacked, so that no zip bomb gets memory or time.
"""

import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from common.files.active import refuse_foreign_parts
from common.files.errors import FileRefused
from common.files.parts import BROKEN, EMBEDDED, check_parts
from common.files.types import FileType

MAX_ENTRIES = 5_000
MAX_UNPACKED = 200 * 1024 * 1024
"""Bytes that all entries together may have; documents of 20 MB, mostly pictures, stay far below."""
MAX_RATIO = 100
"""How many times its size an archive may unpack to, beyond ``SMALL``; texts in XML reach about 30."""
SMALL = 20 * 1024 * 1024
MAX_TYPES = 1024 * 1024
"""Bytes of the list of types; real ones have some kilobytes."""

_CONTENT_TYPES = "[Content_Types].xml"
_MANIFEST = "META-INF/manifest.xml"
_OFFICE = {
    b"wordprocessingml.document.main+xml": (FileType.DOCX, "word/"),
    b"spreadsheetml.sheet.main+xml": (FileType.XLSX, "xl/"),
    b"presentationml.presentation.main+xml": (FileType.PPTX, "ppt/"),
}
_OPEN = {kind.content_type.encode(): kind for kind in (FileType.ODT, FileType.ODS)}

_ARCHIVE = (
    "Die Datei ist ein Archiv und kein Dokument. Archive werden nicht angenommen; bitte laden Sie die Dateien einzeln"
    " hoch."
)
_BOMB = (
    "Die Datei wird beim Entpacken ungewöhnlich groß und wird deshalb nicht angenommen. Bitte speichern Sie das"
    " Dokument neu oder laden Sie es als PDF hoch."
)
_MACROS = "Das Dokument enthält Makros. Bitte speichern Sie es ohne Makros oder als PDF."
_LOCKED = "Die Datei ist mit einem Kennwort geschützt. Bitte entfernen Sie das Kennwort."


def package_type(data: bytes, *, room: int = MAX_UNPACKED, may_embed: bool = True) -> FileType:
    """Return what document an archive is. Raises :class:`FileRefused` for other archives and for dangerous ones.

    It unpacks to at most ``room`` bytes. Documents in it share as much once more, and may hold none themselves.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_entries(archive, len(data), room)
            _check_contents(archive)
            found = _type_of(archive)
            embedded = check_parts(archive)
            refuse_foreign_parts(archive)
            for name in embedded:
                _check_embedded(archive.read(name), room // len(embedded) if may_embed else 0)
            return found
    except FileRefused:
        raise
    except Exception as error:  # zlib, lzma and zipfile each raise their own for damaged archives
        raise FileRefused(BROKEN) from error


def _check_embedded(content: bytes, room: int) -> None:
    """Raise :class:`FileRefused` for an embedded document that may not come in, as none may that has no room."""
    try:
        package_type(content, room=room, may_embed=False)
    except FileRefused as error:
        raise FileRefused(EMBEDDED) from error


def holds_archive(data: bytes) -> bool:
    """Return whether an archive hangs at the end of a file of another type."""
    return zipfile.is_zipfile(BytesIO(data))


def _check_entries(archive: zipfile.ZipFile, size: int, room: int) -> None:
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > min(room, max(SMALL, MAX_RATIO * size)):
        raise FileRefused(_BOMB)
    if not entries or entries[0].header_offset != 0:
        raise FileRefused(BROKEN)
    ends = [entry.header_offset + entry.compress_size for entry in entries]
    starts = [*(entry.header_offset for entry in entries[1:]), size]
    if any(end > start for end, start in zip(ends, starts, strict=True)):
        raise FileRefused(_BOMB)  # entries that share their bytes are how small bombs get large
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefused(_LOCKED)
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(_leads_out(name) for name in names):
        raise FileRefused(BROKEN)


def _check_contents(archive: zipfile.ZipFile) -> None:
    """Read everything once: each entry must have the size and the checksum that the archive tells."""
    if archive.testzip() is not None:
        raise FileRefused(BROKEN)


def _leads_out(name: str) -> bool:
    """Whether an entry would be unpacked outside its folder."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0] if path.parts else True


def _type_of(archive: zipfile.ZipFile) -> FileType:
    names = archive.namelist()
    if _CONTENT_TYPES in names:
        return _office_type(archive, names)
    if names[0] == "mimetype":
        found = _OPEN.get(_start_of(archive, "mimetype").strip())
        if found and "content.xml" in names:
            if any({"Basic", "Scripts"} & set(PurePosixPath(name).parts[:-1]) for name in names):
                raise FileRefused(_MACROS)
            if _MANIFEST in names and b"encryption-data" in _start_of(archive, _MANIFEST):
                raise FileRefused(_LOCKED)
            return found
    raise FileRefused(_ARCHIVE)


def _office_type(archive: zipfile.ZipFile, names: list[str]) -> FileType:
    types = _start_of(archive, _CONTENT_TYPES)
    if b"macroEnabled" in types or b"macrosheet" in types or any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefused(_MACROS)
    for mark, (found, folder) in _OFFICE.items():
        if mark in types and any(name.startswith(folder) for name in names):
            return found
    raise FileRefused(_ARCHIVE)


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        return stream.read(MAX_TYPES)
