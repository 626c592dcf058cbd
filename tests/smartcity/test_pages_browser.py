"""Every page of the example installation in a real browser: axe in light and dark, 320 px, and the strict CSP."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from people.models import User
from smartcity.example_data.load import load_example_data
from tests.browser import DESKTOP, PHONE, axe_violations, complaints, overflow, signed_in_context

pytestmark = pytest.mark.django_db(transaction=True)

SEED = "/workshops/fachgruppe-unternehmen-5/"
BOARD = "/workshops/strategiekreis-2021-01-14/"
MISSING = "/gibt-es-nicht/"
PAGES: dict[str | None, list[str]] = {
    None: [
        "/",
        "/workshops/",
        SEED,
        "/beschluesse/",
        "/ideen/einreichen/",
        "/ideen/galerie/",
        "/ideen/einreichen/ideenformular/",
        "/impressum/",
        "/datenschutz/",
        "/barrierefreiheit/",
        "/konto/login/",
        "/konto/login/code/",
        "/konto/password/reset/",
        MISSING,
    ],
    "member": [
        "/",
        "/ideen/meine-daten/",
        "/workshops/",
        SEED,
        "/aufgaben/",
        "/konto/",
        "/konto/2fa/",
        "/konto/password/change/",
    ],
    "board": ["/", BOARD],
    "team": [
        "/",
        "/workshops/",
        "/workshops/?q=nichts-davon",
        "/workshops/neu/",
        "/workshops/importieren/",
        SEED,
        f"{SEED}verlauf/",
        BOARD,
        f"{BOARD}bearbeiten/",
        f"{BOARD}kopfdaten/",
        f"{BOARD}teilnahme/",
        f"{BOARD}verlauf/",
        f"{BOARD}folgetermin/",
        f"{BOARD}status/einladen/",
        f"{BOARD}protokoll/umlauf/",
        "/aufgaben/",
        "/beschluesse/",
        "/ideen/antworten/",
        "/ideen/galerie/?aufruf=ideenwettbewerb-2020",
        "/ideen/aufrufe/ideenwettbewerb-2020/preistraeger/",
    ],
}
SHOTS = os.environ.get("SCREENSHOTS", "")
"""A folder for pictures of every page, for looking at them."""


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("role", PAGES, ids=str)
def test_pages_are_accessible_and_clean(
    browser: Browser, live_server: Any, role: str | None, look: str, transactional_db: None
) -> None:
    load_example_data()
    user = User.objects.get(email=f"{role}@example.org") if role else None
    context = signed_in_context(browser, str(live_server), user, color_scheme=look, viewport=DESKTOP)
    page = context.new_page()
    errors = complaints(page)
    problems: dict[str, list[str]] = {}
    for path in PAGES[role]:
        page.set_viewport_size(DESKTOP)
        response = page.goto(path)
        found = axe_violations(page)
        if response.status != (404 if path == MISSING else 200):
            found.append(f"answers {response.status}")
        take_picture(page, f"{role}-{look}-{path}")
        page.set_viewport_size(PHONE)
        found += axe_violations(page)
        take_picture(page, f"{role}-{look}-320-{path}")
        if wider := overflow(page):
            found.append(f"{wider} px wider than the window at 320 px")
        found += [error for error in errors if "404" not in error]
        errors.clear()
        if found:
            problems[path] = found
    context.close()
    assert problems == {}


def take_picture(page: Page, name: str) -> None:
    """Keep a picture of the page where ``SCREENSHOTS`` names a folder."""
    if SHOTS:
        file = Path(SHOTS) / f"{name.strip('/').replace('/', '_').replace('?', '_') or 'start'}.png"
        page.screenshot(path=file, full_page=True)
