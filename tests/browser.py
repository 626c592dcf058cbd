"""Helpers of browser tests: signing in without the form, axe, and what the console complains about."""

import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

AXE = (Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text()
RUN_AXE = """async tags => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  const elements = nodes => JSON.stringify(nodes.slice(0, 3).map(node => node.target));
  return found.violations.map(rule => `${rule.id}: ${rule.help} – ${elements(rule.nodes)}`);
}"""
"""Only the violations leave the browser: all that axe has looked at would take longer to hand over than to find."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
# A busy machine is slow; what does not come within five seconds there is not missing yet.
expect.set_options(timeout=15_000)

SHOTS = os.environ.get("SCREENSHOTS", "")
"""A folder for pictures of every page that is walked, for looking at them."""


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
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(RUN_AXE, WCAG)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what the server does without a page that shows it, at most ten seconds."""
    for _ in range(500):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"{condition} did not come true.")


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def walk(page: Page, paths: Iterable[str], *, missing: str = "") -> dict[str, list[str]]:
    """Open each page once, wide and light, then narrow and dark, and return what is wrong with it, by its address.

    Wrong is what axe finds, what the console reports, an answer other than 200 (404 of ``missing``), and what is wider
    than 320 px.
    """
    errors = complaints(page)
    problems = {}
    for path in paths:
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")
        response = page.goto(path)
        found = [] if response and response.status == (404 if path == missing else 200) else [f"answers {response}"]
        found += axe_violations(page)
        take_picture(page, f"{path}-light-wide")
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        found += axe_violations(page)
        take_picture(page, f"{path}-dark-320")
        if wider := overflow(page):
            found.append(f"{wider} px wider than the window at 320 px")
        found += [error for error in errors if path != missing or "404" not in error]
        errors.clear()
        if found:
            problems[path] = found
    return problems


def take_picture(page: Page, name: str) -> None:
    """Keep a picture of the page where ``SCREENSHOTS`` names a folder."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{re.sub(r'[^a-z0-9-]+', '_', name.strip('/'))}.png", full_page=True)
