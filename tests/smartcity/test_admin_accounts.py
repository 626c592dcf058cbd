"""Accounts and mails in the admin."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from post_office.models import STATUS, Email
from pytest_django import Settings

from common.mail import queue_mail
from people.enums import Role
from people.models import User
from people.services.accounts import send_invitation
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/people/user/add/"
NO_MEMBERSHIPS = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}


@pytest.fixture
def administrator(client: Client) -> User:
    user = UserFactory(admin=True, name="Alex Admin")
    client.force_login(user)
    return user


def change(client: Client, user: User, **values: Any) -> HttpResponse:
    address = reverse("admin:people_user_change", args=[user.pk])
    form = client.get(address).context["adminform"].form
    data = {bound.html_name: bound.value() or "" for bound in form} | NO_MEMBERSHIPS
    data |= {"change_reason": "Auf eigenen Wunsch", **values}
    return client.post(address, {name: value for name, value in data.items() if value is not None})


def press(client: Client, obj: Any, button: str, reason: str = "") -> HttpResponse:
    info = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_button"
    return client.post(reverse(info, args=[obj.pk, button]), {"reason": reason}, follow=True)


def test_new_account_is_invited(client: Client, administrator: User) -> None:
    organisation = OrganisationFactory()
    data = {"name": "Nora Neu", "email": "Nora.Neu@Example.org", "organisation": organisation.pk, "role": "team"}
    response = client.post(ADD, {**data, "invite": "on", **NO_MEMBERSHIPS}, follow=True)
    user = User.objects.get(email="nora.neu@example.org")
    assert (user.name, user.organisation, user.role, user.has_usable_password()) == (
        "Nora Neu", organisation, Role.TEAM, False,
    )  # fmt: skip
    mail = Email.objects.get()
    assert (mail.to, mail.status) == (["nora.neu@example.org"], STATUS.queued)
    assert "Nora Neu erhält eine Einladung" in response.content.decode()
    assert user.history.first().history_user_name == "Alex Admin"


def test_new_account_without_invitation_gets_no_mail(client: Client, administrator: User) -> None:
    client.post(ADD, {"name": "Nora Neu", "email": "neu@example.org", "role": "participant", **NO_MEMBERSHIPS})
    assert User.objects.filter(email="neu@example.org").exists()
    assert not Email.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "keine-adresse", "kim@example.org", "KIM@example.org", "x" * 260 + "@example.org"]
)
def test_bad_address_is_refused_at_the_field(client: Client, administrator: User, email: str) -> None:
    UserFactory(email="kim@example.org")
    response = client.post(
        ADD, {"name": "Nora Neu", "email": email, "role": "participant", "invite": "on", **NO_MEMBERSHIPS}
    )
    assert "email" in response.context["adminform"].form.errors
    assert b"Nora Neu" in response.content
    assert User.objects.count() == 2
    assert not Email.objects.exists()


def test_role_change_is_recorded_with_its_reason(client: Client, administrator: User) -> None:
    user = UserFactory()
    assert change(client, user, role=Role.TEAM).status_code == 302
    latest, first = user.history.all()
    assert (latest.role, latest.history_user_name, latest.history_change_reason) == (
        Role.TEAM, "Alex Admin", "Auf eigenen Wunsch",
    )  # fmt: skip
    assert first.role == Role.PARTICIPANT


@pytest.mark.parametrize("values", [{"role": "team"}, {"is_active": None}])
def test_last_administrator_stays(client: Client, administrator: User, values: dict[str, Any]) -> None:
    response = change(client, administrator, **values)
    assert "letzte aktive Konto der Administration" in response.context["adminform"].form.non_field_errors()[0]
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == (Role.ADMIN, True)
    UserFactory(admin=True)
    assert change(client, administrator, **values).status_code == 302


def test_deactivated_account_is_signed_out(client: Client, administrator: User) -> None:
    user, elsewhere = UserFactory(), Client()
    elsewhere.force_login(user)
    assert elsewhere.get("/konto/").context["user"] == user
    change(client, user, is_active=None)
    assert not elsewhere.get("/konto/").context["user"].is_authenticated


def test_accounts_are_never_deleted(client: Client, administrator: User) -> None:
    user = UserFactory()
    response = client.post(reverse("admin:people_user_delete", args=[user.pk]), {"post": "yes", "reason": "weg"})
    assert response.status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_password_is_nowhere_to_be_seen(client: Client, administrator: User) -> None:
    user = UserFactory(password="ein-sicheres-passwort")
    for name in ("change", "history"):
        page = client.get(reverse(f"admin:people_user_{name}", args=[user.pk])).content.decode()
        assert user.password not in page
        assert "pbkdf2" not in page


def test_invitation_can_be_sent_again_until_there_is_a_password(client: Client, administrator: User) -> None:
    user = UserFactory(email="neu@example.org")
    assert "ist unterwegs" in press(client, user, "einladen").content.decode()
    assert Email.objects.get().to == ["neu@example.org"]
    user.set_password("ein-sicheres-passwort")
    user.save()
    assert "nicht möglich" in press(client, user, "einladen").content.decode()
    assert Email.objects.count() == 1


def test_second_factor_is_reset_with_a_reason(client: Client, administrator: User) -> None:
    user = UserFactory()
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=user, type=kind, data={})
    press(client, user, "zweiten-faktor-zuruecksetzen")
    assert Authenticator.objects.count() == 2
    press(client, user, "zweiten-faktor-zuruecksetzen", reason="Telefon verloren")
    assert not Authenticator.objects.exists()
    assert user.history.first().history_change_reason == "Zweiter Faktor zurückgesetzt: Telefon verloren"
    assert Email.objects.get().to == [user.email]


def test_team_sees_no_accounts(client: Client) -> None:
    client.force_login(UserFactory(team=True))
    user = UserFactory()
    assert client.get(reverse("admin:people_user_change", args=[user.pk])).status_code == 404
    query = {"term": "", "app_label": "people", "model_name": "membership", "field_name": "user"}
    assert client.get(reverse("admin:autocomplete"), query).status_code == 403


def mail_page(client: Client, mail: Email) -> str:
    return client.get(reverse("admin:post_office_email_change", args=[mail.pk])).content.decode()


@pytest.mark.parametrize(
    ("role", "server", "readable"), [("team", "", False), ("admin", "", True), ("admin", "smtp://localhost", False)]
)
def test_mails_that_let_somebody_sign_in_are_secret(
    client: Client, settings: Settings, role: str, server: str, readable: bool
) -> None:
    settings.EMAIL_URL = server
    client.force_login(UserFactory(**{role: True}))
    page = mail_page(client, send_invitation(UserFactory(), by=None))
    assert ("/konto/einladung/" in page) is readable
    assert ("Nicht lesbar" in page) is not readable


def test_other_mails_are_readable_and_escaped(client: Client) -> None:
    client.force_login(UserFactory(team=True))
    user = UserFactory(name="<b>Kim</b> {{ settings }}")
    page = mail_page(
        client, queue_mail([user.email], "second_factor_reset", {"user": user, "url": "https://example.org"})[0]
    )
    assert "Guten Tag &lt;b&gt;Kim&lt;/b&gt; {{ settings }}," in page


def test_failed_mail_is_sent_again_by_button(client: Client) -> None:
    client.force_login(UserFactory(team=True))
    mail = send_invitation(UserFactory(), by=None)
    assert "nicht möglich" in press(client, mail, "erneut-senden").content.decode()
    Email.objects.update(status=STATUS.failed, number_of_retries=4)
    press(client, mail, "erneut-senden")
    mail.refresh_from_db()
    assert (mail.status, mail.number_of_retries, mail.scheduled_time) == (STATUS.queued, None, None)


def test_steps_without_history_ask_for_no_reason(client: Client, administrator: User) -> None:
    user = UserFactory()
    page = client.get(reverse("admin:people_user_button", args=[user.pk, "einladen"])).content.decode()
    assert "Einladung senden" in page
    assert "<textarea" not in page
