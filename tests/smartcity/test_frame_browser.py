"""What the frame does in a real browser, with and without JavaScript."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import DESKTOP, PHONE, signed_in_context
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def context(request: pytest.FixtureRequest, browser: Browser, live_server: Any) -> Iterator[BrowserContext]:
    """Return a browser of an editor, with and without JavaScript."""
    context = signed_in_context(
        browser, str(live_server), UserFactory(team=True), viewport=DESKTOP, java_script_enabled=request.param
    )
    yield context
    context.close()


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """Return a page of a guest."""
    context = signed_in_context(browser, str(live_server), viewport=DESKTOP)
    yield context.new_page()
    context.close()


def test_navigation_is_a_row_on_wide_screens_and_a_sheet_on_phones(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    entry = page.locator("#navigation").get_by_role("link", name="Beschlüsse", exact=True)
    opener = page.locator(".site-header__bar").get_by_role("button", name="Menü")
    expect(entry).to_be_visible()
    expect(opener).to_be_hidden()
    page.set_viewport_size(PHONE)
    expect(entry).to_be_hidden()
    opener.click()
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    opener.click()
    entry.click()
    expect(page).to_have_url(re.compile(reverse("workshops:decision_list")))


def test_theme_and_sign_out_need_no_script(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(reverse("imprint"))
    page.get_by_role("button", name="Dunkle Darstellung").click()
    expect(page.locator("html")).to_have_attribute("data-kern-theme", "dark")
    expect(page.get_by_role("heading", level=1)).to_have_text("Impressum")
    page.get_by_role("button", name="wie System").click()
    expect(page.locator("html[data-kern-theme]")).to_have_count(0)
    page.locator("summary.tool").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.locator(".site-header").get_by_role("link", name="Anmelden")).to_be_visible()


def test_account_menu_closes_on_escape_and_on_a_click_elsewhere(browser: Browser, live_server: Any) -> None:
    context = signed_in_context(browser, str(live_server), UserFactory(), viewport=DESKTOP)
    page = context.new_page()
    page.goto("/")
    menu, opener = page.locator(".site-header .menu__list"), page.locator("summary.tool")
    opener.click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    page.get_by_role("heading", level=1).click()
    expect(menu).to_be_hidden()
    context.close()


def test_skip_link_moves_the_focus_into_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_error_summary_has_the_focus_and_leads_to_the_field(page: Page) -> None:
    page.goto(reverse("account_reset_password"))
    page.locator("main").get_by_role("button").first.click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator("main input[type=email]")).to_be_focused()
