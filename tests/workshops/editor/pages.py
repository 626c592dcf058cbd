"""The outline editor as tests drive it in a browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from people.models import User
from tests.browser import DESKTOP, signed_in_context, wait_until
from tests.workshops.test_outline_service import picture
from workshops.models import Protocol

LINES = ["§ Anfang", "# Agenda", "- eins", "- zwei", "- drei"]
"""What the protocol of every test holds at the beginning."""

SAVED = re.compile(r"^gespeichert \d\d:\d\d$")
AT_REST = re.compile(rf"{SAVED.pattern}|^alles gespeichert$")


@contextmanager
def browser_of(user: User, browser: Browser, live_server: Any, **options: Any) -> Iterator[BrowserContext]:
    """A browser in which ``user`` is signed in.

    A page that closes sends what is not saved yet. At the end nothing more goes out, and what is on its way is waited
    for: the database is emptied then.
    """
    context = signed_in_context(browser, str(live_server), user, **{"viewport": DESKTOP, **options})
    under_way: set[Request] = set()

    def begin(request: Request) -> None:
        under_way.add(request)

    def end(request: Request) -> None:
        under_way.discard(request)

    context.on("request", begin)
    context.on("requestfinished", end)
    context.on("requestfailed", end)
    yield context
    context.route("**/*", lambda route: route.abort())
    while under_way and context.pages:
        context.pages[0].wait_for_timeout(5)
    context.close()


def address(protocol: Protocol) -> str:
    return reverse("workshops:outline", args=[protocol.meeting.slug])


def row(page: Page, text: str) -> Locator:
    """The text of the row that holds just this text."""
    texts = [field.input_value() for field in page.locator(".outline-row__text").all()]
    return page.locator(".outline-row__text").nth(texts.index(text))


def shown(page: Page) -> list[str]:
    """What the page shows, as a picture."""
    marks = {"0": "§ ", "1": "# "}
    return [
        marks.get(depth := one.get_attribute("data-depth") or "", "-" * (int(depth) - 1) + " ")
        + one.locator(".outline-row__text").input_value()
        for one in page.locator(".outline-row").all()
    ]


def focused(page: Page) -> Locator:
    return page.locator(".outline-row__text:focus")


def save(page: Page) -> None:
    """Save at once instead of after a pause."""
    page.keyboard.press("Control+s")


def reaches(protocol: Protocol, line: str) -> None:
    """Wait until the line stands in the protocol; for saving that begins by itself."""
    wait_until(lambda: line in picture(protocol))


def is_saved(page: Page) -> None:
    """Wait until everything is saved."""
    save(page)
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "saved")
    expect(page.locator("#outline-state")).to_have_text(AT_REST)
