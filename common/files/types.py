"""Which types of files are taken in, and what a file really is: its content decides, not its name."""

from enum import Enum

import puremagic

from common.files.errors import FileRefused


class FileType(Enum):
    """A type that is taken in: ending, media type and what to call it."""

    PDF = (".pdf", "application/pdf", "ein PDF")
    DOCX = (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "ein Word-Dokument")
    XLSX = (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "eine Excel-Tabelle")
    PPTX = (
        ".pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "eine PowerPoint-Präsentation",
    )
    ODT = (".odt", "application/vnd.oasis.opendocument.text", "ein OpenDocument-Text")
    ODS = (".ods", "application/vnd.oasis.opendocument.spreadsheet", "eine OpenDocument-Tabelle")
    PNG = (".png", "image/png", "ein Bild")
    JPEG = (".jpg", "image/jpeg", "ein Bild")
    WEBP = (".webp", "image/webp", "ein Bild")

    def __init__(self, ending: str, content_type: str, noun: str) -> None:
        self.ending = ending
        self.content_type = content_type
        self.noun = noun

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture, which is encoded anew."""
        return self in PICTURES


PICTURES = frozenset({FileType.PNG, FileType.JPEG, FileType.WEBP})
ACCEPTED = ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.png,.jpg,.jpeg,.webp"
"""The endings, for the dialogue in which browsers choose files."""

ACCEPTED_IN_WORDS = (
    "PDF, Word (docx), Excel (xlsx), PowerPoint (pptx), OpenDocument (odt, ods), Bilder (png, jpg, webp)"
)

_HEAD = 1024
_FLAT = {
    b"%PDF-": FileType.PDF,
    b"\x89PNG\r\n\x1a\n": FileType.PNG,
    b"\xff\xd8\xff": FileType.JPEG,
}
_NOT_TAKEN = {
    ".svg": "Die Datei ist ein SVG-Bild. Solche Bilder können Programme enthalten und werden nicht angenommen. Bitte"
    " speichern Sie das Bild als PNG.",
    ".gif": "Die Datei ist ein GIF-Bild. Bitte speichern Sie das Bild als PNG oder JPG.",
    ".doc": "Die Datei hat ein altes Office-Format oder ein Kennwort. Bitte speichern Sie sie ohne Kennwort als .docx,"
    " .xlsx, .pptx oder PDF.",
    ".html": "Die Datei ist eine Internetseite. Bitte drucken Sie die Seite als PDF und laden Sie das PDF hoch.",
    ".exe": "Die Datei ist ein Programm. Programme werden nicht angenommen.",
}
_OTHER = f"Diese Art von Datei wird nicht angenommen. Möglich sind: {ACCEPTED_IN_WORDS}."
_MARKUP = (b"<script", b"<html", b"<!doctype html", b"<svg", b"<?php")


def is_package(data: bytes) -> bool:
    """Return whether the file is a zip archive, as office documents are; of which type, its content tells."""
    return data.startswith(b"PK\x03\x04")


def flat_type(data: bytes) -> FileType:
    """Return the type of a file that is no archive. Raises :class:`FileRefused` for one that is not taken in."""
    for signature, found in _FLAT.items():
        if data.startswith(signature):
            return found
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return FileType.WEBP
    raise FileRefused(_NOT_TAKEN.get(_what_else(data), _OTHER))


def refuse_second_face(data: bytes, found: FileType) -> None:
    """Refuse a file that is something else as well: a program could be made to read it as that (a "polyglot")."""
    head = data[:_HEAD].lower()
    is_pdf_too = found is not FileType.PDF and b"%pdf-" in head
    if is_pdf_too or any(tag in head for tag in _MARKUP):
        raise FileRefused(
            f"Die Datei gibt sich als {found.noun.split(' ', 1)[1]} aus, enthält aber noch etwas anderes. Bitte öffnen"
            " Sie sie in dem Programm, mit dem sie erstellt wurde, und speichern Sie sie neu."
        )


def _what_else(data: bytes) -> str:
    """Return the ending of what the file seems to be; empty if nothing is known about it."""
    try:
        found = {match.extension for match in puremagic.magic_string(data)}
    except (puremagic.PureError, ValueError):
        return ""
    return next((ending for ending in _NOT_TAKEN if ending in found), "")
