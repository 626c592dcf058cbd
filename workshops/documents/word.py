"""The protocol as DOCX; what stands in which style is described in the package's docstring."""

from functools import cache
from pathlib import Path

from docx.shared import Pt

from common.documents.docx import DocumentWriter, blank_document, saved
from common.documents.tables import Table
from workshops.documents.layout import PrintedPoint, ProtocolLayout
from workshops.documents.styles import HEAD_STYLE, OVERVIEW_STYLE, SIGNATURE_STYLE, STATE_STYLE
from workshops.notation import DETAILS_STYLE, LABEL_STYLE

POINT_STYLES = ("List Bullet", "List Bullet 2", "List Bullet 3", "List Bullet 4")
"""The style of a point, by its level."""


def protocol_docx(layout: ProtocolLayout) -> bytes:
    """Return the printed protocol as DOCX; equal layouts give equal bytes."""
    writer = DocumentWriter(_template(), title=layout.title, state=layout.state)
    _write_head(writer, layout)
    _write_sections(writer, layout)
    for table in layout.overviews:
        writer.add_paragraph(OVERVIEW_STYLE, writer.run(table.title))
        _write_table(writer, table)
    for role, name in layout.signatures:
        # The tab draws the line to sign on.
        writer.add_paragraph(SIGNATURE_STYLE, writer.run(f"\t\n{role} · {name}" if name else f"\t\n{role}"))
    return writer.save()


def _write_head(writer: DocumentWriter, layout: ProtocolLayout) -> None:
    writer.add_paragraph("Title", writer.run(layout.title))
    if layout.project:
        writer.add_paragraph("Subtitle", writer.run(layout.project))
    last = writer.add_paragraph(STATE_STYLE, writer.run(layout.state.line))
    for label, value in layout.facts:
        last = writer.add_paragraph(HEAD_STYLE, writer.run(f"{label}:\t{value}"))
    if layout.attendance:
        last.paragraph_format.space_after = Pt(14)
        _write_table(writer, layout.attendance)


def _write_sections(writer: DocumentWriter, layout: ProtocolLayout) -> None:
    if layout.sections and layout.sections[0].items:
        writer.start_heading_numbers(layout.sections[0].place, layout.sections[0].items[0].place)
    for section in layout.sections:
        writer.add_paragraph("Heading 1", writer.run(section.title))
        for item in section.items:
            writer.add_paragraph("Heading 2", writer.run(item.title))
            for point in item.points:
                _write_point(writer, point)


def _write_point(writer: DocumentWriter, point: PrintedPoint) -> None:
    content = writer.runs(point.text)
    if point.label:
        content = [writer.run(point.label, style=LABEL_STYLE), writer.run(" "), *content]
    if point.details:
        content = [*content, writer.run(" "), writer.run(point.details, style=DETAILS_STYLE)]
    writer.add_paragraph(POINT_STYLES[point.source.level], *content)


def _write_table(writer: DocumentWriter, table: Table) -> None:
    writer.add_table(table.title, table.header, table.widths, table.rows)


@cache
def _template() -> bytes:
    return saved(blank_document(Path(__file__).parent / "word_styles.xml"))
