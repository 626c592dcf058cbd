"""What a document must not do by itself when somebody opens it: run a script, or load a part from elsewhere."""

import re
import zipfile
import zlib
from xml.parsers import expat

from common.files.errors import FileRefused

MAX_OBJECTS = 20 * 1024 * 1024
"""Bytes that the packed objects of one PDF may unpack to; those of real ones are lists of some hundred kilobytes."""

_ENCRYPTED = "Das PDF ist verschlüsselt. Bitte speichern Sie es ohne Kennwort und ohne Einschränkungen."
_SCRIPT = "Das PDF enthält ein Programm (JavaScript). Bitte drucken Sie es als PDF neu und laden Sie das neue hoch."
_FOREIGN = (
    "Das Dokument lädt beim Öffnen eine Vorlage oder ein Objekt von einer anderen Stelle. Bitte entfernen Sie diese"
    " Verknüpfung oder speichern Sie es als PDF."
)

# ISO 32000: the trailer names /Encrypt; every script action has /S /JavaScript; objects may be packed into streams.
_ENCRYPT_ENTRY = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_SCRIPT_ENTRY = re.compile(rb"/(?:JavaScript|JS)\s*[(<\[/\d>\s]")
_PACKED = re.compile(rb"/ObjStm\b(?:(?!endobj).)*?stream\r?\n", re.DOTALL)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
# ECMA-376, 15.2: what a document fetches by itself; links to addresses and to other workbooks wait for a click.
_FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/aFChunk")


def refuse_active_pdf(data: bytes) -> None:
    """Raise :class:`FileRefused` for a PDF that is encrypted or holds a script."""
    objects = _plain(_STREAM.sub(b"", data))
    if _ENCRYPT_ENTRY.search(objects):
        raise FileRefused(_ENCRYPTED)
    if _SCRIPT_ENTRY.search(objects) or b"/JavaScript" in _plain(data) or _SCRIPT_ENTRY.search(_packed_objects(data)):
        raise FileRefused(_SCRIPT)


def refuse_foreign_parts(archive: zipfile.ZipFile) -> None:
    """Raise :class:`FileRefused` for an office document with a template or an object that lies outside of it."""
    for name in archive.namelist():
        if name.lower().endswith(".rels"):
            reader = expat.ParserCreate()
            reader.StartElementHandler = _refuse_foreign_part
            reader.Parse(archive.read(name), True)


def _refuse_foreign_part(_: str, relation: dict[str, str]) -> None:
    if relation.get("TargetMode") == "External" and relation.get("Type", "").endswith(_FETCHED):
        raise FileRefused(_FOREIGN)


def _plain(data: bytes) -> bytes:
    """Return the bytes with names written out, which may be spelt in hexadecimal ("/J#53")."""
    return _HEX.sub(lambda match: bytes([int(match[1], 16)]), data) if b"#" in data else data


def _packed_objects(data: bytes) -> bytes:
    """Return what is packed into object streams, as far as ``MAX_OBJECTS``."""
    found = b""
    for start in _PACKED.finditer(data):
        try:
            found += zlib.decompressobj().decompress(data[start.end() :], MAX_OBJECTS - len(found))
        except zlib.error:
            continue
        if len(found) >= MAX_OBJECTS:
            raise FileRefused(_SCRIPT)
    return _plain(found)
