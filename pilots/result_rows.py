"""The result as its page shows it: every figure a text that only has to be placed.

A template takes some microseconds for each value that it looks up and formats, and this page holds a thousand.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pilots.content import euros
from pilots.results import Move, Standing
from pilots.templatetags.figures import percent, points

NONE = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the ranking."""

    reference: str
    title: str
    rank: str
    mean: str
    median: str
    spread: str
    count: str
    conflicts: str
    advice: str
    comments: str
    cost: str
    is_quick_win: bool
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A line of the table that says what the order hangs on."""

    criterion: str
    weight: str
    target: str
    changes: str


def rows_of(standings: Iterable[Standing]) -> list[Row]:
    """Return the lines of the ranking."""
    return [_row(one) for one in standings]


def _row(one: Standing) -> Row:
    figures, content = one.figures, one.content
    return Row(
        reference=one.reference,
        title=content["title"],
        rank=str(one.rank or NONE),
        mean=points(figures.mean) if figures else NONE,
        median=points(figures.median) if figures else NONE,
        spread=points(figures.spread) if figures else NONE,
        count=str(figures.count if figures else 0),
        conflicts=f"({one.conflicts} befangen)" if one.conflicts else "",
        advice=one.advice or NONE,
        comments=f"{one.comments} Kommentar{'' if one.comments == 1 else 'e'}" if one.comments else "",
        cost=euros(one.cost),
        is_quick_win=content["is_quick_win"],
        is_disputed=one.is_disputed,
    )


def move_rows(moves: Iterable[Move]) -> list[MoveRow]:
    """Return what happens to the order when a weight moves, the largest changes first."""
    return [
        MoveRow(one.criterion.name, f"{percent(one.weight)} %", f"{percent(one.target)} %", _changes(one))
        for one in moves
    ]


def _changes(move: Move) -> str:
    named = ", ".join(f"{one.reference}: {before} → {after}" for one, before, after in move.largest)
    return (f"{named} und {move.others} weitere" if move.others else named) or "keine Änderung"
