"""The rows of the tree editor: their keys, what they are, and where a step takes them. Pure reading of a tree.

A key names a row: ``v3`` the Zielbild with id 3, ``f12-v3`` the Handlungsfeld 12 below it, ``m7-f12`` a Maßnahme below
its Handlungsfeld; ``f12-v0`` and ``m7-f0`` stand in the groups of those that belong nowhere yet, ``s`` is the strategy
itself. The Maßnahmen of a Handlungsfeld that serves several Zielbilder stand below its first row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from strategy.models import ActionField, Measure, Vision
from strategy.selectors.tree import Tree

ROOT = "s"
UP, DOWN, BACK, FORTH = "hoch", "runter", "zurueck", "vor"
"""The steps: among its siblings, and to the parent before or after its own."""

_KEY = re.compile(r"v(\d{1,9})|f(\d{1,9})-v(\d{1,9})|m(\d{1,9})-f(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: its object, the parent that it stands below (``None``: nowhere), and its siblings."""

    node: Any
    parent: Any
    siblings: Sequence[Any]

    @property
    def index(self) -> int:
        """Its place among its siblings, from 0."""
        return self.siblings.index(self.node)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a row shall stand: below ``parent``, in front of ``before``, or behind its new siblings."""

    parent: Any
    before: Any = None


def key_of(node: Any, parent: Any = None) -> str:
    """Return the key of the row of ``node`` below ``parent``."""
    below = parent.pk if parent else 0
    match node:
        case Vision():
            return f"v{node.pk}"
        case ActionField():
            return f"f{node.pk}-v{below}"
        case _:
            return f"m{node.pk}-f{below}"


def find(tree: Tree, key: str) -> Place | None:
    """Return where the row with this key stands, or ``None`` if there is none (any more)."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    vision, field, of_vision, measure, of_field = (int(number) if number else 0 for number in found.groups())
    if vision:
        return _place(tree.visions, vision, None)
    if field:
        return _below(tree.visions, tree.fields_of, of_vision, field)
    return _below(tree.fields, tree.measures_of, of_field, measure)


def target_of_step(tree: Tree, place: Place, step: str) -> Target | None:
    """Return where a step takes a row; ``None`` where there is nothing in that direction."""
    index, siblings = place.index, place.siblings
    if step == UP and index:
        return Target(place.parent, siblings[index - 1])
    if step == DOWN and index + 1 < len(siblings):
        return Target(place.parent, siblings[index + 2] if index + 2 < len(siblings) else None)
    if step in (BACK, FORTH) and (parents := _free_parents(tree, place)):
        at = parents.index(place.parent) + (1 if step == FORTH else -1)
        return Target(parents[at]) if 0 <= at < len(parents) else None
    return None


def target_of_drop(tree: Tree, place: Place, parent_key: str, before_key: str) -> Target | None:
    """Return where a dragged row was dropped: in front of the row ``before_key``, or else onto ``parent_key``.

    ``None`` where it cannot stand there.
    """
    before = find(tree, before_key)
    if before is not None:
        fits = type(before.node) is type(place.node) and before.node != place.node
        return Target(before.parent, before.node) if fits and _may_stand(tree, place, before.parent) else None
    dropped_on = find(tree, parent_key)
    if dropped_on is None or dropped_on.node not in _free_parents(tree, place):
        return None
    return Target(dropped_on.node)


def first_row_of(tree: Tree, field: ActionField) -> str:
    """Return the key of the first row of a Handlungsfeld, below which its Maßnahmen stand."""
    visions = tree.visions_of_field[field.pk]
    return key_of(field, visions[0] if visions else None)


def _may_stand(tree: Tree, place: Place, parent: Any) -> bool:
    """Whether a row may stand below ``parent``; a Zielbild stands below the strategy alone."""
    return isinstance(place.node, Vision) or parent in _free_parents(tree, place)


def _free_parents(tree: Tree, place: Place) -> list[Any]:
    """Return what a row may stand below, in the order of the tree; ``None`` is the group of those without.

    It stands nowhere twice, and among those without only when it stands nowhere else: else a connection would be lost.
    """
    parents, above = _parents(tree, place.node)
    taken = [one for one in above if one != place.parent]
    return [one for one in parents if one not in taken] + ([] if taken else [None]) if parents else []


def _parents(tree: Tree, node: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return what may stand above a row, and what does."""
    match node:
        case ActionField():
            return tree.visions, tree.visions_of_field[node.pk]
        case Measure():
            shown = [field for vision in tree.visions for field in tree.fields_of[vision.pk]]
            return list(dict.fromkeys([*shown, *tree.fields_of[None]])), tree.fields_of_measure[node.pk]
        case _:
            return (), ()


def _below(
    parents: Sequence[Any], children: Mapping[int | None, Sequence[Any]], parent: int, child: int
) -> Place | None:
    above = next((one for one in parents if one.pk == parent), None)
    return _place(children[parent or None], child, above) if above or not parent else None


def _place(siblings: Sequence[Any], pk: int, parent: Any) -> Place | None:
    node = next((one for one in siblings if one.pk == pk), None)
    return Place(node, parent, siblings) if node else None
