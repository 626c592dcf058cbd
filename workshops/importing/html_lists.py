"""HTML lists inside a table cell, as the protocol of the 5th workshop has them.

Converters leave cells like ``<ul>- A- B<ul>o C o D- E``: no closing tags, all items in one line, told apart only by
their bullets. Proper lists (``<ul><li>A<ul><li>B</ul></ul>``) and plain ``<br>`` are read as well.
"""

import html
import re
from dataclasses import dataclass, field

_TAG = re.compile(r"<(?P<closing>/?)(?P<name>ul|ol|li|br|p|span|div|b|strong|i|em)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LIST = re.compile(r"<(?:ul|ol|li|br)\b", re.IGNORECASE)
_BULLET = re.compile(r"\s*([-–•*o▪§+])\s+(?=\S)")
_FORMATS = {"b": "**", "strong": "**", "i": "*", "em": "*"}

_HYPHEN_CONJUNCTIONS = r"(?:und|oder|bzw|sowie|wie|als|noch|bis|statt|u\.|&)(?:\W|$)"
"""What follows the hyphen of a shortened word ("Vor- und Nachteile"), where no new item begins."""

_WORDS_IN_O = (
    *("büro", "foto", "auto", "euro", "info", "logo", "konto", "risiko", "video", "audio", "radio", "studio"),
    *("portfolio", "szenario", "kilo", "motto", "netto", "brutto", "saldo", "demo", "kino", "tempo", "turbo", "metro"),
    *("mikro", "makro", "elektro", "memo", "silo", "echo", "tacho", "manko"),
)
_SHORT_WORDS_IN_O = frozenset(
    {"so", "wo", "also", "ebenso", "genauso", "sowieso", "desto", "pro", "bio", "öko", "zoo", "geo", "solo", "co"}
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a cell; ``level`` is ``None`` for text outside of lists."""

    text: str
    level: int | None = None


def has_list(cell: str) -> bool:
    """Whether the cell holds HTML lists or line breaks."""
    return _LIST.search(cell) is not None


def split_cell(cell: str) -> list[Piece]:
    """Split a cell with HTML lists into its items, in order, with their levels; other tags stay as text."""
    reader = _CellReader()
    end = 0
    for tag in _TAG.finditer(cell):
        reader.text += cell[end : tag.start()]
        reader.read_tag(tag["name"].lower(), is_closing=bool(tag["closing"]))
        end = tag.end()
    reader.text += cell[end:]
    reader.flush()
    return reader.pieces


@dataclass
class _List:
    """An open list: its level and, where no ``<li>`` says so, the bullet that begins its items."""

    level: int
    bullet: str = ""


@dataclass
class _CellReader:
    """Walks through a cell; a list that is never closed ends when a bullet of an outer list comes."""

    pieces: list[Piece] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    text: str = ""

    def read_tag(self, name: str, *, is_closing: bool) -> None:
        """Open or close a list, end an item, or mark a format."""
        if name in _FORMATS:
            self.text += _FORMATS[name]
        elif name in ("ul", "ol"):
            self.flush()
            if is_closing:
                del self.lists[-1:]
            else:
                self.lists.append(_List(level=len(self.lists)))
        elif name in ("li", "br", "p", "div"):
            self.flush()

    def flush(self) -> None:
        """Turn the text read so far into pieces."""
        text, self.text = html.unescape(self.text).strip(), ""
        if not text:
            return
        if not self.lists:
            self.pieces.append(Piece(text))
            return
        if match := _BULLET.match(text):
            self.lists[-1].bullet = match[1]
        self._split_items(text)

    def _split_items(self, text: str) -> None:
        """Cut ``text`` before every bullet of an open list, and leave the lists that a bullet ends."""
        start = 0
        for position, bullet in _bullets(text, {open_list.bullet for open_list in self.lists}):
            if bullet not in {open_list.bullet for open_list in self.lists}:
                continue
            self._add_item(text[start:position])
            while self.lists[-1].bullet != bullet:
                self.lists.pop()
            start = position
        self._add_item(text[start:])

    def _add_item(self, text: str) -> None:
        open_list = self.lists[-1]
        match = _BULLET.match(text)
        text = text[match.end() :] if match and match[1] == open_list.bullet else text
        if text.strip():
            self.pieces.append(Piece(text.strip(), open_list.level))


def _bullets(text: str, open_bullets: set[str]) -> list[tuple[int, str]]:
    """Where bullets of open lists stand inside ``text``, with the bullet."""
    found = []
    for bullet in open_bullets - {""}:
        pattern = re.compile(rf"(?<=\S){re.escape(bullet)}\s+(?=\S)")
        found += [(match.start(), bullet) for match in pattern.finditer(text) if _begins_item(text, match)]
    return sorted(found)


def _begins_item(text: str, match: re.Match[str]) -> bool:
    """Whether a bullet right behind a word begins an item, or is only part of the text."""
    rest = text[match.end() :]
    if match[0].strip() == "o":
        word = re.search(r"\w*$", text[: match.start() + 1])
        return _opens_sentence(rest) and not _ends_in_o(word[0] if word else "")
    return re.match(_HYPHEN_CONJUNCTIONS, rest) is None


def _opens_sentence(text: str) -> bool:
    return text[0].isupper() or text[0].isdigit() or text[0] in '„“"»«(['


def _ends_in_o(word: str) -> bool:
    word = word.casefold()
    return word in _SHORT_WORDS_IN_O or word.endswith(_WORDS_IN_O)
