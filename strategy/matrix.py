"""The matrix Zielbild × Handlungsfeld × Maßnahme, read from both sides; pure layout of a tree."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model

from strategy.models import ActionField, Measure, Vision
from strategy.selectors.tree import Tree


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about, and for each Zielbild a cell: what meets there, ``None`` where nothing can."""

    head: Model
    pairs: Sequence[tuple[Vision, Sequence[Model] | None]]
    is_gap: bool


@dataclass(frozen=True, slots=True)
class Total:
    """The foot of a column: how many Maßnahmen serve the Zielbild, and what they cost in euros."""

    count: int
    cost: int


def from_above(tree: Tree) -> list[Row]:
    """Return a row for each Handlungsfeld; where it meets a Zielbild that it serves stand its Maßnahmen.

    A Handlungsfeld without Zielbild or without Maßnahme is a gap.
    """
    return [
        Row(
            field,
            [(one, tree.measures_of[field.pk] if field in tree.fields_of[one.pk] else None) for one in tree.visions],
            not tree.measures_of[field.pk] or not tree.visions_of_field[field.pk],
        )
        for field in tree.fields
    ]


def from_below(tree: Tree) -> list[Row]:
    """Return a row for each Maßnahme; where it meets a Zielbild stand the Handlungsfelder through which it serves it.

    A Maßnahme that serves no Zielbild is a gap.
    """
    rows = []
    for measure in tree.measures:
        fields = tree.fields_of_measure[measure.pk]
        pairs = [(vision, _serving(tree, fields, vision)) for vision in tree.visions]
        rows.append(Row(measure, pairs, not any(cell for _, cell in pairs)))
    return rows


def totals(tree: Tree) -> list[tuple[Vision, Total]]:
    """Return the foot of each Zielbild's column; each Maßnahme counts once in it."""
    return [(vision, _total(_measures_for(tree, vision))) for vision in tree.visions]


def _serving(tree: Tree, fields: Sequence[ActionField], vision: Vision) -> Sequence[ActionField] | None:
    return [field for field in fields if vision in tree.visions_of_field[field.pk]] or None


def _measures_for(tree: Tree, vision: Vision) -> list[Measure]:
    below = {measure for field in tree.fields_of[vision.pk] for measure in tree.measures_of[field.pk]}
    return [measure for measure in tree.measures if measure in below]


def _total(measures: Sequence[Measure]) -> Total:
    return Total(len(measures), sum(measure.cost or 0 for measure in measures))
