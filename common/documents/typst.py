"""PDF through Typst: a ``.typ`` template, and data that reach it as JSON and never as markup.

Each PDF is tagged and checked against PDF/UA-1 by the compiler. Only the fonts of ``package.json`` and those built
into Typst are used, so a document looks alike on every machine.
"""

import ctypes
import json
import re
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import typst
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from common.documents.characters import breakable, printable

FONT_PACKAGES = ("@expo-google-fonts/fira-sans", "@expo-google-fonts/noto-emoji")

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that no font has; the letterhead explains it at the end of the document."""

_REMEMBERED_RUNS = 10
"""Typst keeps what its last runs computed, some 10 MB for each long document, which the next one has no use for.
As many empty runs (0.1 ms each) push it out: a web worker needs 100 MB less."""

_LONG = 256 * 1024
"""Bytes from which on a PDF counts as long: drawing it takes some 100 MB, which the C library would keep."""

_UNPRINTABLE = re.compile(r'the text (?:contains the disallowed codepoint )?`"(.+?)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")

_lock = threading.Lock()


class Verbatim(str):
    """A text for a template that nobody reads, and that therefore stays as it is: the data of a picture."""

    __slots__ = ()


def render_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a template, for example ``"workshops/documents/protocol.typ"``, a path below the project.

    ``data`` must be JSON-serialisable; the template finds it in ``sys.inputs.data``. Equal data give equal bytes as
    long as the template sets the document's date. Raises ``typst.TypstError`` for a template that is wrong or breaks
    PDF/UA-1.
    """
    # A compiler serves one thread at a time, and a second one would cost its fonts and caches again. What waits for it
    # has not copied its data yet.
    with _lock:
        data = _cleaned(data)
        try:
            return _compile(template, json.dumps(data, ensure_ascii=False))
        except typst.TypstError as error:
            missing = unprintable_characters(error.diagnostic)
            if not missing:
                raise
        text = json.dumps({**data, "has_replacements": True}, ensure_ascii=False)
        return _compile(template, text.translate(dict.fromkeys(map(ord, missing), REPLACEMENT)))


def render_png(svg: str, *, dots_per_inch: int = 200) -> bytes:
    """Return a drawing (SVG) as a picture for documents that hold no SVG, with the same fonts."""
    page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    with _lock:
        picture = _compiler().compile(input=page, format="png", ppi=dots_per_inch, sys_inputs={"svg": svg})
    return cast(bytes, picture)


def _cleaned(value: Any) -> Any:
    """Return ``value`` with each text in it printable, and breakable where it would leave the page."""
    match value:
        case Verbatim():
            return value
        case str():
            return breakable(printable(value))
        case Mapping():
            return {key: _cleaned(entry) for key, entry in value.items()}
        case list() | tuple():
            return [_cleaned(entry) for entry in value]
    return value


def unprintable_characters(diagnostic: str) -> frozenset[str]:
    """Return the characters that the compiler found in no font; its message names each, escaped where invisible."""
    return frozenset("".join(_ESCAPE.sub(_unescaped, text) for text in _UNPRINTABLE.findall(diagnostic)))


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _compile(template: str, data: str) -> bytes:
    compiler = _compiler()
    try:
        made = compiler.compile(
            input=settings.BASE_DIR / template, format="pdf", pdf_standards="ua-1", sys_inputs={"data": data}
        )
    finally:
        for _ in range(_REMEMBERED_RUNS):
            compiler.compile(input=b"", format="pdf")
    pdf = cast(bytes, made)
    if len(pdf) > _LONG:
        _give_back_memory()
    return pdf


def _give_back_memory() -> None:
    """Return to the system what the C library keeps; others than glibc do so by themselves."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)


@cache
def _compiler() -> typst.Compiler:
    fonts = [settings.BASE_DIR / "node_modules" / package for package in FONT_PACKAGES]
    if missing := [str(path) for path in fonts if not path.is_dir()]:
        raise ImproperlyConfigured(f"Die Schriften für PDF fehlen: {', '.join(missing)}. Bitte „npm ci“ ausführen.")
    return typst.Compiler(root=settings.BASE_DIR, font_paths=fonts, ignore_system_fonts=True)
