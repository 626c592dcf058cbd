"""History: every write leaves a row with person and reason, and what would leave none is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from common.history import (
    HistorisedQuerySet,
    HistoryBypassError,
    create_many,
    delete_with_reason,
    save_with_reason,
    update_many,
)
from people.models import Organisation, User
from tests.factories.people import OrganisationFactory, UserFactory
from workshops.models import Point

pytestmark = pytest.mark.django_db


def test_save_names_person_and_reason(team: User) -> None:
    organisation = save_with_reason(Organisation(name="Gera Netz GmbH"), by=team, reason="Neu dabei")
    row = organisation.history.get()
    assert (row.history_type, row.history_user, row.history_user_name, row.history_change_reason) == (
        "+", team, "Kim Team", "Neu dabei",
    )  # fmt: skip


def test_many_are_written_with_person_and_reason(team: User) -> None:
    houses = [Organisation(name="Gera Netz GmbH"), Organisation(name="Gera Bad GmbH")]
    create_many(houses, by=team, reason="Neu dabei")
    for house in houses:
        house.short_name = "Gera"
    update_many(houses, ["short_name"], by=None, reason="Abgekürzt")

    for house in Organisation.objects.all():
        assert house.short_name == "Gera"
        rows = house.history.values_list("history_type", "history_user_name", "history_change_reason", "short_name")
        assert list(rows) == [("~", "", "Abgekürzt", "Gera"), ("+", "Kim Team", "Neu dabei", "")]


def test_save_by_the_system_names_nobody() -> None:
    organisation = save_with_reason(Organisation(name="Gera Netz GmbH"), by=None, reason="Import")
    row = organisation.history.get()
    assert (row.history_user, row.history_user_name) == (None, "")


def test_name_survives_the_account() -> None:
    user = UserFactory(name="Kim Team")
    organisation = save_with_reason(Organisation(name="Gera Netz GmbH"), by=user, reason="Neu")
    user.delete()
    row = organisation.history.get()
    assert (row.history_user, row.history_user_name) == (None, "Kim Team")


def test_invalid_object_is_not_saved(team: User) -> None:
    with pytest.raises(ValidationError):
        save_with_reason(Organisation(name=""), by=team, reason="Neu")
    assert not Organisation.objects.exists()


def test_deletion_leaves_the_last_state(team: User) -> None:
    organisation = OrganisationFactory(name="Gera Netz GmbH")
    delete_with_reason(organisation, by=team, reason="Doppelt")
    row = Organisation.history.filter(history_type="-").get()
    assert (row.name, row.history_user_name, row.history_change_reason) == ("Gera Netz GmbH", "Kim Team", "Doppelt")


@pytest.mark.parametrize(
    "write",
    [
        lambda rows: rows.update(name="X"),
        lambda rows: rows.bulk_create([Organisation(name="X")]),
        lambda rows: rows.bulk_update(list(rows), ["name"]),
    ],
    ids=["update", "bulk_create", "bulk_update"],
)
def test_writes_without_history_are_refused(write: object) -> None:
    OrganisationFactory(name="Gera Netz GmbH")
    with pytest.raises(HistoryBypassError):
        write(Organisation.objects.all())  # type: ignore[operator]
    assert [one.name for one in Organisation.objects.all()] == ["Gera Netz GmbH"]


def test_every_historised_model_refuses_writes_without_history() -> None:
    from simple_history.models import registered_models

    unguarded = [
        model for model in registered_models.values() if not isinstance(model.objects.all(), HistorisedQuerySet)
    ]
    assert unguarded == []
    assert Point in registered_models.values()


def test_as_of_returns_an_earlier_state(team: User) -> None:
    organisation = save_with_reason(Organisation(name="Alt"), by=team, reason="Neu")
    before = timezone.now()
    organisation.name = "Neu"
    save_with_reason(organisation, by=team, reason="Umbenannt")
    assert [one.name for one in Organisation.objects.all().as_of(before)] == ["Alt"]
    assert [one.name for one in Organisation.objects.all().as_of(timezone.now())] == ["Neu"]
    assert list(Organisation.objects.all().as_of(before - timedelta(days=1))) == []


def test_password_is_not_in_the_history() -> None:
    fields = {field.name for field in User.history.model._meta.fields if isinstance(field, models.CharField)}
    assert "password" not in fields


def test_class_of_a_history_is_made_once() -> None:
    one, other = Organisation(name="Eins"), Organisation(name="Zwei")
    assert type(one.history) is type(other.history)
    assert type(one.history) is type(Point(pk=1).history)
