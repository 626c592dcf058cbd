"""Reads .docx of Word and LibreOffice, and what our own export writes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from common.text import Run, join_runs
from workshops.documents.styles import OVERVIEW_STYLE, SIGNATURE_STYLE, STATE_STYLE
from workshops.importing.docx_package import DocxPackage
from workshops.importing.docx_styles import Numbering, Styles, integer, value
from workshops.importing.docx_text import ParagraphText
from workshops.importing.lines import Form, Nesting, SourceLine, check_length, clean
from workshops.importing.markdown import cut_runs, run_text
from workshops.importing.rows import Cell, Table
from workshops.notation import LABEL_STYLE

_MANUAL_BULLET = re.compile(r"([-–—•*▪·◦‣➢]|o|§)\s+(?=\S)")
_DERIVED = {STATE_STYLE: "Stand", OVERVIEW_STYLE: "Übersicht", SIGNATURE_STYLE: "Unterschriften"}
_BLOCKS = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "body", "txbxContent"})


def read_docx(data: bytes) -> tuple[list[SourceLine], bool]:
    """Read a Word document; the second value tells whether it was written by our own export.

    Raises ``ImportRefused`` for a file that is broken, encrypted or too large unpacked.
    """
    reader = _DocxReader(DocxPackage(data))
    reader.read()
    return reader.lines, reader.is_own


class _DocxReader:
    """Walks through the document in reading order."""

    def __init__(self, package: DocxPackage) -> None:
        self.package = package
        self.styles = Styles(package)
        self.numbering = Numbering.of(package)
        self.is_own = self.styles.has(LABEL_STYLE)
        self.nesting = Nesting()
        self.lines: list[SourceLine] = []
        self.links: dict[str, str] = {}
        self.paragraphs = 0
        self.tables = 0
        self.in_overview = False

    def read(self) -> None:
        """Read the text, then notes, then what repeats on every page."""
        self.links = self.package.relations("document.xml")
        self.lines += self._blocks(self.package.document(), "Absatz")
        for name in [*self.package.names("word/footnotes"), *self.package.names("word/endnotes")]:
            self.lines += self._side_part(name, "note", "Fußnote", Form.NOTE)
        for name in self.package.names("word/header"):
            self.lines += self._side_part(name, "", "Kopfzeile", Form.MARGIN)
        for name in self.package.names("word/footer"):
            self.lines += self._side_part(name, "", "Fußzeile", Form.MARGIN)
        for name in self.package.names("word/comments"):
            self.lines += self._side_part(name, "", "Kommentar", Form.MARGIN)

    def _side_part(self, name: str, kind: str, place: str, form: Form) -> Iterator[SourceLine]:
        """The lines of a part beside the text, all in one form."""
        self.links = self.package.relations(name.removeprefix("word/"))
        root = self.package.part(name)
        for node in [] if root is None else [root] if not kind else root:
            if kind and node.get("type"):
                continue
            for paragraph in node.iter("p"):
                for line in self._paragraph(paragraph, place):
                    yield replace(line, place=place, form=form, level=0) if line.form is not Form.SKIPPED else line

    def _blocks(self, node: Element, place: str) -> Iterator[SourceLine]:
        """The lines of everything inside ``node``; ``place`` is the word for a paragraph there."""
        for child in node:
            if child.tag == "p":
                self.paragraphs += place == "Absatz"
                yield from self._paragraph(child, f"{place} {self.paragraphs}" if place == "Absatz" else place)
            elif child.tag == "tbl":
                yield from self._derived(child) if self.in_overview else self._table(child)
            elif child.tag in _BLOCKS:
                yield from self._blocks(child, place)

    def _table(self, table: Element) -> Iterator[SourceLine]:
        self.tables += 1
        number = self.tables
        reader = Table()
        for row_number, row in enumerate(_inside(table, "tr"), start=1):
            if row.find("trPr/del") is not None:
                continue
            place = f"Tabelle {number}, Zeile {row_number}"
            cells: list[Cell] = []
            for cell in _inside(row, "tc"):
                self.nesting.reset()
                cells.append(list(self._blocks(cell, place)))
            yield from reader.read(place, cells)
        self.nesting.reset()

    def _derived(self, table: Element) -> Iterator[SourceLine]:
        """A table that our export derives from the points (Beschlüsse, Festlegungen): read from the points again."""
        self.tables += 1
        place = f"Tabelle {self.tables}"
        yield SourceLine(place, "[Übersicht]", form=Form.SKIPPED, key="Übersicht der Beschlüsse und Festlegungen")

    def _paragraph(self, node: Element, place: str) -> Iterator[SourceLine]:
        """The lines of one paragraph: a line break by hand begins a new line, except in lists and headings."""
        content = ParagraphText(self.styles, self.links)
        content.collect(node)
        shape = self._shape(node, place)
        for runs in self._pieces(shape, content.runs):
            if runs or content.label or self._counts_when_empty(shape):
                yield self._finished(shape, runs, content)
        for _picture in range(content.pictures):
            yield SourceLine(place, "[Bild]", form=Form.SKIPPED, key="Bild")
        for box in content.boxes:
            yield from self._blocks(box, "Textfeld")

    def _counts_when_empty(self, shape: SourceLine) -> bool:
        """A number alone may be a topic; our own files have headings without text."""
        return (shape.form is Form.ITEM and bool(shape.key)) or (shape.form is Form.HEADING and self.is_own)

    def _pieces(self, shape: SourceLine, runs: list[Run]) -> Iterator[tuple[Run, ...]]:
        """The lines inside a paragraph; the text of our own files comes back character by character."""
        if self.is_own:
            yield cut_runs(join_runs(runs), 0)
        elif shape.form is Form.TEXT:
            yield from (_cleaned(piece) for piece in _split_lines(runs))
        else:
            yield _cleaned(runs)

    def _finished(self, shape: SourceLine, runs: tuple[Run, ...], content: ParagraphText) -> SourceLine:
        """The line with its text; bullets typed by hand make an item, an automatic number alone becomes text."""
        text = run_text(runs)
        source = " ".join(part for part in (content.label, text, content.details) if part) or shape.key
        check_length(shape.place, source)
        line = replace(shape, source=source, runs=runs, label=content.label.strip(), details=content.details.strip())
        if not text and not line.label and line.key:
            return replace(line, runs=(Run(line.key),), form=Form.TEXT, key="")
        if line.form is Form.TEXT and not self.is_own and (match := _MANUAL_BULLET.match(text)):
            level = self.nesting.level(shape.level, match[1])
            return replace(line, runs=cut_runs(runs, match.end()), form=Form.ITEM, level=level)
        return line if line.form is not Form.TEXT else replace(line, level=0)

    def _shape(self, node: Element, place: str) -> SourceLine:
        """The form and level of a paragraph; for plain text ``level`` is its indentation for now."""
        properties = node.find("pPr")
        style = value(properties, "pStyle")
        if derived := self._derived_from(style):
            return SourceLine(place, "", form=Form.SKIPPED, key=derived)
        heading = self.styles.heading_level(style)
        if heading is None and (outline := value(properties, "outlineLvl")) and integer(outline) < 9:
            heading = integer(outline) + 1
        if heading is not None:
            self.nesting.reset()
            return SourceLine(place, "", form=Form.HEADING, level=heading)
        return self._list_shape(properties, style, place)

    def _derived_from(self, style: str) -> str:
        """What a paragraph shows that is no content: table of contents, state, overview or signatures."""
        if self.styles.is_contents(style):
            return "Inhaltsverzeichnis"
        name = self.styles.name(style)
        self.in_overview = self.in_overview or name == OVERVIEW_STYLE
        return _DERIVED.get(name, "")

    def _list_shape(self, properties: Element | None, style: str, place: str) -> SourceLine:
        num_id = value(properties, "numPr/numId") or str(self.styles.inherited(style, "num_id") or "0")
        by_name = self.styles.list_level(style)
        indent = _indent(properties)
        if num_id == "0" and by_name is None:
            return SourceLine(place, "", form=Form.TEXT, level=indent)
        own_level = value(properties, "numPr/ilvl")
        depth = integer(own_level) if own_level else integer(str(self.styles.inherited(style, "list_level") or 0))
        key = self.numbering.next_number(num_id, depth)
        level = depth or by_name or 0
        if level == 0 and not self.is_own:
            level = self.nesting.level(indent)
        else:
            self.nesting.reset()
        return SourceLine(place, "", form=Form.ITEM, level=level, key=key)


def _inside(node: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those inside content controls."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag in _BLOCKS:
            yield from _inside(child, tag)


def _indent(properties: Element | None) -> int:
    """The left indentation that a paragraph sets itself, in twentieths of a point."""
    node = None if properties is None else properties.find("ind")
    text = "" if node is None else node.get("left") or node.get("start") or ""
    return int(float(text)) if re.fullmatch(r"\d{1,6}(?:\.\d+)?", text) else 0


def _split_lines(runs: list[Run]) -> Iterator[list[Run]]:
    """The runs of each line of a paragraph with line breaks."""
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(replace(run, text=first))
        for other in others:
            yield line
            line = [replace(run, text=other)]
    yield line


def _cleaned(runs: list[Run]) -> tuple[Run, ...]:
    """Joined runs with single blanks and none at the ends."""
    joined = join_runs(replace(run, text=clean(run.text)) for run in join_runs(runs))
    return cut_runs(joined, 0)
