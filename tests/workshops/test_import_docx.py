"""Word documents of Word and LibreOffice: headings, tables, lists, and what else stands in them."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Doc
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from tests.workshops.outlines import outline
from workshops.content import AttendanceContent
from workshops.enums import AttendanceStatus
from workshops.importing import ParsedProtocol, Recognition, parse_protocol

DATA = Path(__file__).parent.parent / "data"
TITLE = "Protokoll zum 6. Workshop der Fachgruppe Energie"


def read(build: Callable[[Doc], None]) -> ParsedProtocol:
    document = Document()
    document.add_paragraph(TITLE)
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return parse_protocol(stream.getvalue(), "protokoll.docx")


def test_headings_and_list_styles() -> None:
    def build(document: Doc) -> None:
        document.add_heading("I. AUFTAKT", 1)
        document.add_heading("1 Agenda", 2)
        for level, style in enumerate(["List Bullet", "List Bullet 2", "List Bullet 3"]):
            document.add_paragraph(f"Ebene {level}", style=style)
        document.add_paragraph("erstens", style="List Number")
        document.add_heading("2", 2)
        document.add_paragraph("Ein Absatz.")

    assert outline(read(build).content) == [
        ("AUFTAKT", [("Agenda", ["Ebene 0", "-Ebene 1", "--Ebene 2", "erstens"]), ("", ["Ein Absatz."])])
    ]


def test_headings_that_word_numbers_itself() -> None:
    def build(document: Doc) -> None:
        document.add_heading("Auftakt", 1)
        document.add_heading("Agenda", 2)
        document.add_paragraph("a", style="List Bullet")
        document.add_heading("Ende", 1)

    assert outline(read(build).content) == [("Auftakt", [("Agenda", ["a"])]), ("Ende", [])]


def test_table_with_number_and_topic() -> None:
    def build(document: Doc) -> None:
        table = document.add_table(5, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Nr.", "Thema"
        table.cell(1, 0).merge(table.cell(1, 1)).text = "I. AUFTAKT"
        table.cell(2, 0).text, table.cell(2, 1).text = "1", "Agenda"
        table.cell(2, 1).add_paragraph("a", style="List Bullet")
        table.cell(2, 1).add_paragraph("b", style="List Bullet 2")
        table.cell(3, 0).text, table.cell(3, 1).text = "2", "- c\n- d"
        table.cell(4, 0).text, table.cell(4, 1).text = "II.", "ENDE"

    parsed = read(build)
    assert outline(parsed.content) == [("AUFTAKT", [("Agenda", ["a", "-b"]), ("", ["c", "d"])]), ("ENDE", [])]
    assert [line.place for line in parsed.report][1:4] == [f"Tabelle 1, Zeile {row}" for row in (1, 2, 3)]


def test_table_of_anything_is_kept_row_by_row() -> None:
    def build(document: Doc) -> None:
        document.add_heading("I. KOSTEN", 1)
        document.add_heading("1 Preise", 2)
        table = document.add_table(4, 3)
        rows = [("Kostenübersicht", "", ""), ("Posten", "Betrag", "Stand"), ("1", "Strom", "hoch"), ("II.", "Gas", "")]
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        table.cell(0, 0).merge(table.cell(0, 2))

    points = ["Kostenübersicht", "Posten | Betrag | Stand", "1 | Strom | hoch", "II. | Gas | –"]
    assert outline(read(build).content) == [("KOSTEN", [("Preise", points)])]


def test_head_as_a_table() -> None:
    def build(document: Doc) -> None:
        table = document.add_table(3, 2)
        for row, (label, value) in enumerate([("Datum", "04.12.2020"), ("Ort", "Rathaus"), ("Teilnehmer", "A GmbH")]):
            table.cell(row, 0).text, table.cell(row, 1).text = label, value
        table.cell(2, 1).add_paragraph("B GmbH (entschuldigt)")
        document.add_heading("I. AUFTAKT", 1)

    head = read(build).content.head
    assert (f"{head.held_on}", head.place) == ("2020-12-04", "Rathaus")
    assert head.attendance == (AttendanceContent("A GmbH"), AttendanceContent("B GmbH", AttendanceStatus.EXCUSED))


def test_head_as_a_table_with_two_pairs_in_a_row() -> None:
    def build(document: Doc) -> None:
        row = document.add_table(1, 4).rows[0]
        for cell, text in zip(row.cells, ["Datum:", "04.12.2020", "Ort:", "Rathaus"], strict=True):
            cell.text = text

    head = read(build).content.head
    assert (f"{head.held_on}", head.place) == ("2020-12-04", "Rathaus")


def test_attendance_as_a_table() -> None:
    def build(document: Doc) -> None:
        table = document.add_table(2, 3)
        for row, texts in enumerate([("Name", "Institution", "Teilnahme"), ("Frau Beispiel", "Tilia GmbH", "Gast")]):
            for cell, text in zip(table.rows[row].cells, texts, strict=True):
                cell.text = text

    assert read(build).content.head.attendance == (
        AttendanceContent("Tilia GmbH", AttendanceStatus.GUEST, "Frau Beispiel"),
    )


def test_head_in_one_paragraph_with_line_breaks() -> None:
    head = read(lambda document: document.add_paragraph("Datum: 04.12.2020\nOrt: Rathaus")).content.head
    assert (f"{head.held_on}", head.place) == ("2020-12-04", "Rathaus")


def test_bullets_typed_by_hand_nest_by_indentation() -> None:
    def build(document: Doc) -> None:
        document.add_heading("I. AUFTAKT", 1)
        for text, indent in [("- a", 0), ("- b", 1), ("- c", 2), ("- d", 0)]:
            document.add_paragraph(text).paragraph_format.left_indent = Cm(indent)

    assert outline(read(build).content) == [("AUFTAKT", [("", ["a", "-b", "--c", "d"])])]


def test_lists_of_one_level_nest_by_indentation() -> None:
    def build(document: Doc) -> None:
        document.add_heading("I. AUFTAKT", 1)
        for text, indent in [("a", 1), ("b", 2), ("c", 1)]:
            document.add_paragraph(text, style="List Bullet").paragraph_format.left_indent = Cm(indent)

    assert outline(read(build).content) == [("AUFTAKT", [("", ["a", "-b", "c"])])]


def test_list_levels_of_the_numbering() -> None:
    def build(document: Doc) -> None:
        document.add_heading("I. AUFTAKT", 1)
        for level in (0, 1, 2, 0):
            paragraph = document.add_paragraph(f"{level}", style="List Paragraph")
            numbering = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')
            paragraph._p.get_or_add_pPr().append(numbering)

    assert outline(read(build).content) == [("AUFTAKT", [("", ["0", "-1", "--2", "0"])])]


def test_topics_as_a_numbered_list() -> None:
    def build(document: Doc) -> None:
        for topic in ("Agenda", "Ausblick"):
            document.add_paragraph(topic, style="List Number")
            document.add_paragraph("a", style="List Bullet 2")

    assert outline(read(build).content) == [("", [("Agenda", ["a"]), ("Ausblick", ["a"])])]


def test_number_column_that_word_counts() -> None:
    def build(document: Doc) -> None:
        table = document.add_table(2, 2)
        for row, topic in enumerate(("Agenda", "Ausblick")):
            table.cell(row, 0).paragraphs[0].style = "List Number"
            table.cell(row, 1).text = topic

    assert outline(read(build).content) == [("", [("Agenda", []), ("Ausblick", [])])]


def test_formats_and_links_become_markdown() -> None:
    def build(document: Doc) -> None:
        document.add_heading("I. AUFTAKT", 1)
        paragraph = document.add_paragraph("ganz ", style="List Bullet")
        paragraph.add_run("fett ").bold = True
        paragraph.add_run("wichtig").style = "Emphasis"
        for address in ("https://example.org/a", "javascript:alert(1)"):
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), paragraph.part.relate_to(address, "hyperlink", is_external=True))
            link.append(parse_xml(f"<w:r {nsdecls('w')}><w:t> Link</w:t></w:r>"))
            paragraph._p.append(link)

    assert outline(read(build).content) == [
        ("AUFTAKT", [("", ["ganz **fett** *wichtig* [Link](https://example.org/a) Link"])])
    ]


def test_tracked_changes_read_as_accepted() -> None:
    def build(document: Doc) -> None:
        document.add_heading("I. AUFTAKT", 1)
        paragraph = document.add_paragraph("alt ", style="List Bullet")
        for change in (
            "<w:del {0}><w:r><w:delText>weg</w:delText></w:r></w:del>",
            "<w:ins {0}><w:r><w:t>neu</w:t></w:r></w:ins>",
        ):
            paragraph._p.append(parse_xml(change.format(nsdecls("w"))))

    assert outline(read(build).content) == [("AUFTAKT", [("", ["alt neu"])])]


def test_content_controls_and_text_boxes_are_read() -> None:
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>im Feld</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    box = (
        f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>im Kasten</w:t></w:r></w:p></w:txbxContent>"
        "</w:pict></w:r>"
    )

    def build(document: Doc) -> None:
        document.add_heading("I. AUFTAKT", 1)
        document.element.body.insert(2, parse_xml(control))
        document.paragraphs[-1]._p.append(parse_xml(box))

    points = [text for _title, items in outline(read(build).content) for _item, texts in items for text in texts]
    assert sorted(points) == ["im Feld", "im Kasten"]


def test_pictures_page_headers_and_contents_are_reported() -> None:
    picture = (
        '<w:r {}><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing></w:r>'
    )

    def build(document: Doc) -> None:
        document.add_heading("I. AUFTAKT", 1)
        document.add_paragraph("mit Bild")._p.append(parse_xml(picture.format(nsdecls("w"))))
        document.styles.add_style("toc 1", 1)
        document.add_paragraph("Auftakt 1", style="toc 1")
        document.sections[0].header.paragraphs[0].text = "Stadt Gera"

    skipped = [(line.source, line.target) for line in read(build).report if line.recognition == Recognition.SKIPPED]
    assert skipped == [("[Bild]", "Bild"), ("Auftakt 1", "Inhaltsverzeichnis"), ("Stadt Gera", "Kopfzeile")]


def test_footnotes_are_kept() -> None:
    document = Document()
    document.add_heading("I. AUFTAKT", 1)
    stream = io.BytesIO()
    document.save(stream)
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = (
        f'<w:footnotes xmlns:w="{word}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>Siehe Anlage</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    parsed = parse_protocol(stream.getvalue(), "protokoll.docx")
    assert outline(parsed.content) == [("AUFTAKT", []), ("Nicht zugeordnet", [("", ["Siehe Anlage"])])]


@pytest.mark.parametrize("filename", ["libreoffice-table.docx", "libreoffice-headings.docx"])
def test_libreoffice_head(filename: str) -> None:
    head = parse_protocol((DATA / filename).read_bytes(), filename).content.head
    assert head.body == "Fachgruppe Unternehmen der kommunalen Infrastruktur"
    assert (f"{head.held_on} {head.starts_at} {head.ends_at}") == "2021-01-11 09:00:00 10:30:00"
    assert [entry.organisation for entry in head.attendance] == ["Gera Kultur GmbH", "Elstertal Infraprojekt"]


def test_libreoffice_table() -> None:
    parsed = parse_protocol((DATA / "libreoffice-table.docx").read_bytes(), "protokoll.docx")
    assert outline(parsed.content) == [
        (
            "EINFÜHRUNG",
            [("Agenda", ["Rückblick", "Ausblick", "-tief **fett**", "-noch", "Ende"]), ("", ["„Zitat ganz“"])],
        ),
        ("WEG", [("Absatz eins", ["Absatz zwei"])]),
    ]


def test_libreoffice_headings() -> None:
    parsed = parse_protocol((DATA / "libreoffice-headings.docx").read_bytes(), "protokoll.docx")
    assert outline(parsed.content) == [
        (
            "EINFÜHRUNG",
            [
                ("Agenda", ["Rückblick", "Ausblick", "-tief", "--tiefer", "erstens", "zweitens"]),
                ("Weiteres", ["Text"]),
            ],
        )
    ]
