"""Writing Zielbilder, Handlungsfelder and Maßnahmen: services and pages, conflicts, Verlauf, earlier states."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from pilots.services.measures import add_source
from strategy.models import ActionField, Measure, MeasureField, Vision
from strategy.services.fields import create_action_field, edit_action_field
from strategy.services.measures import create_measure, edit_measure
from strategy.services.removal import STILL_NAMED, STILL_SUPPORTED, remove_node
from strategy.services.visions import create_vision, edit_vision
from strategy.views.nodes import COMES_BACK
from tests.factories.ideas import IdeaFactory
from tests.factories.people import BodyFactory
from tests.factories.strategy import (
    ActionFieldFactory,
    IndicatorFactory,
    MeasureFactory,
    SubConceptFactory,
    VisionFactory,
)
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

SERVICES: dict[str, tuple[str, Callable[..., Any], Callable[..., Any]]] = {
    "zielbilder": ("title", create_vision, edit_vision),
    "handlungsfelder": ("name", create_action_field, edit_action_field),
    "massnahmen": ("title", create_measure, edit_measure),
}
KIND_OF = {"zielbilder": "Zielbild", "handlungsfelder": "Handlungsfeld", "massnahmen": "Maßnahme"}
KINDS = pytest.mark.parametrize("folder", SERVICES)


def made(folder: str, name: str, by: User | None = None) -> Any:
    named_by, create, _ = SERVICES[folder]
    return create({named_by: name}, by=by)


@KINDS
def test_new_ones_stand_last_and_have_an_address_of_their_own(folder: str) -> None:
    first, second = made(folder, "Straße"), made(folder, "Straße!")
    assert (first.slug, second.slug) == ("strasse", "strasse-2")
    assert first.position < second.position


@KINDS
def test_the_same_name_is_refused(folder: str) -> None:
    made(folder, "Klima")
    with pytest.raises(ValidationError, match="gibt es schon"):
        made(folder, "klima")


@KINDS
def test_only_editors_write(folder: str, member: User) -> None:
    named_by, _, edit = SERVICES[folder]
    node = made(folder, "Klima")
    with pytest.raises(PermissionDenied):
        made(folder, "Neu", by=member)
    with pytest.raises(PermissionDenied):
        edit(node, version=1, content={named_by: "Neu"}, by=member)


@KINDS
def test_a_stale_edit_writes_nothing_and_the_same_twice_is_one(folder: str, team: User) -> None:
    named_by, _, edit = SERVICES[folder]
    node = made(folder, "Klima")
    edit(node, version=1, content={named_by: "Wärme"}, by=team)
    edit(node, version=1, content={named_by: "Wärme"}, by=team)  # a double click
    with pytest.raises(StaleVersionError):
        edit(node, version=1, content={named_by: "Kälte"}, by=team)
    node.refresh_from_db()
    assert (str(node), node.version, node.history.count()) == ("Wärme", 2, 2)


def test_a_measure_is_connected_with_what_is_named(team: User) -> None:
    one, two, three = ActionFieldFactory.create_batch(3)
    measure = create_measure({"title": "Sonne", "action_fields": [one, two]}, by=team)
    edit_measure(measure, version=1, content={"action_fields": [two, three]}, by=team)
    assert set(measure.action_fields.all()) == {two, three}
    gone = MeasureField.history.get(history_type="-")
    assert (gone.action_field, gone.history_user_name) == (one, "Kim Team")


def test_a_change_of_connections_counts_as_a_version(team: User) -> None:
    vision = VisionFactory()
    field = edit_action_field(ActionFieldFactory(), version=1, content={"visions": [vision]}, by=team)
    with pytest.raises(StaleVersionError):
        edit_action_field(field, version=1, content={"visions": []}, by=team)
    assert list(field.visions.all()) == [vision]


MEASURE = {"title": "Sonne", "priority": "high", "origin": "top_down", "cost": "12.500", "text": "Dächer"}


def test_form_makes_a_measure_of_the_field_that_the_address_names(team: User) -> None:
    field = ActionFieldFactory(slug="energie")
    client = client_of(team)
    page = client.get("/strategie/massnahmen/neu/?handlungsfeld=energie")
    assert page.context["form"].initial["action_fields"] == [field.pk]
    response = client.post("/strategie/massnahmen/neu/", {**MEASURE, "action_fields": [field.pk]})
    measure = Measure.objects.get()
    assert response["Location"] == "/strategie/massnahmen/sonne/"
    assert (measure.cost, measure.priority, list(measure.action_fields.all())) == (12_500, "high", [field])


@pytest.mark.parametrize("field", [None, "energie"])
def test_a_second_click_lands_where_the_first_did(team: User, field: str | None) -> None:
    fields = [ActionFieldFactory(slug=field).pk] if field else []
    client = client_of(team)
    clicks = [client.post("/strategie/massnahmen/neu/", {**MEASURE, "action_fields": fields}) for _ in range(2)]
    assert [click["Location"] for click in clicks] == ["/strategie/massnahmen/sonne/"] * 2
    assert (Measure.objects.get().history.count(), MeasureField.objects.count()) == (1, len(fields))
    for other in ({"text": "Anders"}, {"action_fields": [ActionFieldFactory().pk]}):
        refused = client.post("/strategie/massnahmen/neu/", {**MEASURE, "action_fields": fields, **other})
        assert "Eine Maßnahme mit diesem Titel gibt es schon." in text_of(refused)


@pytest.mark.parametrize("folder", ["zielbilder", "handlungsfelder", "teilkonzepte"])
def test_a_second_click_makes_no_second_one(team: User, folder: str) -> None:
    typed = {"title": "Klima", "name": "Klima", "body": BodyFactory().pk}
    clicks = [client_of(team).post(f"/strategie/{folder}/neu/", typed) for _ in range(2)]
    assert [click["Location"] for click in clicks] == [f"/strategie/{folder}/klima/"] * 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one(team: User) -> None:
    def click(number: int) -> int:
        try:
            return create_measure({"title": "Sonne"}, by=team).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clicks:
        assert len(set(clicks.map(click, range(4)))) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Bitte geben Sie der Maßnahme einen Titel."),
        ({"title": "\u2800"}, "Bitte geben Sie der Maßnahme einen Titel."),
        ({"cost": "viel"}, "Bitte schreiben Sie ganze Euro in Ziffern"),
        ({"starts_on": "2022-01-01", "ends_on": "2021-01-01"}, "Das Ende des Zeitraums liegt vor seinem Beginn."),
        ({"starts_on": "0021-01-01"}, "Das Datum liegt nicht zwischen 2000 und"),
        ({"ends_on": "9999-01-01"}, "Das Datum liegt nicht zwischen 2000 und"),
        ({"priority": "sehr"}, "ist keine gültige Auswahl"),
        ({"action_fields": ["999999"]}, "999999 ist keine gültige Auswahl"),
        ({"title": "schon da"}, "Eine Maßnahme mit diesem Titel gibt es schon."),
    ],
)
def test_bad_input_is_named_and_kept(team: User, typed: dict[str, Any], said: str) -> None:
    MeasureFactory(title="Schon da")
    response = client_of(team).post("/strategie/massnahmen/neu/", {**MEASURE, **typed})
    assert response.status_code == 422
    content = text_of(response)
    assert said in content
    assert "Dächer</textarea>" in content
    assert Measure.objects.count() == 1


def test_a_stale_form_shows_both_texts_and_connections(team: User) -> None:
    field = ActionFieldFactory(name="Energie")
    measure = MeasureFactory(title="Sonne")
    edit_measure(measure, version=1, content={"title": "Sonnenstrom", "action_fields": [field]}, by=None)
    response = client_of(team).post(f"{measure.get_absolute_url()}bearbeiten/", {**MEASURE, "version": 1})
    assert response.status_code == 409
    shown = {(change.field, change.new, change.old) for change in response.context["conflicts"]}
    assert {("Titel", "Sonne", "Sonnenstrom"), ("Handlungsfelder", "", "Energie")} <= shown
    assert response.context["form"].data["version"] == "2"
    measure.refresh_from_db()
    assert measure.title == "Sonnenstrom"


def test_a_draft_comes_back(team: User) -> None:
    client = client_of(team)
    assert client.post("/strategie/zielbilder/neu/", {"title": "Halb fertig", "draft": "save"}).status_code == 204
    assert 'value="Halb fertig"' in text_of(client.get("/strategie/zielbilder/neu/"))


def test_an_earlier_text_comes_back_and_connections_stay(team: User) -> None:
    vision = create_vision({"title": "Klima", "text": "Früher."}, by=team)
    field = ActionFieldFactory(visions=[vision])
    edit_vision(vision, version=1, content={"title": "Klima", "text": "Heute."}, by=team)
    client = client_of(team)
    history = f"{vision.get_absolute_url()}verlauf/"
    first = vision.history.earliest().history_id
    assert f'href="{history}{first}/"' in text_of(client.get(history))
    preview = text_of(client.get(f"{history}{first}/"))
    assert "<del>" in preview
    assert f'href="{history}">' in preview  # the way back
    response = client.post(f"{history}{first}/", {"version": 2})
    assert messages_of(response) == ["Der frühere Stand ist zurückgeholt."]
    vision.refresh_from_db()
    assert (vision.text, vision.version, list(vision.action_fields.all())) == ("Früher.", 3, [field])


def test_bringing_back_over_a_newer_change_is_refused(team: User) -> None:
    vision = create_vision({"title": "Klima", "text": "Früher."}, by=team)
    edit_vision(vision, version=1, content={"text": "Heute."}, by=team)
    url = f"{vision.get_absolute_url()}verlauf/{vision.history.earliest().history_id}/"
    response = client_of(team).post(url, {"version": 1})
    assert (response.status_code, response["Location"]) == (302, url)
    assert Vision.objects.get().text == "Heute."


PAGES = (
    "/strategie/",
    "/strategie/matrix/",
    "/strategie/matrix/?von=unten",
    "/strategie/netz/",
    "/strategie/massnahmen/",
)


def fill(count: int) -> None:
    for _ in range(count):
        field = ActionFieldFactory(visions=[VisionFactory()])
        MeasureFactory(action_fields=[field], sub_concept=SubConceptFactory())


@pytest.mark.parametrize("address", PAGES)
def test_pages_take_the_same_queries_for_many_rows(team: User, address: str) -> None:
    client = client_of(team)
    fill(1)
    few = queries_of(client, address)
    fill(19)
    assert queries_of(client, address) == few <= 10


@pytest.mark.parametrize("kind", ["vision", "field", "measure"])
def test_pages_of_one_take_the_same_queries_for_many_rows(team: User, kind: str) -> None:
    vision = VisionFactory()
    field = ActionFieldFactory(visions=[vision])
    measure = MeasureFactory(action_fields=[field])
    address = {"vision": vision, "field": field, "measure": measure}[kind].get_absolute_url()
    client = client_of(team)
    few = queries_of(client, address)
    for _ in range(15):
        MeasureFactory(action_fields=[field, ActionFieldFactory(visions=[vision])])
    assert queries_of(client, address) == few <= 10


@KINDS
def test_what_should_not_be_is_removed_and_its_neighbours_stay(folder: str, team: User) -> None:
    vision = VisionFactory()
    field = ActionFieldFactory(visions=[vision])
    measure = MeasureFactory(action_fields=[field])
    IndicatorFactory(measure=measure)
    nodes: dict[str, Any] = {"zielbilder": vision, "handlungsfelder": field, "massnahmen": measure}
    node, client = nodes[folder], client_of(team)
    url = f"{node.get_absolute_url()}entfernen/"
    assert url in text_of(client.get(f"{node.get_absolute_url()}bearbeiten/"))
    page = text_of(client.get(url))
    assert [str(other) in page for other in nodes.values()] == [folder != "massnahmen", True, folder != "zielbilder"]
    assert client.post(url, {"version": node.version}).status_code == 422  # no reason
    gone = client.post(url, {"version": node.version, "reason": "Vertippt."})
    assert (gone.status_code, messages_of(gone)) == (302, [f"Entfernt: {KIND_OF[folder]} „{node}“. {COMES_BACK}"])
    models = {"zielbilder": Vision, "handlungsfelder": ActionField, "massnahmen": Measure}
    assert {name: model.objects.count() for name, model in models.items()} == {
        name: int(name != folder) for name in models
    }
    assert node.history.first().history_change_reason == "Vertippt."


@KINDS
def test_what_somebody_is_writing_is_not_removed(folder: str, team: User) -> None:
    node = made(folder, "Licht")
    url = f"{node.get_absolute_url()}entfernen/"
    SERVICES[folder][2](node, version=1, content={SERVICES[folder][0]: "Besseres Licht"}, by=team)
    response = client_of(team).post(url, {"version": 1, "reason": "Doppelt."})
    assert (response.status_code, "Inzwischen hat jemand" in text_of(response)) == (422, True)
    assert response.context["form"]["version"].value() == 2
    assert "Doppelt." in text_of(response)


def test_what_ideas_stand_on_is_not_removed(team: User) -> None:
    field, measure = ActionFieldFactory(), MeasureFactory()
    idea = IdeaFactory(action_field=field)
    add_source(measure, idea=idea, reason="Daraus entstand sie.", by=team)
    for node, why in ((field, STILL_NAMED), (measure, STILL_SUPPORTED)):
        with pytest.raises(TransitionError, match=why):
            remove_node(node, version=1, reason="Vertippt.", by=team)
        node.refresh_from_db()


def test_texts_have_the_formats_of_the_document(team: User) -> None:
    text = "Licht **nach Bedarf**, siehe [Plan](https://example.org).\nZweite Zeile\n\nAbsatz"
    concept = SubConceptFactory()
    concept.sections.create(heading="Ziel", text=text)
    vision = VisionFactory(text=text)
    field = ActionFieldFactory(description=text)
    client = client_of(team)
    for node in (vision, field, MeasureFactory(text=text), concept):
        page = text_of(client.get(node.get_absolute_url()))
        assert "<strong>nach Bedarf</strong>" in page
        assert ">Plan</a>.<br>Zweite Zeile</p><p>Absatz</p>" in page


def test_pages_escape_what_was_typed(team: User) -> None:
    bad = "<script>alert(1)</script>"
    vision = VisionFactory(title=bad)
    field = ActionField.objects.create(name=bad, slug="boese", description=bad)
    vision.field_links.create(action_field=field)
    measure = MeasureFactory(title=bad, text=bad, action_fields=[field])
    client = client_of(team)
    for address in (*PAGES, "/strategie/bearbeiten/", vision.get_absolute_url(), measure.get_absolute_url()):
        content = text_of(client.get(address))
        assert bad not in content
        assert "&lt;script&gt;" in content
