"""The editor, a protocol, and the page on which the one writes the other."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from people.models import User
from tests.browser import complaints
from tests.factories.people import UserFactory
from tests.workshops.editor.pages import LINES, address, browser_of
from tests.workshops.test_outline_service import protocol_like
from workshops.models import Protocol


@pytest.fixture
def editor() -> User:
    return UserFactory(team=True, name="Eva Editor")


@pytest.fixture
def protocol() -> Protocol:
    return protocol_like(*LINES)


@pytest.fixture
def context(browser: Browser, live_server: Any, editor: User) -> Iterator[BrowserContext]:
    """The editor's browser."""
    with browser_of(editor, browser, live_server) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, protocol: Protocol) -> Iterator[Page]:
    """The editor with five rows; whatever happens, no script fails and no policy is broken."""
    page = context.new_page()
    errors = complaints(page)
    page.goto(address(protocol))
    expect(page.locator("#outline-form")).to_have_class(re.compile("is-live"))
    yield page
    assert [error for error in errors if "Failed to load resource" not in error] == []


@pytest.fixture
def other_page(browser: Browser, live_server: Any, protocol: Protocol) -> Iterator[Page]:
    """The same protocol in a colleague's browser."""
    with browser_of(UserFactory(team=True, name="Karl Kollege"), browser, live_server) as context:
        page = context.new_page()
        page.goto(address(protocol))
        yield page
