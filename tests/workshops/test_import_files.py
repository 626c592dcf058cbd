"""Files that are none of ours are refused with a sentence, and never take memory or time."""

import io
import struct
import time
import zipfile
from collections.abc import Callable

import pytest
from docx import Document

from workshops.importing import ImportRefused, parse_protocol
from workshops.importing.docx_package import MAX_ELEMENTS, MAX_PART, MAX_UNPACKED

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BROKEN = "Die Datei ist beschädigt oder kein Word-Dokument."
NOT_TEXT = "Die Datei ist kein lesbarer Text."
BOMB = "Die Datei wird beim Entpacken ungewöhnlich groß"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def a_docx() -> bytes:
    stream = io.BytesIO()
    document = Document()
    document.add_paragraph("Protokoll zum 5. Workshop der Fachgruppe Energie")
    document.save(stream)
    return stream.getvalue()


def docx_with(parts: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def document_xml(body: str, doctype: str = "") -> bytes:
    return f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'.encode()


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]>'
    return docx_with({"word/document.xml": document_xml("<w:p><w:r><w:t>&e11;</w:t></w:r></w:p>", doctype)})


def external_entity() -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return docx_with({"word/document.xml": document_xml("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", doctype)})


def zip_bomb() -> bytes:
    return docx_with({"word/document.xml": document_xml("<w:p/>"), "word/media/a.bin": bytes(MAX_UNPACKED + 1)})


def large_part() -> bytes:
    return docx_with({"word/document.xml": document_xml(" " * MAX_PART)})


def lying_zip_bomb() -> bytes:
    """The directory claims one byte for the document."""
    data = bytearray(large_part())
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 1)
    return bytes(data)


def many_elements() -> bytes:
    return docx_with({"word/document.xml": document_xml("<w:p/>" * MAX_ELEMENTS)})


def deep_elements() -> bytes:
    return docx_with({"word/document.xml": document_xml("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000)})


def many_entries() -> bytes:
    return docx_with({"word/document.xml": document_xml("<w:p/>")} | {f"word/media/{n}": b"" for n in range(3_000)})


def broken_zip() -> bytes:
    return a_docx()[:-200]


def damaged_entry() -> bytes:
    data = bytearray(docx_with({"word/document.xml": document_xml("<w:p/>" * 500)}))
    data[60:80] = bytes(20)
    return bytes(data)


def encrypted_entry() -> bytes:
    data = bytearray(docx_with({"word/document.xml": document_xml("<w:p/>")}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("protokoll.docx", lambda: b"", "Die Datei ist leer."),
    "blank": ("protokoll.txt", lambda: b" \n\t\r\n", "Die Datei enthält keinen Text."),
    "docx without text": (
        "protokoll.docx",
        lambda: docx_with({"word/document.xml": document_xml("<w:p/>")}),
        "Die Datei enthält keinen Text.",
    ),
    "50 MB": ("protokoll.txt", lambda: b"a" * 50 * 1024 * 1024, "Die Datei ist 50 MB groß, erlaubt sind 10 MB."),
    "unknown ending": ("protokoll.pages", lambda: b"Protokoll", "Diese Art von Datei wird nicht gelesen."),
    "no ending": ("protokoll", lambda: b"Protokoll", "Diese Art von Datei wird nicht gelesen."),
    "old Word by name": ("protokoll.doc", lambda: OLE + bytes(512), "Alte Word-Dateien (.doc)"),
    "old Word by content": ("protokoll.docx", lambda: OLE + bytes(512), "Die Datei hat das alte Word-Format."),
    "encrypted docx": (
        "protokoll.docx",
        lambda: OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        "Die Datei ist mit einem Kennwort verschlüsselt.",
    ),
    "encrypted entry": ("protokoll.docx", encrypted_entry, "Die Datei ist mit einem Kennwort geschützt."),
    "PDF named docx": ("protokoll.docx", lambda: b"%PDF-1.7\n", "Die Datei heißt zwar .docx, ist aber eine PDF-Datei."),
    "picture named docx": (
        "protokoll.docx",
        lambda: b"\x89PNG\r\n\x1a\n",
        "Die Datei heißt zwar .docx, ist aber",
    ),
    "program named txt": ("protokoll.txt", lambda: b"MZ\x90\x00", "Die Datei heißt zwar .txt, ist aber ein Programm."),
    "docx named txt": ("protokoll.txt", a_docx, "Die Datei heißt .txt, ist aber kein Text"),
    "docx named md": ("protokoll.md", a_docx, "Die Datei heißt .md, ist aber kein Text"),
    "text named docx": ("protokoll.docx", lambda: b"Protokoll", "Die Datei heißt .docx, ist aber kein Word-Dokument"),
    "binary named txt": ("protokoll.txt", lambda: bytes(range(256)), NOT_TEXT),
    "NUL in text": ("protokoll.txt", lambda: b"Protokoll\x00", NOT_TEXT),
    "UTF-16 without mark": (
        "protokoll.txt",
        lambda: "Protokoll".encode("utf-16-le"),
        "Die Datei ist kein lesbarer Text.",
    ),
    "broken UTF-16": ("protokoll.txt", lambda: b"\xff\xfea", NOT_TEXT),
    "web page": ("protokoll.txt", lambda: b"<!DOCTYPE html><p>x", "Die Datei ist eine Internetseite"),
    "endless line": ("protokoll.txt", lambda: b"a" * 60_000, "Der Text bei „Zeile 1“ ist länger"),
    "endless paragraph": (
        "protokoll.docx",
        lambda: docx_with({"word/document.xml": document_xml(f"<w:p><w:r><w:t>{'a' * 60_000}</w:t></w:r></w:p>")}),
        "Der Text bei „Absatz 1“ ist länger",
    ),
    "too many lines": ("protokoll.txt", lambda: b"- a\n" * 3_001, "Die Datei hat mehr als 3.000 Zeilen."),
    "other zip": (
        "protokoll.docx",
        lambda: docx_with({"a.txt": b"a"}),
        BROKEN,
    ),
    "empty zip": ("protokoll.docx", lambda: docx_with({}), BROKEN),
    "OpenDocument": (
        "protokoll.docx",
        lambda: docx_with({"mimetype": b"x"}),
        "Die Datei ist ein Dokument im Format OpenDocument",
    ),
    "broken zip": ("protokoll.docx", broken_zip, BROKEN),
    "damaged entry": ("protokoll.docx", damaged_entry, BROKEN),
    "broken XML": (
        "protokoll.docx",
        lambda: docx_with({"word/document.xml": b"<w:document>"}),
        BROKEN,
    ),
    "entity bomb": ("protokoll.docx", entity_bomb, BROKEN),
    "external entity": ("protokoll.docx", external_entity, BROKEN),
    "zip bomb": ("protokoll.docx", zip_bomb, BOMB),
    "large part": ("protokoll.docx", large_part, BOMB),
    "lying zip bomb": ("protokoll.docx", lying_zip_bomb, "Die Datei "),
    "many elements": ("protokoll.docx", many_elements, BOMB),
    "deep elements": ("protokoll.docx", deep_elements, BOMB),
    "many entries": ("protokoll.docx", many_entries, BOMB),
}


@pytest.mark.parametrize(("filename", "make", "sentence"), REFUSED.values(), ids=REFUSED)
def test_refused_with_a_sentence(filename: str, make: Callable[[], bytes], sentence: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        parse_protocol(make(), filename)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    "line",
    [
        "-" * 49_000,
        "- " * 24_000,
        "# " * 24_000 + "x",
        "<ul>" * 12_000,
        "<" * 49_000,
        "Ja: 1, " * 7_000,
        "(" * 49_000,
        "o " * 24_000,
    ],
    ids=["dashes", "bullets", "hashes", "lists", "tags", "votes", "brackets", "letters"],
)
def test_hostile_lines_take_no_time(line: str) -> None:
    started = time.perf_counter()
    parse_protocol(f"I. A\n1 B\n{line}\nEnde".encode(), "protokoll.md")
    assert time.perf_counter() - started < 5


def test_macros_are_ignored() -> None:
    parts = {"word/document.xml": document_xml("<w:p><w:r><w:t>Text</w:t></w:r></w:p>"), "word/vbaProject.bin": b"\x00"}
    content = parse_protocol(docx_with(parts), "protokoll.docx").content
    assert [point.text for point in content.sections[0].items[0].points] == ["Text"]
