"""Characters, PDF through Typst and DOCX through python-docx, below any kind of document."""

import io
import threading
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
import typst
from docx.oxml.ns import qn
from pypdf import PdfReader

from common.documents.characters import breakable, printable
from common.documents.docx import DocumentWriter, blank_document, saved
from common.documents.state import DocumentState
from common.documents.typst import render_pdf, unprintable_characters
from common.text import Run

TEMPLATE = "tests/common/letter.typ"
STATE = DocumentState("Entwurf", date(2020, 12, 4), is_draft=True)


def letter(text: str = "Guten Tag", **state: Any) -> dict[str, Any]:
    shown = {"label": "Entwurf", "line": "Entwurf, Stand 04.12.2020", "on": "2020-12-04", "is_draft": True}
    return {"title": "Ein Brief", "text": text, "state": shown | state}


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_state_line_names_status_and_day() -> None:
    assert STATE.line == "Entwurf, Stand 04.12.2020"


def test_printable_leaves_out_what_documents_refuse() -> None:
    assert printable("a\x00b\x1b[31m\ud800c\ufeff\uffff\x9f") == "ab[31mc"
    assert printable("a\x0bb\x0cc") == "a b c"
    assert printable("Zeile\n\tzwei äöü😀") == "Zeile\n\tzwei äöü😀"


def test_breakable_splits_only_overlong_words() -> None:
    assert breakable("x" * 39) == "x" * 39
    assert breakable("x" * 40) == "\u200b".join(["x" * 10] * 4)
    link = "https://example.org/" + "teil/" * 20
    assert breakable(link) == link


def test_pdf_shows_markup_of_typst_as_text() -> None:
    hostile = '#read("/etc/passwd") $x^2$ *a* @ref <label> // c'
    assert hostile in text_of(render_pdf(TEMPLATE, letter(hostile)))


def test_pdf_of_equal_data_has_equal_bytes() -> None:
    assert render_pdf(TEMPLATE, letter()) == render_pdf(TEMPLATE, letter())
    assert render_pdf(TEMPLATE, letter()) != render_pdf(TEMPLATE, letter("Guten Abend"))


def test_pdf_marks_a_draft_and_only_a_draft() -> None:
    assert "ENTWURF" in text_of(render_pdf(TEMPLATE, letter()))
    assert "ENTWURF" not in text_of(render_pdf(TEMPLATE, letter(is_draft=False)))


def test_pdf_replaces_characters_that_no_font_has_and_says_so() -> None:
    text = text_of(render_pdf(TEMPLATE, letter("Gruß an 漢字")))
    assert "Gruß an \ufffd\ufffd" in text
    assert "Das Zeichen \ufffd steht für" in text


@pytest.mark.parametrize(
    "text", ["Łódź Ωμέγα Привет", "😀 👍🏽 🚀 ✅", "שלום مرحبا", "a\x00\x01\ufffe\ufeffb", "\u202eab\u202c"]
)
def test_pdf_needs_no_replacement_for_what_protocols_hold(text: str) -> None:
    assert "\ufffd" not in text_of(render_pdf(TEMPLATE, letter(text)))


def test_unprintable_characters_are_read_from_the_compilers_message() -> None:
    message = 'the text `"漢"` could not be …\nthe text contains the disallowed codepoint `"\\u{feff}"`'
    assert unprintable_characters(message) == {"漢", "\ufeff"}


def test_data_that_the_template_misses_raise() -> None:
    with pytest.raises(typst.TypstError, match="title"):
        render_pdf(TEMPLATE, {"text": "Guten Tag"})


def test_threads_share_the_compiler() -> None:
    expected = render_pdf(TEMPLATE, letter())
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(render_pdf(TEMPLATE, letter()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 8


@pytest.fixture
def writer(tmp_path: Path) -> DocumentWriter:
    return new_writer(tmp_path)


def new_writer(folder: Path) -> DocumentWriter:
    styles = folder / "styles.xml"
    styles.write_text(
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:type="paragraph" w:styleId="Gruss"><w:name w:val="Gruß"/></w:style></w:styles>'
    )
    return DocumentWriter(saved(blank_document(styles)), title="Ein Brief", state=STATE)


def test_docx_keeps_tabs_breaks_and_hostile_text(writer: DocumentWriter) -> None:
    writer.add_paragraph("Gruß", writer.run("a\tb\nc\x00\x0b<w:br/>&\ud800"))
    document = docx.Document(io.BytesIO(writer.save()))
    assert document.paragraphs[0].text == "a\tb\nc <w:br/>&"
    assert document.paragraphs[0].style.name == "Gruß"


def test_docx_writes_links_and_formats(writer: DocumentWriter) -> None:
    runs = [Run("fett", bold=True), Run("kursiv", italic=True), Run("Liste", href="https://example.org/?a=1&b=2")]
    writer.add_paragraph("Normal", *writer.runs(runs))
    paragraph = docx.Document(io.BytesIO(writer.save())).paragraphs[0]
    assert [(run.text, run.bold, run.italic) for run in paragraph.runs] == [
        ("fett", True, None),
        ("kursiv", None, True),
    ]
    assert [(link.text, link.url) for link in paragraph.hyperlinks] == [("Liste", "https://example.org/?a=1&b=2")]


def test_docx_marks_header_rows_and_describes_tables(writer: DocumentWriter) -> None:
    writer.add_table("Liste", ["Nr.", "Text"], [1, 4], [[[Run("1")], [Run("eins")]]])
    table = docx.Document(io.BytesIO(writer.save())).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Nr.", "Text"], ["1", "eins"]]
    marks = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
    assert marks == [True, False]
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Liste"


def test_docx_properties_language_and_margins(writer: DocumentWriter) -> None:
    document = docx.Document(io.BytesIO(writer.save()))
    properties = document.core_properties
    assert (properties.title, properties.language, properties.content_status) == ("Ein Brief", "de-DE", "Entwurf")
    assert properties.created.date() == date(2020, 12, 4)
    assert document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").get(qn("w:val")) == "de-DE"
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert section.header.paragraphs[0].text == "SMARTCity Gera\tENTWURF"
    footer = section.footer.paragraphs[0]._p
    assert [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_docx_of_equal_content_has_equal_bytes(tmp_path: Path) -> None:
    first, second = new_writer(tmp_path).save(), new_writer(tmp_path).save()
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
