"""The tree editor works as a plain form; htmx only gets a part of the page."""

import pytest
from django.test import Client

from people.models import User
from strategy.models import ActionField, Measure, Vision
from strategy.tree_rows import key_of
from strategy.views.tree import AT_END, CHOOSE, GONE, NAMELESS
from tests.factories.strategy import ActionFieldFactory, MeasureFactory, VisionFactory
from tests.visitors import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db

URL = "/strategie/bearbeiten/"


@pytest.fixture
def client(team: User) -> Client:
    """The team's client."""
    return client_of(team)


@pytest.fixture
def rows() -> tuple[Vision, ActionField, Measure, Measure]:
    """A Zielbild, its Handlungsfeld, and two Maßnahmen."""
    vision = VisionFactory(title="Klima")
    field = ActionFieldFactory(name="Energie", visions=[vision])
    return (
        vision,
        field,
        MeasureFactory(title="Sonne", action_fields=[field]),
        MeasureFactory(title="Wind", action_fields=[field]),
    )


def test_a_button_moves_the_chosen_row_and_leads_back_to_it(
    client: Client, rows: tuple[Vision, ActionField, Measure, Measure]
) -> None:
    _, field, sun, wind = rows
    key = key_of(wind, field)
    response = client.post(URL, {"zeile": key, "zug": "hoch"})
    assert (response.status_code, response["Location"]) == (302, f"{URL}?zeile={key}#{key}")
    assert list(field.measures.all()) == [wind, sun]
    assert f'value="{key}" checked' in text_of(client.get(response["Location"]))


def test_htmx_gets_the_tree_alone_and_is_told_where_the_row_stands(
    client: Client, rows: tuple[Vision, ActionField, Measure, Measure]
) -> None:
    _, field, _, wind = rows
    response = client.post(URL, {"zeile": key_of(wind, field), "zug": "hoch"}, headers={"HX-Request": "true"})
    content = text_of(response)
    assert content.lstrip().startswith("<form")
    assert "„Wind“ steht jetzt an Stelle 1 von 2 in „Energie“." in content


@pytest.mark.parametrize(
    ("row", "kind"), [("s", Vision), ("vision", ActionField), ("field", Measure), ("measure", Measure)]
)
def test_what_is_made_stands_below_the_chosen_row(
    client: Client, rows: tuple[Vision, ActionField, Measure, Measure], row: str, kind: type
) -> None:
    vision, field, sun, _ = rows
    keys = {"s": "s", "vision": key_of(vision), "field": key_of(field, vision), "measure": key_of(sun, field)}
    assert client.post(URL, {"zeile": keys[row], "zug": "neu", "name": " Neu "}).status_code == 302
    made = kind.objects.get(**{"name" if kind is ActionField else "title": "Neu"})
    parents = {Vision: [], ActionField: [vision], Measure: [field]}[kind]
    relation = {ActionField: "visions", Measure: "action_fields"}.get(kind)
    assert list(getattr(made, relation).all()) if relation else parents == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"zeile": "s", "zug": "neu", "name": "  "}, NAMELESS),
        ({"zeile": "s", "zug": "neu", "name": "\u200b"}, NAMELESS),
        ({"zeile": "s", "zug": "hoch"}, CHOOSE),
        ({"zug": "hoch"}, CHOOSE),
        ({"zeile": "m99-f99", "zug": "hoch"}, GONE),
        ({"zeile": "s", "zug": "neu", "name": "klima"}, "Ein Zielbild mit diesem Titel gibt es schon."),
    ],
)
def test_what_does_not_work_is_said_and_what_was_typed_stays(
    client: Client, rows: tuple[Vision, ActionField, Measure, Measure], typed: dict[str, str], said: str
) -> None:
    response = client.post(URL, typed)
    assert response.status_code == 422
    content = text_of(response)
    assert said in content
    if name := typed.get("name", "").strip():
        assert f'value="{name}"' in content


def test_a_step_that_leads_nowhere_is_said(client: Client, rows: tuple[Vision, ActionField, Measure, Measure]) -> None:
    vision = rows[0]
    response = client.post(URL, {"zeile": key_of(vision), "zug": "runter"})
    assert AT_END in text_of(response)


def test_a_row_is_dropped_on_another_parent(client: Client, rows: tuple[Vision, ActionField, Measure, Measure]) -> None:
    _, field, sun, _ = rows
    other = ActionFieldFactory(name="Verkehr")
    values = {"zeile": key_of(sun, field), "zug": "ablegen", "ziel": key_of(other), "vor": ""}
    assert client.post(URL, values).status_code == 302
    assert list(sun.action_fields.all()) == [other]


def test_measures_stand_below_the_first_row_of_their_field_only(client: Client) -> None:
    visions = [VisionFactory(), VisionFactory()]
    field = ActionFieldFactory(visions=visions)
    MeasureFactory(title="Nur einmal da", action_fields=[field])
    content = text_of(client.get(URL))
    assert content.count(">Nur einmal da</label>") == 1
    assert f'href="#{key_of(field, visions[0])}"' in content


def test_page_takes_the_same_queries_for_many_rows(client: Client) -> None:
    field = ActionFieldFactory(visions=[VisionFactory()])
    MeasureFactory(action_fields=[field])
    few = queries_of(client, URL)
    for _ in range(29):
        MeasureFactory(action_fields=[ActionFieldFactory(visions=[VisionFactory()])])
    assert queries_of(client, URL) == few <= 10
