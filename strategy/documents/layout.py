"""The layout of a printed version: what stands where and in which words, for PDF and DOCX alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from common.documents.state import DocumentState
from common.documents.tables import Cell, Table, table_of
from common.text import inline_runs
from strategy.content import Grid, Network, Placed, StrategyContent, walk


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """A part as it is printed: the level and the words of its heading, then facts, paragraphs, picture and table."""

    key: str
    level: int
    heading: str
    facts: tuple[tuple[str, str], ...]
    text: tuple[Cell, ...]
    network: Network | None
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
    content: StrategyContent, *, state: DocumentState, facts: tuple[tuple[str, str], ...] = ()
) -> StrategyLayout:
    """Lay out a version; ``facts`` (its digest) stand on the title page below its own."""
    return StrategyLayout(
        title=content.title,
        subtitle=f"Fassung {content.number}",
        state=state,
        facts=(*content.facts, *facts),
        parts=tuple(_parts(content)),
    )


def _parts(content: StrategyContent) -> Iterator[PrintedPart]:
    for placed in walk(content):
        yield _printed(placed)


def _printed(placed: Placed) -> PrintedPart:
    part = placed.part
    return PrintedPart(
        key=part.key,
        level=placed.level,
        heading=placed.heading,
        facts=part.facts,
        text=tuple(inline_runs(paragraph) for paragraph in part.text),
        network=part.network,
        table=_table(part.grid) if part.grid else None,
    )


def _table(grid: Grid) -> Table:
    return table_of(grid.title, grid.header, grid.widths, grid.rows)
