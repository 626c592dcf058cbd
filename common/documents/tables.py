"""Tables and runs of text in printed documents, for PDF and DOCX alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from common.text import Run

Cell = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row; ``widths`` are shares of the line."""

    title: str
    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table_of(
    title: str, header: tuple[str, ...], widths: tuple[int, ...], rows: Iterable[tuple[str | Cell, ...]]
) -> Table:
    """Return a table whose cells are texts, or runs of text."""
    cells = (tuple((Run(cell),) if isinstance(cell, str) else cell for cell in row) for row in rows)
    return Table(title, header, widths, tuple(cells))


def table_data(table: Table) -> dict[str, Any]:
    """Return a table as a Typst template takes it."""
    return {
        "header": table.header,
        "title": table.title,
        "widths": table.widths,
        "rows": [[runs_data(cell) for cell in row] for row in table.rows],
    }


def runs_data(runs: Iterable[Run]) -> list[dict[str, Any]]:
    """Return runs of text as a Typst template takes them."""
    return [{"text": run.text, "bold": run.bold, "italic": run.italic, "href": run.href} for run in runs]
