"""DOCX through python-docx: real styles, numbered headings, lists, and tables whose header rows are marked as such.

``blank_docx/`` is an empty document, unzipped: its styles, lists and page. Content is written as elements of the
document's body, since python-docx looks up a style by name for each paragraph it adds, which takes most of its time.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from common.documents.characters import printable
from common.documents.state import DocumentState
from common.text import Run

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LINE_WIDTH = 9241
"""Width of a line in twentieths of a point, as in ``blank_docx``."""

_BLANK = Path(__file__).parent / "blank_docx"
_TAB_OR_BREAK = re.compile(r"([\t\n])")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)

Cell = Sequence[Run]


def blank_document(own_styles: Path) -> Document:
    """Return an empty document with the styles of ``blank_docx`` and those of a file of the same form."""
    files = sorted(path for path in _BLANK.rglob("*") if path.is_file())
    package = _zipped((str(path.relative_to(_BLANK)), path.read_bytes()) for path in files)
    document = docx.Document(io.BytesIO(package))
    document.styles.element.extend(parse_xml(own_styles.read_bytes()))
    return document


def saved(document: Document) -> bytes:
    """Return the document as a file; equal documents give equal bytes, whenever they are saved."""
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        return _zipped((name, package.read(name)) for name in package.namelist())


def _zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in files:
            package.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class DocumentWriter:
    """Writes a document from top to bottom, starting from a saved document without content.

    All texts may hold any character; those that XML refuses are left out. Styles are called by their names.
    """

    def __init__(self, template: bytes, *, title: str, state: DocumentState) -> None:
        self._document = docx.Document(io.BytesIO(template))
        self._style_ids = {style.name: style.style_id for style in self._document.styles}
        self._end = self._document.element.body.sectPr
        self._bookmarks = 0
        self._write_properties(title, state)
        self._write_margins(title, state)

    def add_paragraph(self, style: str, *content: BaseOxmlElement) -> Paragraph:
        """Add a paragraph of runs and links and return it."""
        element = self._paragraph(style, *content)
        self._end.addprevious(element)
        return Paragraph(element, self._document._body)

    def add_table(
        self, title: str, header: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]]
    ) -> None:
        """Add a table with a header row, which repeats on each page.

        ``title`` describes the table to screen readers, ``widths`` are the columns' shares of the line.
        """
        columns = [LINE_WIDTH * width // sum(widths) for width in widths]
        grid = _element("w:tblGrid", *(_element("w:gridCol", w=column) for column in columns))
        table = _element("w:tbl", self._table_properties(title), grid)
        table.append(self._row(columns, [[self.run(text)] for text in header], is_header=True))
        table.extend(self._row(columns, [self.runs(cell) for cell in row]) for row in rows)
        self._end.addprevious(table)

    def add_heading(self, style: str, text: str, *, name: str) -> None:
        """Add a heading that links and the table of contents find by its ``name``, which is unique in the document."""
        self._bookmarks += 1
        start = _element("w:bookmarkStart", id=self._bookmarks, name=bookmark_name(name))
        self.add_paragraph(style, start, self.run(text), _element("w:bookmarkEnd", id=self._bookmarks))

    def add_contents(self, styles: Sequence[str], entries: Sequence[tuple[int, str, str]]) -> None:
        """Add a table of contents: level from 1 on, text, and name of each heading; ``styles`` are those of the levels.

        Every entry is a link. Word writes the page numbers, which nobody else knows, when the document is opened.
        """
        last = len(entries) - 1
        for place, (level, text, name) in enumerate(entries):
            link = _element("w:hyperlink", self.run(text), anchor=bookmark_name(name))
            begin = self._field_start(f'TOC \\o "1-{len(styles)}" \\h \\u') if place == 0 else []
            end = [_element("w:r", _element("w:fldChar", fldCharType="end"))] if place == last else []
            self.add_paragraph(styles[level - 1], *begin, link, *end)

    def add_picture(self, style: str, content: bytes, *, description: str, share: float = 1.0) -> None:
        """Add a picture (PNG, JPEG) over a ``share`` of the line; ``description`` is read out instead of it."""
        paragraph = self.add_paragraph(style)
        shape = paragraph.add_run().add_picture(io.BytesIO(content), width=Twips(int(LINE_WIDTH * share)))
        shape._inline.docPr.set("descr", printable(description))

    def run(self, text: str, *, style: str = "", bold: bool = False, italic: bool = False) -> BaseOxmlElement:
        """Return a run of text; tabs and line breaks in it are kept."""
        marks = [_element("w:rStyle", val=self._style_ids[style])] if style else []
        marks += [_element(name) for name, wanted in (("w:b", bold), ("w:i", italic)) if wanted]
        run = _element("w:r", *([_element("w:rPr", *marks)] if marks else []))
        run.extend(_text(piece) for piece in _TAB_OR_BREAK.split(printable(text)) if piece)
        return run

    def runs(self, runs: Iterable[Run]) -> list[BaseOxmlElement]:
        """Return runs of inline Markdown as elements; a link becomes a relationship of the document."""
        return [self._link(run) if run.href else self.run(run.text, bold=run.bold, italic=run.italic) for run in runs]

    def start_heading_numbers(self, *starts: int) -> None:
        """Let the numbered headings begin at these numbers: (2, 3) makes the first ones "II." and "II.3"."""
        levels = self._document.part.numbering_part.element.findall(f".//{qn('w:lvl')}/{qn('w:start')}")
        for level, start in zip(levels, starts, strict=False):
            level.set(qn("w:val"), str(start))

    def save(self) -> bytes:
        """Return the document as a file; the writer is used up then."""
        content = saved(self._document)
        # The parts of a document point at each other, so it stays until the collector comes round, which takes it
        # hundreds of documents: few objects hold a megabyte of XML. That goes at once.
        self._document.element.body.clear()
        for part in self._document.part.package.iter_parts():
            if isinstance(part, XmlPart):
                part.element.clear()
        return content

    def _field_start(self, instruction: str) -> list[BaseOxmlElement]:
        """Return the start of a field whose result Word renews when it opens the document."""
        code = OxmlElement("w:instrText")
        code.text = instruction
        begin = _element("w:fldChar", fldCharType="begin", dirty="true")
        return [_element("w:r", part) for part in (begin, code, _element("w:fldChar", fldCharType="separate"))]

    def _paragraph(self, style: str, *content: BaseOxmlElement) -> BaseOxmlElement:
        properties = _element("w:pPr", _element("w:pStyle", val=self._style_ids[style]))
        return _element("w:p", properties, *content)

    def _link(self, run: Run) -> BaseOxmlElement:
        target = self._document.part.relate_to(printable(run.href), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = _element("w:hyperlink", self.run(run.text, style="Hyperlink", bold=run.bold, italic=run.italic))
        link.set(qn("r:id"), target)
        return link

    def _table_properties(self, title: str) -> BaseOxmlElement:
        return _element(
            "w:tblPr",
            _element("w:tblStyle", val=self._style_ids["Datentabelle"]),
            _element("w:tblW", w=LINE_WIDTH, type="dxa"),
            _element("w:tblLayout", type="fixed"),
            _element("w:tblLook", val="0620", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
            _element("w:tblCaption", val=title),
        )

    def _row(
        self, columns: Sequence[int], cells: Sequence[Sequence[BaseOxmlElement]], *, is_header: bool = False
    ) -> BaseOxmlElement:
        properties = _element("w:trPr", _element("w:cantSplit"), *([_element("w:tblHeader")] if is_header else []))
        row = _element("w:tr", properties)
        for column, content in zip(columns, cells, strict=True):
            width = _element("w:tcPr", _element("w:tcW", w=column, type="dxa"))
            row.append(_element("w:tc", width, self._paragraph("Tabellentext", *content)))
        return row

    def _write_properties(self, title: str, state: DocumentState) -> None:
        properties = self._document.core_properties
        properties.title = printable(title)[:255]
        properties.author = properties.last_modified_by = "SMARTCity Gera"
        properties.comments = ""
        properties.language = "de-DE"
        properties.created = properties.modified = datetime.combine(state.on, time())
        properties.content_status = state.label

    def _write_margins(self, title: str, state: DocumentState) -> None:
        """Letterhead and draft mark above each page, state, page number and title below."""
        draft_mark = f"\t{state.label.upper()}" if state.is_draft else ""
        page, pages = (_element("w:fldSimple", self.run("1"), instr=name) for name in ("PAGE", "NUMPAGES"))
        above = [self.run("SMARTCity Gera", style="Briefkopf"), self.run(draft_mark)]
        below = [self.run(f"{state.line}\tSeite "), page, self.run("/"), pages, self.run(f"\n{title}")]
        section = self._document.sections[0]
        for part, style, content in ((section.header, "Header", above), (section.footer, "Footer", below)):
            part.is_linked_to_previous = False
            part.paragraphs[0].style = style
            part.paragraphs[0]._p.extend(content)


def bookmark_name(name: str) -> str:
    """Return a name that Word takes for a bookmark: letters, figures and underscores, at most 40."""
    return re.sub(r"\W", "_", f"_{name}")[:40]


def _text(piece: str) -> BaseOxmlElement:
    if piece in ("\t", "\n"):
        return _element("w:tab" if piece == "\t" else "w:br")
    element = OxmlElement("w:t")
    element.text = piece
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _element(tag: str, *children: BaseOxmlElement, **attributes: str | int) -> BaseOxmlElement:
    """Return an element with children and attributes, these all in the namespace of Word."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element
