"""The second factor: TOTP, recovery codes, and that editors cannot go without it where it is required."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from post_office.models import Email
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from people.models import User
from people.services.accounts import AccountError, reset_second_factor
from tests.factories.people import UserFactory
from tests.people.accounts import (
    PASSWORD,
    add_app,
    app_code,
    code_in,
    is_signed_in,
    link_in,
    recovery_code,
    sign_in,
    the_mail,
)

pytestmark = pytest.mark.django_db

FACTOR_PAGE = "/konto/2fa/"
ELSEWHERE = ["/", "/admin/", "/admin/people/organisation/", "/aufgaben/", "/impressum/"]


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def editor(settings: Settings) -> User:
    settings.REQUIRE_MFA = True
    return UserFactory(team=True, password=PASSWORD)


def confirm(client: Client) -> None:
    """Type the password once more, as every change of the second factor asks for."""
    client.post("/konto/reauthenticate/", {"password": PASSWORD})


def test_app_is_set_up_and_then_asked_for(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = UserFactory(password=PASSWORD)
    sign_in(client, user)
    assert client.get("/konto/2fa/totp/activate/").headers["Location"].startswith("/konto/reauthenticate/")
    confirm(client)
    secret = client.get("/konto/2fa/totp/activate/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/konto/2fa/totp/activate/", {"code": app_code(secret)})
    assert response.headers["Location"] == "/konto/2fa/recovery-codes/"
    assert "Authenticator-App eingerichtet" in {mail.subject for mail in Email.objects.all()}

    client.post("/konto/logout/")
    cache.clear()
    assert sign_in(client, user) == "/konto/2fa/authenticate/"
    assert not is_signed_in(client)
    assert "Dieser Code stimmt nicht" in client.post("/konto/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert client.post("/konto/2fa/authenticate/", {"code": app_code(secret)}).headers["Location"] == "/"
    assert is_signed_in(client)


def test_code_of_the_app_works_once(client: Client) -> None:
    user = UserFactory(password=PASSWORD)
    code = app_code(add_app(user))
    sign_in(client, user)
    client.post("/konto/2fa/authenticate/", {"code": code})
    elsewhere = Client()
    sign_in(elsewhere, user)
    elsewhere.post("/konto/2fa/authenticate/", {"code": code})
    assert not is_signed_in(elsewhere)


def test_recovery_code_stands_in_once(client: Client) -> None:
    user = UserFactory(password=PASSWORD)
    add_app(user)
    code = recovery_code(user)
    for attempt in (True, False):
        client.post("/konto/logout/")
        sign_in(client, user)
        client.post("/konto/2fa/authenticate/", {"code": code})
        assert is_signed_in(client) is attempt


def test_code_by_mail_does_not_replace_the_second_factor(client: Client) -> None:
    user = UserFactory(password=PASSWORD)
    add_app(user)
    client.post("/konto/login/code/", {"email": user.email})
    response = client.post("/konto/login/code/confirm/", {"code": code_in(the_mail())})
    assert response.headers["Location"] == "/konto/2fa/authenticate/"
    assert not is_signed_in(client)


def test_removing_the_app_removes_its_recovery_codes(client: Client) -> None:
    user = UserFactory(password=PASSWORD)
    add_app(user)
    client.force_login(user)
    confirm(client)
    client.post("/konto/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("path", ELSEWHERE)
def test_editor_without_factor_reaches_only_the_account_area(client: Client, editor: User, path: str) -> None:
    client.force_login(editor)
    assert client.get(path).headers["Location"] == FACTOR_PAGE
    assert client.post(path).headers["Location"] == FACTOR_PAGE


def test_editor_without_factor_is_told_what_to_do(client: Client, editor: User) -> None:
    client.force_login(editor)
    page = client.get("/aufgaben/", follow=True)
    assert page.redirect_chain == [(FACTOR_PAGE, 302)]
    assert "Bitte richten Sie zuerst einen zweiten Faktor ein." in page.content.decode()


def test_editor_without_factor_can_sign_out_and_see_the_account(client: Client, editor: User) -> None:
    client.force_login(editor)
    assert client.get("/konto/").status_code == 200
    client.post("/konto/logout/")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("how", ["password", "code", "reset", "admin"])
def test_no_way_of_signing_in_goes_round_the_requirement(client: Client, editor: User, how: str) -> None:
    if how == "password":
        assert sign_in(client, editor, next="/admin/") == "/admin/"
    elif how == "code":
        client.post("/konto/login/code/", {"email": editor.email})
        client.post("/konto/login/code/confirm/", {"code": code_in(the_mail())})
    elif how == "reset":
        client.post("/konto/password/reset/", {"email": editor.email})
        form = client.get(link_in(the_mail())).headers["Location"]
        client.post(form, {"password1": "x" * 20, "password2": "x" * 20})
        sign_in(client, editor, "x" * 20)
    else:
        client.post("/admin/login/", {"username": editor.email, "password": PASSWORD})
        assert not is_signed_in(client)
        sign_in(client, editor)
    assert client.get("/admin/").headers["Location"] == FACTOR_PAGE


def test_app_opens_the_rest(client: Client, editor: User) -> None:
    add_app(editor)
    client.force_login(editor)
    assert client.get("/admin/").status_code == 200


def test_passkey_alone_is_enough(client: Client, editor: User) -> None:
    Authenticator.objects.create(user=editor, type="webauthn", data={"name": "Telefon"})
    client.force_login(editor)
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_not_enough(client: Client, editor: User) -> None:
    Authenticator.objects.create(user=editor, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    client.force_login(editor)
    assert client.get("/admin/").headers["Location"] == FACTOR_PAGE


@pytest.mark.parametrize(("role", "required"), [({}, True), ({"team": True}, False)])
def test_others_may_go_without(client: Client, settings: Settings, role: dict[str, bool], required: bool) -> None:
    settings.REQUIRE_MFA = required
    client.force_login(UserFactory(**role))
    assert client.get("/").status_code == 200


def test_guests_are_not_asked(client: Client, settings: Settings) -> None:
    settings.REQUIRE_MFA = True
    assert client.get("/").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_reset_needs_a_factor_and_the_administration() -> None:
    user = UserFactory()
    with pytest.raises(AccountError, match="keinen zweiten Faktor"):
        reset_second_factor(user, by=None, reason="Telefon verloren")
    add_app(user)
    with pytest.raises(PermissionDenied):
        reset_second_factor(user, by=UserFactory(team=True), reason="Telefon verloren")
    assert Authenticator.objects.filter(user=user).count() == 2
