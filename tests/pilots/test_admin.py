"""Pilots, lists and tenders in the admin: services keep their rules, and nobody reads a single review."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin as admin_site
from django.db.models import Model
from django.urls import reverse

from people.models import User
from pilots.enums import ListStatus, PilotStatus, TenderStatus
from pilots.models import Pilot, PilotList, Review, Score, Tender
from tests.factories.pilots import PilotFactory, PilotListFactory, TenderFactory, list_with
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db


def url_of(model: type[Model], name: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def change(user: User, instance: Any, **fields: Any) -> Any:
    """Load the form of the change page, alter fields, and send it like a browser."""
    client, address = client_of(user), url_of(type(instance), "change", instance.pk)
    form = client.get(address).context["adminform"].form
    values = {field.html_name: field.value() for field in form} | {"change_reason": "Tippfehler", **fields}
    return client.post(address, {name: value for name, value in values.items() if value not in (None, False)})


def press(user: User, instance: Any, button: str, **data: str) -> list[str]:
    return messages_of(client_of(user).post(url_of(type(instance), "button", instance.pk, button), data))


def test_new_pilot_gets_its_number(team: User) -> None:
    client_of(team).post(url_of(Pilot, "add"), {"title": "Parkleitsystem"})
    assert Pilot.objects.get().reference.startswith("P-")


def test_change_of_a_pilot_counts_its_version(team: User) -> None:
    pilot = PilotFactory(title="Alt")
    assert change(team, pilot, title="Neu").status_code == 302
    pilot.refresh_from_db()
    assert (pilot.title, pilot.version) == ("Neu", 2)
    assert pilot.history.first().history_change_reason == "Tippfehler"


def test_status_changes_by_buttons_alone(team: User) -> None:
    pilot = PilotFactory(status=PilotStatus.RUNNING)
    change(team, pilot, title="Neu", status=PilotStatus.FINISHED)
    assert Pilot.objects.get().status == PilotStatus.RUNNING
    assert press(team, pilot, "abschliessen") == ["Das Pilotprojekt ist abgeschlossen."]
    assert press(team, pilot, "veroeffentlichen") == ["Das ist geschehen."]
    assert press(team, pilot, "zuruecknehmen") == ["Das ist geschehen."]
    assert Pilot.objects.get().status == PilotStatus.FINISHED


def test_tender_is_proposed_and_moved_by_its_services(team: User) -> None:
    pilot = PilotFactory(status=PilotStatus.APPROVED)
    client_of(team).post(url_of(Tender, "add"), {"pilot": pilot.pk, "subject": "Masten", "priority": "high"})
    tender = Tender.objects.get()
    pilot.refresh_from_db()
    assert (tender.status, pilot.status) == (TenderStatus.PROPOSED, PilotStatus.IN_TENDER)
    press(team, tender, "priorisieren")
    assert Tender.objects.get().status == TenderStatus.PRIORITISED


def test_tender_is_awarded_with_its_result(team: User) -> None:
    tender = TenderFactory(status=TenderStatus.EVALUATING)
    assert "jetzt nicht möglich" in press(team, tender, "vergeben")[0]
    change(team, tender, result="Stadtwerke")
    press(team, tender, "vergeben")
    tender.refresh_from_db()
    assert (tender.status, tender.result) == (TenderStatus.AWARDED, "Stadtwerke")


def test_refused_change_of_a_list_is_explained(team: User) -> None:
    opened = PilotListFactory(status=ListStatus.IN_REVIEW)
    answer = change(team, opened, budget="1")
    assert "Die Bewertung ist eröffnet; ändern lässt sich nur noch ihr Ende." in text_of(answer)
    assert PilotList.objects.get().budget == 500_000


def test_reviews_and_scores_have_no_page() -> None:
    hidden = {Review, Score, Review.history.model, Score.history.model}
    assert hidden.isdisjoint(admin_site.site._registry)
    assert hidden <= set(apps.get_models())


@pytest.mark.parametrize("status", [ListStatus.IN_REVIEW, ListStatus.CLOSED, ListStatus.DECIDED])
def test_list_with_reviews_cannot_be_deleted(admin: User, status: str) -> None:
    """The page that asks would name everything that goes with it."""
    pilot_list = list_with(1, reviewers=1, handed_in=True, status=status)
    client = client_of(admin)
    assert client.get(url_of(PilotList, "delete", pilot_list.pk)).status_code == 403
    assert client.post(url_of(PilotList, "delete", pilot_list.pk), {"post": "yes"}).status_code == 403
    assert Score.objects.count() == 5
    assert not any(str(score.value) in str(score) for score in Score.objects.all())
