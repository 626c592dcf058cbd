"""The head of a protocol: title, labelled lines, attendance."""

import re
from dataclasses import dataclass, field, replace

from workshops.content import AttendanceContent, HeadContent
from workshops.enums import AttendanceStatus
from workshops.importing.attendance import find_status, read_attendance
from workshops.importing.dates import find_day, find_times
from workshops.importing.labels import known_label
from workshops.importing.lines import Form, SourceLine
from workshops.importing.result import Recognition
from workshops.importing.title import read_title

_LABELLED = re.compile(r"(?P<label>[A-ZÄÖÜ](?:[^:]|:innen\b){0,60}?)\s*:(?!innen\b)\s*(?P<value>.*)")
_BY_WORDS = re.compile(r"(?P<label>Moderation|Leitung|Protokollführung)\s+(?:durch|von)\s+(?P<value>\S.*)")
_COUNTED = re.compile(r"^\d+[.)]\s+")
_PROJECT = re.compile(r"[^\Wa-z_][^.,;:!?]*")
_PROJECT_LENGTH = 60
_ATTENDEE_LENGTH = 200

_FIELDS = {
    "gremium": "body",
    "projekt": "project",
    "ort": "place",
    "moderation": "moderation",
    "protokollführung": "keeper",
    "verteiler": "distribution",
}
_ATTENDANCE = {
    "anwesend": AttendanceStatus.PRESENT,
    "entschuldigt": AttendanceStatus.EXCUSED,
    "gäste": AttendanceStatus.GUEST,
}

Found = tuple[Recognition, str]
"""What a line was recognised as, and where its content went, in words."""


@dataclass
class HeadReader:
    """Collects the head from one line after another; ``is_own`` for files of our own export."""

    is_own: bool = False
    content: HeadContent = field(default_factory=HeadContent)
    known: set[str] = field(default_factory=set)
    """Fields that have their value; a second value for the same field is no head line."""
    is_below_title: bool = False
    """Whether the line before was the title: the project stands below it without a label."""
    awaited: str = ""
    """A label whose value stands in the next lines."""
    rest: str = ""
    """Words of the last line that found no field."""
    listing: AttendanceStatus | None = None
    """The status of an attendance list that may go on."""

    def read(self, line: SourceLine) -> Found | None:
        """Take over what the line says, or return ``None`` if it is no line of a head.

        ``rest`` then holds what else the line says.
        """
        steps = (self._attendee, self.read_title, self._labelled, self._continued, self._bare)
        found = next((found for step in steps if (found := step(line))), None)
        self.is_below_title = False
        return found

    def read_listed(self, line: SourceLine) -> Found | None:
        """Take over a counted line ("1. Energieversorgung Gera GmbH") if a list of attendance is open."""
        if self.listing and self.awaited and _COUNTED.match(line.plain):
            return self._attend(read_attendance(_COUNTED.sub("", line.plain), self.listing))
        return None

    def read_late(self, line: SourceLine) -> Found | None:
        """Take over what stands below the topics: who kept the protocol and who receives it."""
        label, value = _label_and_value(line)
        if (line.form is Form.TEXT or line.is_row) and value and label in ("protokollführung", "verteiler"):
            return self._take(label, value)
        return None

    def read_title(self, line: SourceLine) -> Found | None:
        """Take over format, number, body and day from the title; the label "Gremium" is stronger."""
        if "title" in self.known or line.is_row or (self.is_own and not _is_document_title(line)):
            return None
        title = read_title(line.plain)
        label, _value = _label_and_value(line)
        says_meeting = title is not None and (title.format or title.number or self.is_own)
        is_title_word = not self.known and line.plain.casefold() == "protokoll"  # further down it asks for a name
        if title is None or (label and not says_meeting and not is_title_word):
            return None
        if title.format or title.body:
            self.known.add("title")
        self._set("format", title.format)
        self._set("number", title.number)
        self.content = replace(self.content, body=self.content.body or title.body)
        if not self.is_own:  # our own files name the day on a line of its own
            self._set("held_on", title.held_on)
            self.rest = title.rest
        self.is_below_title = True
        return Recognition.HEAD, "Titel"

    def _attendee(self, line: SourceLine) -> Found | None:
        if line.form is not Form.ATTENDEE:
            return None
        status = find_status(line.details) or AttendanceStatus.PRESENT
        return self._attend((AttendanceContent(line.key, status, line.plain),))

    def _labelled(self, line: SourceLine) -> Found | None:
        """The value of a known label; a label without value opens the lines below it."""
        label, value = _label_and_value(line)
        if not label or (self.is_own and _is_document_title(line)):
            return None
        found = self._take(label, value) if value else (Recognition.HEAD, label.capitalize())
        if found:
            self.awaited = "" if value else label
            self.listing = _ATTENDANCE.get(label)
        return found

    def _continued(self, line: SourceLine) -> Found | None:
        """A further line of an attendance list, or the value below its label."""
        is_open = bool(self.awaited) and len(line.plain) <= _ATTENDEE_LENGTH and (line.form is Form.TEXT or line.is_row)
        if self.listing and (line.form is Form.ITEM or is_open):
            if line.is_row:
                return self._attend((AttendanceContent(line.key, self.listing, line.plain),))
            return self._attend(read_attendance(line.plain, self.listing))
        if is_open and line.form is Form.TEXT:
            label, self.awaited = self.awaited, ""
            return self._take(label, line.plain)
        return None

    def _bare(self, line: SourceLine) -> Found | None:
        """A day on its own, or the project: a name without a label, right below the title."""
        text = line.plain
        if self.is_own:
            return self._take("projekt", text) if _is_document_title(line) else None
        if line.form not in (Form.TEXT, Form.HEADING) or not text or len(text) > _PROJECT_LENGTH:
            return None
        if find_day(text) and "held_on" not in self.known:
            return self._take("datum", text)
        is_paragraph = line.form is Form.TEXT or _is_document_title(line)
        if self.is_below_title and is_paragraph and _PROJECT.fullmatch(text):
            return self._take("projekt", text)
        return None

    def _take(self, label: str, value: str) -> Found | None:
        """Store the value of a label; ``None`` where it says nothing or the field has a value already."""
        if label in _ATTENDANCE:
            return self._attend(read_attendance(value, _ATTENDANCE[label]))
        if label == "datum":
            return self._take_day(value)
        if label in ("zeit", "beginn", "ende"):
            return self._take_times(label, value)
        return (Recognition.HEAD, label.capitalize()) if self._set(_FIELDS[label], value) else None

    def _take_day(self, text: str) -> Found | None:
        day = find_day(text)
        if day is None or not self._set("held_on", day.day):
            return None
        self._take_times("zeit", f"{text[: day.start]} {text[day.end :]}")
        return Recognition.HEAD, "Datum"

    def _take_times(self, label: str, text: str) -> Found | None:
        found = find_times(text)
        begin, end = (None, found.begin or found.end) if label == "ende" else (found.begin, found.end)
        has_begin, has_end = self._set("starts_at", begin), self._set("ends_at", end)
        self.rest = found.rest
        return (Recognition.HEAD, "Zeit") if has_begin or has_end else None

    def _attend(self, entries: tuple[AttendanceContent, ...]) -> Found:
        self.content = replace(self.content, attendance=(*self.content.attendance, *entries))
        count = "1 Organisation" if len(entries) == 1 else f"{len(entries)} Organisationen"
        return Recognition.ATTENDANCE, count

    def _set(self, name: str, value: object) -> bool:
        if name in self.known or value in (None, ""):
            return False
        self.content = replace(self.content, **{name: value})  # type: ignore[arg-type]
        self.known.add(name)
        return True


def _is_document_title(line: SourceLine) -> bool:
    return line.form is Form.HEADING and line.level == 0


def _label_and_value(line: SourceLine) -> tuple[str, str]:
    """The label in our own word and the value; the label is empty where the line has none that we know."""
    if line.is_row:
        words, value = line.key.rstrip(": "), line.plain
    elif match := _LABELLED.fullmatch(line.plain) or _BY_WORDS.fullmatch(line.plain):
        words, value = match["label"], match["value"]
    elif line.key and line.form is Form.TEXT:
        words, value = line.key.rstrip(": "), line.plain
    else:
        words, value = line.plain, ""
    label = known_label(words)
    is_whole = bool(value) or line.plain.endswith(":") or line.is_row or len(words.split()) == 1
    return (label, value.strip()) if label and is_whole else ("", "")
