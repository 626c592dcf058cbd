"""App and passkey in a real browser, under the strict Content-Security-Policy; the passkey lies on a virtual device."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from people.models import User
from tests.browser import axe_violations, complaints, signed_in_context
from tests.factories.people import UserFactory
from tests.people.accounts import PASSWORD, app_code

pytestmark = pytest.mark.django_db(transaction=True)

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A device with a screen lock that always says yes (Chrome DevTools Protocol, domain WebAuthn)."""


@pytest.fixture
def user(transactional_db: None) -> User:
    cache.clear()
    return UserFactory(email="kim@example.org", name="Kim Beispiel", password=PASSWORD)


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a page in a context of its own; in the end no page may have complained."""
    contexts = []
    found: list[list[str]] = []

    def open_one(user: User | None = None) -> Page:
        contexts.append(signed_in_context(browser, str(live_server), user))
        page = contexts[-1].new_page()
        found.append(complaints(page))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert [text for texts in found for text in texts] == []


def confirm_password(page: Page) -> None:
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Weiter").click()


def sign_in(page: Page) -> None:
    page.goto("/konto/")
    page.get_by_label("E-Mail-Adresse").fill("kim@example.org")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/konto/logout/")
    page.locator("main").get_by_role("button", name="Abmelden").click()


def test_app_is_set_up_and_used(user: User, open_page: Callable[..., Page]) -> None:
    page = open_page(user)
    page.goto("/konto/")
    page.get_by_role("link", name="einrichten").first.click()
    confirm_password(page)
    expect(page.get_by_role("img")).to_be_visible()
    secret = page.get_by_label("Schlüssel zum Abtippen").input_value()
    page.get_by_label("Code aus der App").fill(app_code(secret))
    page.get_by_role("button", name="Einrichten").click()
    expect(page.get_by_label("Noch nicht benutzte Codes")).to_be_visible()
    assert axe_violations(page) == []
    sign_out(page)

    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    cache.clear()
    sign_in(page)
    expect(page.get_by_role("heading", name="Zweiter Faktor")).to_be_visible()
    page.get_by_label("Code").fill(app_code(secret))
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_text("Sie sind als Kim Beispiel angemeldet.")).to_be_visible()


def test_passkey_is_set_up_and_replaces_the_password(user: User, open_page: Callable[..., Page]) -> None:
    page = open_page(user)
    add_device(page)
    page.goto("/konto/2fa/webauthn/add/")
    confirm_password(page)
    page.get_by_label("Damit ohne Passwort anmelden").check()
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.get_by_label("Noch nicht benutzte Codes")).to_be_visible()
    page.goto("/konto/2fa/webauthn/")
    expect(page.get_by_role("cell", name="Mein Passkey", exact=True)).to_be_visible()
    sign_out(page)

    page.goto("/konto/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page.get_by_text("Sie sind als Kim Beispiel angemeldet.")).to_be_visible()


def test_passkey_is_the_second_factor_after_the_password(user: User, open_page: Callable[..., Page]) -> None:
    page = open_page(user)
    add_device(page)
    page.goto("/konto/2fa/webauthn/add/")
    confirm_password(page)
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.get_by_label("Noch nicht benutzte Codes")).to_be_visible()
    sign_out(page)

    sign_in(page)
    page.get_by_role("button", name="Mit einem Passkey bestätigen").click()
    expect(page.get_by_text("Sie sind als Kim Beispiel angemeldet.")).to_be_visible()


def test_cancelled_passkey_is_explained(user: User, open_page: Callable[..., Page]) -> None:
    page = open_page(user)
    add_device(page, isUserVerified=False)
    page.goto("/konto/2fa/webauthn/add/")
    confirm_password(page)
    page.get_by_label("Damit ohne Passwort anmelden").check()
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.get_by_role("alert")).to_contain_text("Der Vorgang wurde abgebrochen")
    assert axe_violations(page) == []


def add_device(page: Page, **options: bool) -> None:
    """Give the page's browser a device for passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, **options}})
