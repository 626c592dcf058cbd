"""Every page of the account area opens, in German, and addresses the reader as "Sie"."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.utils.html import strip_tags

from people import urls
from people.models import User
from people.services.accounts import invitation_token
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory
from tests.people.accounts import PASSWORD, add_app, sign_in

pytestmark = pytest.mark.django_db

GUEST_PAGES = ["", "login/", "login/code/", "password/reset/", "password/reset/done/", "password/reset/key/done/",
               "password/reset/key/1-abc/", "inactive/", "einladung/abc/"]  # fmt: skip
OWN_PAGES = ["", "password/change/", "2fa/", "2fa/webauthn/", "sessions/", "logout/", "reauthenticate/",
             "2fa/reauthenticate/"]  # fmt: skip
GUARDED_PAGES = ["2fa/totp/activate/", "2fa/webauthn/add/"]
FACTOR_PAGES = ["2fa/totp/deactivate/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/",
                "2fa/webauthn/keys/{key}/edit/", "2fa/webauthn/keys/{key}/remove/"]  # fmt: skip
FOREIGN = re.compile(
    r"\b(du|dein\w*|dir|dich|euch|euer\w*|you|your|the|please|sign|password|email|code has|Kennwort|Token|None)\b"
)


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


def text_of(response: Any) -> str:
    """Return what a visitor reads on the page: the main part without scripts."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]  # type: ignore[index]
    return re.sub(r"\s+", " ", strip_tags(re.sub(r"<script.*?</script>", "", main, flags=re.DOTALL)))


def check(client: Client, path: str) -> None:
    response = client.get(f"/konto/{path}")
    assert response.status_code in (200, 410), (path, response.status_code, response.headers.get("Location"))
    text = text_of(response)
    assert len(text) > 20
    assert FOREIGN.findall(text) == [], (path, text)
    assert "style=" not in response.content.decode()


@pytest.mark.parametrize("path", GUEST_PAGES)
def test_pages_of_guests_are_german(client: Client, path: str) -> None:
    check(client, path)


@pytest.mark.parametrize("path", OWN_PAGES + GUARDED_PAGES)
def test_own_pages_are_german(client: Client, path: str) -> None:
    user = UserFactory(name="Kim Beispiel", password=PASSWORD, organisation=OrganisationFactory(name="Gera Netz GmbH"))
    if "reauthenticate" in path:
        add_everything(user)
    client.force_login(user)
    if path in GUARDED_PAGES:
        client.post("/konto/reauthenticate/", {"password": PASSWORD})
    check(client, path)


@pytest.mark.parametrize("path", FACTOR_PAGES)
def test_pages_of_the_second_factor_are_german(client: Client, path: str) -> None:
    user = UserFactory(password=PASSWORD)
    key = add_everything(user)
    client.force_login(user)
    client.post("/konto/reauthenticate/", {"password": PASSWORD})
    check(client, path.format(key=key))
    check(client, "2fa/")
    check(client, "2fa/webauthn/")


def test_pages_on_the_way_in_are_german(client: Client) -> None:
    user = UserFactory(password=PASSWORD)
    check(client, f"einladung/{invitation_token(UserFactory(name='Nora Neu'))}/")
    client.post("/konto/login/code/", {"email": user.email})
    check(client, "login/code/confirm/")
    add_app(user)
    sign_in(elsewhere := Client(), user)
    check(elsewhere, "2fa/authenticate/")


def test_every_address_of_the_area_is_tested() -> None:
    names = {pattern.name for pattern in get_resolver(urls).url_patterns if hasattr(pattern, "name")}
    assert names & urls.CLOSED == set()
    assert names == {
        "account_login", "account_logout", "account_inactive", "account_reauthenticate", "account_change_password",
        "account_set_password", "account_reset_password", "account_confirm_login_code", "account_request_login_code",
        "account_reset_password_from_key_done", "account_reset_password_from_key", "account_reset_password_done",
    }  # fmt: skip


def test_overview_shows_person_and_factors(client: Client) -> None:
    user = UserFactory(name="Kim Beispiel", password=PASSWORD, organisation=OrganisationFactory(name="Gera Netz GmbH"))
    MembershipFactory(user=user, body__name="Fachgruppe Verkehr")
    client.force_login(user)
    text = text_of(client.get("/konto/"))
    for part in ("Kim Beispiel", user.email, "Gera Netz GmbH", "Fachgruppe Verkehr (Mitglied)", "nicht eingerichtet"):
        assert part in text
    add_everything(user)
    text = text_of(client.get("/konto/"))
    assert "Authenticator-App eingerichtet" in text
    assert "noch 10" in text


def add_everything(user: User) -> int:
    """Set up app, recovery codes and a passkey; return the passkey's id."""
    add_app(user)
    data = {"name": "Telefon", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(user=user, type="webauthn", data=data).pk
