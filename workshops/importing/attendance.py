"""Who took part: organisations and persons in the words of a protocol's head."""

import re
from collections.abc import Iterator

from workshops.content import AttendanceContent
from workshops.enums import AttendanceStatus

_LEAD_IN = re.compile(r"[^,;]*?vertreter\w*\s+(?:von|der|des|aus|vom)\s+(?=\S)", re.IGNORECASE)
_AND_BEHIND_LEGAL_FORM = re.compile(r"\b(GmbH|AG|eG|KG|AöR|e\. ?V\.) (?:und|sowie) (?=[A-ZÄÖÜ])")
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)$")
_PERSON = re.compile(r"(?:Herrn?|Frau|Hr\.|Fr\.|Dr\.|Prof\.)\s")
_BARE_STATUS = re.compile(r"(?:als )?\w+\.?", re.IGNORECASE)
_STATUSES = (
    (AttendanceStatus.EXCUSED, re.compile(r"entschuldigt|abwesend|verhindert|fehlt", re.IGNORECASE)),
    (AttendanceStatus.GUEST, re.compile(r"\bgast\b|\bgäste\b", re.IGNORECASE)),
    (AttendanceStatus.PRESENT, re.compile(r"anwesend|teilgenommen", re.IGNORECASE)),
)


def read_attendance(text: str, status: AttendanceStatus) -> tuple[AttendanceContent, ...]:
    """The organisations that ``text`` names, separated by semicolons or commas.

    Words that lead in ("Vertreterinnen und Vertreter von …") are no organisation. ``status`` is that of the whole
    list; "(entschuldigt)" or "(Gast)" behind a name is stronger, and further words there are kept as the name.
    """
    entries = (_entry(part.strip(" .\t"), status) for part in _parts(_LEAD_IN.sub("", text, count=1)))
    return tuple(entry for entry in entries if entry.organisation)


def find_status(text: str) -> AttendanceStatus | None:
    """The status that a cell or a bracket names ("entschuldigt", "Gast")."""
    return next((status for status, pattern in _STATUSES if pattern.search(text)), None)


def _parts(text: str) -> Iterator[str]:
    """Cut at semicolons, or else at commas, but never inside brackets."""
    separator = ";" if ";" in text else ","
    depth, start = 0, 0
    text = _AND_BEHIND_LEGAL_FORM.sub(rf"\1{separator} ", text)
    for position, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(depth - 1, 0)
        elif character == separator and not depth:
            yield text[start:position]
            start = position + 1
    yield text[start:]


def _entry(part: str, status: AttendanceStatus) -> AttendanceContent:
    """One organisation; a person stands before the brackets or in them ("Herr Muster (Stadt Gera)")."""
    name = ""
    while match := _IN_BRACKETS.search(part):
        inside, before = match[1].strip(), part[: match.start()]
        if found := find_status(inside):
            status = found
            name = name or ("" if _BARE_STATUS.fullmatch(inside) else inside)
        elif _PERSON.match(inside):
            name = inside
        elif _PERSON.match(before):
            return AttendanceContent(inside, status, before)
        else:
            break
        part = before
    return AttendanceContent(part, status, name)
