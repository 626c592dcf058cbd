"""What files are taken in: their content decides, and every refusal is a sentence."""

import hashlib
import io
import zlib

import pytest
from PIL import Image

from common.files import MAX_FILE, FileRefused, check_file, check_size
from common.files.pictures import MAX_PIXELS
from common.files.types import FileType
from tests.ideas.uploads import (
    PDF,
    PROGRAM,
    SVG,
    archive,
    excel,
    opendocument,
    picture,
    powerpoint,
    word,
    word_with,
)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileType.PDF),
        (word(), FileType.DOCX),
        (excel(), FileType.XLSX),
        (powerpoint(), FileType.PPTX),
        (opendocument("text"), FileType.ODT),
        (opendocument("spreadsheet"), FileType.ODS),
        (picture("PNG"), FileType.PNG),
        (picture("JPEG"), FileType.JPEG),
        (picture("WEBP"), FileType.WEBP),
    ],
    ids=lambda value: value.name if isinstance(value, FileType) else "",
)
def test_type_is_told_by_content_and_names_the_file(content: bytes, kind: FileType) -> None:
    checked = check_file(content, "plan.exe")
    assert (checked.kind, checked.name) == (kind, f"plan{kind.ending}")
    assert checked.sha256 == hashlib.sha256(checked.content).hexdigest()
    assert kind.is_picture or checked.content == content


ZIP = archive({"a.txt": b"x"})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Die Datei ist leer."),
        (b"Nur Text", "Diese Art von Datei wird nicht angenommen."),
        (SVG, "Die Datei ist ein SVG-Bild."),
        (b"<!doctype html><script>alert(1)</script>", "Die Datei ist eine Internetseite."),
        (PROGRAM, "Die Datei ist ein Programm."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Die Datei hat ein altes Office-Format"),
        (picture("GIF"), "Die Datei ist ein GIF-Bild."),
        (ZIP, "Die Datei ist ein Archiv und kein Dokument."),
        (PDF + ZIP, "An die Datei ist ein Archiv angehängt."),
        (picture() + ZIP, "An die Datei ist ein Archiv angehängt."),
        (picture("JPEG") + ZIP, "An die Datei ist ein Archiv angehängt."),
        (PROGRAM + word(), "Die Datei ist ein Programm."),
        (b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF", "Die Datei gibt sich als PDF aus"),
        (archive({"a.pdf": PDF, "[Content_Types].xml": b""}), "Die Datei ist ein Archiv und kein Dokument."),
        (PDF[:20], "Das PDF ist unvollständig."),
        (word()[:4000], "Die Datei ist beschädigt."),
        (picture()[:60], "Das Bild ist beschädigt."),
        (word_with("word/vbaProject.bin", b"x"), "Das Dokument enthält Makros."),
        (word_with("../../etc/passwd", b"x"), "Die Datei ist beschädigt."),
        (word_with("word/media/big.bin", b"\0" * 30_000_000), "Die Datei wird beim Entpacken ungewöhnlich groß"),
        (picture(mode="1", size=(9000, 9000)), "Das Bild hat 9000 × 9000 Bildpunkte"),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=f"^{sentence}"):
        check_file(content, "plan.docx")


def test_archive_that_lies_about_its_sizes_is_refused() -> None:
    honest = word_with("word/media/big.bin", b"\0" * 1_000_000)
    lying = honest.replace((1_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(FileRefused, match="beschädigt"):
        check_file(lying, "plan.docx")


def test_picture_loses_everything_but_its_pixels() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Aufgenommen in der Amthorstraße"
    exif[0x0112] = 6  # turned by 90 degrees
    sent = picture("JPEG", exif=exif, comment=b"geheim") + b"angehaengt"
    stored = check_file(sent, "foto.jpg").content
    for secret in (b"Amthor", b"geheim", b"angehaengt"):
        assert secret in sent
        assert secret not in stored
    with Image.open(io.BytesIO(stored)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((30, 40), {})


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_keeps_its_pixels(mode: str) -> None:
    with Image.open(io.BytesIO(check_file(picture(mode=mode), "a.png").content)) as drawn:
        assert (drawn.mode, drawn.size) == (mode, (40, 30))


def test_transparent_colour_of_a_palette_stays() -> None:
    stored = check_file(picture(mode="P", transparency=0), "a.png").content
    with Image.open(io.BytesIO(stored)) as drawn:
        assert drawn.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\plan.pdf", "a\0.pdf"])
def test_path_in_a_name_is_refused(name: str) -> None:
    with pytest.raises(FileRefused, match="enthält einen Pfad"):
        check_file(PDF, name)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Plan\u202efdp.exe", "Plan fdp.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "Datei.pdf"),
        ("x" * 300, "x" * 120 + ".pdf"),
        ("Lageplan  Nord.v2.PDF", "Lageplan Nord.v2.pdf"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert check_file(PDF, name).name == clean


def test_size_is_checked_alone() -> None:
    check_size(MAX_FILE)
    with pytest.raises(FileRefused, match=r"^Die Datei ist 21 MB groß, erlaubt sind 20 MB"):
        check_size(21 * 1024 * 1024)


def test_limit_of_pixels_fits_the_sentence() -> None:
    assert MAX_PIXELS >= 6_000 * 6_000


RELATION = b'<Relationship Type="http://x/attachedTemplate" Target="http://example.org/a.dotm" TargetMode="External"/>'
INSIDE = RELATION.replace(b"External", b"Internal")
WORD_TYPES = b"<Types>application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml</Types>"


def pdf_with(thing: bytes) -> bytes:
    return PDF.replace(b"<<>>", thing, 1)


def packed(thing: bytes) -> bytes:
    return pdf_with(b"<</Type /ObjStm>>\nstream\n" + zlib.compress(thing) + b"\nendstream")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (PDF.replace(b"trailer\n<<", b"trailer\n<</Encrypt 5 0 R"), "Das PDF ist verschlüsselt."),
        (pdf_with(b"<</S /JavaScript /JS (app.alert(1))>>"), "Das PDF enthält ein Programm"),
        (pdf_with(b"<</S /J#61vaScript /JS 4 0 R>>"), "Das PDF enthält ein Programm"),
        (packed(b"<</S /JavaScript /JS (app.alert(1))>>"), "Das PDF enthält ein Programm"),
        (word_with("word/_rels/settings.xml.rels", RELATION), "Das Dokument lädt beim Öffnen eine Vorlage"),
        (word_with("word/_rels/settings.xml.rels", RELATION.decode().encode("utf-16")), "Das Dokument lädt"),
        (powerpoint(**{"ppt/_rels/a.rels": RELATION}), "Das Dokument lädt"),
        (word_with("word/_rels/a.xml.rels", RELATION.replace(b"attachedT", b"attached&#84;")), "Das Dokument lädt"),
        (word_with("word/_rels/a.xml.rels", RELATION.replace(b"attachedTemplate", b"oleObject")), "Das Dokument lädt"),
    ],
)
def test_document_that_acts_by_itself_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        check_file(content, "plan.pdf")
    assert str(refusal.value).startswith(sentence)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SCRIPTED = opendocument("spreadsheet", **{"Basic/Standard/Module1.xml": b"<module/>"})
CHART = "word/embeddings/Microsoft_Excel_Worksheet.xlsx"


@pytest.mark.parametrize(
    "content",
    [
        word_with("word/embeddings/oleObject1.bin", OLE),
        word_with("word/embeddings/oleObject1.bin", b"\x02\0calc.exe\0"),
        word_with("word/activeX/activeX1.bin", OLE),
        word_with("word/media/image1.png", PROGRAM),
        word_with("word/media/image1.png", excel()),
        word_with("word/embeddings/Makros.xlsm", excel(**{"xl/vbaProject.bin": OLE})),
        word_with("word/embeddings/Kalender.ods", SCRIPTED),
        word_with("word/embeddings/Archiv.zip", ZIP),
        word_with(CHART, excel()[:3000]),
        word_with(CHART, excel(**{"xl/embeddings/Tabelle.xlsx": excel()})),
        excel(**{"xl/embeddings/oleObject1.bin": OLE}),
        powerpoint(**{"ppt/embeddings/oleObject1.bin": OLE}),
        opendocument("text", **{"Object 1": OLE}),
        opendocument("text", **{"ObjectReplacements/Object 1": PROGRAM}),
    ],
)
def test_embedded_objects_are_refused(content: bytes) -> None:
    with pytest.raises(FileRefused, match=r"eingebettet.* Bitte wandeln Sie es in ein Bild um oder speichern Sie"):
        check_file(content, "plan.docx")


def test_embedded_documents_share_the_room_of_one() -> None:
    large = excel(**{"xl/media/image1.bmp": b"\0" * 15_000_000})

    def word_with_tables(count: int) -> bytes:
        tables = {f"word/embeddings/{number}.xlsx": large for number in range(count)}
        return archive({"[Content_Types].xml": WORD_TYPES, **tables})

    check_file(word_with_tables(2), "plan.docx")
    with pytest.raises(FileRefused, match="eingebettet"):
        check_file(word_with_tables(14), "plan.docx")


LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
READS_FILES = b'<?xml version="1.0"?><!-- -->\n<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    "content",
    [
        word_with("word/footer9.xml", LAUGHS),
        word_with("word/footer9.xml", READS_FILES),
        word_with("word/footer9.xml", LAUGHS.decode().encode("utf-16")),
        word_with("word/footer9.xml", LAUGHS.decode().encode("utf-16-le")),
        word_with("word/footer9.bin", b"\xef\xbb\xbf" + LAUGHS),
        word_with("word/_rels/settings.xml.rels", LAUGHS),
        excel(**{"xl/comments9.xml": LAUGHS}),
        powerpoint(**{"ppt/slides/slide9.xml": LAUGHS}),
        opendocument("text", **{"styles.xml": LAUGHS}),
        opendocument("spreadsheet", **{"Object 1/content.xml": READS_FILES}),
    ],
)
def test_document_type_in_xml_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused, match=r"enthält eine DOCTYPE-Angabe.* Bitte speichern Sie es"):
        check_file(content, "plan.docx")


@pytest.mark.parametrize("content", [b"<!--" + b" " * 70_000 + b"-->" + LAUGHS, b"<?xml encoding='x'?><a/>", b"Text"])
def test_part_that_hides_whether_it_has_a_document_type_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused, match="beschädigt"):
        check_file(word_with("word/footer9.xml", content), "plan.docx")


def test_part_with_two_contents_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        two_faced = word_with("word/document.xml", LAUGHS)
    with pytest.raises(FileRefused, match="beschädigt"):
        check_file(two_faced, "plan.docx")


def test_password_of_an_opendocument_is_named() -> None:
    manifest = b"<manifest:manifest xmlns:manifest='m'><manifest:encryption-data/></manifest:manifest>"
    with pytest.raises(FileRefused, match="Kennwort"):
        check_file(opendocument("text", **{"META-INF/manifest.xml": manifest}), "plan.odt")


def test_harmless_documents_stay() -> None:
    check_file(word_with(CHART, excel()), "plan.docx")
    check_file(opendocument("text", **{"Configurations2/accelerator/current.xml": b""}), "plan.odt")
    check_file(pdf_with(b"<</Title (Encrypt and JS)>>\nstream\n/JS (x) /Encrypt 5 0 R\nendstream"), "plan.pdf")
    check_file(word_with("word/_rels/settings.xml.rels", INSIDE), "plan.docx")
