"""Files as visitors send them: honest ones, and ones that pretend to be something else."""

import io
import zipfile
from typing import Any

import docx
import openpyxl
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PROGRAM = b"MZ\x90\x00" + b"\0" * 300


def archive(entries: dict[str, bytes], **options: Any) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **options) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return out.getvalue()


def word() -> bytes:
    """Return a Word document."""
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def excel(**extra: bytes) -> bytes:
    """Return an Excel table, and ``extra`` entries."""
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, content in extra.items():
            package.writestr(name, content)
    return out.getvalue()


def powerpoint(**extra: bytes) -> bytes:
    """Return what makes a PowerPoint presentation one, and ``extra`` entries."""
    types = b"<Types>application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml</Types>"
    return archive({"[Content_Types].xml": types, "ppt/presentation.xml": b"<p/>", **extra})


def opendocument(kind: str, **extra: bytes) -> bytes:
    """Return an OpenDocument "text" or "spreadsheet", and ``extra`` entries."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive({"mimetype": mimetype, "content.xml": b"<office/>", **extra})


def picture(form: str = "PNG", *, mode: str = "RGB", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """Return a picture."""
    out = io.BytesIO()
    Image.new(mode, size).save(out, form, **options)
    return out.getvalue()


def word_with(name: str, content: bytes) -> bytes:
    """Return a Word document with one more entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            target.writestr(entry, source.read(entry))
        target.writestr(name, content)
    return out.getvalue()
