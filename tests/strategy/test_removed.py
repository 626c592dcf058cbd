"""What was removed from the tree is listed with its reason and comes back whole, or not at all."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from people.models import User
from pilots.services.measures import add_source
from strategy.models import ActionField, Indicator, Measure, MeasureField, Vision
from strategy.services.measures import edit_measure
from strategy.services.removal import remove_node, removed_node, restore_node
from tests.factories.ideas import IdeaFactory
from tests.factories.strategy import (
    ActionFieldFactory,
    IndicatorValueFactory,
    MeasureFactory,
    SubConceptFactory,
    VisionFactory,
)
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

LIST = "/strategie/entfernt/"
FOLDERS = {Vision: "zielbilder", ActionField: "handlungsfelder", Measure: "massnahmen"}


def remove(node: Any, by: User | None = None) -> str:
    """Remove an object and return the address that brings it back."""
    node.refresh_from_db()
    remove_node(node, version=node.version, reason="Aus Versehen.", by=by)
    record = type(node).history.filter(id=node.pk).first()
    return f"{LIST}{FOLDERS[type(node)]}/{record.history_id}/"


def last(node: Any) -> Any:
    return type(node).history.filter(id=node.pk).first()


def test_a_measure_comes_back_with_all_that_belonged_to_it(team: User) -> None:
    fields = ActionFieldFactory.create_batch(2)
    measure = MeasureFactory(
        title="Sonne", text="Vierhundert Leuchten.", action_fields=fields, sub_concept=SubConceptFactory(), cost=500
    )
    value = IndicatorValueFactory(indicator__measure=measure, value=Decimal("7.5"), measured_on=date(2021, 3, 1))
    edit_measure(measure, version=1, content={"action_fields": fields[:1]}, by=team)  # herausgelöst, long before
    address, client = remove(measure, team), client_of(team)
    assert (Measure.objects.count(), Indicator.objects.count(), MeasureField.objects.count()) == (0, 0, 0)
    page = text_of(client.get(LIST))
    assert "Maßnahme „Sonne“" in page
    assert "Aus Versehen." in page
    assert f'href="{address}"' in page
    preview = text_of(client.get(address))
    assert "Indikatoren samt Messwerten" in preview
    assert "<dd>Vierhundert Leuchten.</dd>" in preview
    answer = client.post(address)
    assert (answer["Location"], messages_of(answer)) == (
        "/strategie/massnahmen/" + measure.slug + "/",
        ["Wiederhergestellt: Maßnahme „Sonne“."],
    )
    back = Measure.objects.get(pk=measure.pk)
    assert (back.cost, back.sub_concept, back.position) == (500, measure.sub_concept, measure.position)
    assert (list(back.action_fields.all()), back.version) == (fields[:1], 3)
    assert list(back.indicators.get().values.values_list("pk", "value")) == [(value.pk, Decimal("7.50"))]
    assert back.history.first().history_change_reason == "Wiederhergestellt"
    assert client.get(LIST).context["entries"] == []


def test_a_field_comes_back_to_its_neighbours(team: User) -> None:
    vision, measure = VisionFactory(), MeasureFactory()
    field = ActionFieldFactory(visions=[vision])
    measure.field_links.create(action_field=field)
    client_of(team).post(remove(field))
    assert (list(vision.action_fields.all()), list(measure.action_fields.all())) == ([field], [field])


def test_what_is_gone_meanwhile_is_said_and_left_out(team: User) -> None:
    concept, field = SubConceptFactory(title="Licht"), ActionFieldFactory(name="Energie")
    measure = MeasureFactory(action_fields=[field, ActionFieldFactory(name="Verkehr")], sub_concept=concept)
    address, client = remove(measure), client_of(team)
    remove(field)
    concept.delete()
    said = text_of(client.get(address))
    assert "fehlt oder nicht mehr passt: Teilkonzept „Licht“, Handlungsfeld „Energie“." in said
    client.post(address)
    back = Measure.objects.get()
    assert (back.sub_concept, [one.name for one in back.action_fields.all()]) == (None, ["Verkehr"])


def test_what_comes_back_first_is_connected_again(team: User) -> None:
    field = ActionFieldFactory()
    measure = MeasureFactory(action_fields=[field])
    remove(measure)
    remove(field)
    for node in (field, measure):
        restore_node(last(node), by=team)
    assert list(measure.action_fields.all()) == [field]


def test_a_name_that_is_taken_stands_in_the_way_and_nothing_is_half_restored(team: User) -> None:
    field = ActionFieldFactory(name="Energie", visions=[VisionFactory()])
    address, client = remove(field), client_of(team)
    other = ActionFieldFactory(name="energie")
    page = text_of(client.get(address))
    assert "Ein Handlungsfeld mit diesem Namen gibt es schon." in page
    assert 'type="submit" class="kern-btn kern-btn--primary"' not in page
    refused = client.post(address)
    assert (refused["Location"], messages_of(refused)) == (
        address,
        ["Ein Handlungsfeld mit diesem Namen gibt es schon."],
    )
    assert (ActionField.objects.get(), other.visions.count()) == (other, 0)


def test_an_address_that_is_taken_is_not_the_name(team: User) -> None:
    vision = VisionFactory(title="Klima", slug="klima")
    remove(vision)
    VisionFactory(title="Klima!", slug="klima")
    assert restore_node(last(vision), by=team).slug == "klima-2"


def test_a_second_click_lands_where_the_first_did(team: User) -> None:
    vision = VisionFactory()
    address, client = remove(vision), client_of(team)
    first, second = client.post(address), client.post(address)
    assert first["Location"] == second["Location"] == vision.get_absolute_url()
    assert (Vision.objects.count(), vision.history.count()) == (1, 3)
    assert restore_node(vision.history.filter(history_type="-").get(), by=team) == vision


def test_each_is_listed_once_however_often_it_went(team: User) -> None:
    vision, other = VisionFactory(title="Klima"), VisionFactory(title="Wege")
    remove(vision)
    restore_node(last(vision), by=team)
    remove(vision)
    remove(other)
    entries = client_of(team).get(LIST).context["entries"]
    assert [entry["title"] for entry in entries] == ["Zielbild „Wege“", "Zielbild „Klima“"]


def test_an_empty_list_says_what_will_stand_there(team: User) -> None:
    assert "Nichts entfernt" in text_of(client_of(team).get(LIST))
    assert f'href="{LIST}"' in text_of(client_of(team).get("/strategie/bearbeiten/"))


def test_list_takes_the_same_queries_for_many(team: User) -> None:
    concept, client = SubConceptFactory(), client_of(team)
    remove(MeasureFactory(sub_concept=concept))
    few = queries_of(client, LIST)
    for _ in range(10):
        remove(MeasureFactory(sub_concept=concept))
    assert queries_of(client, LIST) == few <= 10


def test_the_admin_deletes_with_all_connections_and_brings_them_back(admin: User) -> None:
    vision = VisionFactory()
    field = ActionFieldFactory(name="Energie", visions=[vision])
    client = client_of(admin)
    url = reverse("admin:strategy_actionfield_delete", args=[field.pk])
    assert 'name="reason"' in text_of(client.get(url))  # and not that a right is missing
    assert client.post(url, {"post": "yes", "reason": "Aus Versehen."}).status_code == 302
    assert not ActionField.objects.exists()
    restore = reverse("admin:strategy_actionfield_simple_history", args=[field.pk, last(field).history_id])
    form = client.get(restore).context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields}
    assert client.post(restore, {**typed, "name": "Wärme", "change_reason": "Doch."}).status_code == 302
    back = ActionField.objects.get(pk=field.pk)
    assert (back.name, list(back.visions.all()), back.version) == ("Wärme", [vision], 2)


def test_the_admin_says_what_stands_on_it(admin: User) -> None:
    field = ActionFieldFactory()
    add_source(MeasureFactory(), idea=IdeaFactory(action_field=field), reason="Daraus entstand sie.", by=None)
    client_of(admin).post(
        reverse("admin:strategy_actionfield_delete", args=[field.pk]), {"post": "yes", "reason": "Doppelt."}
    )
    assert ActionField.objects.get() == field


def test_preview_writes_nothing(team: User) -> None:
    measure = MeasureFactory()
    idea = IdeaFactory()
    remove(measure)
    removed = removed_node(last(measure))
    assert (removed.obstacle, removed.gone, Measure.objects.count()) == ("", [], 0)
    restored = restore_node(last(measure), by=team)
    assert add_source(restored, idea=idea, reason="Daraus entstand sie.", by=team).measure == measure
