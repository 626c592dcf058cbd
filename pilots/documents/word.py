"""The Beschlussvorlage as DOCX; its paragraph styles are in ``word_styles.xml``."""

from functools import cache
from pathlib import Path

from common.documents.docx import DocumentWriter, blank_document, saved
from common.documents.tables import Table
from pilots.documents.layout import Block, Facts, Heading, Items, ProposalLayout, Text

HEADINGS = {1: "Vorlage Überschrift", 2: "Vorlage Zwischenüberschrift"}
"""Headings without numbers, which Word counts as headings as well."""


def proposal_docx(layout: ProposalLayout) -> bytes:
    """Return the printed Beschlussvorlage as DOCX; equal layouts give equal bytes."""
    writer = DocumentWriter(_template(), title=layout.title, state=layout.state)
    writer.add_paragraph("Title", writer.run(layout.title))
    writer.add_paragraph("Subtitle", writer.run(layout.subtitle))
    writer.add_paragraph("Vorlage Stand", writer.run(layout.state.line))
    for block in layout.blocks:
        _write(writer, block)
    return writer.save()


def _write(writer: DocumentWriter, block: Block) -> None:
    match block:
        case Heading():
            style = "Vorlage Anlage" if block.starts_page else HEADINGS[block.level]
            writer.add_paragraph(style, writer.run(block.text))
        case Text():
            writer.add_paragraph("Vorlage Text", writer.run(block.text))
        case Items():
            for number, text in block.items:
                writer.add_paragraph("Vorlage Beschluss", writer.run(number, bold=True), writer.run(f"\t{text}"))
        case Facts():
            for label, value in block.rows:
                writer.add_paragraph("Vorlage Kopf", writer.run(f"{label}:\t{value}"))
        case Table():
            writer.add_table(block.title, block.header, block.widths, block.rows)


@cache
def _template() -> bytes:
    return saved(blank_document(Path(__file__).parent / "word_styles.xml"))
