"""The strategy as DOCX; its paragraph styles are in ``word_styles.xml``."""

from functools import cache
from pathlib import Path

from common.documents.docx import DocumentWriter, blank_document, saved
from common.documents.typst import render_png
from strategy.documents.layout import PrintedPart, StrategyLayout
from strategy.drawing import network_svg

HEADINGS = tuple(f"Strategie Überschrift {level}" for level in range(1, 5))
"""Headings by their level, with the numbers of the content; Word counts them as headings as well."""
CONTENTS = ("Strategie Inhalt 1", "Strategie Inhalt 2")
"""Entries of the table of contents by their level; deeper parts are not in it."""


def strategy_docx(layout: StrategyLayout) -> bytes:
    """Return the printed strategy as DOCX; equal layouts give equal bytes."""
    writer = DocumentWriter(_template(), title=layout.title, state=layout.state)
    writer.add_paragraph("Title", writer.run(layout.title))
    writer.add_paragraph("Subtitle", writer.run(layout.subtitle))
    writer.add_paragraph("Strategie Stand", writer.run(layout.state.line))
    _write_facts(writer, layout.facts)
    writer.add_paragraph("Strategie Verzeichnis", writer.run("Inhalt"))
    entries = [(part.level, part.heading, part.key) for part in layout.parts if part.level <= len(CONTENTS)]
    writer.add_contents(CONTENTS, entries)
    for part in layout.parts:
        _write_part(writer, part)
    return writer.save()


def _write_part(writer: DocumentWriter, part: PrintedPart) -> None:
    writer.add_heading(HEADINGS[part.level - 1], part.heading, name=part.key)
    _write_facts(writer, part.facts)
    for paragraph in part.text:
        writer.add_paragraph("Strategie Text", *writer.runs(paragraph))
    if part.network:
        picture = render_png(network_svg(part.network))
        writer.add_picture("Strategie Bild", picture, description=part.network.description)
        writer.add_paragraph("Strategie Bildtitel", writer.run(part.network.title))
    for one in part.pictures:
        writer.add_picture("Strategie Bild", one.content, description=one.description, share=one.share)
        writer.add_paragraph("Strategie Bildtitel", writer.run(one.title))
    if part.table:
        writer.add_table(part.table.title, part.table.header, part.table.widths, part.table.rows)


def _write_facts(writer: DocumentWriter, facts: tuple[tuple[str, str], ...]) -> None:
    for label, value in facts:
        writer.add_paragraph("Strategie Angabe", writer.run(f"{label}:\t{value}"))


@cache
def _template() -> bytes:
    return saved(blank_document(Path(__file__).parent / "word_styles.xml"))
