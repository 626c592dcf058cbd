"""What files are taken in: their content decides, and every refusal is a sentence."""

import hashlib
import io
import zlib

import pytest
from PIL import Image

from ideas.files import MAX_FILE, FileRefused, check_file, check_size
from ideas.files.pictures import MAX_PIXELS
from ideas.files.types import FileType
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
    ],
)
def test_document_that_acts_by_itself_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        check_file(content, "plan.pdf")
    assert str(refusal.value).startswith(sentence)


def test_harmless_documents_stay() -> None:
    check_file(pdf_with(b"<</Title (Encrypt and JS)>>\nstream\n/JS (x) /Encrypt 5 0 R\nendstream"), "plan.pdf")
    check_file(word_with("word/_rels/settings.xml.rels", INSIDE), "plan.docx")
