"""Styles and numbering of a Word document: what a paragraph is, apart from its text."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from workshops.importing.docx_package import DocxPackage
from workshops.numbering import roman

_HEADING = re.compile(r"(?:heading|überschrift) (\d)", re.IGNORECASE)
_TITLE = re.compile(r"(?:sub)?title|(?:unter)?titel", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|contents|verzeichnis|inhaltsverzeichnis) ?\d|toc heading", re.IGNORECASE)
_LIST = re.compile(
    r"(?:list bullet|list number|list continue|list|numbering|aufzählungszeichen|aufzählung|listennummer)"
    r"(?: (\d))?(?: start| end| cont\.)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Style:
    """What one style says itself; ``None`` where it leaves the matter to the style that it is based on."""

    name: str = ""
    based_on: str = ""
    num_id: str | None = None
    list_level: int | None = None
    outline_level: int | None = None
    bold: bool | None = None
    italic: bool | None = None


class Styles:
    """The styles of a document, by their ids."""

    def __init__(self, package: DocxPackage) -> None:
        root = package.part("word/styles.xml")
        nodes = [] if root is None else root.findall("style")
        self._styles = {node.get("styleId", ""): _style(node) for node in nodes}

    def name(self, style_id: str) -> str:
        """The style's name, which is the English one for Word's own styles."""
        return self._styles.get(style_id, Style()).name

    def has(self, name: str) -> bool:
        """Whether the document knows a style of this name."""
        return any(style.name == name for style in self._styles.values())

    def chain(self, style_id: str) -> list[Style]:
        """The style, the one that it is based on, and so on."""
        chain: list[Style] = []
        while style_id in self._styles and len(chain) < 20:
            chain.append(self._styles[style_id])
            style_id = chain[-1].based_on
        return chain

    def heading_level(self, style_id: str) -> int | None:
        """1 for "Heading 1", 0 for the document's title and subtitle, ``None`` for anything else."""
        for style in self.chain(style_id):
            if match := _HEADING.fullmatch(style.name):
                return int(match[1])
            if _TITLE.fullmatch(style.name):
                return 0
            if style.outline_level is not None:
                return style.outline_level + 1
        return None

    def list_level(self, style_id: str) -> int | None:
        """1 for "List Bullet 2", ``None`` for a style that makes no list by its name."""
        for style in self.chain(style_id):
            if match := _LIST.fullmatch(style.name):
                return int(match[1] or 1) - 1
        return None

    def is_contents(self, style_id: str) -> bool:
        """Whether the paragraph is a line of a table of contents."""
        return any(_CONTENTS.fullmatch(style.name) for style in self.chain(style_id))

    def inherited(self, style_id: str, attribute: str) -> object:
        """What the style or the nearest style below it says about ``attribute``."""
        values = (getattr(style, attribute) for style in self.chain(style_id))
        return next((value for value in values if value is not None), None)


@dataclass
class Numbering:
    """The lists of a document; counts their numbers as they come."""

    formats: dict[tuple[str, int], str] = field(default_factory=dict)
    counters: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * 10))

    @classmethod
    def of(cls, package: DocxPackage) -> "Numbering":
        """The numbering of a document."""
        root = package.part("word/numbering.xml")
        if root is None:
            return cls()
        abstract = {node.get("abstractNumId"): node.findall("lvl") for node in root.findall("abstractNum")}
        formats = {}
        for num in root.findall("num"):
            overrides = [level for override in num.findall("lvlOverride") for level in override.findall("lvl")]
            for level in [*abstract.get(value(num, "abstractNumId"), []), *overrides]:
                formats[num.get("numId", ""), integer(level.get("ilvl"))] = value(level, "numFmt") or "decimal"
        return cls(formats)

    def is_ordered(self, num_id: str, level: int) -> bool:
        """Whether the list counts its items on this level, instead of marking them with bullets."""
        return self.formats.get((num_id, level), "bullet") not in ("bullet", "none")

    def next_number(self, num_id: str, level: int) -> str:
        """The number of the next item ("3.", "II."); empty for a bullet."""
        if not self.is_ordered(num_id, level):
            return ""
        counters = self.counters[num_id]
        counters[level] += 1
        counters[level + 1 :] = [0] * (9 - level)
        return f"{roman(counters[level]) if self.formats[num_id, level] == 'upperRoman' else counters[level]}."


def value(node: Element | None, path: str) -> str:
    """The ``val`` attribute of a child element; empty where there is none."""
    child = None if node is None else node.find(path)
    return "" if child is None else child.get("val", "")


def switch(node: Element | None, path: str) -> bool | None:
    """A property that is on or off ("b", "i"), or ``None`` where nothing is said."""
    child = None if node is None else node.find(path)
    return None if child is None else child.get("val", "1") not in ("0", "false", "off", "none")


def integer(text: str | None) -> int:
    """A level between 0 and 9; anything that is no number counts as 0."""
    return min(int(text), 9) if text and text.isdecimal() else 0


def _style(node: Element) -> Style:
    paragraph, character = node.find("pPr"), node.find("rPr")
    level, outline = value(paragraph, "numPr/ilvl"), value(paragraph, "outlineLvl")
    return Style(
        name=value(node, "name"),
        based_on=value(node, "basedOn"),
        num_id=value(paragraph, "numPr/numId") or None,
        list_level=integer(level) if level else None,
        outline_level=integer(outline) if outline and integer(outline) < 9 else None,
        bold=switch(character, "b"),
        italic=switch(character, "i"),
    )
