"""Which source lines are sections and which are agenda items."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from workshops.importing.lines import Form, SourceLine
from workshops.importing.title import read_title
from workshops.numbering import roman

TITLE_LENGTH = 300
"""Characters; what is longer is no title but a text."""

_SENTENCE_LENGTH = 150
_SENTENCE_WORDS = 5

_SECTION = re.compile(r"(?P<number>[IVX]+)(?:[.)](?:\s+|$)|\s+(?=[A-ZÄÖÜ]{2}))(?P<title>.*)")
_ITEM = re.compile(r"(?P<top>TOP\s*)?(?:[IVX]+\.)?(?P<number>\d{1,2})[.):]?(?:\s+(?P<title>.*))?", re.IGNORECASE)
_HEADING_NUMBER = re.compile(r"(?:TOP\s*)?(?:(?:\d{1,2}|[IVX]+)\.)*(?:\d{1,2}|[IVX]+)[.):]?(?:\s+|$)", re.IGNORECASE)


class Kind(Enum):
    """The two ranks above the points."""

    SECTION = auto()
    ITEM = auto()


@dataclass(frozen=True, slots=True)
class Opening:
    """A line that opens a section or an agenda item.

    ``is_firm`` if a heading, a table row or "TOP" says so, and not a mere number in front of a text.
    """

    kind: Kind
    title: str
    text_start: int | None = None
    """Where in the line a sentence begins that is too long for a title: the first point of an item without title."""
    is_firm: bool = True
    restarts: bool = False
    """An agenda item that counts from 1 again: a list of topics came before, the topics themselves follow."""


class Structure:
    """Knows the outline of one file: the rank of its headings and whether its numbered list holds the topics."""

    def __init__(self, lines: Sequence[SourceLine], *, is_own: bool) -> None:
        self.is_own = is_own
        headings = [line for line in lines if line.form is Form.HEADING and line.level and not read_title(line.plain)]
        self._ranks = {1: Kind.SECTION, 2: Kind.ITEM} if is_own else _ranks(headings)
        self._counts_items = not headings and not any(self._numbered(line, 0, 0) for line in lines)

    def opening(self, line: SourceLine, *, sections: int, items: int, in_firm_item: bool) -> Opening | None:
        """What the line opens, when so many sections, and agenda items in the last one, stand before it.

        ``in_firm_item`` says that a heading or table row opened the agenda item before: a number at the beginning of
        a paragraph then belongs to its text.
        """
        if line.form is Form.HEADING and line.level in self._ranks and len(line.plain) <= TITLE_LENGTH:
            title = line.plain if self.is_own else line.plain[_number_length(line.plain) :]
            return Opening(self._ranks[line.level], title)
        if self.is_own:
            return None
        if line.form is Form.ITEM and self._counts_items and line.level == 0 and line.key:
            return Opening(Kind.ITEM if line.key[0].isdigit() else Kind.SECTION, line.plain)
        found = self._numbered(line, sections, items)
        return None if found and in_firm_item and not found.is_firm and found.kind is Kind.ITEM else found

    def _numbered(self, line: SourceLine, sections: int, items: int) -> Opening | None:
        """A section or agenda item by its written number, which must be the next one unless a table says it."""
        if line.form not in (Form.TEXT, Form.ROW):
            return None
        is_row = line.form is Form.ROW
        text = f"{line.key} {line.plain}" if is_row else line.plain
        if (match := _SECTION.fullmatch(text)) and (is_row or match["number"] == roman(sections + 1)):
            title = match["title"].strip()
            return Opening(Kind.SECTION, title, is_firm=is_row) if len(title) <= TITLE_LENGTH else None
        if (match := _ITEM.fullmatch(text)) is None:
            return None
        number, is_firm = int(match["number"]), is_row or bool(match["top"])
        if not is_firm and number != items + 1:
            return None
        title, text_start = (match["title"] or "").strip(), None
        if _is_sentence(title):
            title, text_start = "", 0 if is_row else match.start("title")
        return Opening(Kind.ITEM, title, text_start, is_firm, restarts=number == 1 and items > 0)


def _is_sentence(title: str) -> bool:
    """Whether what stands behind a number is a text of its own: a long one, or a whole sentence with its full stop."""
    return len(title) > _SENTENCE_LENGTH or (title.endswith(".") and len(title.split()) >= _SENTENCE_WORDS)


def _ranks(headings: Sequence[SourceLine]) -> dict[int, Kind]:
    """The rank of each heading level: the upper one holds sections, the next one agenda items.

    Where there is only one level, arabic numbers say that it holds agenda items.
    """
    levels = sorted({line.level for line in headings})
    if len(levels) > 1:
        return {levels[0]: Kind.SECTION, levels[1]: Kind.ITEM}
    is_counted = any(_ITEM.fullmatch(line.plain) for line in headings)
    return dict.fromkeys(levels, Kind.ITEM if is_counted else Kind.SECTION)


def _number_length(heading: str) -> int:
    match = _HEADING_NUMBER.match(heading)
    return match.end() if match else 0
