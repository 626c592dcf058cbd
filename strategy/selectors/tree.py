"""The tree Zielbild > Handlungsfeld > Maßnahme as a whole, read once for the overview, the matrix and the network."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model

from people.rules import Person
from strategy.models import ActionField, ActionFieldVision, Measure, MeasureField, Vision

P = TypeVar("P", bound=Model)
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Tree:
    """Everything in its order, and who belongs to whom by id; ``None`` holds those that belong to nobody."""

    visions: Sequence[Vision]
    fields: Sequence[ActionField]
    measures: Sequence[Measure]
    fields_of: Mapping[int | None, Sequence[ActionField]]
    measures_of: Mapping[int | None, Sequence[Measure]]
    visions_of_field: Mapping[int, Sequence[Vision]]
    fields_of_measure: Mapping[int, Sequence[ActionField]]

    def visions_of(self, measure: Measure) -> list[Vision]:
        """Return the Zielbilder that a Maßnahme serves through its Handlungsfelder, in their order."""
        served = {
            vision.pk for field in self.fields_of_measure[measure.pk] for vision in self.visions_of_field[field.pk]
        }
        return [vision for vision in self.visions if vision.pk in served]


def load_tree(user: Person) -> Tree:
    """Return the tree as ``user`` may read it; five queries. Long texts of Maßnahmen stay in the database."""
    visions = list(Vision.objects.visible_to(user))
    fields = list(ActionField.objects.visible_to(user))
    measures = list(Measure.objects.visible_to(user).defer("text").select_related("organisation", "sub_concept"))
    of_fields = ActionFieldVision.objects.order_by().values_list("vision", "action_field")
    of_measures = MeasureField.objects.order_by().values_list("action_field", "measure")
    fields_of, visions_of_field = _both_ways(visions, fields, of_fields)
    measures_of, fields_of_measure = _both_ways(fields, measures, of_measures)
    return Tree(
        visions, fields, measures, _with_orphans(fields_of, fields, visions_of_field),
        _with_orphans(measures_of, measures, fields_of_measure), visions_of_field, fields_of_measure,
    )  # fmt: skip


def _both_ways(
    parents: Sequence[P], children: Sequence[M], links: Iterable[tuple[int, int]]
) -> tuple[dict[int, list[M]], dict[int, list[P]]]:
    """Return the children of each parent and the parents of each child, by ids and in their orders."""
    linked = set(links)
    by_parent: dict[int, set[int]] = defaultdict(set)
    by_child: dict[int, set[int]] = defaultdict(set)
    for parent, child in linked:
        by_parent[parent].add(child)
        by_child[child].add(parent)
    down = {parent.pk: [child for child in children if child.pk in by_parent[parent.pk]] for parent in parents}
    up = {child.pk: [parent for parent in parents if parent.pk in by_child[child.pk]] for child in children}
    return down, up


def _with_orphans(
    down: Mapping[int, Sequence[M]], children: Sequence[M], up: Mapping[int, Sequence[Model]]
) -> dict[int | None, Sequence[M]]:
    whole: dict[int | None, Sequence[M]] = dict(down.items())
    whole[None] = [child for child in children if not up[child.pk]]
    return whole
