"""Matrix, network and filters against questions put to the database in another way."""

from itertools import pairwise

import pytest
from django.db import connection

from people.models import User
from strategy.matrix import from_above, from_below, totals
from strategy.models import Measure
from strategy.network import COLUMNS, tree_picture
from strategy.selectors.tree import Tree, load_tree
from tests.factories.strategy import ActionFieldFactory, MeasureFactory, SubConceptFactory, VisionFactory
from tests.visitors import client_of, text_of

pytestmark = pytest.mark.django_db

SERVED = """
    SELECT DISTINCT v.title, f.name, m.title FROM strategy_vision v
    JOIN strategy_actionfieldvision fv ON fv.vision_id = v.id JOIN strategy_actionfield f ON f.id = fv.action_field_id
    JOIN strategy_measurefield mf ON mf.action_field_id = f.id JOIN strategy_measure m ON m.id = mf.measure_id
"""
SUMS = """
    SELECT v.title, count(*), sum(m.cost) FROM strategy_vision v JOIN strategy_measure m ON m.id IN (
        SELECT mf.measure_id FROM strategy_measurefield mf
        JOIN strategy_actionfieldvision fv ON fv.action_field_id = mf.action_field_id WHERE fv.vision_id = v.id
    ) GROUP BY v.title
"""


def rows(sql: str) -> set[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return set(cursor.fetchall())


@pytest.fixture
def tree(team: User) -> Tree:
    """Three Zielbilder and four Handlungsfelder that overlap, six Maßnahmen, some of which belong nowhere."""
    climate, life, _ = (VisionFactory(title=title) for title in ("Klima", "Leben", "Leer"))
    energy = ActionFieldFactory(name="Energie", visions=[climate])
    traffic = ActionFieldFactory(name="Verkehr", visions=[climate, life])
    ActionFieldFactory(name="Pflege", visions=[life])
    light = ActionFieldFactory(name="Licht")
    for title, fields in (("Sonne", [energy]), ("Bahn", [traffic]), ("Laden", [energy, traffic]), ("Mast", [light])):
        MeasureFactory(title=title, cost=100, action_fields=fields)
    MeasureFactory(title="Park", action_fields=[traffic])
    MeasureFactory(title="WLAN")
    return load_tree(team)


def test_both_sides_say_what_the_database_says(tree: Tree) -> None:
    above = {
        (str(vision), str(row.head), str(measure))
        for row in from_above(tree)
        for vision, cell in row.pairs
        for measure in cell or ()
    }
    below = {
        (str(vision), str(field), str(row.head))
        for row in from_below(tree)
        for vision, cell in row.pairs
        for field in cell or ()
    }
    assert above == below == rows(SERVED)


def test_sums_count_each_measure_once(tree: Tree) -> None:
    found = {(str(vision), total.count, total.cost) for vision, total in totals(tree) if total.count}
    assert found == rows(SUMS)


def test_gaps_are_marked(tree: Tree) -> None:
    assert {str(row.head) for row in from_above(tree) if row.is_gap} == {"Pflege", "Licht"}
    assert {str(row.head) for row in from_below(tree) if row.is_gap} == {"Mast", "WLAN"}


def test_page_reads_from_both_sides(team: User, tree: Tree) -> None:
    client = client_of(team)
    above, below = (text_of(client.get(f"/strategie/matrix/{query}")) for query in ("", "?von=unten"))
    assert '<th scope="col">Handlungsfeld</th>' in above
    assert '<th scope="col">Maßnahme</th>' in below
    assert "ohne Zielbild" in below
    assert "noch keine Maßnahme" in above


def test_picture_has_a_box_for_each_and_a_line_for_each_connection(tree: Tree) -> None:
    picture = tree_picture(tree)
    assert len({node.key for node in picture.nodes}) == 3 + 4 + 6
    assert len(picture.edges) == 4 + 6
    assert {(edge.source[0], edge.target[0]) for edge in picture.edges} == {("v", "f"), ("f", "m")}
    assert {node.x for node in picture.nodes} == {x for x, _ in COLUMNS}
    assert all(node.y + node.height <= picture.height for node in picture.nodes)
    tops = sorted(node.y for node in picture.nodes if node.kind == "measure")
    assert all(second - first > 26 for first, second in pairwise(tops))


def test_picture_and_table_name_the_same_connections(team: User, tree: Tree) -> None:
    response = client_of(team).get("/strategie/netz/")
    edges = {(edge.source, edge.target) for edge in response.context["picture"].edges}
    table = {
        *((f"v{one.pk}", f"f{row['field'].pk}") for row in response.context["rows"] for one in row["visions"]),
        *((f"f{row['field'].pk}", f"m{one.pk}") for row in response.context["rows"] for one in row["measures"]),
    }
    assert edges == table
    content = text_of(response)
    for node in response.context["picture"].nodes:
        assert content.count(f'href="{node.url}"') >= 2, node.label  # in the picture, and in the table below


@pytest.mark.parametrize("address", ["/strategie/", "/strategie/matrix/", "/strategie/netz/", "/strategie/bearbeiten/"])
def test_an_empty_strategy_is_a_page(team: User, address: str) -> None:
    assert client_of(team).get(address).status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("zielbild=klima", {"Sonne", "Bahn", "Laden", "Park"}),
        ("zielbild=ohne", {"Mast", "WLAN"}),
        ("handlungsfeld=verkehr", {"Bahn", "Laden", "Park"}),
        ("handlungsfeld=ohne", {"WLAN"}),
        ("teilkonzept=licht", {"Mast"}),
        ("q=laden", {"Laden"}),
        ("q=LÄDEN", {"Laden"}),
        ("prioritaet=high", {"Bahn"}),
        ("handlungsfeld=quatsch", {"Sonne", "Bahn", "Laden", "Mast", "Park", "WLAN"}),
    ],
)
def test_filters(team: User, tree: Tree, query: str, expected: set[str]) -> None:
    for one in (*tree.visions, *tree.fields):
        one.slug = str(one).lower()
        one.save()
    Measure.objects.filter(title="Mast").get().delete()
    MeasureFactory(title="Mast", sub_concept=SubConceptFactory(slug="licht"), action_fields=[tree.fields[3]])
    train = Measure.objects.get(title="Bahn")
    train.priority = "high"
    train.save()
    page = client_of(team).get(f"/strategie/massnahmen/?{query}").context["page_obj"]
    assert {one.title for one in page} == expected
