"""Table rows as source lines: number and topic, label and value, what stands in further columns, or plain cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from common.text import Run
from workshops.importing.dates import find_day
from workshops.importing.labels import known_label
from workshops.importing.lines import Form, SourceLine

_KEY_LENGTH = 60
_NUMBER_COLUMN = re.compile(r"(?:lfd\.?\s*)?(?:nr\.?|nummer|top|pos\.?|#)", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"(?:TOP\s*)?[\dIVX]+(?:\.\d+)*[.)]?", re.IGNORECASE)
_FIRST_TOPIC = re.compile(r"(?:TOP\s*)?(?:\d{1,2}|[IVX]+)(?:\.\d+)*(?:[.):\s]|$)", re.IGNORECASE)
_ORGANISATION_COLUMN = re.compile(r"organisation|unternehmen|institution|einrichtung|firma", re.IGNORECASE)
_STATUS_COLUMN = re.compile(r"teilnahme|status|anwesen|entschuldig", re.IGNORECASE)
_WHO_COLUMN = re.compile(r"verantwort|zuständig|wer\b|durch\b", re.IGNORECASE)
_DUE_COLUMN = re.compile(r"termin|bis\b|frist|wann|fällig|datum", re.IGNORECASE)

Cell = Sequence[SourceLine]


@dataclass
class Table:
    """Reads one table row by row.

    ``header`` holds the cells of the row that names the columns of topics ("Nr.", "Thema") or of attendance
    ("Organisation"). A table without it lists topics only if it begins with a number; ``lists_topics`` is open until
    a row tells.
    """

    header: Sequence[Cell] = ()
    lists_topics: bool | None = None

    def read(self, place: str, cells: Sequence[Cell]) -> list[SourceLine]:
        """The source lines of the next row."""
        self.header = _header_after(cells, self.header)
        if self.header:
            self.lists_topics = True
        elif self.lists_topics is None and _tells_its_table(cells):
            self.lists_topics = _FIRST_TOPIC.match(_text(cells[0])) is not None
        if self.lists_topics is False:
            return _record_lines(place, cells)
        return _row_lines(place, cells, self.header)


def _header_after(cells: Sequence[Cell], header: Sequence[Cell]) -> Sequence[Cell]:
    """The cells that name the columns, once a row with ``cells`` was read: its own if it is the header row.

    A header may be repeated on the next page, but no other row of the table takes its place.
    """
    texts = [_text(cell) for cell in cells]
    if header:
        return cells if texts == [_text(cell) for cell in header] else header
    is_header = len(cells) > 1 and (_NUMBER_COLUMN.fullmatch(texts[0]) or _is_attendance(cells))
    return cells if is_header else ()


def _tells_its_table(cells: Sequence[Cell]) -> bool:
    """Whether the row shows what kind of table it stands in: a title over all columns and head data do not."""
    is_head = len(cells) in (2, 4) and (known_label(_text(cells[0])) or _text(cells[0]).endswith(":"))
    return sum(bool(cell) for cell in cells) > 1 and not is_head


def _record_lines(place: str, cells: Sequence[Cell]) -> list[SourceLine]:
    """A row of any other table: one line with all cells, or several where a cell holds more than one."""
    holds_lines = any(len(cell) > 1 or any(line.form is Form.SKIPPED for line in cell) for cell in cells)
    if holds_lines or len(cells) < 2 or _is_two_pairs(cells):
        lines = _row_lines(place, cells)
        return [replace(line, form=Form.RECORD) if line.form is Form.ROW else line for line in lines]
    key, *others = [cell[0].runs if cell else (Run("–"),) for cell in cells]
    runs = [run for other in others for run in (Run(" | "), *other)][1:]
    first = "".join(run.text for run in key)
    source = " | ".join(_text(cell) for cell in cells)
    return [SourceLine(place, source, tuple(runs), Form.RECORD, key=first)] if source.strip(" |") else []


def _row_lines(place: str, cells: Sequence[Cell], header: Sequence[Cell] = ()) -> list[SourceLine]:
    """The source lines of one row.

    Number and topic, or label and value, become a line of form ``ROW``, followed by the other lines of the second cell,
    which keep the label as their ``key``. Below a ``header`` "verantwortlich" and "Termin" keep their sense; the header
    itself is only decoration.
    """
    filled = [index for index, cell in enumerate(cells) if cell]
    if cells == header and filled:
        return [SourceLine(place, " | ".join(_text(cell) for cell in cells), form=Form.SKIPPED, key="Tabellenkopf")]
    if filled and _is_attendance(header):
        return [_attendee(place, cells, header)]
    if _is_two_pairs(cells):
        return [*_row_lines(place, cells[:2]), *_row_lines(place, cells[2:])]
    if len(cells) < 2 or not filled or filled[0] != 0 or not _is_key(cells, filled):
        return [line for cell in cells for line in cell]
    key, lines = cells[0][0].plain.strip(), list(cells[filled[1]]) if len(filled) > 1 else []
    title = lines.pop(0).runs if lines and lines[0].form is Form.TEXT else ()
    source = " | ".join([key, "".join(run.text for run in title)]) if title else key
    row = SourceLine(place, source, title, Form.ROW, key=key)
    if not _BARE_NUMBER.fullmatch(key):
        lines = [replace(line, key=key) if line.form is Form.TEXT else line for line in lines]
    return [row, *lines, *_further_columns(place, cells, header, filled[2:])]


def _is_attendance(header: Sequence[Cell]) -> bool:
    return any(_ORGANISATION_COLUMN.match(_text(cell)) for cell in header)


def _attendee(place: str, cells: Sequence[Cell], header: Sequence[Cell]) -> SourceLine:
    """One organisation's row: the columns tell which cell is the organisation, the name and the status."""
    organisation = name = status = ""
    others = []
    for column, cell in zip(header, cells, strict=False):
        title = _text(column)
        if _ORGANISATION_COLUMN.match(title):
            organisation = _text(cell)
        elif _STATUS_COLUMN.match(title):
            status = _text(cell)
        elif not name:
            name = _text(cell)
        else:
            others.append(_text(cell))
    others += [_text(cell) for cell in cells[len(header) :]]
    name = ", ".join(part for part in [name, *others] if part)
    source = " | ".join(_text(cell) for cell in cells)
    return SourceLine(place, source, (Run(name),) if name else (), Form.ATTENDEE, key=organisation, details=status)


def _text(cell: Cell) -> str:
    return " ".join(line.plain for line in cell).strip()


def _is_key(cells: Sequence[Cell], filled: list[int]) -> bool:
    first = cells[0]
    if len(first) != 1 or first[0].form not in (Form.TEXT, Form.ITEM) or len(first[0].plain) > _KEY_LENGTH:
        return False
    return len(filled) > 1 or _BARE_NUMBER.fullmatch(first[0].plain.strip()) is not None


def _is_two_pairs(cells: Sequence[Cell]) -> bool:
    """Whether the row of a head block holds two labels with their values side by side."""
    return len(cells) == 4 and all(len(cell) == 1 and cell[0].plain.rstrip().endswith(":") for cell in cells[::2])


def _further_columns(
    place: str, cells: Sequence[Cell], header: Sequence[Cell], indexes: Sequence[int]
) -> Iterator[SourceLine]:
    """One line for the responsible and the due day together, and each other column's lines with its name."""
    details = []
    for index in indexes:
        name = _text(header[index]) if index < len(header) else ""
        text = _text(cells[index])
        if _WHO_COLUMN.match(name):
            details.append(f"verantwortlich: {text}")
        elif _DUE_COLUMN.match(name) and find_day(text):
            details.append(f"bis {text.removeprefix('bis ')}")
        else:
            yield from _named(cells[index], name)
    if details:
        joined = ", ".join(details)
        yield SourceLine(place, joined, (Run(joined),))


def _named(cell: Cell, name: str) -> Iterator[SourceLine]:
    prefix = (Run(f"{name}: "),) if name else ()
    for line in cell:
        yield replace(line, runs=prefix + line.runs)
