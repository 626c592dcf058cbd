"""Helpers of browser tests: signing in without the form, axe, and what the console complains about."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

AXE = (Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}


def signed_in_context(browser: Browser, base_url: str, user: Any = None, **options: Any) -> BrowserContext:
    """Return a browser context in which ``user`` is signed in; without ``user`` that of a guest."""
    context = browser.new_context(base_url=base_url, locale="de-DE", timezone_id="Europe/Berlin", **options)
    if user is not None:
        client = Client()
        client.force_login(user, backend="people.backends.SignInBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base_url}])
    return context


def complaints(page: Page) -> list[str]:
    """Return a list that fills with what the browser's console reports as error, broken CSP included."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds on the page, one line for each rule with the elements concerned."""
    page.evaluate(AXE)
    result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
    return [
        f"{violation['id']}: {violation['help']} – {[node['target'] for node in violation['nodes']][:3]}"
        for violation in result["violations"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
