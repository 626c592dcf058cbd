"""What the parts of an office document must not be: programs, embedded objects, XML that declares a document type.

A document type may declare entities that unfold to gigabytes ("billion laughs") or read files and addresses ("XXE").
Office programs write none. It stands before the first element (XML 1.0, 2.8), so only the start of each part is read.
"""

import zipfile
from typing import NoReturn
from xml.parsers import expat

from common.files.errors import FileRefused
from common.files.types import is_package

EMBEDDED = (
    "In das Dokument ist eine andere Datei oder ein Objekt eingebettet, das Programme enthalten kann. Bitte wandeln Sie"
    " es in ein Bild um oder speichern Sie das Dokument als PDF."
)
BROKEN = "Die Datei ist beschädigt. Bitte öffnen Sie sie in Ihrem Schreibprogramm und speichern Sie sie neu."
_DOCUMENT_TYPE = (
    "Das Dokument enthält eine DOCTYPE-Angabe, die Inhalte von anderen Stellen nachladen kann. Bitte speichern Sie es"
    " neu oder als PDF."
)

PROLOG = 64 * 1024
"""Bytes within which the first element of XML must start; before it stand some hundred."""
_OBJECT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The start of a compound file (MS-CFB), in which OLE objects, ActiveX controls and old office documents lie."""
_PROGRAMS = (b"MZ", b"\x7fELF")
_MARKUP = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")
"""How XML starts in UTF-8 and UTF-16, with and without the mark of its byte order."""


class _RootReachedError(Exception):
    """The first element has started: no document type can follow."""


def check_parts(archive: zipfile.ZipFile) -> list[str]:
    """Look at the start of every part, and return the names of embedded documents, which are to be checked themselves.

    Raises :class:`FileRefused`.
    """
    return [entry.filename for entry in archive.infolist() if _is_document(archive, entry)]


def _is_document(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Return whether a part is an embedded document, as charts bring their table along; refuse what may be none."""
    with archive.open(entry) as part:
        start = part.read(PROLOG)
    if start.startswith((_OBJECT, *_PROGRAMS)):
        raise FileRefused(EMBEDDED)
    is_embedded = start != b"" and "/embeddings/" in f"/{entry.filename}"
    if is_embedded != is_package(start):
        raise FileRefused(EMBEDDED)
    is_named_xml = entry.filename.lower().endswith((".xml", ".rels"))
    if start and (is_named_xml or start.lstrip().startswith(_MARKUP)):
        _refuse_document_type(start, must_be_xml=is_named_xml)
    return is_embedded


def _refuse_document_type(start: bytes, *, must_be_xml: bool) -> None:
    """Raise :class:`FileRefused` where XML declares a document type, or hides whether it does."""
    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = _refuse
    reader.StartElementHandler = _stop
    try:
        reader.Parse(start, False)
    except _RootReachedError:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: an encoding that it does not know
        if must_be_xml:
            raise FileRefused(BROKEN) from error
        return
    raise FileRefused(BROKEN)


def _refuse(*_: object) -> NoReturn:
    raise FileRefused(_DOCUMENT_TYPE)


def _stop(*_: object) -> NoReturn:
    raise _RootReachedError
