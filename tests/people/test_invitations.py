"""Invitations: a link by mail sets the first password, for a week, once."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from post_office.models import STATUS, Email

from common.mail import is_secret
from people.enums import Role
from people.models import User
from people.services.accounts import (
    INVITATION_DAYS,
    AccountError,
    InvitationError,
    accept_invitation,
    invitation_token,
    invite_user,
    invited_user,
    send_invitation,
)
from tests.factories.people import OrganisationFactory, UserFactory
from tests.people.accounts import PASSWORD, add_app, is_signed_in, link_in, sign_in, the_mail

pytestmark = pytest.mark.django_db

TWICE = {"new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def invited() -> User:
    return invite_user(email="neu@example.org", name="Nora Neu", by=None)


def test_invited_account_waits_for_its_password() -> None:
    organisation, administrator = OrganisationFactory(), UserFactory(admin=True, name="Alex Admin")
    user = invite_user(
        email=" Neu@Example.org", name="Nora Neu", by=administrator, role=Role.TEAM, organisation=organisation
    )
    user.refresh_from_db()
    assert (user.email, user.role, user.organisation) == ("neu@example.org", Role.TEAM, organisation)
    assert not user.has_usable_password()
    row = user.history.get()
    assert (row.history_user_name, row.history_change_reason) == ("Alex Admin", "Konto angelegt")
    mail = the_mail()
    assert (mail.to, mail.status) == (["neu@example.org"], STATUS.queued)
    assert is_secret(mail)
    assert "Guten Tag Nora Neu," in mail.message
    assert "7 Tage" in mail.message


def test_link_sets_the_password_and_signs_in(client: Client, invited: User) -> None:
    link = link_in(the_mail())
    page = client.get(link).content.decode()
    assert "Willkommen, Nora Neu" in page
    assert "mindestens 12 Zeichen" in page
    assert client.post(link, TWICE).headers["Location"] == "/"
    assert is_signed_in(client)
    invited.refresh_from_db()
    assert invited.check_password(PASSWORD)
    assert invited.history.first().history_change_reason == "Einladung angenommen"
    assert not EmailAddress.objects.exists()


def test_link_works_once(client: Client, invited: User) -> None:
    link = link_in(the_mail())
    client.post(link, TWICE)
    for response in (Client().get(link), Client().post(link, {"new_password1": "x" * 20, "new_password2": "x" * 20})):
        assert response.status_code == 410
        assert "gilt nicht mehr" in response.content.decode()
    invited.refresh_from_db()
    assert invited.check_password(PASSWORD)


def test_link_expires(invited: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, day = time.time(), 24 * 60 * 60
    token = invitation_token(invited)
    monkeypatch.setattr("django.core.signing.time.time", lambda: sent + INVITATION_DAYS * day - 60)
    assert invited_user(token) == invited
    monkeypatch.setattr("django.core.signing.time.time", lambda: sent + INVITATION_DAYS * day + 60)
    with pytest.raises(InvitationError, match="abgelaufen"):
        invited_user(token)


@pytest.mark.parametrize("change", [{"email": "anders@example.org"}, {"is_active": False}])
def test_link_dies_with_address_and_account(invited: User, change: dict[str, object]) -> None:
    token = invitation_token(invited)
    for name, value in change.items():
        setattr(invited, name, value)
    invited.save()
    with pytest.raises(InvitationError, match="gilt nicht mehr"):
        accept_invitation(token, password=PASSWORD)


@pytest.mark.parametrize("spoil", [lambda token: token[:-2], lambda token: f"x{token}", lambda token: "abc"])
def test_broken_link_is_explained(client: Client, invited: User, spoil: object) -> None:
    token = spoil(invitation_token(invited))  # type: ignore[operator]
    response = client.get(f"/konto/einladung/{token}/")
    assert response.status_code == 410
    assert "unvollständig" in response.content.decode()


@pytest.mark.parametrize(
    "passwords", [("kurz", "kurz"), (PASSWORD, PASSWORD + "x"), ("neu@example.org", "neu@example.org"), ("", "")]
)
def test_bad_password_is_refused_and_the_link_stays(client: Client, invited: User, passwords: tuple[str, str]) -> None:
    link = link_in(the_mail())
    response = client.post(link, {"new_password1": passwords[0], "new_password2": passwords[1]})
    assert response.context["form"].errors
    assert client.post(link, TWICE).status_code == 302


def test_link_ends_the_session_of_whoever_sat_there(client: Client, invited: User) -> None:
    client.force_login(UserFactory())
    client.post(link_in(the_mail()), TWICE)
    assert client.get("/konto/").context["user"] == invited


def test_link_does_not_replace_the_second_factor(client: Client, invited: User) -> None:
    add_app(invited)
    response = client.post(link_in(the_mail()), TWICE)
    assert response.headers["Location"] == "/konto/2fa/authenticate/"
    assert not is_signed_in(client)


def test_invitation_can_be_sent_again(invited: User) -> None:
    send_invitation(invited, by=UserFactory(admin=True))
    assert Email.objects.filter(to="neu@example.org").count() == 2


def test_account_with_password_is_not_invited(client: Client, invited: User) -> None:
    client.post(link_in(the_mail()), TWICE)
    invited.refresh_from_db()
    with pytest.raises(AccountError, match="schon ein Passwort"):
        send_invitation(invited, by=None)


def test_closed_account_is_not_invited() -> None:
    with pytest.raises(AccountError, match="nicht aktiv"):
        send_invitation(UserFactory(is_active=False), by=None)


@pytest.mark.parametrize("role", [{}, {"team": True}])
def test_only_the_administration_invites(role: dict[str, bool]) -> None:
    by = UserFactory(**role)
    with pytest.raises(PermissionDenied):
        invite_user(email="neu@example.org", name="Nora Neu", by=by)
    with pytest.raises(PermissionDenied):
        send_invitation(UserFactory(), by=by)
    assert not Email.objects.exists()
    assert not User.objects.filter(email="neu@example.org").exists()


@pytest.mark.parametrize("email", ["", "keine-adresse", "kim@example.org"])
def test_bad_address_leaves_neither_account_nor_mail(email: str) -> None:
    UserFactory(email="kim@example.org")
    with pytest.raises(ValidationError):
        invite_user(email=email, name="Nora Neu", by=None)
    assert User.objects.count() == 1
    assert not Email.objects.exists()


def test_invited_person_can_also_sign_in_by_code(client: Client, invited: User) -> None:
    assert sign_in(client, invited, "geraten-und-falsch") == ""
    client.post("/konto/login/code/", {"email": invited.email})
    assert Email.objects.filter(subject="Ihr Code für die Anmeldung").count() == 1
