"""Reads protocols out of files: .docx, .txt and .md become a content tree and a report of every line.

``parse_protocol`` is the way in. Readers turn bytes into neutral source lines (``text_reader``, ``docx_reader``), the
recogniser turns lines into a protocol. Nothing here knows the database.
"""

import hashlib
from pathlib import PurePath

from workshops.importing.docx_reader import read_docx
from workshops.importing.errors import ImportRefused
from workshops.importing.files import MAX_BYTES, FileType, check_file, check_size, decode_text
from workshops.importing.lines import Form, SourceLine
from workshops.importing.recogniser import recognise
from workshops.importing.result import AnnouncedMeeting, ParsedProtocol, Recognition, ReportLine
from workshops.importing.text_reader import read_text

__all__ = [
    "MAX_BYTES",
    "AnnouncedMeeting",
    "ImportRefused",
    "ParsedProtocol",
    "Recognition",
    "ReportLine",
    "check_size",
    "parse_protocol",
]

MAX_LINES = 3_000
"""Lines of a file; the longest protocols have about a thousand."""


def parse_protocol(data: bytes, filename: str) -> ParsedProtocol:
    """Read a protocol out of a file's bytes; ``filename`` tells its type, which the content must match.

    Raises ``ImportRefused`` with a German sentence for a file that is none of ours, damaged, encrypted, empty or too
    large.
    """
    lines, is_own = _read(data, check_file(data, filename))
    if not any(line.runs or line.key for line in lines if line.form is not Form.SKIPPED):
        raise ImportRefused("Die Datei enthält keinen Text. Bitte prüfen Sie, ob Sie die richtige Datei gewählt haben.")
    if len(lines) > MAX_LINES:
        raise ImportRefused(
            f"Die Datei hat mehr als {MAX_LINES // 1000}.000 Zeilen. Bitte prüfen Sie, ob Sie die richtige Datei"
            " gewählt haben."
        )
    recognised = recognise(lines, is_own=is_own)
    return ParsedProtocol(
        filename=PurePath(filename).name,
        sha256=hashlib.sha256(data).hexdigest(),
        content=recognised.content,
        report=recognised.report,
        announced=recognised.announced,
    )


def _read(data: bytes, file_type: FileType) -> tuple[list[SourceLine], bool]:
    if file_type is FileType.DOCX:
        return read_docx(data)
    return read_text(decode_text(data), markdown=file_type is FileType.MARKDOWN), False
