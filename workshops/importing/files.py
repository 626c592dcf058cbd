"""Is this a file that we read? Size, name and real type of an upload; the content decides, not the name."""

import re
from enum import Enum
from pathlib import PurePath

from workshops.importing.errors import ImportRefused

MAX_BYTES = 10 * 1024 * 1024
"""The largest file that is read; protocols without pictures have a few hundred kilobytes."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    b"%PDF": "eine PDF-Datei",
    b"\x89PNG": "ein Bild",
    b"\xff\xd8\xff": "ein Bild",
    b"GIF8": "ein Bild",
    b"II*\x00": "ein Bild",
    b"MM\x00*": "ein Bild",
    b"{\\rtf": "eine RTF-Datei",
    b"Rar!": "ein Archiv",
    b"7z\xbc\xaf": "ein Archiv",
    b"\x1f\x8b": "ein Archiv",
    b"MZ": "ein Programm",
    b"\x7fELF": "ein Programm",
}
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_WEB_PAGE = re.compile(r"\s*<(!doctype|html|\?xml)\b", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")


class FileType(Enum):
    """What is read, by the ending of its name."""

    DOCX = ".docx"
    TEXT = ".txt"
    MARKDOWN = ".md"


def check_file(data: bytes, filename: str) -> FileType:
    """Return the type of the file, or raise ``ImportRefused`` if it is none that we read or not what it says."""
    check_size(len(data))
    named = _named_type(filename)
    is_package = data.startswith(_ZIP)
    if data.startswith(_OLE):
        raise ImportRefused(_old_or_encrypted(data))
    for signature, what in _FOREIGN.items():
        if data.startswith(signature):
            raise ImportRefused(
                f"Die Datei heißt zwar {named.value}, ist aber {what}. Bitte wählen Sie das Protokoll als .docx, .txt"
                " oder .md."
            )
    if named is FileType.DOCX and not is_package:
        raise ImportRefused(
            "Die Datei heißt .docx, ist aber kein Word-Dokument, oder sie ist beschädigt. Bitte speichern Sie das"
            " Protokoll noch einmal als .docx; einen reinen Text benennen Sie bitte in .txt um."
        )
    if named is not FileType.DOCX and is_package:
        raise ImportRefused(
            f"Die Datei heißt {named.value}, ist aber kein Text, sondern ein Word-Dokument oder ein Archiv. Ein"
            " Word-Dokument benennen Sie bitte in .docx um."
        )
    return named


def check_size(size: int) -> None:
    """Raise ``ImportRefused`` for a file of ``size`` bytes that is empty or too large."""
    if size == 0:
        raise ImportRefused("Die Datei ist leer. Bitte prüfen Sie, ob Sie die richtige Datei gewählt haben.")
    if size > MAX_BYTES:
        raise ImportRefused(
            f"Die Datei ist {size / 1024 / 1024:.0f} MB groß, erlaubt sind {MAX_BYTES // 1024 // 1024} MB. Bitte"
            " entfernen Sie große Bilder aus dem Dokument und versuchen Sie es noch einmal."
        )


def decode_text(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with byte order mark or Windows-1252; raises ``ImportRefused``."""
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text) is None:
            return _without_web_page(text)
        break
    raise ImportRefused(
        "Die Datei ist kein lesbarer Text. Bitte öffnen Sie das Protokoll in Ihrem Schreibprogramm und speichern Sie es"
        " als .docx oder als Text in der Zeichenkodierung UTF-8."
    )


def _without_web_page(text: str) -> str:
    if _WEB_PAGE.match(text):
        raise ImportRefused(
            "Die Datei ist eine Internetseite und kein Text. Bitte speichern Sie das Protokoll als .docx, .txt oder"
            " .md."
        )
    return text


def _named_type(filename: str) -> FileType:
    suffix = PurePath(filename).suffix.lower()
    if suffix == ".doc":
        raise ImportRefused(
            "Alte Word-Dateien (.doc) werden nicht gelesen. Bitte speichern Sie das Protokoll als .docx."
        )
    try:
        return FileType(suffix)
    except ValueError:
        raise ImportRefused(
            "Diese Art von Datei wird nicht gelesen. Bitte wählen Sie das Protokoll als .docx, .txt oder .md."
        ) from None


def _old_or_encrypted(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return (
            "Die Datei ist mit einem Kennwort verschlüsselt. Bitte öffnen Sie sie in Word, entfernen Sie das Kennwort"
            " und speichern Sie sie noch einmal."
        )
    return "Die Datei hat das alte Word-Format. Bitte speichern Sie das Protokoll als .docx."
