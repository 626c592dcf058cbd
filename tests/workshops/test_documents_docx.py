"""The protocol as DOCX: real styles, lists and header rows."""

import io

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from tests.workshops.protocols import APPROVED, DRAFT, FULL, HOSTILE, TITLE, hostile_content
from workshops.documents.layout import excerpt_layout, protocol_layout
from workshops.documents.word import protocol_docx

TASK_DETAILS = "(verantwortlich: Elstertal Infraprojekt, bis 12.02.2021, Status: offen)"


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def document() -> Document:
    return opened(protocol_docx(protocol_layout(FULL, title=TITLE, state=APPROVED)))


def paragraphs(document: Document) -> list[tuple[str, str]]:
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]


def test_each_paragraph_has_the_style_of_what_it_is(document: Document) -> None:
    assert paragraphs(document) == [
        ("Title", TITLE),
        ("Subtitle", "SMARTCity Gera"),
        ("Protokoll Stand", "genehmigt, Stand 20.01.2021"),
        ("Protokoll Kopf", "Gremium:\tStrategiekreis"),
        ("Protokoll Kopf", "Datum:\t14.01.2021"),
        ("Protokoll Kopf", "Zeit:\t14:00–16:30 Uhr"),
        ("Protokoll Kopf", "Ort:\tRathaus, Saal 200"),
        ("Protokoll Kopf", "Moderation:\tTilia GmbH"),
        ("Protokoll Kopf", "Protokollführung:\tSMARTCity-Team"),
        ("Protokoll Kopf", "Verteiler:\tStrategiekreis, Fachgruppe"),
        ("Heading 1", "EINFÜHRUNG"),
        ("Heading 2", "Agenda"),
        ("List Bullet", "Begrüßung"),
        ("Heading 2", ""),
        ("Heading 1", "PILOTPROJEKTE"),
        ("Heading 2", "Pilotliste"),
        ("List Bullet", "Das Team stellt 22 Pilotprojekte vor, siehe Liste."),
        ("List Bullet 2", "Kosten"),
        ("List Bullet 3", "Betrieb"),
        ("List Bullet 4", "je Jahr"),
        (
            "List Bullet",
            "Beschluss B-2021-001: 14 Pilotprojekte werden umgesetzt. (Ja: 12, Nein: 1, Enthaltungen: 2, Befangen: 3)",
        ),
        ("List Bullet", "Beschluss: Acht kommen in den Themenspeicher."),
        ("List Bullet 2", f"Aufgabe: Ausschreibung vorbereiten {TASK_DETAILS}"),
        ("List Bullet", "Aufgabe: Einladung versenden (Status: erledigt)"),
        ("List Bullet", "Statement: „Es muss jetzt beginnen“ (Gera Kultur GmbH)"),
        ("List Bullet", "Meilenstein: Bis 31.03.2021 – Integration der Ideen (bis 31.03.2021)"),
        ("Heading 2", ""),
        ("List Bullet", "Das Team stellt 22 Pilotprojekte vor, siehe Liste."),
        ("Protokoll Übersicht", "Beschlüsse"),
        ("Protokoll Übersicht", "Festlegungen"),
        ("Protokoll Unterschrift", "\t\nModeration · Tilia GmbH"),
        ("Protokoll Unterschrift", "\t\nProtokollführung · SMARTCity-Team"),
    ]


def test_headings_are_numbered_and_points_are_list_items(document: Document) -> None:
    numbering = {
        (style.get(qn("w:val")), level.find(qn("w:numFmt")).get(qn("w:val")), level.get(qn("w:ilvl")))
        for level in document.part.numbering_part.element.iter(qn("w:lvl"))
        for style in level.iter(qn("w:pStyle"))
    }
    assert numbering == {
        ("Heading1", "upperRoman", "0"),
        ("Heading2", "decimal", "1"),
        ("ListBullet", "bullet", "0"),
        ("ListBullet2", "bullet", "1"),
        ("ListBullet3", "bullet", "2"),
        ("ListBullet4", "bullet", "3"),
    }


def test_tables_have_header_rows(document: Document) -> None:
    assert [[cell.text for cell in table.rows[0].cells] for table in document.tables] == [
        ["Organisation", "vertreten durch", "Teilnahme"],
        ["Nr.", "Beschluss", "Ja", "Nein", "Enthaltungen", "Befangen"],
        ["Nr.", "Festlegung", "verantwortlich", "Termin", "Status"],
    ]
    for table in document.tables:
        marks = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        assert marks == [True] + [False] * (len(marks) - 1)


def test_excerpt_keeps_its_number() -> None:
    layout = excerpt_layout(FULL, title=TITLE, state=APPROVED, item="II.2")
    assert layout is not None
    document = opened(protocol_docx(layout))
    starts = [start.get(qn("w:val")) for start in document.part.numbering_part.element.iter(qn("w:start"))]
    assert starts[:2] == ["2", "2"]
    assert ("Heading 1", "EINFÜHRUNG") not in paragraphs(document)
    assert document.paragraphs[0].text == f"Auszug aus dem {TITLE}"


def test_draft_is_marked_in_the_header() -> None:
    document = opened(protocol_docx(protocol_layout(FULL, title=TITLE, state=DRAFT)))
    assert document.sections[0].header.paragraphs[0].text == "SMARTCity Gera\tENTWURF"


def test_approved_protocol_is_not_marked(document: Document) -> None:
    assert document.sections[0].header.paragraphs[0].text == "SMARTCity Gera"


def test_hostile_text_stays_text() -> None:
    document = opened(protocol_docx(protocol_layout(hostile_content(), title=HOSTILE[0], state=DRAFT)))
    texts = {paragraph.text for paragraph in document.paragraphs}
    for hostile in (*HOSTILE[:2], "abc[31md", *HOSTILE[3:]):
        assert hostile in texts


def test_equal_content_has_equal_bytes() -> None:
    first, second = (protocol_docx(protocol_layout(FULL, title=TITLE, state=DRAFT)) for _ in range(2))
    assert first == second
