"""The layout of a printed version: what stands where and in which words, for PDF and DOCX alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from common.documents.state import DocumentState
from common.documents.tables import Cell, Table, table_of
from common.files import size_in_words
from common.text import Run, inline_runs
from strategy.content import File, Grid, Network, Part, Placed, StrategyContent, walk

DOTS_PER_INCH = 150
"""Uploaded pictures are printed no larger than with as many dots; smaller ones do not fill the line."""
LINE_INCHES, MOST_INCHES = 6.4, 7.5
"""Width of a line, and the height that a picture may take of a page."""


@dataclass(frozen=True, slots=True)
class PrintedPicture:
    """An uploaded picture (PNG or JPEG) over a ``share`` of the line; ``title`` stands below it."""

    title: str
    description: str
    content: bytes
    content_type: str
    size: tuple[int, int]
    share: float


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """A part as it is printed: level and words of its heading, facts, paragraphs, pictures and table."""

    key: str
    level: int
    heading: str
    facts: tuple[tuple[str, str], ...]
    text: tuple[Cell, ...]
    network: Network | None
    pictures: tuple[PrintedPicture, ...]
    table: Table | None


@dataclass(frozen=True, slots=True)
class StrategyLayout:
    """A version as it is printed. ``facts`` stand on the title page."""

    title: str
    subtitle: str
    state: DocumentState
    facts: tuple[tuple[str, str], ...]
    parts: tuple[PrintedPart, ...]


def strategy_layout(
    content: StrategyContent,
    *,
    state: DocumentState,
    facts: tuple[tuple[str, str], ...] = (),
    pictures: Mapping[str, bytes] | None = None,
) -> StrategyLayout:
    """Lay out a version; ``facts`` (its digest) stand on the title page below its own.

    ``pictures`` are the bytes of uploaded ones by their digests; of one that is not among them only the words stand.
    """
    return StrategyLayout(
        title=content.title,
        subtitle=f"Fassung {content.number}",
        state=state,
        facts=(*content.facts, *facts),
        parts=tuple(_printed(placed, pictures or {}) for placed in walk(content)),
    )


def _printed(placed: Placed, pictures: Mapping[str, bytes]) -> PrintedPart:
    part = placed.part
    return PrintedPart(
        key=part.key,
        level=placed.level,
        heading=placed.heading,
        facts=part.facts,
        text=(*(inline_runs(paragraph) for paragraph in part.text), *_listed(part, pictures)),
        network=part.network,
        pictures=tuple(_picture(file, pictures[file.sha256]) for file in part.pictures if file.sha256 in pictures),
        table=_table(part.grid) if part.grid else None,
    )


def _table(grid: Grid) -> Table:
    return table_of(grid.title, grid.header, grid.widths, grid.rows)


def _listed(part: Part, pictures: Mapping[str, bytes]) -> Iterator[Cell]:
    """Return a paragraph for each file that is not shown, in words."""
    for file in part.files:
        if not file.is_picture:
            yield (
                Run("Datei: ", bold=True),
                Run(f"{file.title} ({file.name}, {size_in_words(file.size)}). {file.description}"),
            )
        elif file.sha256 not in pictures:
            yield (Run("Bild: ", bold=True), Run(f"{file.title} ({file.description})"))


def _picture(file: File, content: bytes) -> PrintedPicture:
    inches = min(file.width / DOTS_PER_INCH, LINE_INCHES, MOST_INCHES * file.width / file.height)
    size = (file.width, file.height)
    return PrintedPicture(file.title, file.description, content, file.content_type, size, inches / LINE_INCHES)
