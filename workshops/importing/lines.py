"""What every reader makes of a file: neutral source lines that the recogniser understands."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum, auto

from common.text import Run
from workshops.importing.errors import ImportRefused
from workshops.importing.markdown import cut_runs, run_text, write_runs

MAX_LINE_LENGTH = 50_000
"""Characters; a longer line is no line of a protocol."""

_INVISIBLE = re.compile("[\x1a\x80-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_BLANKS = re.compile(r"[ \t\n\v\f\r]+")
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-"})


class Form(Enum):
    """How a line stands in its file."""

    TEXT = auto()
    """A paragraph of its own."""
    HEADING = auto()
    """A heading; its ``level`` counts from 1, the document's title is 0."""
    ITEM = auto()
    """An item of a list; its ``level`` counts from 0."""
    ROW = auto()
    """The first line of a table row; ``key`` is what stands in the row's first cell."""
    RECORD = auto()
    """Like ``ROW``, in a table that is no list of topics: its first cell may be a number and counts nothing."""
    NOTE = auto()
    """A footnote or endnote: text that has no place of its own."""
    ATTENDEE = auto()
    """A row of an attendance table: ``key`` is the organisation, ``runs`` the name, ``details`` the status."""
    MARGIN = auto()
    """A line that repeats on every page, or a comment: only asked for head data."""
    SKIPPED = auto()
    """Decoration without content (a rule, a picture); ``key`` says what it is."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a file.

    ``place`` tells a person where to look ("Zeile 12"), ``source`` shows the line as it stands there, ``runs`` is its
    text without bullet or heading signs. ``key`` is what stands in front of the text: the first cell of a row, the
    number of an automatically numbered item. ``label`` and ``details`` hold what our own DOCX export wrote around the
    text of a point (``workshops.notation``).
    """

    place: str
    source: str
    runs: tuple[Run, ...] = ()
    form: Form = Form.TEXT
    level: int = 0
    key: str = ""
    label: str = ""
    details: str = ""

    @property
    def plain(self) -> str:
        """The text without formats."""
        return run_text(self.runs)

    @property
    def is_row(self) -> bool:
        """Whether this is a table row with its first cell as ``key``."""
        return self.form in (Form.ROW, Form.RECORD)

    def cut(self, start: int, end: int | None = None) -> str:
        """The inline Markdown between two offsets of the plain text, without white space around it."""
        return write_runs(cut_runs(self.runs, start, end))


@dataclass
class Nesting:
    """Finds the level of list items from their indentation and bullet, where no list structure tells it.

    A deeper indentation opens a level; so does another bullet at the same indentation ("•", then "o"), which is how
    nested lists look after copying them out of Word. Indentation counts in any unit.
    """

    stack: list[tuple[int, str]] = field(default_factory=list)

    def level(self, indent: int, bullet: str = "") -> int:
        """The level of the next item."""
        bullet = bullet.translate(_DASHES)
        while self.stack and self.stack[-1][0] > indent:
            self.stack.pop()
        if (indent, bullet) in self.stack:
            while self.stack[-1] != (indent, bullet):
                self.stack.pop()
        else:
            self.stack.append((indent, bullet))
        return len(self.stack) - 1

    def reset(self) -> None:
        """Forget the list; the next item begins a new one."""
        self.stack.clear()


def clean(text: str) -> str:
    """Text in composed Unicode, without invisible characters, with single blanks; the ends are left alone."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))


def check_length(place: str, text: str) -> None:
    """Raise ``ImportRefused`` for a line that is longer than any line of a protocol."""
    if len(text) > MAX_LINE_LENGTH:
        raise ImportRefused(
            f"Der Text bei „{place}“ ist länger als {MAX_LINE_LENGTH // 1000}.000 Zeichen. Bitte prüfen Sie, ob die"
            " Datei wirklich ein Protokoll ist, und teilen Sie den Text in Absätze."
        )
