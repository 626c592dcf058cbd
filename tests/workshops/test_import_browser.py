"""The import in a real browser: from the file to the protocol, accessible in light and dark and at 320 px."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from people.models import User
from tests.browser import DESKTOP, PHONE, axe_violations, complaints, overflow, signed_in_context
from tests.workshops.seed import SEED, SEED_FILE
from workshops.models import Meeting
from workshops.selectors import protocol_content

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser, live_server: Any, team: User) -> Iterator[Page]:
    context = signed_in_context(browser, str(live_server), team, viewport=DESKTOP)
    yield context.new_page()
    context.close()


def problems(page: Page) -> list[str]:
    """What is wrong with the page as it is shown, light on a desktop and dark on a phone."""
    found = axe_violations(page)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    found += axe_violations(page)
    if wider := overflow(page):
        found.append(f"{wider} px wider than the window")
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")
    return found


def test_from_the_file_to_the_protocol(page: Page) -> None:
    errors = complaints(page)
    page.goto("/workshops/")
    page.locator(".empty").get_by_role("link", name="Protokoll importieren").click()
    page.get_by_label("Datei", exact=True).set_input_files(SEED_FILE)
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import prüfen")
    assert problems(page) == []
    page.get_by_label("Ort").fill("Videokonferenz")
    page.get_by_role("button", name="Protokoll importieren").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("5. Workshop")
    meeting = Meeting.objects.get(number=5)
    assert meeting.place == "Videokonferenz"
    assert protocol_content(meeting.protocol).sections == SEED.sections
    page.goto(f"{meeting.get_absolute_url()}verlauf/")
    page.get_by_role("link", name="Was aus jeder Zeile der Datei wurde").click()
    assert problems(page) == []
    assert errors == []


def test_a_refused_file_and_a_wrong_head(page: Page) -> None:
    page.goto("/workshops/importieren/")
    page.get_by_label("Datei", exact=True).set_input_files(
        {"name": "protokoll.docx", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("Die Datei heißt zwar .docx, ist aber eine PDF-Datei.")
    assert problems(page) == []
    page.get_by_label("Datei", exact=True).set_input_files(SEED_FILE)
    page.get_by_role("button", name="Datei prüfen").click()
    page.get_by_label("Datum").fill("")
    page.get_by_label("Organisation").first.fill("Tippfehler GmbH")
    page.get_by_label("neu anlegen").nth(1).uncheck()
    page.get_by_role("button", name="Protokoll importieren").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert problems(page) == []
