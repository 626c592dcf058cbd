"""Source lines become a protocol: head, sections, agenda items and points, with a report of every line."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from common.text import Run
from workshops.content import MAX_POINT_LEVEL, AgendaItemContent, PointContent, ProtocolContent, SectionContent
from workshops.enums import PointKind
from workshops.importing.announcements import find_announcement
from workshops.importing.attendance import speakers
from workshops.importing.head import HeadReader
from workshops.importing.lines import Form, SourceLine
from workshops.importing.markdown import cut_runs
from workshops.importing.points import read_own_point, read_point, read_responsibility
from workshops.importing.result import AnnouncedMeeting, Recognition, ReportLine
from workshops.importing.structure import Kind, Opening, Structure
from workshops.numbering import item_number, roman

UNASSIGNED = "Nicht zugeordnet"
"""Title of the last section, which keeps what stands nowhere else."""

TEXT_LENGTH = 5_000
"""Characters of one point; a longer paragraph becomes several points."""

_COLUMN_NAMES = re.compile(
    r"(?:lfd\.? ?)?(?:nr\.?|top|pos\.?)[\s|]+(?:thema|themen|inhalt|gegenstand)\b.{0,40}", re.IGNORECASE
)


@dataclass
class _Item:
    title: str = ""
    points: list[PointContent] = field(default_factory=list)
    is_firm: bool = False
    levels: list[int] = field(default_factory=list)
    """The levels in the file of the points that the next one may stand below."""

    def nested(self, level: int) -> int:
        """The level of the next point: at most one deeper than the one before, siblings stay siblings."""
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        self.levels.append(level)
        return min(len(self.levels) - 1, MAX_POINT_LEVEL)


@dataclass
class _Section:
    title: str = ""
    items: list[_Item] = field(default_factory=list)

    def content(self) -> SectionContent:
        return SectionContent(
            self.title, tuple(AgendaItemContent(item.title, tuple(item.points)) for item in self.items)
        )


@dataclass(frozen=True, slots=True)
class Recognised:
    """A recognised protocol with its report."""

    content: ProtocolContent
    report: tuple[ReportLine, ...]
    announced: tuple[AnnouncedMeeting, ...]


def recognise(lines: Sequence[SourceLine], *, is_own: bool = False) -> Recognised:
    """Recognise a protocol in the lines of a file; ``is_own`` for files of our own DOCX export.

    Every line is in the report, and every text is in the protocol or named there as not taken over.
    """
    recogniser = _Recogniser(Structure(lines, is_own=is_own), HeadReader(is_own))
    for line in lines:
        recogniser.read(line)
    recogniser.place_leftovers()
    return recogniser.result()


@dataclass
class _Recogniser:
    """Reads one line after another."""

    structure: Structure
    head: HeadReader
    sections: list[_Section] = field(default_factory=list)
    report: list[ReportLine] = field(default_factory=list)
    leftovers: list[tuple[int, SourceLine]] = field(default_factory=list)
    """Lines without a place, with their places in the report."""
    point_lines: list[SourceLine] = field(default_factory=list)

    def read(self, line: SourceLine) -> None:
        """Take one line into the head or the outline."""
        if line.form is Form.SKIPPED or (line.form is Form.TEXT and _COLUMN_NAMES.fullmatch(line.plain)):
            self._note(line, Recognition.SKIPPED, line.key or "Tabellenkopf")
        elif line.form is Form.MARGIN:
            self._note(line, *(self.head.read_title(line) or (Recognition.SKIPPED, line.place)))
        elif line.form is Form.NOTE:
            self._leave(line)
        elif not self.sections:
            self._read_head(line)
        else:
            self._read_body(line)

    def _read_head(self, line: SourceLine) -> None:
        self.head.rest = ""
        if found := self.head.read_title(line) or self._in_attendance_list(line):
            self._note(line, *found)
        elif opening := self._opening(line):
            self._open(line, opening)
        elif found := self.head.read(line):
            self._note(line, *found)
        else:
            self._leave(line)
            return
        if rest := self.head.rest:
            self._leave(SourceLine(line.place, rest, (Run(rest),)))

    def _in_attendance_list(self, line: SourceLine) -> tuple[Recognition, str] | None:
        """A counted line of an open attendance list ("1. Energieversorgung Gera GmbH") is no agenda item."""
        return self.head.read_listed(line) if line.form is Form.TEXT else None

    def _read_body(self, line: SourceLine) -> None:
        if opening := self._opening(line):
            self._open(line, opening)
        elif found := self.head.read_late(line):
            self._note(line, *found)
        elif line.form is Form.RECORD or not self._complete_task(line):
            self._add_point(line)

    def _opening(self, line: SourceLine) -> Opening | None:
        items = self.sections[-1].items if self.sections else []
        in_firm_item = bool(items) and items[-1].is_firm
        return self.structure.opening(line, sections=len(self.sections), items=len(items), in_firm_item=in_firm_item)

    def _open(self, line: SourceLine, opening: Opening) -> None:
        if opening.kind is Kind.SECTION:
            self.sections.append(_Section(opening.title))
            self._note(line, Recognition.SECTION, roman(len(self.sections)))
            return
        if not self.sections or (opening.restarts and opening.is_firm):
            self.sections.append(_Section())
        self.sections[-1].items.append(_Item(opening.title, is_firm=opening.is_firm))
        self._note(line, Recognition.ITEM, self._number())
        if opening.text_start is not None:
            self._add_point(replace(line, runs=cut_runs(line.runs, opening.text_start), form=Form.TEXT))

    def _add_point(self, line: SourceLine) -> None:
        """Add the line as a point; a row without number keeps its first cell in front of the text."""
        item = self._current_item()
        if line.is_row:
            first = f"{line.key} | " if line.form is Form.RECORD else f"{line.key.rstrip(': ')}: "
            line = replace(line, runs=(Run(first), *line.runs) if line.runs else (Run(line.key),))
        point = self._point(line)
        if not point.text:
            return
        level = item.nested(line.level if line.form is Form.ITEM else 0)
        for text in _paragraphs(point.text):
            item.points.append(replace(point, text=text, level=level))
        self.point_lines.append(line)
        recognition = Recognition.UNRECOGNISED if line.form is Form.RECORD else Recognition(point.kind.value)
        self._note(line, recognition, _target(self._number(), item.points[-1]))

    def _point(self, line: SourceLine) -> PointContent:
        """What the line says as a point; the cells of a table of any kind say nothing but their words."""
        if self.structure.is_own:
            return read_own_point(line)
        if line.form is Form.RECORD:
            return PointContent(line.cut(0))
        return read_point(line, speakers(self.head.content.attendance))

    def _complete_task(self, line: SourceLine) -> bool:
        """Take "verantwortlich: …, bis …" on a line of its own to the point before it, or to the topic itself."""
        item = self._current_item()
        responsible = None if self.structure.is_own else read_responsibility(line)
        before = item.points[-1] if item.points else PointContent(item.title)
        if responsible is None or before.kind not in (PointKind.INFORMATION, PointKind.TASK) or not before.text:
            return False
        task = replace(
            before,
            kind=PointKind.TASK,
            who=responsible.who,
            due_on=responsible.due_on,
            task_status=responsible.task_status,
        )
        item.points[-1:] = [task]
        self._note(line, Recognition.TASK, _target(self._number(), task))
        return True

    def place_leftovers(self) -> None:
        """Put the lines without a place into a section of their own; a file without outline is nothing else."""
        if not self.leftovers:
            return
        leftovers, self.leftovers = self.leftovers, []
        title = UNASSIGNED if self.sections else ""
        self.sections.append(_Section(title, [_Item()]))
        for position, line in leftovers:
            self._add_point(line)
            added = self.report.pop()
            recognition = Recognition.UNRECOGNISED if title else added.recognition
            self.report[position] = replace(added, recognition=recognition)

    def result(self) -> Recognised:
        """The protocol that was read."""
        sections = tuple(section.content() for section in self.sections)
        return Recognised(ProtocolContent(self.head.content, sections), tuple(self.report), tuple(self._announced()))

    def _announced(self) -> Iterable[AnnouncedMeeting]:
        head = self.head.content
        for line in self.point_lines:
            found = find_announcement(line.plain, head.held_on)
            if found and found.on != head.held_on:
                yield AnnouncedMeeting(found.body or head.body, found.on, found.subject, line.place, line.source)

    def _current_item(self) -> _Item:
        if not self.sections[-1].items:
            self.sections[-1].items.append(_Item())
        return self.sections[-1].items[-1]

    def _number(self) -> str:
        return item_number(len(self.sections), len(self.sections[-1].items))

    def _leave(self, line: SourceLine) -> None:
        self.leftovers.append((len(self.report), line))
        self._note(line, Recognition.UNRECOGNISED, "")

    def _note(self, line: SourceLine, recognition: Recognition, target: str) -> None:
        self.report.append(ReportLine(line.place, line.source, recognition, target))


def _paragraphs(text: str) -> list[str]:
    return [text] if len(text) <= TEXT_LENGTH else textwrap.wrap(text, TEXT_LENGTH)


def _target(number: str, point: PointContent) -> str:
    """Where a point went, in words: "II.1, Ebene 2, bis 31.03.2021"."""
    parts = [number, f"Ebene {point.level + 1}"]
    if point.who:
        parts.append(point.who)
    if point.due_on:
        parts.append(f"bis {point.due_on:%d.%m.%Y}")
    return ", ".join(parts)
