"""One walk through a browser: a version is compiled, frozen for a body, edited on, and both states are compared."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from common.digests import digest_of
from people.models import User
from strategy.enums import VersionStatus
from strategy.models import Release, StrategyVersion
from tests.browser import complaints, signed_in_context
from tests.factories.people import BodyFactory
from tests.factories.strategy import small_strategy


def test_compile_freeze_compare(live_server: LiveServer, browser: Browser, team: User) -> None:
    small_strategy()
    BodyFactory(name="Fachgruppe Energie")
    page = signed_in_context(browser, live_server.url, team).new_page()
    errors = complaints(page)

    page.goto("/strategie/fassungen/")
    page.get_by_role("link", name="Erste Fassung anlegen").first.click()
    page.get_by_role("button", name="Fassung anlegen").click()
    page.get_by_label("Einleitung").fill("Gera wird smart.\n\nAlle machen mit.")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="5.1 Leuchten umrüsten")).to_be_visible()

    page.get_by_role("link", name="Einfrieren und Gremien fragen").click()
    page.get_by_label("Fachgruppe Energie").check()
    page.get_by_label("Stellungnahme bis").fill((timezone.localdate() + timedelta(days=14)).isoformat())
    page.get_by_role("button", name="Einfrieren und Gremien fragen").click()
    expect(page.get_by_role("heading", name="0 von 1 Gremien haben geantwortet")).to_be_visible()
    release = Release.objects.get()
    assert release.sha256 == digest_of(release.content)

    page.get_by_role("link", name="Fassung", exact=True).click()
    expect(page.get_by_text(release.sha256)).to_be_visible()
    page.get_by_role("link", name="Einleitung bearbeiten").click()
    page.get_by_label("Einleitung").fill("Gera wird grün.\n\nAlle machen mit.")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Gera wird smart.")).to_be_visible()  # what the body reads stays what it was

    page.get_by_role("link", name="mit dem heutigen Stand vergleichen").click()
    expect(page.get_by_role("heading", name="1 geändert")).to_be_visible()
    change = page.locator("article#einleitung")
    expect(change.locator("del")).to_have_text("smart")
    expect(change.locator("ins")).to_have_text("grün")
    assert StrategyVersion.objects.get().status == VersionStatus.IN_CONSULTATION
    assert errors == []
