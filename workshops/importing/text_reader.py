"""Reads .txt and .md: headings, lists by indentation and bullet, tables by tab or pipe, HTML lists in cells."""

import re
from dataclasses import dataclass, field, replace

from common.text import Run, inline_runs
from workshops.importing.html_lists import has_list, split_cell
from workshops.importing.lines import Form, Nesting, SourceLine, check_length, clean
from workshops.importing.rows import Cell, Table

_TAB_WIDTH = 4
_BULLET = re.compile(r"(?P<indent>\s*)(?P<bullet>[-–—•*▪·◦‣➢+o]|§(?!\s*\d))\s+(?P<text>\S.*)")
_NUMBERED = re.compile(r"(?P<indent>\s*)(?:\d{1,2}|[a-z])[.)]\s+\S.*")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_PIPE = re.compile(r"(?<!\\)\|")


def read_text(text: str, *, markdown: bool) -> list[SourceLine]:
    """Read the lines of a text file; ``markdown`` makes ``#``, ``|`` and ``**`` mean something.

    Raises ``ImportRefused`` for a text that is too long for a protocol.
    """
    reader = _TextReader(markdown)
    for number, raw in enumerate(text.splitlines(), start=1):
        place = f"Zeile {number}"
        check_length(place, raw)
        reader.read(place, raw.rstrip())
    return reader.lines


@dataclass
class _TextReader:
    """Reads one line after another into ``lines``."""

    markdown: bool
    lines: list[SourceLine] = field(default_factory=list)
    nesting: Nesting = field(default_factory=Nesting)
    table: Table = field(default_factory=Table)
    open_indent: int | None = None
    """Indentation of the line before, as long as the next line may continue it."""
    fence: str = ""
    """The marks that began a block of code, until they end it."""

    def read(self, place: str, raw: str) -> None:
        """Read one line of the file; ``raw`` has no white space at its end."""
        if self.fence:
            self._read_code(place, raw)
        elif self.markdown and (match := _FENCE.match(raw)):
            self._begin_code(place, raw, match[1])
        elif not raw.strip():
            self.open_indent = None
            self.table = Table() if self.markdown else Table(self.table.header)
        elif _is_rule(raw):
            self._read_rule(place, raw)
        elif self._is_row(raw):
            self._read_row(place, raw)
        else:
            self.table = Table(self.table.header)
            self._read_text(place, raw)

    def _is_row(self, raw: str) -> bool:
        if self.markdown and (raw.lstrip().startswith("|") or _HEADING.match(raw)):
            return raw.lstrip().startswith("|")
        return has_list(raw) or ("\t" in raw.strip() and not _BULLET.fullmatch(raw))

    def _read_text(self, place: str, raw: str) -> None:
        if self.markdown and (match := _HEADING.match(raw)):
            text = raw[match.end() :].rstrip("# ")
            self._add(SourceLine(place, raw, self._runs(text), Form.HEADING, len(match[1])))
        elif match := _BULLET.fullmatch(raw):
            self._read_bullet(place, raw, match)
        else:
            self._read_paragraph(place, raw)

    def _begin_code(self, place: str, raw: str, fence: str) -> None:
        self.fence = fence
        self._skip(place, raw, "Codeblock")

    def _read_code(self, place: str, raw: str) -> None:
        """A line of a block of code is an item as it stands; the marks around the block are decoration."""
        text = raw.strip()
        if text.startswith(self.fence) and set(text) == {self.fence[0]}:
            self.fence = ""
            self._skip(place, raw, "Codeblock")
        elif text:
            self._add(SourceLine(place, text, (Run(clean(text)),), Form.ITEM))

    def _read_rule(self, place: str, raw: str) -> None:
        """A rule is decoration; ``====`` in Markdown makes the line before a heading."""
        if self.markdown and raw[0] == "=" and self.open_indent is not None:
            self.lines[-1] = replace(self.lines[-1], form=Form.HEADING, level=1)
        self._skip(place, raw, "Trennlinie")

    def _read_bullet(self, place: str, raw: str, match: re.Match[str]) -> None:
        """An item; of two bullets in a row ("- o ") the second counts."""
        inner = _BULLET.fullmatch(match["text"])
        bullet = inner["bullet"] if inner else match["bullet"]
        level = self.nesting.level(_width(match["indent"]), "" if self.markdown else bullet)
        text = inner["text"] if inner else match["text"]
        self._append(SourceLine(place, raw.strip(), self._runs(text), Form.ITEM, level), _width(match["indent"]))

    def _read_row(self, place: str, raw: str) -> None:
        cells = [self._read_cell(place, cell) for cell in self._split_row(raw)]
        self.nesting.reset()
        for line in self.table.read(place, cells):
            self._append(line, None)

    def _split_row(self, raw: str) -> list[str]:
        if self.markdown and raw.lstrip().startswith("|"):
            return [cell.replace("\\|", "|") for cell in _PIPE.split(raw.strip().strip("|"))]
        return raw.strip().split("\t")

    def _read_cell(self, place: str, cell: str) -> Cell:
        """The lines of a cell; ``<br>`` and HTML lists make several, written bullets nest as in plain lines."""
        lines, nesting = [], Nesting()
        for piece in split_cell(cell):
            if piece.level is None and (match := _BULLET.fullmatch(piece.text)):
                level = nesting.level(0, match["bullet"])
                lines.append(SourceLine(place, piece.text, self._runs(match["text"]), Form.ITEM, level))
                continue
            form = Form.TEXT if piece.level is None else Form.ITEM
            runs = self._runs(piece.text)
            lines.append(SourceLine(place, piece.text, runs, form, piece.level or 0))
        return lines

    def _read_paragraph(self, place: str, raw: str) -> None:
        indent = _width(raw)
        if self._continues(raw, indent):
            before = self.lines[-1]
            runs = (*before.runs, *self._runs(f" {raw.strip()}"))
            self.lines[-1] = replace(before, source=f"{before.source} {raw.strip()}", runs=runs)
            return
        if match := _NUMBERED.fullmatch(raw):
            level = self.nesting.level(_width(match["indent"]), "1")
            form = Form.ITEM if indent or not raw[0].isdigit() else Form.TEXT
            self._append(SourceLine(place, raw.strip(), self._runs(raw.strip()), form, level), indent)
            return
        self.nesting.reset()
        self._append(SourceLine(place, raw.strip(), self._runs(raw.strip())), indent)

    def _continues(self, raw: str, indent: int) -> bool:
        """Whether an unmarked line goes on with the line before: it is indented deeper, or begins in lower case."""
        if self.open_indent is None or not self.lines or self.lines[-1].form not in (Form.TEXT, Form.ITEM):
            return False
        first = raw.lstrip()
        if _NUMBERED.fullmatch(raw):
            return False
        return indent > self.open_indent or first[0].islower() or self.lines[-1].plain.endswith(",")

    def _runs(self, text: str) -> tuple[Run, ...]:
        text = clean(text)
        return inline_runs(text) if self.markdown else (Run(text),)

    def _skip(self, place: str, raw: str, what: str) -> None:
        self._add(SourceLine(place, raw.strip(), form=Form.SKIPPED, key=what))

    def _add(self, line: SourceLine) -> None:
        self.nesting.reset()
        self._append(line, None)

    def _append(self, line: SourceLine, indent: int | None) -> None:
        self.lines.append(line)
        self.open_indent = indent


def _is_rule(raw: str) -> bool:
    """Whether the line only draws: ``---``, ``====`` or the line below the head of a table (``|---|---|``)."""
    signs = set(raw) - {" ", "\t"}
    return (len(signs) == 1 and signs <= set("-*_=") and len(raw.strip()) > 2) or (signs <= set("|:-") and "---" in raw)


def _width(text: str) -> int:
    """How far the text is indented, in columns."""
    expanded = text.expandtabs(_TAB_WIDTH)
    return len(expanded) - len(expanded.lstrip())
