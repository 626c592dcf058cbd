"""The protocol as PDF: text, tags and PDF/UA."""

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from tests.workshops.protocols import APPROVED, DRAFT, FULL, HOSTILE, TITLE, hostile_content
from workshops.documents.layout import excerpt_layout, protocol_layout
from workshops.documents.pdf import protocol_pdf


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return PdfReader(io.BytesIO(protocol_pdf(protocol_layout(FULL, title=TITLE, state=APPROVED))))


def text_of(reader: PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def elements(node: Any) -> Iterator[DictionaryObject]:
    """Each structure element of a tagged PDF in reading order."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from elements(child)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def tags(reader: PdfReader) -> list[DictionaryObject]:
    return list(elements(reader.root_object["/StructTreeRoot"]))


def test_pdf_says_what_assistive_technology_asks(reader: PdfReader) -> None:
    root = reader.root_object
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "de-DE"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None
    assert reader.metadata.title == TITLE
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()


def test_pdf_tags_headings_in_order(reader: PdfReader) -> None:
    headings = [(tag["/S"], tag["/T"].strip()) for tag in tags(reader) if tag["/S"] in ("/H1", "/H2")]
    assert headings == [
        ("/H1", "I. EINFÜHRUNG"),
        ("/H2", "I.1 Agenda"),
        ("/H2", "I.2"),
        ("/H1", "II. PILOTPROJEKTE"),
        ("/H2", "II.1 Pilotliste"),
        ("/H2", "II.2"),
        ("/H1", "Beschlüsse"),
        ("/H1", "Festlegungen"),
    ]
    assert [outline["/Title"].strip() for outline in reader.outline if not isinstance(outline, list)] == [
        text for level, text in headings if level == "/H1"
    ]


def test_pdf_tags_each_point_as_an_item_of_a_list(reader: PdfReader) -> None:
    counts = Counter(tag["/S"] for tag in tags(reader))
    facts, points = 7, 12
    assert counts["/LI"] == counts["/Lbl"] == counts["/LBody"] == facts + points
    # The facts, three flat lists, and below the points of II.1 one list for each of three levels and one for the task.
    assert counts["/L"] == 1 + 3 + 4
    assert counts["/Link"] == 2


def test_pdf_tags_header_cells(reader: PdfReader) -> None:
    found = tags(reader)
    headers = [tag for tag in found if tag["/S"] == "/TH"]
    assert Counter(tag["/S"] for tag in found)["/Table"] == 3
    assert len(headers) == 3 + 6 + 5
    assert {attributes["/Scope"] for tag in headers for attributes in _attributes(tag) if "/Scope" in attributes} == {
        "/Column"
    }


def _attributes(tag: DictionaryObject) -> list[DictionaryObject]:
    value = tag["/A"].get_object()
    return [entry.get_object() for entry in value] if isinstance(value, ArrayObject) else [value]


def test_pdf_holds_the_content(reader: PdfReader) -> None:
    text = text_of(reader)
    for piece in (
        "SMARTCity Gera · genehmigt, Stand 20.01.2021",
        "Zeit: 14:00–16:30 Uhr",
        "TAG Wohnen & Service GmbH Alex Beispiel anwesend",
        "Das Team stellt 22 Pilotprojekte vor, siehe Liste.",
        "Beschluss B-2021-001: 14 Pilotprojekte werden umgesetzt. (Ja: 12, Nein: 1, Enthaltungen: 2, Befangen: 3)",
        "Statement: „Es muss jetzt beginnen“ (Gera Kultur GmbH)",
        "Moderation · Tilia GmbH",
        "Protokollführung · SMARTCity-Team",
        "Seite 1/2",
    ):
        assert piece in text
    links = [note.get_object()["/A"]["/URI"] for page in reader.pages for note in page.get("/Annots", ())]
    assert set(links) == {"https://example.org/piloten/"}


def test_pdf_does_not_repeat_the_day_that_a_milestone_names(reader: PdfReader) -> None:
    assert text_of(reader).count("31.03.2021") == 1


def test_draft_is_marked_on_every_page() -> None:
    reader = PdfReader(io.BytesIO(protocol_pdf(protocol_layout(FULL, title=TITLE, state=DRAFT))))
    assert len(reader.pages) == 2
    for page in reader.pages:
        text = page.extract_text()
        assert "ENTWURF" in text
        assert "Entwurf, Stand 15.01.2021" in text


def test_approved_protocol_is_not_marked(reader: PdfReader) -> None:
    assert "ENTWURF" not in text_of(reader)


def test_excerpt_holds_its_item_only() -> None:
    layout = excerpt_layout(FULL, title=TITLE, state=APPROVED, item="II.1")
    assert layout is not None
    text = text_of(PdfReader(io.BytesIO(protocol_pdf(layout))))
    assert "Auszug aus dem Protokoll" in text
    assert "II.1 Pilotliste" in text
    assert "Begrüßung" not in text


def test_hostile_text_stays_text() -> None:
    reader = PdfReader(io.BytesIO(protocol_pdf(protocol_layout(hostile_content(), title=HOSTILE[0], state=DRAFT))))
    text = text_of(reader).replace("\u200b", "").replace(" ", "")
    for hostile in (HOSTILE[0], HOSTILE[1], "abc[31md", "- Strich", "1. Nummer", "=SUMME(A1)", "😀"):
        assert hostile.replace(" ", "") in text
    assert "root:x:0" not in text


def test_equal_content_has_equal_bytes() -> None:
    first, second = (protocol_pdf(protocol_layout(FULL, title=TITLE, state=DRAFT)) for _ in range(2))
    assert first == second
