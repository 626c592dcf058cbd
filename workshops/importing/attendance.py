"""Who took part: organisations and persons in the words of a protocol's head."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from workshops.content import AttendanceContent
from workshops.enums import AttendanceStatus
from workshops.importing.matching import NameIndex

_LEAD_IN = re.compile(r"[^,;]*?vertreter\w*\s+(?:von|der|des|aus|vom)\s+(?=\S)", re.IGNORECASE)
_AND_BEHIND_LEGAL_FORM = re.compile(r"\b(GmbH|AG|eG|KG|AöR|e\. ?V\.) (?:und|sowie) (?=[A-ZÄÖÜ])")
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)$")
_PERSON = re.compile(r"(?:Herrn?|Frau|Hr\.|Fr\.|Dr\.|Prof\.)\s")
_WORD = r"[A-ZÄÖÜ](?:\.|[^\W\d_]+)"
_PERSON_NAME = re.compile(rf"{_WORD}(?:[ -](?:von |van |de |zu )?{_WORD}){{1,3}}")
_ORGANISATION = re.compile(
    r"\b(?:g?GmbH|AG|KG|eG|AöR|Stadt|Landkreis|Land|Bund|Freistaat|Firma)\b|(?:verband|verein|amt|dienst|werke?|betriebe?"
    r"|gesellschaft|genossenschaft|verwaltung|ministerium|kammer|agentur|institut|zentrum|schule|universität|sparkasse"
    r"|bank|stiftung|projekt|gruppe|kreis|team|rat|büro|netze?|kultur)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(?P<before>[^(),;]+?)\s*(?:\((?P<inside>[^()]+)\)|,\s*(?P<behind>[^(),;]+))")
_BARE_STATUS = re.compile(r"(?:als )?\w+\.?", re.IGNORECASE)
_STATUSES = (
    (AttendanceStatus.EXCUSED, re.compile(r"entschuldigt|abwesend|verhindert|fehlt", re.IGNORECASE)),
    (AttendanceStatus.GUEST, re.compile(r"\bgast\b|\bgäste\b", re.IGNORECASE)),
    (AttendanceStatus.PRESENT, re.compile(r"anwesend|teilgenommen|erwartet", re.IGNORECASE)),
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


def tell_apart(entries: Iterable[AttendanceContent], known: NameIndex[Any]) -> list[AttendanceContent]:
    """The entries with persons as names, where an organisation was read as "Person (Organisation)" or the like.

    The part that is a ``known`` organisation is the organisation, whatever the order. If none is known, one of them
    must look like a person, or else the words stay together as a new organisation.
    """
    return [one for entry in entries for one in _told_apart(entry, known)]


def _told_apart(entry: AttendanceContent, known: NameIndex[Any]) -> Iterator[AttendanceContent]:
    pair = _PAIR.fullmatch(entry.organisation)
    if pair is None or known.find_exactly(entry.organisation):
        yield entry
        return
    before, behind = pair["before"], pair["behind"] or pair["inside"].strip()
    if pair["behind"] and known.find(before) and known.find(behind):
        yield replace(entry, organisation=before)
        yield replace(entry, organisation=behind)
    elif _is_short_name(behind, before):
        yield replace(entry, organisation=behind) if known.find(behind) and not known.find(before) else entry
    elif known.find(before):
        yield _with_name(entry, before, behind)
    elif known.find(behind) or _looks_like_person(before):
        yield _with_name(entry, behind, before)
    elif _looks_like_person(behind):
        yield _with_name(entry, before, behind)
    else:
        yield entry


def _with_name(entry: AttendanceContent, organisation: str, name: str) -> AttendanceContent:
    return replace(entry, organisation=organisation, name=", ".join(part for part in (name, entry.name) if part))


def speakers(entries: Iterable[AttendanceContent]) -> frozenset[str]:
    """The names, in lower case, of organisations and persons that may stand before a quotation."""
    names = {name for entry in entries for name in (entry.organisation, entry.name)}
    parts = {part for name in names if (pair := _PAIR.fullmatch(name)) for part in pair.groups("")}
    return frozenset(name.casefold() for name in names | parts if name)


def _is_short_name(short: str, name: str) -> bool:
    """Whether ``short`` abbreviates the name: capital letters that all occur in it, in their order."""
    letters = iter(name.casefold())
    return short.isupper() and short[0] == name[0] and all(letter in letters for letter in short.casefold())


def _looks_like_person(words: str) -> bool:
    """Whether there is a form of address or a title, or else a few capitalised words that name no organisation."""
    is_name = _PERSON_NAME.fullmatch(words) is not None and _ORGANISATION.search(words) is None
    return is_name or _PERSON.match(words) is not None


def _parts(text: str) -> Iterator[str]:
    """Cut at semicolons, or else at commas, but never inside brackets."""
    separator = ";" if ";" in text or _is_person_with_organisation(text) else ","
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


def _is_person_with_organisation(text: str) -> bool:
    """Whether the one comma in the text stands between a person and the organisation ("Max Muster, Tilia GmbH")."""
    before, _comma, behind = (part.strip() for part in text.partition(","))
    is_pair = bool(behind) and "," not in behind
    return is_pair and _looks_like_person(before) and not _looks_like_person(_IN_BRACKETS.sub("", behind))


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
