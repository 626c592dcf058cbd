"""The admin in a real browser: nothing in it breaks the Content-Security-Policy of the rest of the site."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from people.models import Organisation, User
from tests.browser import DESKTOP, axe_violations, complaints, signed_in_context
from tests.factories.people import BodyFactory, MembershipFactory, OrganisationFactory
from tests.factories.workshops import AttendanceFactory, PointFactory
from workshops.models import Meeting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plain_page(browser: Browser, live_server: Any, transactional_db: None, admin: User) -> Iterator[Page]:
    context = signed_in_context(browser, str(live_server), admin, viewport=DESKTOP)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(plain_page: Page) -> Iterator[Page]:
    """A page that must not complain."""
    errors = complaints(plain_page)
    yield plain_page
    assert errors == []


@pytest.fixture
def paths() -> list[str]:
    meeting = AttendanceFactory().meeting
    membership = MembershipFactory()
    point = PointFactory(task=True)
    return [
        "/admin/",
        "/admin/workshops/meeting/",
        f"/admin/workshops/meeting/{meeting.pk}/change/",
        f"/admin/workshops/meeting/{meeting.pk}/history/",
        f"/admin/workshops/meeting/{meeting.pk}/history/{meeting.history.first().history_id}/",
        f"/admin/workshops/meeting/{meeting.pk}/schritt/absagen/",
        "/admin/workshops/meeting/export/",
        f"/admin/workshops/point/{point.pk}/change/",
        "/admin/people/user/add/",
        f"/admin/people/user/{membership.user_id}/change/",
        f"/admin/people/body/{membership.body_id}/change/",
        f"/admin/people/membership/{membership.pk}/delete/",
        "/admin/post_office/email/",
    ]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_pages_are_accessible(plain_page: Page, paths: list[str], look: Any) -> None:
    plain_page.emulate_media(color_scheme=look)
    problems = {}
    for path in paths:
        plain_page.goto(path)
        if found := axe_violations(plain_page):
            problems[path] = found
    assert problems == {}


def test_pages_need_no_inline_script_or_style(page: Page, paths: list[str]) -> None:
    for path in paths:
        page.goto(path)
        expect(page.locator("#content")).to_be_visible()


def test_meeting_is_made_with_autocomplete_and_attendance(page: Page) -> None:
    BodyFactory(name="Fachgruppe Energie", slug="fachgruppe-energie")
    OrganisationFactory(name="Gera Netz GmbH")
    page.goto("/admin/workshops/meeting/add/")
    page.locator(".field-body .select2-selection").click()
    page.locator(".select2-search__field").fill("energie")
    page.get_by_role("option", name="Fachgruppe Energie").click()
    page.get_by_role("link", name="Heute").click()
    page.get_by_role("button", name="Teilnahme hinzufügen").click()
    page.locator("#attendances-0 .select2-selection").click()
    page.locator(".select2-search__field").fill("netz")
    page.get_by_role("option", name="Gera Netz GmbH").click()
    page.get_by_role("button", name="Sichern", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()
    meeting = Meeting.objects.get()
    assert [entry.organisation.name for entry in meeting.attendances.all()] == ["Gera Netz GmbH"]


def test_list_is_exported(page: Page) -> None:
    OrganisationFactory()
    page.goto("/admin/people/organisation/")
    page.get_by_role("link", name="Exportieren").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Exportieren").click()
    assert download.value.suggested_filename.startswith("organisationen-")


def test_change_history_and_restore(page: Page) -> None:
    organisation = OrganisationFactory(name="Erste Fassung")
    page.goto(f"/admin/people/organisation/{organisation.pk}/change/")
    page.get_by_label("Name:", exact=True).fill("Zweite Fassung")
    page.get_by_label("Grund der Änderung").fill("Schreibfehler")
    page.get_by_role("button", name="Sichern", exact=True).click()
    page.goto(f"/admin/people/organisation/{organisation.pk}/history/")
    expect(page.get_by_text("Erste Fassung → Zweite Fassung")).to_be_visible()
    page.locator("#change-history a").last.click()
    page.get_by_role("button", name="Wiederherstellen").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert Organisation.objects.get().name == "Erste Fassung"
