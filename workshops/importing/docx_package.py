"""Opens the package of a Word document without trusting it: bounded sizes, no entities, no macros.

A .docx file is a zip archive of XML parts (ECMA-376). Only the parts with text are unpacked, each up to a limit, so
neither a zip bomb nor an XML bomb gets memory; macros and embedded objects are never touched.
"""

import zipfile
from io import BytesIO
from xml.etree import ElementTree

from workshops.importing.errors import ImportRefused

MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
"""Bytes that all entries of the archive may claim together; real documents stay far below."""
MAX_PART = 16 * 1024 * 1024
"""Bytes of one unpacked part with text; 200 pages have about 4 MB."""
MAX_DEPTH = 200
"""Elements inside each other; real documents have about 20."""
MAX_ELEMENTS = 500_000
"""Elements of one part; 200 pages have about 200,000."""

_DOCUMENT = "word/document.xml"
_BROKEN = (
    "Die Datei ist beschädigt oder kein Word-Dokument. Bitte öffnen Sie sie in Ihrem Schreibprogramm und speichern Sie"
    " sie noch einmal als .docx."
)
_BOMB = (
    "Die Datei wird beim Entpacken ungewöhnlich groß und deshalb nicht gelesen. Bitte speichern Sie das Protokoll ohne"
    " eingebettete Dateien noch einmal als .docx."
)


class DocxPackage:
    """The parts of a Word document. Raises ``ImportRefused`` where the archive is none, broken or too large."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise ImportRefused(_BROKEN) from error
        self._entries = {entry.filename: entry for entry in self._archive.infolist()}
        self._check()

    def relations(self, name: str) -> dict[str, str]:
        """The targets that a part ("document.xml") refers to by id; addresses of links among them."""
        root = self.part(f"word/_rels/{name}.rels")
        return {} if root is None else {child.get("Id", ""): child.get("Target", "") for child in root}

    def part(self, name: str) -> ElementTree.Element | None:
        """The root element of a part ("word/styles.xml"), or ``None`` where the document has no such part."""
        return _parse(self._unpack(name)) if name in self._entries else None

    def document(self) -> ElementTree.Element:
        """The root element of the main part."""
        return _parse(self._unpack(_DOCUMENT))

    def names(self, prefix: str) -> list[str]:
        """The names of the XML parts that begin with ``prefix`` ("word/header"), in order."""
        return sorted(name for name in self._entries if name.startswith(prefix) and name.endswith(".xml"))

    def _check(self) -> None:
        entries = self._archive.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise ImportRefused(_BOMB)
        if "mimetype" in self._entries:
            raise ImportRefused(
                "Die Datei ist ein Dokument im Format OpenDocument (.odt). Bitte speichern Sie es als .docx."
            )
        if _DOCUMENT not in self._entries:
            raise ImportRefused(_BROKEN)

    def _unpack(self, name: str) -> bytes:
        """The bytes of one entry; what the entry claims about its size is not believed."""
        if self._entries[name].flag_bits & 0x1:
            raise ImportRefused("Die Datei ist mit einem Kennwort geschützt. Bitte entfernen Sie das Kennwort.")
        try:
            with self._archive.open(name) as stream:
                content = stream.read(MAX_PART + 1)
        except Exception as error:  # zlib, lzma and zipfile each raise their own for damaged entries
            raise ImportRefused(_BROKEN) from error
        if len(content) > MAX_PART:
            raise ImportRefused(_BOMB)
        return content


class _SafeTreeBuilder(ElementTree.TreeBuilder):
    """Builds a tree with local names; refuses type declarations (where entities are defined) and endless content."""

    depth = 0
    elements = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse: no part of a Word document declares a type."""
        raise ImportRefused(_BROKEN)

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        """Open an element."""
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            raise ImportRefused(_BOMB)
        return super().start(_local(tag), {_local(name): value for name, value in attrs.items()})

    def end(self, tag: str, /) -> ElementTree.Element:
        """Close an element."""
        self.depth -= 1
        return super().end(_local(tag))


def _local(name: str) -> str:
    """The name without its namespace, which differs between the two editions of the standard."""
    return name.rpartition("}")[2]


def _parse(content: bytes) -> ElementTree.Element:
    # Entities need a type declaration, which the builder refuses; sizes are bounded: nothing is left to exploit.
    parser = ElementTree.XMLParser(target=_SafeTreeBuilder())  # noqa: S314
    try:
        parser.feed(content)
        return parser.close()
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise ImportRefused(_BROKEN) from error
