"""Moving in the tree: order among siblings, from one parent to another, and what the keys of rows mean."""

import pytest
from django.core.exceptions import PermissionDenied

from people.models import User
from strategy.models import ActionField, Measure, Vision
from strategy.selectors.tree import Tree, load_tree
from strategy.services.order import REASON
from strategy.services.tree import move_field, move_measure, move_vision
from strategy.tree_rows import Target, find, key_of, target_of_drop, target_of_step
from tests.factories.strategy import ActionFieldFactory, MeasureFactory, VisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(team: User) -> Tree:
    """Two Zielbilder: Klima with Energie and Verkehr, Leben with Verkehr; Licht belongs to none.

    Energie has Sonne, Wind and Wasser, Verkehr has Bahn; WLAN belongs to none.
    """
    climate, life = VisionFactory(title="Klima"), VisionFactory(title="Leben")
    energy = ActionFieldFactory(name="Energie", visions=[climate])
    traffic = ActionFieldFactory(name="Verkehr", visions=[climate, life])
    ActionFieldFactory(name="Licht")
    for title in ("Sonne", "Wind", "Wasser"):
        MeasureFactory(title=title, action_fields=[energy])
    MeasureFactory(title="Bahn", action_fields=[traffic])
    MeasureFactory(title="WLAN")
    return load_tree(team)


def vision(title: str) -> Vision:
    return Vision.objects.get(title=title)


def field(name: str) -> ActionField:
    return ActionField.objects.get(name=name)


def measure(title: str) -> Measure:
    return Measure.objects.get(title=title)


def below(parent: str) -> list[str]:
    return [str(one) for one in field(parent).measures.all()]


def test_a_measure_moves_before_its_sibling_and_nothing_else_is_saved(tree: Tree, team: User) -> None:
    energy = field("Energie")
    before = {one.title: one.history.count() for one in Measure.objects.all()}
    move_measure(measure("Wasser"), source=energy, target=energy, before=measure("Wind"), by=team)
    assert below("Energie") == ["Sonne", "Wasser", "Wind"]
    moved = {one.title for one in Measure.objects.all() if one.history.count() != before[one.title]}
    assert moved == {"Wasser"}
    row = measure("Wasser").history.first()
    assert (row.history_change_reason, row.history_user_name) == (REASON, "Kim Team")


def test_order_is_no_content(tree: Tree, team: User) -> None:
    energy = field("Energie")
    move_measure(measure("Wasser"), source=energy, target=energy, before=measure("Sonne"), by=team)
    assert measure("Wasser").version == 1


def test_rows_are_spread_where_nothing_fits_between_them(tree: Tree, team: User) -> None:
    energy = field("Energie")
    for place, title in enumerate(("Sonne", "Wind", "Wasser", "Bahn", "WLAN"), start=1):
        one = measure(title)
        one.position = place
        one.save()
    move_measure(measure("Wasser"), source=energy, target=energy, before=measure("Wind"), by=team)
    assert [one.title for one in Measure.objects.all()] == ["Sonne", "Wasser", "Wind", "Bahn", "WLAN"]


def test_a_measure_goes_to_another_field_and_stands_last_there(tree: Tree, team: User) -> None:
    move_measure(measure("Sonne"), source=field("Energie"), target=field("Verkehr"), before=None, by=team)
    assert (below("Energie"), below("Verkehr")) == (["Wind", "Wasser"], ["Bahn", "Sonne"])


def test_a_field_leaves_one_vision_and_keeps_the_other(tree: Tree, team: User) -> None:
    move_field(field("Verkehr"), source=vision("Klima"), target=None, before=None, by=team)
    assert [str(one) for one in field("Verkehr").visions.all()] == ["Leben"]


def test_moving_to_a_vision_that_it_serves_already_makes_no_second_link(tree: Tree, team: User) -> None:
    move_field(field("Verkehr"), source=vision("Klima"), target=vision("Leben"), before=None, by=team)
    assert [str(one) for one in field("Verkehr").visions.all()] == ["Leben"]


def test_a_vision_moves_to_the_end(tree: Tree, team: User) -> None:
    move_vision(vision("Klima"), before=None, by=team)
    assert [str(one) for one in Vision.objects.all()] == ["Leben", "Klima"]


def test_only_editors_move(tree: Tree, member: User) -> None:
    energy = field("Energie")
    with pytest.raises(PermissionDenied):
        move_measure(measure("Wind"), source=energy, target=energy, before=None, by=member)
    with pytest.raises(PermissionDenied):
        move_field(energy, source=None, target=vision("Leben"), before=None, by=member)
    with pytest.raises(PermissionDenied):
        move_vision(vision("Klima"), before=None, by=member)


def test_keys_lead_to_their_rows_and_back(tree: Tree) -> None:
    rows = [(one, None) for one in tree.visions]
    rows += [(one, above) for above in [*tree.visions, None] for one in tree.fields_of[above.pk if above else None]]
    rows += [(one, above) for above in [*tree.fields, None] for one in tree.measures_of[above.pk if above else None]]
    assert len(rows) == 2 + 4 + 5
    for node, parent in rows:
        place = find(tree, key_of(node, parent))
        assert place is not None
        assert (place.node, place.parent) == (node, parent)


@pytest.mark.parametrize("key", ["", "s", "v0", "v999999", "f1", "m1-v1", "f0-v0", "v1; DROP", "m99999999999-f1"])
def test_other_keys_lead_nowhere(tree: Tree, key: str) -> None:
    assert find(tree, key) is None


@pytest.mark.parametrize(
    ("title", "step", "expected"),
    [
        ("Sonne", "hoch", None),
        ("Wind", "hoch", ("Energie", "Sonne")),
        ("Sonne", "runter", ("Energie", "Wasser")),
        ("Wind", "runter", ("Energie", None)),
        ("Wasser", "runter", None),
        ("Wind", "zurueck", None),
        ("Wind", "vor", ("Verkehr", None)),
        ("Bahn", "vor", ("Licht", None)),
        ("WLAN", "zurueck", ("Licht", None)),
        ("WLAN", "vor", None),
        ("Wind", "quer", None),
    ],
)
def test_steps_of_measures(tree: Tree, title: str, step: str, expected: tuple[str, str | None] | None) -> None:
    parents = measure(title).action_fields.first()
    place = find(tree, key_of(measure(title), parents))
    assert place is not None
    assert in_words(target_of_step(tree, place, step)) == expected


@pytest.mark.parametrize(
    ("dropped_on", "expected"),
    [("v", ("Leben", None)), ("f", ("Klima", "Verkehr")), ("m", None), ("itself", None), ("nothing", None)],
)
def test_drops_of_fields(tree: Tree, dropped_on: str, expected: tuple[str, str | None] | None) -> None:
    climate = vision("Klima")
    own = key_of(field("Energie"), climate)
    keys = {
        "v": (key_of(vision("Leben")), ""),
        "f": ("", key_of(field("Verkehr"), climate)),
        "m": (key_of(measure("Sonne"), field("Energie")), ""),
        "itself": ("", own),
        "nothing": ("", ""),
    }
    place = find(tree, own)
    assert place is not None
    assert in_words(target_of_drop(tree, place, *keys[dropped_on])) == expected


@pytest.mark.parametrize("step", ["zurueck", "vor"])
def test_no_step_loses_a_connection(tree: Tree, step: str) -> None:
    """Verkehr serves both Zielbilder: it can neither stand in one of them twice nor among those without one."""
    place = find(tree, key_of(field("Verkehr"), vision("Leben")))
    assert place is not None
    assert target_of_step(tree, place, step) is None
    assert target_of_drop(tree, place, key_of(vision("Klima")), "") is None
    assert target_of_drop(tree, place, "", key_of(field("Energie"), vision("Klima"))) is None


def in_words(target: Target | None) -> tuple[str, str | None] | None:
    return target and (str(target.parent), str(target.before) if target.before else None)
